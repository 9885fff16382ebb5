// Legal figures that Giving works with. They are dated configuration, never constants.

import Dates
import Files

/// Dated figures of the law, from `config/scheme.yaml`.
public struct GivingRules: Sendable {
  /// How many days after the end of the tax month the employer must have paid the agency, by first pay date.
  public let remittanceDays: [(from: CivilDate, days: Int)]
  /// Days on which banks do not work.
  public let holidays: Holidays

  /// These figures; `remittanceDays` in order of date.
  public init(remittanceDays: [(from: CivilDate, days: Int)], holidays: Holidays) {
    self.remittanceDays = remittanceDays
    self.holidays = holidays
  }

  /// The day by which the money of a pay date must have left the employer.
  public func remittanceDue(payDate: CivilDate) -> CivilDate {
    let days = remittanceDays.last { $0.from <= payDate }?.days ?? remittanceDays.first?.days ?? 0
    return TaxMonth(payDate: payDate).paymentDue(withinDays: days, holidays: holidays)
  }
}
