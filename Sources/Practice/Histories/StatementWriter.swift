// Writes the statements of a history, as the books stand when each is made: who pays what is due by then.

import Banking
import Dates
import Giving
import Ledger
import Money
import Store

/// Writes statements.
struct StatementWriter {
  let reading: Reading

  /// What is open, as far as it can come to a bank account, in order of day and id.
  func payable(_ account: String) throws -> [OpenExpectation] {
    try OpenExpectation.all(reading).filter {
      $0.duePence != 0
        && (account == HistoryStatement.holding || $0.expectation.kind != .employerRemittance
          || $0.expectation.to == Expectation.foundation)
    }
  }

  /// The bytes of a statement's file.
  func bytes(of statement: HistoryStatement) throws -> [UInt8] {
    let open = try payable(statement.account)
    var balance = try opening(statement) + statement.gap
    var text = "Date,Reference,Narrative,Amount,Balance\n"
    for line in statement.lines.flatMap({ figures($0, open) }) {
      balance += line.pence
      let (amount, rest) = (Pence(Int64(line.pence)), Pence(Int64(balance)))
      text += "\(statement.date),R\(statement.label),\(line.text),\(amount),\(rest)\n"
    }
    return Array(text.utf8)
  }

  /// What the account held before: what its last statement says, else what the books do, beside what is others'.
  private func opening(_ statement: HistoryStatement) throws -> Int {
    if let last = try PostedStatement.all(account: statement.account, reading).last { return Int(last.closingPence) }
    return statement.isShared
      ? HistoryStatement.ofOthers : Int(try accountBalance(.bank(statement.account), reading).rawValue)
  }

  private func figures(_ line: HistoryStatement.Line, _ open: [OpenExpectation]) -> [BankFigures] {
    func text(_ open: OpenExpectation) -> String {
      BankFigures.text(open.expectation.kind.rawValue, open.expectation.from)
    }
    func text(_ naming: HistoryStatement.Naming, _ place: Int, _ paid: OpenExpectation) -> String {
      BankFigures.text(
        naming, text(paid), id: paid.expectation.id, other: (open.nth(place + 1) ?? paid).expectation.id)
    }
    switch line {
    case .stranger(let pence): return [BankFigures(pence: pence, text: "Somebody else")]
    case .pays(let place, let more, let naming):
      guard let paid = open.nth(place) else { break }
      let due = Int(paid.duePence)
      let pence = due + (due < 0 ? -more : more)
      return [BankFigures(pence: pence == 0 ? due : pence, text: text(naming, place, paid))]
    case .parts(let place, let rest):
      guard let paid = open.nth(place) else { break }
      let due = Int(paid.duePence)
      let part = BankFigures.part(of: due)
      return [
        BankFigures(pence: part, text: text(.both, place, paid)),
        BankFigures(pence: due - part, text: text(rest, place, paid)),
      ].filter { $0.pence != 0 }
    case .period(let place):
      guard let paid = open.nth(place) else { break }
      let sum = open.filter {
        $0.expectation.kind == paid.expectation.kind && $0.expectation.from == paid.expectation.from
          && $0.expectation.period == paid.expectation.period
      }.reduce(0) { $0 + Int($1.duePence) }
      return [BankFigures(pence: sum == 0 ? 1 : sum, text: text(paid))]
    case .back(let place, let pence):
      guard let payer = open.nth(place) else { break }
      return [BankFigures(pence: payer.duePence < 0 ? pence : -pence, text: text(payer))]
    }
    return [BankFigures(pence: 1_000, text: "Somebody else")]
  }
}
