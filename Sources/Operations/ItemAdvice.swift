// What rule an open item rests on, and what a person can do about it.

import Giving

/// The rule behind an item's code, and the way out.
public struct ItemAdvice: Codable, Hashable, Sendable {
  /// The law, or the scheme's own rule.
  public let rule: String
  /// What to do.
  public let todo: String

  /// What is known of a code; nil where nobody has written it down.
  public static func of(_ code: String) -> ItemAdvice? { all[code] }

  private static let consent = "A gift from pay needs the giver's own written word (ITEPA 2003 s713; SI 1986/2211)."
  private static let settle = "nolimits suspense settle ITEM --to-fund FUND --reason consent-received"
  private static let register = "Put the register right (nolimits mandate list), then: nolimits payroll resolve ITEM"
  private static let assign = "nolimits bank assign LINE --to EXPECTATION --reason remittance-advice"

  private static let all: [String: ItemAdvice] = [
    "less-than-mandate": .init(
      rule: consent, todo: "Ask payroll why less was taken, then: nolimits payroll resolve ITEM"),
    "more-than-mandate": .init(rule: consent + " What is over has none.", todo: settle),
    "unknown-payroll-number": .init(rule: consent, todo: register),
    "no-mandate": .init(rule: consent, todo: register),
    "mandate-not-live": .init(rule: consent + " It had stopped, or not begun.", todo: register),
    "leaver-still-deducted": .init(
      rule: consent + " It ended when the giver left.",
      todo: "Ask payroll to stop it and to give it back, then: nolimits suspense settle ITEM"),
    "second-time": .init(
      rule: "One deduction a post, code and pay date: a second is as a rule a mistake.",
      todo: "Ask payroll, then: nolimits suspense settle ITEM"),
    "negative-line": .init(
      rule:
        "A gift from pay is not given back once it has left the employer for the agency; before that payroll may correct it.",
      todo: "Ask payroll which gift it undoes, then: nolimits suspense settle ITEM"),
    "unknown-code": .init(
      rule: "Money goes to a fund only where the deduction code says which.",
      todo: "Add the code to the profile in config/payrolls, or: nolimits suspense settle ITEM"),
    "fund-closed": .init(
      rule: "A fund takes gifts only between its first and last day, as its appeal said.",
      todo: "Ask the giver, then: nolimits suspense settle ITEM --to-fund FUND --reason consent-received"),
    "total-mismatch": .init(
      rule: "An agency's gross, charge, net and match must add up.", todo: "Ask the agency for a corrected report."),
    "employer-unknown": .init(
      rule: "A gift belongs to an employer of the scheme.",
      todo: "Name the employer in config/agencies, or: nolimits suspense settle ITEM"),
    "no-deduction": .init(
      rule: "What an agency reports must have been deducted by a payroll.",
      todo: "Wait for the payroll file, then: nolimits suspense settle ITEM --as-deducted EMPLOYER --reason looked-at"),
    "match-no-fund": .init(rule: "Matched money follows the gift it matches.", todo: settle),
    "fee-unexpected": .init(
      rule: "The agency keeps what was agreed, and no more (config/agencies, fees).",
      todo: "Ask the agency; a new fee goes into config/agencies with its day."),
    "fee-not-charged": .init(
      rule: "No fund gives more for costs than it could award, and none pays for another (config/fees.yaml).",
      todo: "Wait for money in the fund, then: nolimits fee charge MONTH. The item then settles itself."),
    "fee-unknown": .init(
      rule: "Gross is always shown: without the charge nobody can say what was given.",
      todo: "Ask the agency for the charge."),
    "employer-late": .init(
      rule: "An employer pays within 14 days after the end of the tax month (SI 1986/2211; HMRC manual COG913530).",
      todo: "Ask the employer. The item settles itself when the money comes."),
    "agency-late": .init(
      rule: "An agency pays within 35 days, or 60 where it was not told for whom (SI 2014/584 reg 5).",
      todo: "Ask the agency. The item settles itself when the money comes."),
    "bank-ambiguous-payee": .init(
      rule: "Of two things that are due alike a person says which one a line pays.", todo: assign),
    "bank-no-listing": .init(
      rule: "An agency or employer says whose gifts it passes on; without that nobody knows the fund.",
      todo: "Ask for the report or the file and take it in, then: " + assign),
    "bank-opening": .init(
      rule: "Every pound in the bank has an explanation.",
      todo: "nolimits bank assign LINE. (Balances are taken on, with nolimits takeon, before the first statement.)"),
    "bank-over": .init(rule: "More than is due is nobody's until somebody says so.", todo: assign),
    "bank-short": .init(rule: "Less than is due is spread over funds by what was expected of each.", todo: assign),
    "bank-unmatched": .init(rule: "Only what is certain is assigned without a person.", todo: assign),
    "export-not-received": .init(
      rule: "The foundation says which exports it has.",
      todo: "Ask the foundation, then: nolimits export foundation --received NUMBER"),
    "form-refused": .init(
      rule: "A form is taken in only where each answer can be read; the others of its file were.",
      todo: "nolimits application refused; the item settles itself when the form comes again."),
    "gift-fund-closed": .init(
      rule: "A fund takes gifts only between its first and last day, as its appeal said.", todo: settle),
    "gift-unknown-fund": .init(
      rule: "Money goes to a fund only where the web page's code says which.",
      todo: "Add the code to config/platforms, or: nolimits suspense settle ITEM"),
    "passed-on-too-much": .init(
      rule: "What was passed on beyond what was deducted is not the scheme's: whoever paid it may have it back.",
      todo:
        "Ask whoever paid it. A line of the bank that sends it back: nolimits bank assign LINE --to EXPECTATION --reason payer-confirmed (EXPECTATION is the item's id before /passed-on-too-much). The item then settles itself. If they take it off what they owe next: nolimits suspense settle ITEM --against EXPECTATION --reason payer-agreed"
    ),
    "match-pot-exhausted": .init(
      rule: "A sponsor adds no more than the pot that was offered.",
      todo: "Tell the sponsor, then note it: nolimits payroll resolve ITEM --noted --reason looked-at"),
  ]
}
