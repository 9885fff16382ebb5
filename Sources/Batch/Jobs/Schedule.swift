// When a job is due: what cron can say, and no more, so that cron, a timer and the catch-up agree.

import Dates
import Files
import Foundation

/// A day of the week.
public enum Weekday: String, CaseIterable, Sendable {
  /// The days, Monday first.
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// Monday 1 to Sunday 7, as ``CivilDate/weekday`` counts.
  var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}

/// A month of any year.
public enum MonthName: String, CaseIterable, Sendable {
  /// The months.
  case january, february, march, april, may, june, july, august, september, october, november, december

  /// 1 to 12.
  var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}

/// The days and the time at which a job is due, in the scheme's time zone.
public struct Schedule: Hashable, Sendable {
  /// On which days.
  public enum Days: Hashable, Sendable {
    /// Every day.
    case daily
    /// Every week on this day.
    case weekly(Weekday)
    /// On this day (1 to 28) of these months; of every month where none is named.
    case monthly(day: Int, months: [MonthName])
  }

  /// The hour, 0 to 23.
  public let hour: Int
  /// The minute, 0 to 59.
  public let minute: Int
  /// The days.
  public let days: Days

  /// A schedule.
  public init(hour: Int, minute: Int, _ days: Days) {
    self.hour = hour
    self.minute = minute
    self.days = days
  }

  /// Whether the job is due on this day.
  public func isDue(on date: CivilDate) -> Bool {
    switch days {
    case .daily: true
    case .weekly(let weekday): date.weekday == weekday.number
    case .monthly(let day, let months):
      date.day == day && (months.isEmpty || months.contains { $0.number == date.monthOfYear })
    }
  }

  /// The last due day on or before this one. There is always one within a year.
  public func latestDue(onOrBefore date: CivilDate) -> CivilDate {
    var day = date
    while !isDue(on: day) { day = day.adding(days: -1) }
    return day
  }

  /// The due days after `start` up to and with `end`, oldest first.
  public func due(after start: CivilDate, through end: CivilDate) -> [CivilDate] {
    guard start < end else { return [] }
    return (1...end.days(since: start)).map { start.adding(days: $0) }.filter(isDue)
  }

  /// `every Sunday at 04:00`.
  public var words: String {
    let days =
      switch days {
      case .daily: "every day"
      case .weekly(let weekday): "every \(weekday.rawValue.capitalized)"
      case .monthly(let day, let months):
        "on day \(day) of "
          + (months.isEmpty ? "every month" : months.map(\.rawValue.capitalized).joined(separator: ", "))
      }
    return "\(days) at \(time)"
  }

  private var time: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }
}

extension Schedule {
  init(from value: ConfigurationValue) throws(ConfigurationFault) {
    let settings = try value.mapping(keys: ["at", "weekday", "day", "months"])
    (hour, minute) = try Self.time(try settings.required("at"))
    if let weekday = settings["weekday"] {
      if let other = settings.entries.first(where: { $0.key == "day" || $0.key == "months" }) {
        throw other.name.fault("A job is due on a weekday or on a day of the month, not both.")
      }
      days = .weekly(try weekday.choice())
    } else if let day = settings["day"] {
      days = .monthly(day: try day.integer(in: 1...28), months: try Self.months(settings["months"]))
    } else if let months = settings.entries.first(where: { $0.key == "months" }) {
      throw months.name.fault("A job that is due in some months needs a day of the month: day.")
    } else {
      days = .daily
    }
  }

  private static func time(_ value: ConfigurationValue) throws(ConfigurationFault) -> (hour: Int, minute: Int) {
    let text = try value.string()
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isDigits = text.utf8.count == 5 && text.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }.count == 4
    guard isDigits, parts.count == 2, parts[0].utf8.count == 2, let hour = Int(parts[0]), hour < 24,
      let minute = Int(parts[1]), minute < 60
    else { throw value.fault("A time from 00:00 to 23:59 is expected here.") }
    return (hour, minute)
  }

  private static func months(_ value: ConfigurationValue?) throws(ConfigurationFault) -> [MonthName] {
    guard let value else { return [] }
    var months: [MonthName] = []
    for item in try value.list() { months.append(try item.choice()) }
    guard !months.isEmpty else { throw value.fault("At least one month is expected here.") }
    return months
  }
}
