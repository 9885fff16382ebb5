// What everything asks for the time. Nothing else in the program reads a clock.

import Foundation

/// The time now and the day it is where the scheme is.
public struct Clock: Sendable {
  /// The moment now, in seconds since 1970.
  public let now: @Sendable () -> Int64
  /// The scheme's time zone (setting `timeZone`): it decides what day it is, whatever the server's zone.
  public let timeZone: TimeZone

  /// The computer's clock, read in this time zone.
  public static func system(timeZone: TimeZone) -> Clock {
    Clock(timeZone: timeZone) { Int64(Date().timeIntervalSince1970) }
  }

  /// A clock that stands still at noon of a day: practice homes and tests.
  public static func standing(at date: CivilDate, timeZone: TimeZone = .gmt) -> Clock {
    Clock(timeZone: timeZone) { Int64(date.dayNumber) * 86_400 + 43_200 }
  }

  /// A clock that asks `now`.
  public init(timeZone: TimeZone, now: @escaping @Sendable () -> Int64) {
    self.timeZone = timeZone
    self.now = now
  }

  /// The day it is now in the scheme's time zone.
  public var today: CivilDate { day(of: now()) }

  /// The day on which a moment falls in the scheme's time zone.
  public func day(of moment: Int64) -> CivilDate {
    let offset = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(moment)))
    let local = moment + Int64(offset)
    return CivilDate(dayNumber: Int32(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
  }

  /// A moment in UTC, ISO 8601: `2026-10-30T02:00:00Z`.
  public static func timestamp(_ moment: Int64) -> String {
    let day = CivilDate(dayNumber: Int32(moment / 86_400))
    let second = Int(moment % 86_400)
    return "\(day)T\((second / 3600).twoDigits):\((second / 60 % 60).twoDigits):\((second % 60).twoDigits)Z"
  }
}
