// The one secret that everything else is wrapped or keyed with. Lost, it costs every name and no penny.

import Crypto
import CryptoExtras
import Files
import Foundation

/// The scheme's secret key: 32 random bytes in a file of the installation's configuration folder.
public struct SchemeKey: Sendable {
  private let secret: SymmetricKey
  /// Made once: every head is signed with it, and every night all of them are looked at.
  private let signing: Result<Curve25519.Signing.PrivateKey, any Error>

  /// The key of these 32 bytes.
  public init(bytes: [UInt8]) {
    let secret = SymmetricKey(data: bytes)
    self.secret = secret
    signing = Result {
      try Self.derived(secret, "audit-head").withUnsafeBytes {
        try Curve25519.Signing.PrivateKey(rawRepresentation: $0)
      }
    }
  }

  /// Reads the key from its file.
  /// - Throws: ``StoreError/key(_:)`` if there is none or it is not 32 bytes.
  public static func read(_ path: String) throws -> SchemeKey {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw StoreError.key("The scheme key is not at \(path). Put it back from its paper copy. Nothing was changed.")
    }
    guard data.count == 32 else {
      throw StoreError.key("The scheme key at \(path) is not 32 bytes. Nothing was changed.")
    }
    return SchemeKey(bytes: Array(data))
  }

  /// Makes a key of random bytes and writes it for its owner alone. An existing one is kept.
  public static func make(_ path: String, randomness: Randomness) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let bytes = randomness.bytes(32)
    try AtomicFile.write(path, mode: 0o400) { sink in try sink.write(bytes) }
  }

  /// A key for one use, derived by HKDF.
  func derived(_ use: String) -> SymmetricKey { Self.derived(secret, use) }

  private static func derived(_ secret: SymmetricKey, _ use: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array("nolimits/1/\(use)".utf8), outputByteCount: 32)
  }

  /// A keyed digest of something that could be guessed: HMAC-SHA-256 under a key for this use.
  public func digest(_ use: String, _ bytes: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: derived(use)))
  }

  /// The same of bytes that come in blocks.
  public func keyedDigest(_ use: String) -> KeyedDigest { KeyedDigest(HMAC(key: derived(use))) }

  func signingKey() throws -> Curve25519.Signing.PrivateKey { try signing.get() }
}

/// A keyed digest of bytes that come in blocks; see ``SchemeKey/keyedDigest(_:)``.
public struct KeyedDigest {
  private var code: HMAC<SHA256>

  fileprivate init(_ code: HMAC<SHA256>) { self.code = code }

  /// Takes the next bytes.
  public mutating func update(_ bytes: [UInt8]) { code.update(data: bytes) }

  /// The digest of all bytes so far.
  public func finalized() -> [UInt8] { Array(code.finalize()) }
}
