// What the foundation takes of a fund for its costs, as it was agreed: dated configuration, never a constant.

import Dates
import Files
import Ledger
import Money

/// What the foundation takes of each fund for its costs, from `config/fees.yaml`.
public struct FoundationFeeRules: Sendable {
  /// What a fee is taken on.
  public enum Basis: String, CaseIterable, Codable, Sendable {
    /// What the fund received in the month, before agencies' fees.
    case onReceipt = "on-receipt"
    /// What it had in the foundation's account at the month's end; the rate is for a year.
    case onBalance = "on-balance"
    /// What was awarded in the month, less what was given back.
    case onGrants = "on-grants"
    /// Nothing is taken.
    case none
  }

  /// The least that is taken, where there is anything to take it on.
  struct Minimum: Hashable, Sendable {
    enum Span: String, CaseIterable { case month, year }

    let amount: Pence
    let span: Span
  }

  /// What is taken of one fund, or of all that have no rule of their own, over some months.
  struct Rule: Hashable, Sendable {
    /// The fund's code; ``everyFund`` stands for those without a rule of their own.
    let fund: String
    let basis: Basis
    let rate: Rate
    let minimum: Minimum?
    let from: Month
    let until: Month?
    /// Where it stands in the file.
    let line: Int

    func holds(in month: Month) -> Bool { from <= month && (until.map { month <= $0 } ?? true) }
  }

  /// The file it was read from.
  public let file: String
  let rules: [Rule]
  /// Within how many days after the month's end it is paid.
  let paymentDays: Int

  /// Stands for every fund without a rule of its own.
  static let everyFund = "*"

  /// Whether any rule takes anything at all.
  public var takesAnything: Bool { rules.contains { $0.basis != .none } }

  /// The rule for a fund in a month: its own, else that for every fund.
  func rule(for fund: String, in month: Month) -> Rule? {
    rules.first { $0.fund == fund && $0.holds(in: month) }
      ?? rules.first { $0.fund == Self.everyFund && $0.holds(in: month) }
  }

  /// The first month in which anything is agreed.
  var begins: Month? { rules.map(\.from).min() }

  /// Holds that every rule is for a fund that there is.
  /// - Throws: `ConfigurationFault` at the first that is not.
  func requireFunds(_ funds: Funds) throws(ConfigurationFault) {
    for rule in rules where rule.fund != Self.everyFund {
      guard let fund = funds[rule.fund], fund.number != Fund.unallocated.number else {
        throw ConfigurationFault(
          file: file, line: rule.line, column: 0, message: "There is no fund \(rule.fund) that a fee could be taken of."
        )
      }
    }
  }
}

extension FoundationFeeRules {
  /// Reads `fees.yaml`.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String) throws -> FoundationFeeRules {
    let settings = try YAMLDocument(path: path).root.mapping(keys: ["payment", "fees"])
    var rules: [Rule] = []
    for item in try settings.required("fees").list() {
      let rule = try Rule(item)
      if let other = rules.first(where: { $0.fund == rule.fund && $0.overlaps(rule) }) {
        throw item.fault("The rule on line \(other.line) holds for the same fund in some of these months.")
      }
      rules.append(rule)
    }
    return FoundationFeeRules(
      file: path, rules: rules,
      paymentDays: try settings.required("payment").mapping(keys: ["days"]).required("days").integer(in: 0...366))
  }
}

extension FoundationFeeRules.Rule {
  init(_ item: ConfigurationValue) throws(ConfigurationFault) {
    let settings = try item.mapping(keys: ["fund", "basis", "rate", "minimum", "from", "until", "source"])
    fund = try settings.required("fund").string()
    basis = try settings.required("basis").choice()
    _ = try settings.required("source").string()
    line = item.line
    (from, until) = try Self.months(settings)
    if basis == .none {
      guard let stray = settings["rate"] ?? settings["minimum"] else {
        (rate, minimum) = (Rate(basisPoints: 0), nil)
        return
      }
      throw stray.fault("With the basis none there is neither rate nor minimum.")
    }
    let place = try settings.required("rate")
    rate = try place.percent()
    guard rate.basisPoints > 0, rate <= .whole else { throw place.fault("A rate above 0% and up to 100%, please.") }
    minimum = try settings["minimum"].map(Self.minimum)
  }

  func overlaps(_ other: FoundationFeeRules.Rule) -> Bool {
    from <= (other.until ?? from) && other.from <= (until ?? other.from)
  }

  /// Books are kept by months, so a rule begins and ends with one.
  private static func months(
    _ settings: ConfigurationMapping
  ) throws(ConfigurationFault) -> (from: Month, until: Month?) {
    let place = try settings.required("from")
    let from = try place.date()
    guard from == from.month.firstDay else { throw place.fault("A fee begins on the first day of a month.") }
    guard let end = settings["until"] else { return (from.month, nil) }
    let until = try end.date()
    guard until == until.month.lastDay, until > from else {
      throw end.fault("A fee ends on the last day of a month, after it began.")
    }
    return (from.month, until.month)
  }

  private static func minimum(
    _ value: ConfigurationValue
  ) throws(ConfigurationFault) -> FoundationFeeRules.Minimum {
    let settings = try value.mapping(keys: ["amount", "per"])
    let place = try settings.required("amount")
    let amount = try place.amount()
    guard amount > .zero else { throw place.fault("A minimum is more than nothing.") }
    return FoundationFeeRules.Minimum(amount: amount, span: try settings.required("per").choice())
  }
}
