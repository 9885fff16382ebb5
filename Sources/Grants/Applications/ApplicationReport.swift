// What a report tells of applications: how long people waited, what the panel said no to, which rules were set aside.

import Dates
import Store

/// How long people waited, in days.
public struct Waits: Hashable, Sendable {
  /// The days, the shortest first.
  public let days: [Int]

  /// From how many on a median and the longest are told: of fewer they would speak of persons (`security.md`, "Small
  /// numbers").
  public static let least = 6

  /// Waits of these days.
  public init(_ days: [Int]) { self.days = days.sorted() }

  /// As many waited longer as shorter; half a day counts as a whole one. Nil where there are too few.
  public var median: Int? {
    guard days.count >= Self.least else { return nil }
    let middle = days.count / 2
    return days.count % 2 == 1 ? days[middle] : (days[middle - 1] + days[middle] + 1) / 2
  }

  /// Whether something may be told of them: of six at least, and not where a half of the time had fewer, so that the year's
  /// longest could be read as one of theirs.
  public func isTold(beside halves: [Waits]) -> Bool {
    days.count >= Self.least && halves.allSatisfy { $0.days.isEmpty || $0.days.count >= Self.least }
  }

  /// The longest. Nil where there are too few.
  public var longest: Int? { days.count >= Self.least ? days.last : nil }
}

/// The business date of each row of a book.
struct BookDates {
  private let spans: [(first: Int64, date: CivilDate)]

  init(_ book: String, _ reading: Reading) throws {
    spans = try reading.all(
      """
      SELECT first_row, business_date FROM audit_rows JOIN audit_link ON audit_link.id = link WHERE book = ?
      ORDER BY first_row
      """, [.text(book)]
    ) { (first: $0.int(0), date: try $0.day(1)) }
  }

  /// The date of a row; nil for one before the first.
  subscript(row: Int64) -> CivilDate? {
    var (low, high) = (0, spans.count)
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].first <= row { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : spans[low - 1].date
  }
}

/// What happened to applications between two days, both included.
public struct ApplicationReport: Sendable {
  /// From the day an application came in to its first answer: yes, not this time, or not eligible.
  public let toAnswer: Waits
  /// From the day an application came in to the first payment of its grant.
  public let toMoney: Waits
  /// The months in which the panel said "not this time", once for each time.
  public let declined: [Month]
  /// The months in which two people set a rule aside, once for each rule and application.
  public let overridden: [Month]
  /// The applications of which was told, in these days, what a grant helped with.
  public let told: [Int64]

  /// Reads it from the books.
  public static func read(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> ApplicationReport {
    let span = first...last
    let received = Dictionary(
      uniqueKeysWithValues: try reading.all("SELECT number, received_on FROM application") {
        ($0.int(0), try $0.day(1))
      })
    let dates = try BookDates("application_move", reading)
    var answered: [Int64: CivilDate] = [:]
    var paid: [Int64: CivilDate] = [:]
    var declined: [Month] = []
    var told: Set<Int64> = []
    try reading.each("SELECT id, application, move FROM application_move ORDER BY id") { row in
      guard let date = dates[row.int(0)] else { return }
      switch ApplicationMove(rawValue: row.text(2)) {
      case .approve, .refuseEligibility: answered[row.int(1)] = answered[row.int(1)] ?? date
      case .decline:
        answered[row.int(1)] = answered[row.int(1)] ?? date
        if span.contains(date) { declined.append(date.month) }
      case .pay, .payAll: paid[row.int(1)] = paid[row.int(1)] ?? date
      case .report where span.contains(date): told.insert(row.int(1))
      default: break
      }
    }
    func waits(_ ends: [Int64: CivilDate]) -> Waits {
      Waits(ends.compactMap { number, end in span.contains(end) ? received[number].map { end.days(since: $0) } : nil })
    }
    return ApplicationReport(
      toAnswer: waits(answered), toMoney: waits(paid), declined: declined,
      overridden: try overrides(reading).filter(span.contains).map(\.month), told: told.sorted())
  }

  private static func overrides(_ reading: Reading) throws -> [CivilDate] {
    let dates = try BookDates("application_fact", reading)
    return try reading.all(
      "SELECT min(id) FROM application_fact WHERE kind = 'override' GROUP BY application, code"
    ) { dates[$0.int(0)] }.compactMap(\.self)
  }
}
