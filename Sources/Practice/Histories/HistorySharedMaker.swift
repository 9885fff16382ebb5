// Makes up the statements of a bank account that others share: of theirs nothing may reach the books.

import Dates

extension HistoryMoneyMaker {
  /// What happens in a month in the shared account.
  mutating func shared(_ month: Int, from day: CivilDate, _ dice: inout Dice) -> [Event] {
    guard !dice.oneIn(3) else { return [] }
    let file = statement(HistoryStatement.shared, day.adding(days: 21 + dice.below(4)), &dice)
    return files(.statement(file), at: month * 100 + 55 + dice.below(60), &dice)
  }
}
