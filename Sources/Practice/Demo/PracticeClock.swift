// The clock of a home that lives through months in a second: it stands still at noon until it is moved to another day.

import Dates
import Foundation
import Synchronization

/// A clock that is moved by hand.
public final class PracticeClock: Sendable {
  private let day: Mutex<Int32>

  /// A clock that stands at noon of a day.
  public init(_ date: CivilDate) { day = Mutex(date.dayNumber) }

  /// Moves it to noon of another day.
  func move(to date: CivilDate) { day.withLock { $0 = date.dayNumber } }

  /// The clock as a store asks it.
  func clock(_ timeZone: TimeZone) -> Clock {
    Clock(timeZone: timeZone) { [self] in Int64(day.withLock { $0 }) * 86_400 + 43_200 }
  }
}
