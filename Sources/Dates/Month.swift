// A calendar month: what the books are closed by.

/// A calendar month. Tax months, which run from the 6th, are ``TaxMonth``.
public struct Month: Hashable, Comparable, Sendable {
  /// Months since January of year 0; what the database stores.
  public let monthNumber: Int32

  /// The month with this number.
  public init(monthNumber: Int32) { self.monthNumber = monthNumber }

  /// The month of this year (1900 to 2999) and number (1 to 12), or nil.
  public init?(year: Int, month: Int) {
    guard (1900...2999).contains(year), (1...12).contains(month) else { return nil }
    self.init(uncheckedYear: year, month: month)
  }

  init(uncheckedYear year: Int, month: Int) { monthNumber = Int32(year * 12 + month - 1) }

  /// The calendar year.
  public var year: Int { Int(monthNumber) / 12 }
  /// The number in the year, 1 to 12.
  public var number: Int { Int(monthNumber) % 12 + 1 }

  /// Its first day.
  public var firstDay: CivilDate { CivilDate(uncheckedYear: year, month: number, day: 1) }
  /// Its last day.
  public var lastDay: CivilDate { next.firstDay.adding(days: -1) }
  /// The month after.
  public var next: Month { adding(1) }
  /// The month before.
  public var previous: Month { adding(-1) }

  /// The month so many months later.
  public func adding(_ months: Int) -> Month { Month(monthNumber: monthNumber + Int32(months)) }

  /// How many days it has.
  public var length: Int {
    switch number {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// The earlier month comes first.
  public static func < (a: Month, b: Month) -> Bool { a.monthNumber < b.monthNumber }

  static let names = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

extension Month: CustomStringConvertible {
  /// ISO 8601: `2026-10`.
  public var description: String { "\(year)-\(number.twoDigits)" }

  /// As people write it: `October 2026`.
  public var inWords: String { "\(Month.names[number - 1]) \(year)" }

  /// Reads `2026-10`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 7, let first = CivilDate("\(text)-01") else { return nil }
    self = first.month
  }
}
