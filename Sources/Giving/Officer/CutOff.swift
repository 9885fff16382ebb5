// The cut-off: what changed in the mandates since payroll was last told.

import Dates
import Ledger
import Money
import Store

/// A change of a mandate that payroll must be told of.
public struct MandateChange: Codable, Sendable {
  /// What kind of change.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// A deduction begins.
    case new
    /// Its amount or its days change. A change of what it is for is no matter for payroll.
    case changed
    /// It ends.
    case stopped
  }
  /// What kind of change.
  public let kind: Kind
  /// The mandate's number: of a change, that of the new one.
  public let mandate: Int64
  /// The post.
  public let post: Int64
  /// The donor.
  public let donor: Int64
  /// The payroll number, as payroll knows the post.
  public let payrollNumber: String
  /// The employer's code.
  public let employer: String
  /// The payroll's code.
  public let payroll: String
  /// The deduction code.
  public let code: String
  /// How much each pay day; of a stop, how much it was.
  public let amountPence: Int64
  /// The day from which it holds; of a stop, the last day of the deduction.
  public let from: String
}

/// A day up to which payroll was told of all changes.
public struct CutOff: Sendable {
  /// The day.
  public let day: CivilDate
  /// How many rows the book of mandates had.
  let rows: Int64

  /// All that were recorded, in order of day.
  static func all(_ reading: Reading) throws -> [CutOff] {
    try reading.all("SELECT day, mandate_rows FROM payroll_cut_off ORDER BY day") {
      CutOff(day: try $0.day(0), rows: $0.int(1))
    }
  }

  /// The changes that payroll was told of at a recorded cut-off; or, of a day that is not recorded yet, those since the
  /// last.
  /// - Throws: ``GivingError/cutOff(_:)`` if a later cut-off is recorded.
  public static func changes(on day: CivilDate, _ reading: Reading) throws -> [MandateChange] {
    let (from, to) = try span(day, reading)
    let before = try mandates(upTo: from, reading)
    let after = try mandates(upTo: to, reading)
    let touched = after.filter { before[$0.key] != $0.value }.values.sorted { $0.mandate < $1.mandate }
    let stopped = touched.filter { before[$0.mandate] != nil && $0.isShorter(than: before[$0.mandate]) }
    let begun = touched.filter { before[$0.mandate] == nil && !$0.isCancelled }
    func place(_ row: Row) -> String { "\(row.post)/\(row.code)" }
    let replaced = Set(begun.map(place)).intersection(stopped.map(place))
    let posts = try places(Set(touched.map(\.post)), reading)
    let told =
      begun.map { ($0, replaced.contains(place($0)) ? MandateChange.Kind.changed : .new) }
      + stopped.filter { !replaced.contains(place($0)) }.map { ($0, .stopped) }
    return told.compactMap { row, kind in posts[row.post].map { row.change(kind, $0) } }
      .sorted {
        ($0.employer, $0.payroll, $0.payrollNumber, $0.code) < ($1.employer, $1.payroll, $1.payrollNumber, $1.code)
      }
  }

  /// Records that payroll is told of everything up to now.
  /// - Throws: ``GivingError/cutOff(_:)`` if this or a later one is recorded.
  public static func record(_ day: CivilDate, in write: Write) throws {
    if let last = try all(write.reading).last, last.day >= day {
      throw GivingError.cutOff("The cut-off of \(last.day) is recorded.")
    }
    let rows = try write.reading.int("SELECT max(id) FROM mandate")
    try write.append(to: book, [.day(day), .integer(rows)])
  }

  private static func span(_ day: CivilDate, _ reading: Reading) throws -> (from: Int64, to: Int64) {
    let recorded = try all(reading)
    let before = recorded.last { $0.day < day }?.rows ?? 0
    if let same = recorded.first(where: { $0.day == day }) { return (before, same.rows) }
    if let later = recorded.last, later.day > day {
      throw GivingError.cutOff("The cut-off of \(later.day) is recorded, and one of \(day) is not.")
    }
    return (before, try reading.int("SELECT max(id) FROM mandate"))
  }

  /// A mandate as it was when the book had so many rows.
  private struct Row: Equatable {
    let mandate: Int64
    let post: Int64
    let code: String
    let amount: Int64
    let from: CivilDate
    let until: CivilDate?

    var isCancelled: Bool { until ?? .distantFuture < from }

    func isShorter(than earlier: Row?) -> Bool { until ?? .distantFuture < earlier?.until ?? .distantFuture }

    func change(_ kind: MandateChange.Kind, _ place: Place) -> MandateChange {
      MandateChange(
        kind: kind, mandate: mandate, post: post, donor: place.donor, payrollNumber: place.payrollNumber,
        employer: place.employer, payroll: place.payroll, code: code, amountPence: amount,
        from: (kind == .stopped ? until ?? from : from).description)
    }
  }

  private struct Place {
    let donor: Int64
    let payrollNumber: String
    let employer: String
    let payroll: String
  }

  private static func mandates(upTo row: Int64, _ reading: Reading) throws -> [Int64: Row] {
    var rows: [Int64: Row] = [:]
    try reading.each(
      """
      SELECT mandate, post, code, amount_pence, from_day, until_day FROM mandate
      WHERE id IN (SELECT max(id) FROM mandate WHERE id <= ? GROUP BY mandate)
      """, [.integer(row)]
    ) { row in
      rows[row.int(0)] = Row(
        mandate: row.int(0), post: row.int(1), code: row.text(2), amount: row.int(3), from: try row.day(4),
        until: try row.optionalDay(5))
    }
    return rows
  }

  private static func places(_ posts: Set<Int64>, _ reading: Reading) throws -> [Int64: Place] {
    var places: [Int64: Place] = [:]
    try reading.each(
      """
      SELECT post.post, donor, payroll_number.number, payroll.employer, payroll.code FROM post
      JOIN payroll ON payroll.number = post.payroll
      LEFT JOIN payroll_number ON payroll_number.payroll = post.payroll AND payroll_number.post = post.post
      WHERE post.id IN (SELECT max(id) FROM post GROUP BY post)
      """
    ) { row in
      guard posts.contains(row.int(0)) else { return }
      places[row.int(0)] = Place(
        donor: row.int(1), payrollNumber: row.text(2), employer: row.text(3), payroll: row.text(4))
    }
    return places
  }

  static let book = Book("payroll_cut_off", ["day", "mandate_rows"])
  static let schema = Schema.book("payroll_cut_off", "day INTEGER NOT NULL UNIQUE, mandate_rows INTEGER NOT NULL")
}
