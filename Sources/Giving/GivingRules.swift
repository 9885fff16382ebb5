// Legal figures that Giving works with. They are dated configuration, never constants.

import Dates
import Files

/// Dated figures of the law, from `config/scheme.yaml`.
public struct GivingRules: Sendable {
  /// How many days after the end of the tax month the employer must have paid the agency, by first pay date.
  public let remittanceDays: [(from: CivilDate, days: Int)]
  /// Days on which banks do not work.
  public let holidays: Holidays
  /// Within how many days, the day of receipt among them, an agency must have paid the charity.
  public let agencyDays: [AgencyDays]

  /// The days an agency has, from a day on (SI 2014/584 reg 5).
  public struct AgencyDays: Sendable {
    /// The first day of receipt for which it holds.
    public let from: CivilDate
    /// Where the agency was told who gave and to which charity.
    public let listed: Int
    /// Where it was not, or has paid the charity nothing for a year.
    public let unlisted: Int

    /// A dated figure of the law.
    public init(from: CivilDate, listed: Int, unlisted: Int) {
      self.from = from
      self.listed = listed
      self.unlisted = unlisted
    }
  }

  /// These figures; each list in order of date.
  public init(
    remittanceDays: [(from: CivilDate, days: Int)], holidays: Holidays, agencyDays: [AgencyDays] = []
  ) {
    self.remittanceDays = remittanceDays
    self.holidays = holidays
    self.agencyDays = agencyDays
  }

  /// The last day on which an agency may pay on what it received on a day: the day of receipt is the first of the period.
  public func agencyPaymentDue(received: CivilDate, term: Agency.Term) -> CivilDate {
    let figure = agencyDays.last { $0.from <= received } ?? agencyDays.first
    let days = term == .listed ? figure?.listed : figure?.unlisted
    return received.adding(days: max(0, (days ?? 1) - 1))
  }

  /// The day by which the money of a pay date must have left the employer.
  public func remittanceDue(payDate: CivilDate) -> CivilDate {
    let days = remittanceDays.last { $0.from <= payDate }?.days ?? remittanceDays.first?.days ?? 0
    return TaxMonth(payDate: payDate).paymentDue(withinDays: days, holidays: holidays)
  }

  /// The last pay date of which the money must lawfully be with the charity by a day: deducted then, the employer may wait
  /// until its day and the agency until its own. Gifts that payroll takes later can still come in time, but need not.
  /// - Parameter term: which period the agency has; nil where the employer pays the charity without one.
  public func lastPayDate(for needed: CivilDate, term: Agency.Term?) -> CivilDate {
    var date = needed
    while true {
      let paid = remittanceDue(payDate: date)
      if (term.map { agencyPaymentDue(received: paid, term: $0) } ?? paid) <= needed { return date }
      date = date.adding(days: -1)
    }
  }
}
