// Employers and their payrolls: who takes gifts from pay.

import Dates
import Ledger
import Store

/// An employer, as its latest row says.
public struct Employer: Codable, Hashable, Sendable {
  /// The short code that files use: `SBC`.
  public let code: String
  /// The name in words.
  public let name: String

  /// An employer.
  public init(code: String, name: String) {
    self.code = code
    self.name = name
  }

  /// Records it as it is now.
  public func record(in write: Write) throws {
    guard Self.isCode(code) else { throw GivingError.notACode(code) }
    guard name.isPlainText else { throw LedgerError.text(code) }
    try write.append(to: Self.book, [.text(code), .text(name)])
  }

  /// All employers, in order of code.
  public static func all(_ reading: Reading) throws -> [Employer] {
    try reading.all(
      "SELECT code, name FROM employer WHERE id IN (SELECT max(id) FROM employer GROUP BY code) ORDER BY code"
    ) { Employer(code: $0.text(0), name: $0.text(1)) }
  }

  /// The employer of this code, or nil.
  public static func find(_ code: String, _ reading: Reading) throws -> Employer? {
    try reading.first("SELECT code, name FROM employer WHERE code = ? ORDER BY id DESC LIMIT 1", [.text(code)]) {
      Employer(code: $0.text(0), name: $0.text(1))
    }
  }

  /// How many posts on its payrolls have a live mandate on a day.
  public func givers(on date: CivilDate, _ reading: Reading) throws -> Int64 {
    try reading.int(
      """
      SELECT count(DISTINCT post) FROM mandate_now WHERE from_day <= ?2 AND until_day >= ?2
      AND payroll IN (SELECT number FROM payroll WHERE employer = ?1)
      """, [.text(code), .integer(Int64(date.dayNumber))])
  }

  /// Codes name accounts and stand in ids: letters, digits and hyphens, at most 20.
  public static func isCode(_ text: String) -> Bool {
    (1...20).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == UInt8(ascii: "-")
      }
  }

  static let book = Book("employer", ["code", "name"])
  static let schema = Schema.book("employer", "code TEXT NOT NULL, name TEXT NOT NULL")
}

/// A payroll of an employer. Payroll numbers are unique within it at any one time, and are reused.
public struct Payroll: Codable, Hashable, Sendable {
  /// The number that posts and mandates hold.
  public let number: Int64
  /// The employer's code.
  public let employer: String
  /// The payroll's code: `STAFF`.
  public let code: String

  /// All payrolls, in order of number.
  public static func all(_ reading: Reading) throws -> [Payroll] {
    try reading.all("SELECT number, employer, code FROM payroll ORDER BY number") {
      Payroll(number: $0.int(0), employer: $0.text(1), code: $0.text(2))
    }
  }

  /// The payroll of these codes, or nil.
  public static func find(employer: String, code: String, _ reading: Reading) throws -> Payroll? {
    try reading.first(
      "SELECT number, employer, code FROM payroll WHERE employer = ? AND code = ?", [.text(employer), .text(code)]
    ) { Payroll(number: $0.int(0), employer: $0.text(1), code: $0.text(2)) }
  }

  /// The payroll of these codes, recorded now if it is new.
  /// - Throws: ``GivingError/notFound(kind:id:)`` if there is no such employer.
  static func findOrAdd(employer: String, code: String, in write: Write) throws -> Payroll {
    if let known = try find(employer: employer, code: code, write.reading) { return known }
    guard try Employer.all(write.reading).contains(where: { $0.code == employer }) else {
      throw GivingError.notFound(kind: "employer", id: employer)
    }
    guard Employer.isCode(code) else { throw GivingError.notACode(code) }
    let number = try write.reading.int("SELECT max(number) FROM payroll") + 1
    try write.append(to: book, [.integer(number), .text(employer), .text(code)])
    return Payroll(number: number, employer: employer, code: code)
  }

  static let book = Book("payroll", ["number", "employer", "code"])
  static let schema = Schema.book(
    "payroll", "number INTEGER NOT NULL UNIQUE, employer TEXT NOT NULL, code TEXT NOT NULL, UNIQUE (employer, code)")
}
