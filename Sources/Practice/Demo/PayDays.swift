// When a demo's people are paid: on the last working day of each month.

import Dates

/// The pay days of a demo, one a month.
struct PayDays: Sendable {
  /// In order.
  let dates: [CivilDate]

  /// The last working days of the months up to the last complete one before a date.
  init(months: Int, before date: CivilDate, holidays: Holidays) {
    dates = (0..<max(0, months)).reversed().map { back in
      holidays.workingDay(onOrBefore: date.month.previous.adding(-back).lastDay)
    }
  }

  /// The first day of the month of a pay day.
  func monthBegins(_ month: Int) -> CivilDate { dates[month].month.firstDay }
}
