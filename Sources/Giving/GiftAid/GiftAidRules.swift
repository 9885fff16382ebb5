// Legal figures of Gift Aid. They are dated configuration, never constants.

import Dates
import Files
import Money

/// The figures that Gift Aid works with, from `config/gift-aid.yaml`.
public struct GiftAidRules: Sendable {
  /// A figure from a day on.
  struct Dated<Figure: Sendable>: Sendable {
    let from: CivilDate
    let figure: Figure
  }

  /// The basic rates of income tax, in order of day.
  let basicRates: [Dated<Rate>]
  /// How many years a declaration may reach back, in order of the day it was made.
  let yearsBack: [Dated<Int>]
  /// How many years after the end of its tax year a gift can be claimed for, in order of the day of the claim.
  let claimYears: [Dated<Int>]
  /// Who pays: the payer that a bank account's patterns name.
  public let payer: String
  /// Within how many days of a claim the money is expected.
  public let paymentDays: Int
  /// How many rows one file of the schedule may have.
  public let rowsPerFile: Int

  /// Reads `gift-aid.yaml`.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String) throws -> GiftAidRules {
    let settings = try YAMLDocument(path: path).root.mapping(keys: ["law", "payer", "payment", "schedule"])
    let law = try settings.required("law").mapping(keys: ["basicRate", "declarationReachesBack", "claimWithin"])
    let payer = try settings.required("payer")
    guard Employer.isCode(try payer.string()) else {
      throw payer.fault("A code of letters, digits and hyphens, please.")
    }
    return GiftAidRules(
      basicRates: try dated(law.required("basicRate"), "percent") { place in
        let rate = try place.percent()
        guard rate < .whole else { throw place.fault("A rate below 100% is expected here.") }
        return rate
      },
      yearsBack: try dated(law.required("declarationReachesBack"), "years") { try $0.integer(in: 0...20) },
      claimYears: try dated(law.required("claimWithin"), "years") { try $0.integer(in: 0...20) },
      payer: try payer.string(),
      paymentDays: try settings.required("payment").mapping(keys: ["days"]).required("days").integer(in: 0...366),
      rowsPerFile: try settings.required("schedule").mapping(keys: ["rows"]).required("rows").integer(in: 1...1000))
  }

  private static func dated<Figure: Sendable>(
    _ value: ConfigurationValue, _ key: String, _ read: (ConfigurationValue) throws -> Figure
  ) throws -> [Dated<Figure>] {
    try value.list().map { item in
      let rule = try item.mapping(keys: ["from", key, "source"])
      _ = try rule.required("source").string()
      return Dated(from: try rule.required("from").date(), figure: try read(rule.required(key)))
    }.sorted { $0.from < $1.from }
  }

  /// The basic rate of a day; nil before the first.
  func basicRate(on day: CivilDate) -> Rate? { basicRates.last { $0.from <= day }?.figure }

  /// The first day that a declaration of this day may cover.
  func earliestCovered(madeOn day: CivilDate) -> CivilDate {
    Self.years(yearsBack.last { $0.from <= day }?.figure ?? 0, before: day)
  }

  /// The last day on which a gift of this day can be claimed for.
  func lastClaimDay(givenOn day: CivilDate, claimedOn claim: CivilDate) -> CivilDate {
    let years = claimYears.last { $0.from <= claim }?.figure ?? 0
    let yearEnds = TaxMonth(payDate: day).taxYearBegins + 1
    return CivilDate(year: yearEnds + years, month: 4, day: 5) ?? day
  }

  private static func years(_ count: Int, before day: CivilDate) -> CivilDate {
    CivilDate(year: day.year - count, month: day.monthOfYear, day: day.day)
      ?? CivilDate(year: day.year - count, month: 3, day: 1) ?? day
  }

  /// What a gift brings: it is what was left once tax at the basic rate was taken off. Rounded down to a whole penny.
  static func tax(on gift: Pence, at rate: Rate) -> Pence {
    guard gift > .zero else { return gift == .zero ? .zero : -tax(on: -gift, at: rate) }
    let rest = Rate.whole.basisPoints - rate.basisPoints
    return Pence(rest.dividingFullWidth(gift.rawValue.multipliedFullWidth(by: rate.basisPoints)).quotient)
  }
}
