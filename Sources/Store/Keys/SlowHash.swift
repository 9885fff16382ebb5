// Short secrets that people keep in their heads or on a card: hashed slowly, and never without the scheme's own key.

import Crypto
import CryptoExtras
import Foundation

/// A slow, salted hash: scrypt of a keyed digest (`security.md`, "Passcodes").
///
/// A copy of the database alone gives nothing to guess at: the scheme key stands in none.
public enum SlowHash {
  static let rounds = 1 << 16
  static let blockSize = 8

  /// 32 bytes for this secret and salt. It takes about a quarter of a second, on purpose.
  public static func bytes(of secret: String, salt: [UInt8], use: String, key: SchemeKey) throws -> [UInt8] {
    try derive(secret, salt, use, key).withUnsafeBytes { Array($0) }
  }

  fileprivate static func derive(
    _ secret: String, _ salt: [UInt8], _ use: String, _ key: SchemeKey
  ) throws -> SymmetricKey {
    try KDF.Scrypt.deriveKey(
      from: key.digest(use, Array(secret.utf8)), salt: salt, outputByteCount: 32, rounds: rounds, blockSize: blockSize,
      parallelism: 1)
  }
}

/// A key made of words that one person keeps: it opens only with them and the scheme key together.
public struct CardKey {
  private let key: SymmetricKey

  /// The key of these words. Case and spaces beside single ones do not matter.
  public init(words: String, salt: [UInt8], schemeKey: SchemeKey) throws {
    let plain = words.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    key = try SlowHash.derive(plain, salt, "card", schemeKey)
  }

  /// Wraps a secret of 32 bytes.
  public func wrap(_ secret: [UInt8]) throws -> [UInt8] {
    Array(try AES.KeyWrap.wrap(SymmetricKey(data: secret), using: key))
  }

  /// Unwraps it; nil if these are not the words.
  public func unwrap(_ wrapped: [UInt8]) -> [UInt8]? {
    try? AES.KeyWrap.unwrap(wrapped, using: key).withUnsafeBytes { Array($0) }
  }
}
