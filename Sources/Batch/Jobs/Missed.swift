// How a job makes up for the times when the host was off: systemd and cron catch up once or never, so we decide it here.

import Dates

/// How a job makes up for missed times.
public enum Missed: String, CaseIterable, Sendable {
  /// One run for today does what all the missed ones would have done.
  case once
  /// One run for each missed time, oldest first: for work that closes one period after another.
  case each

  /// The business dates a job has to run for.
  ///
  /// With ``each``, a run's business date is the day it was due: a job that is due on the 1st and run on the 10th is run
  /// for the 1st. Without an earlier run there is nothing to make up for.
  /// - Parameters:
  ///   - date: the business date asked for.
  ///   - lastDone: the business date of the last run that was done.
  func dates(_ schedule: Schedule, on date: CivilDate, lastDone: CivilDate?) -> [CivilDate] {
    switch self {
    case .once: return [date]
    case .each:
      let due = schedule.latestDue(onOrBefore: date)
      guard let lastDone, lastDone < due else { return [due] }
      return schedule.due(after: lastDone, through: due)
    }
  }
}
