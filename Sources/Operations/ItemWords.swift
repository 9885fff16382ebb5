// The codes of open items of all rooms, in words for finance.

import Giving

/// What the codes of open items mean.
public enum ItemWords {
  /// What a code means; the code itself where nobody has words for it.
  public static func of(_ code: String) -> String {
    Finding(code: code)?.words ?? AgencyFinding(rawValue: code)?.words ?? others[code] ?? code
  }

  /// The command that lists items of a code.
  public static func command(_ code: String) -> String {
    if let known = commands[code] { return known }
    return Finding(code: code) != nil || AgencyFinding(rawValue: code) != nil
      ? "payroll exceptions" : "payroll exceptions --all"
  }

  private static let commands = [
    "agency-late": "agency late",
    "bank-ambiguous-payee": "bank unmatched",
    "bank-no-listing": "bank unmatched",
    "bank-over": "bank unmatched",
    "bank-short": "bank unmatched",
    "bank-unmatched": "bank unmatched",
    "employer-late": "agency late",
    "fee-unexpected": "payroll exceptions --all",
    "form-refused": "application refused",
    "gift-fund-closed": "payroll exceptions",
    "gift-unknown-fund": "payroll exceptions",
  ]

  private static let others = [
    "bank-ambiguous-payee": "a line of a bank statement could pay more than one thing that is due",
    "bank-no-listing": "money came from an agency or employer without a listing of whose gifts it is",
    "bank-opening": "what a bank account held before its first statement",
    "bank-over": "more came into the bank than was due",
    "bank-short": "less came into the bank than was due",
    "bank-unmatched": "a line of a bank statement that nobody has explained yet",
    "export-not-received": "the foundation has not said that an export arrived",
    "fee-not-charged": "a fund could not give all that the foundation takes for its costs",
    "form-refused": "a form from the web that could not be taken in",
    "gift-fund-closed": "a gift from the web came for a fund that is closed",
    "gift-unknown-fund": "a gift from the web names a fund that there is not",
    "passed-on-too-much": "more was passed on than was deducted, as the corrected file says",
    "match-pot-exhausted": "a sponsor's pot is used up",
  ]
}
