// Makes up the statements of bank accounts that others share: of theirs nothing may reach the books.

import Dates

extension HistoryMoneyMaker {
  /// What happens in a month in the accounts that others share.
  mutating func shared(_ month: Int, from day: CivilDate, _ dice: inout Dice) -> [Event] {
    var events: [Event] = []
    for account in HistoryStatement.accounts.dropFirst() where !dice.oneIn(3) {
      let file = statement(account, day.adding(days: 21 + dice.below(4)), &dice)
      events += files(.statement(file), at: month * 100 + 55 + dice.below(60), &dice)
    }
    return events
  }
}
