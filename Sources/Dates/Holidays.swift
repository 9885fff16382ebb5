// Days on which banks do not work.

/// The public holidays that the configuration lists. Saturdays and Sundays are never working days.
public struct Holidays: Sendable {
  private let days: Set<CivilDate>

  /// These days, besides weekends.
  public init(_ days: some Sequence<CivilDate>) { self.days = Set(days) }

  /// Whether banks work on this day.
  public func isWorkingDay(_ date: CivilDate) -> Bool { date.weekday <= 5 && !days.contains(date) }

  /// This day, or the last working day before it.
  public func workingDay(onOrBefore date: CivilDate) -> CivilDate {
    var day = date
    while !isWorkingDay(day) { day = day.adding(days: -1) }
    return day
  }
}
