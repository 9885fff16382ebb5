// A day of the calendar, with no hour and no time zone.

/// A day of the Gregorian calendar, held as the number of days since 1 January 1970.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; what the database stores.
  public let dayNumber: Int32

  /// The day with this number.
  public init(dayNumber: Int32) { self.dayNumber = dayNumber }

  /// The day of this year, month (1 to 12) and day; nil if the calendar has no such day or the year is not 1900 to 2999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1900...2999).contains(year), (1...12).contains(month), day >= 1,
      day <= Month(uncheckedYear: year, month: month).length
    else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  /// Counts days from the civil calendar with years that begin in March, so that the leap day comes last.
  init(uncheckedYear year: Int, month: Int, day: Int) {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(dayNumber: Int32(era * 146_097 + dayOfEra - 719_468))
  }

  private var civil: (year: Int, month: Int, day: Int) {
    let z = Int(dayNumber) + 719_468
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  /// The calendar year.
  public var year: Int { civil.year }
  /// The month of the year, 1 to 12.
  public var monthOfYear: Int { civil.month }
  /// The day of the month, from 1.
  public var day: Int { civil.day }

  /// The calendar month this day lies in.
  public var month: Month { Month(uncheckedYear: civil.year, month: civil.month) }

  /// The day so many days later, or earlier when negative.
  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + Int32(days)) }

  /// How many days from `other` to this day.
  public func days(since other: CivilDate) -> Int { Int(dayNumber - other.dayNumber) }

  /// The day of the week, Monday 1 to Sunday 7.
  public var weekday: Int { Int((dayNumber + 3) % 7 + 7) % 7 + 1 }

  /// The earlier day comes first.
  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }
}

extension CivilDate: CustomStringConvertible {
  /// ISO 8601: `2026-10-30`.
  public var description: String {
    let (year, month, day) = civil
    return "\(year)-\(month.twoDigits)-\(day.twoDigits)"
  }

  /// As people write it: `30 October 2026`.
  public var inWords: String { "\(day) \(Month.names[monthOfYear - 1]) \(year)" }

  /// Reads `2026-10-30`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let date = DateStyle.iso.read(Array(text.utf8).span) else { return nil }
    self = date
  }
}

extension Int {
  /// With a leading zero below ten.
  var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}

extension CivilDate: Codable {
  /// Reads ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let date = CivilDate(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date like 2026-10-30")
    }
    self = date
  }

  /// Writes ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
