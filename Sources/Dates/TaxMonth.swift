// The tax month of a pay date. The employer's duty to pay an agency runs from its end.

/// An income tax month: from the 6th of a calendar month to the 5th of the next. Month 1 of a tax year begins on 6 April.
/// The pay date decides, not the period worked.
public struct TaxMonth: Hashable, Comparable, Sendable {
  /// The calendar month whose 6th it begins on.
  public let begins: Month

  /// The tax month that begins on the 6th of this calendar month.
  public init(beginning month: Month) { begins = month }

  /// The tax month in which this pay date falls.
  public init(payDate: CivilDate) { begins = payDate.day >= 6 ? payDate.month : payDate.month.previous }

  /// Its first day, a 6th.
  public var firstDay: CivilDate { begins.firstDay.adding(days: 5) }
  /// Its last day, a 5th.
  public var lastDay: CivilDate { begins.next.firstDay.adding(days: 4) }

  /// Its number in the tax year, 1 (from 6 April) to 12.
  public var number: Int { (begins.number + 8) % 12 + 1 }

  /// The calendar year in which its tax year began.
  public var taxYearBegins: Int { begins.number >= 4 ? begins.year : begins.year - 1 }

  /// The day by which the employer must have paid the agency, this many days after the end of the tax month
  /// (14 by the Charitable Deductions regulations: the 19th). A weekend or holiday moves it to the working day before.
  public func paymentDue(withinDays days: Int, holidays: Holidays) -> CivilDate {
    holidays.workingDay(onOrBefore: lastDay.adding(days: days))
  }

  /// The earlier one comes first.
  public static func < (a: TaxMonth, b: TaxMonth) -> Bool { a.begins < b.begins }
}

extension TaxMonth: CustomStringConvertible {
  /// As HMRC's files write it: `26-27 M07`.
  public var description: String {
    "\((taxYearBegins % 100).twoDigits)-\(((taxYearBegins + 1) % 100).twoDigits) M\(number.twoDigits)"
  }

  /// Reads `26-27 M07` or `26-27M07`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = Array(text.utf8).filter { $0 != UInt8(ascii: " ") }
    guard parts.count == 8, parts[2] == UInt8(ascii: "-"), parts[5] == UInt8(ascii: "M"),
      let first = Self.number(parts[0..<2]), let second = Self.number(parts[3..<5]),
      let month = Self.number(parts[6..<8]), (first + 1) % 100 == second, (1...12).contains(month)
    else { return nil }
    let year = 2000 + first
    begins = Month(uncheckedYear: year, month: 4).adding(month - 1)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.reduce(Optional(0)) { value, byte in
      guard let value, byte >= 0x30, byte <= 0x39 else { return nil }
      return value * 10 + Int(byte - 0x30)
    }
  }
}
