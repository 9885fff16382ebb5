// The heads of the chain, kept outside the database: what shows that a tail was cut.

import Crypto
import Files
import Foundation
import Glibc

/// A head as others keep it: number, hash, time and a signature by the scheme's key.
public struct SignedHead: Hashable, Sendable {
  /// The link's number.
  public let number: Int64
  /// The link's hash.
  public let hash: [UInt8]
  /// When the link was made, in seconds since 1970.
  public let time: Int64
  /// Ed25519 over the three.
  public let signature: [UInt8]

  static func signed(_ number: Int64, _ hash: [UInt8], _ time: Int64, by key: SchemeKey) throws -> SignedHead {
    let signature = try key.signingKey().signature(for: Self.bytes(number, hash, time))
    return SignedHead(number: number, hash: hash, time: time, signature: Array(signature))
  }

  func isSigned(by key: SchemeKey) throws -> Bool {
    try key.signingKey().publicKey.isValidSignature(signature, for: Self.bytes(number, hash, time))
  }

  private static func bytes(_ number: Int64, _ hash: [UInt8], _ time: Int64) -> [UInt8] {
    Array("nolimits head 1 \(number) \(Hex.string(hash)) \(time)".utf8)
  }

  /// One line: number, hash, time, signature.
  public var line: String { "\(number) \(Hex.string(hash)) \(time) \(Hex.string(signature))" }

  /// Reads what ``line`` wrote, or nil.
  public init?(line: some StringProtocol) {
    let parts = line.split(separator: " ")
    guard parts.count == 4, let number = Int64(parts[0]), let hash = Hex.bytes(parts[1]), hash.count == 32,
      let time = Int64(parts[2]), let signature = Hex.bytes(parts[3]), signature.count == 64
    else { return nil }
    self.init(number: number, hash: hash, time: time, signature: signature)
  }

  private init(number: Int64, hash: [UInt8], time: Int64, signature: [UInt8]) {
    self.number = number
    self.hash = hash
    self.time = time
    self.signature = signature
  }
}

extension Store {
  /// The newest head, signed.
  public func signedHead() throws -> SignedHead? { try signedHead(reading, upTo: .max) }

  /// The head as it was at this link, signed; nil before the first.
  public func signedHead(upTo link: Int64) throws -> SignedHead? { try signedHead(reading, upTo: link) }

  private func signedHead(_ reading: Reading, upTo number: Int64) throws -> SignedHead? {
    let link = try reading.first(
      "SELECT id, hash, time FROM audit_link WHERE id <= ? ORDER BY id DESC LIMIT 1", [.integer(number)]
    ) { ($0.int(0), $0.blob(1), $0.int(2)) }
    return try link.map { try SignedHead.signed($0.0, $0.1, $0.2, by: schemeKey) }
  }

  /// Adds the newest head to the file beside the database. A line cut short by a crash is taken off first. A crash
  /// before this leaves the file one head behind, which is no fault: the next change brings it up.
  func recordHead() throws {
    guard let head = try signedHead() else { return }
    let descriptor = open(home.auditHeads, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    defer { _ = Glibc.close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { return }
    let end = Self.endOfLastLine(descriptor)
    let line = Array((head.line + "\n").utf8)
    pwrite(descriptor, line, line.count, off_t(end))
  }

  /// Cuts an unfinished last line off and gives the length that is left.
  private static func endOfLastLine(_ descriptor: Int32) -> Int {
    var size = Int(lseek(descriptor, 0, SEEK_END))
    var byte: UInt8 = 0
    let whole = size
    while size > 0, pread(descriptor, &byte, 1, off_t(size - 1)) == 1, byte != UInt8(ascii: "\n") { size -= 1 }
    if size != whole { ftruncate(descriptor, off_t(size)) }
    return size
  }
}
