// What is told of an amount that cannot be read.

import Money

extension AmountFault {
  /// The stable code of this fault in a payroll file.
  var code: String {
    switch self {
    case .empty, .unexpected: "amount"
    case .fractionOfAPenny: "fraction-of-a-penny"
    case .tooLarge: "amount-too-large"
    }
  }

  /// What was expected; an amount is the giver's, so what was found is not shown.
  var message: String {
    switch self {
    case .empty: "An amount is expected here."
    case .unexpected: "An amount in the style of this profile is expected here, such as 1234.50."
    case .fractionOfAPenny: "An amount in whole pence is expected here: a third or fourth decimal must be 0."
    case .tooLarge: "An amount of at most \(Pence.limit.pounds) is expected here."
    }
  }
}
