// A ballot, sealed: one fixed size, for one item, from one member. Only the item's private half opens it.

import Crypto
import Foundation
import Money
import Store

/// The two halves of an item's ballots (`security.md`, "Ballots"): HPKE with X25519.
public struct ItemKey: Sendable {
  private let half: Curve25519.KeyAgreement.PrivateKey

  /// New halves.
  public init(randomness: Randomness) throws {
    half = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: randomness.bytes(32))
  }

  /// The halves of a private one that was kept.
  public init(privateHalf: [UInt8]) throws {
    half = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateHalf)
  }

  /// What opens ballots: kept in memory, or wrapped under the chair's card.
  public var privateHalf: [UInt8] { Array(half.rawRepresentation) }
  /// What seals them.
  public var publicHalf: [UInt8] { Array(half.publicKey.rawRepresentation) }

  /// Opens a ballot.
  /// - Throws: `StoreError.key` if it is not this member's for this item, or was changed.
  func open(_ sealed: [UInt8], from member: Int64, of item: BallotItem) throws -> Ballot {
    let unreadable = StoreError.key("A ballot on application \(item.application) does not open.")
    guard sealed.count == SealedBallot.bytes else { throw unreadable }
    do {
      var recipient = try HPKE.Recipient(
        privateKey: half, ciphersuite: SealedBallot.suite, info: item.info,
        encapsulatedKey: Data(sealed.prefix(SealedBallot.halfBytes)))
      let plain = try recipient.open(
        Data(sealed.dropFirst(SealedBallot.halfBytes)), authenticating: item.from(member))
      guard let ballot = Ballot(fixed: Array(plain)) else { throw unreadable }
      return ballot
    } catch { throw unreadable }
  }
}

/// What a ballot is about: one application in one sitting.
struct BallotItem {
  let sitting: Int64
  let application: Int64

  fileprivate var info: Data { Data("nolimits/ballot/1/\(sitting)/\(application)".utf8) }
  fileprivate func from(_ member: Int64) -> Data { Data("member/\(member)".utf8) }
}

/// Seals ballots.
enum SealedBallot {
  fileprivate static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
  fileprivate static let halfBytes = 32
  /// Every sealed ballot's length: the sender's half, the ballot, the tag.
  static let bytes = halfBytes + Ballot.fixedBytes + 16

  /// Seals a ballot to an item's public half.
  static func seal(_ ballot: Ballot, from member: Int64, on item: BallotItem, to publicHalf: [UInt8]) throws -> [UInt8]
  {
    let half = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicHalf)
    var sender = try HPKE.Sender(recipientKey: half, ciphersuite: suite, info: item.info)
    let sealed = try sender.seal(Data(ballot.fixed), authenticating: item.from(member))
    return Array(sender.encapsulatedKey) + Array(sealed)
  }
}

extension Ballot {
  /// Every ballot is so long, whatever it says.
  static let fixedBytes = 16

  /// The ballot as bytes: the choice, then the smaller amount in pence, then nothing.
  var fixed: [UInt8] {
    let place = UInt8(Choice.allCases.firstIndex(of: choice) ?? 0)
    let amount = littleEndian(smaller?.rawValue ?? 0)
    return [place] + amount + [UInt8](repeating: 0, count: Self.fixedBytes - 1 - amount.count)
  }

  /// Reads what ``fixed`` wrote.
  init?(fixed bytes: [UInt8]) {
    guard bytes.count == Self.fixedBytes, Int(bytes[0]) < Choice.allCases.count else { return nil }
    let pence = bytes[1...8].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
    self.init(Choice.allCases[Int(bytes[0])], smaller: pence > 0 ? Pence(pence) : nil)
  }

  private func littleEndian(_ pence: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: pence >> ($0 * 8)) }
  }
}
