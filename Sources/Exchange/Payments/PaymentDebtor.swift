// Who pays: the foundation's own account, as the bank knows it.

import Files

/// The account that payments leave, from `config/outputs/payments.yaml`.
public struct PaymentDebtor: Codable, Hashable, Sendable {
  /// The account's name.
  public let name: String
  /// Its IBAN, a UK one.
  public let iban: String

  /// An account.
  init(name: String, iban: String) {
    self.name = name
    self.iban = iban
  }

  /// Reads the file.
  /// - Throws: `ConfigurationFault` with line and column; an IBAN's check digits must be right.
  public static func read(_ path: String) throws(ConfigurationFault) -> PaymentDebtor {
    let mapping = try YAMLDocument(path: path).root.mapping(keys: ["name", "iban"])
    let (name, iban) = (try mapping.required("name"), try mapping.required("iban"))
    let text = try iban.string().replacing(" ", with: "")
    guard isIBAN(text) else { throw iban.fault("This is no UK IBAN, or a digit of it is wrong.") }
    let written = try name.string()
    guard SchemeText.written(written, atMost: 70) == written else {
      throw name.fault("A bank cannot carry this name: use plain letters, at most 70.")
    }
    return PaymentDebtor(name: written, iban: text)
  }

  /// The sort code, which is part of the IBAN.
  var sortCode: String { String(iban.dropFirst(8).prefix(6)) }

  /// ISO 13616: the first four letters to the end, letters as numbers from 10, and the rest of a division by 97 is 1.
  static func isIBAN(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 22, bytes.starts(with: Array("GB".utf8)),
      bytes[8...].allSatisfy({ (0x30...0x39).contains($0) })
    else { return false }
    var rest = 0
    for byte in bytes[4...] + bytes[..<4] {
      switch byte {
      case 0x30...0x39: rest = (rest * 10 + Int(byte - 0x30)) % 97
      case 0x41...0x5A: rest = (rest * 100 + Int(byte - 0x41) + 10) % 97
      default: return false
      }
    }
    return rest == 1
  }
}
