// Reads a statement from CSV, as a layout of `config/banks/` says. Each line's balance must follow from the one before.

import Dates
import Files
import Money

/// Reads the one statement of a CSV file.
enum CSVStatements {
  private struct Line {
    let line: StatementLine
    let balance: Pence
    let place: FileFault
  }

  /// The statement of a file, or its faults.
  static func read(
    _ source: ByteSource, layout: Layout, identification: String, limits: Limits
  ) throws -> (statements: [BankStatement], faults: FaultList) {
    var reader = RecordReader(source, layout: layout, limits: limits)
    var batch = RecordBatch()
    var faults = FaultList(limit: limits.faultsShown)
    var lines: [Line] = []
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count where batch.kind(record) == .detail {
        if let line = line(batch, record, layout, &faults) { lines.append(line) }
      }
    }
    guard faults.isEmpty else { return ([], faults) }
    // Some banks write the newest line first: it is then the other way round that each balance follows.
    guard let ordered = [lines, lines.reversed()].first(where: { breakAt($0) == nil }), let first = ordered.first,
      let last = ordered.last
    else {
      faults.add(
        breakAt(lines) ?? FileFault(code: "no-statement", message: "The file holds no line of a statement."))
      return ([], faults)
    }
    var statement = BankStatement()
    statement.identification = identification
    statement.id = "\(first.line.date)-to-\(last.line.date)"
    statement.opening = first.balance - first.line.amount
    statement.closing = last.balance
    statement.date = last.line.date
    statement.lines = StatementLines(ordered.lazy.map(\.line))
    return ([statement], faults)
  }

  /// Where a balance does not follow from the one before, or nil.
  private static func breakAt(_ lines: [Line]) -> FileFault? {
    zip(lines, lines.dropFirst()).first { $1.balance != $0.balance + $1.line.amount }?.1.place
  }

  private static func line(
    _ batch: RecordBatch, _ record: Int, _ layout: Layout, _ faults: inout FaultList
  ) -> Line? {
    func slot(_ name: String) -> Int? { layout.slot(name, in: .detail) }
    func text(_ name: String) -> String { slot(name).map { batch.string(record, $0) } ?? "" }
    func amount(_ name: String) -> Pence? {
      guard let slot = slot(name), !batch.range(record, slot).isEmpty else { return nil }
      if let amount = try? batch.amount(record, slot, style: layout.amounts) { return amount }
      faults.add(
        batch.fault(record, slot, code: "amount", message: "An amount in the style of this layout is expected here."))
      return nil
    }
    guard let dateSlot = slot("date"), let balanceSlot = slot("balance") else { return nil }
    guard let date = batch.date(record, dateSlot, style: layout.dates) else {
      faults.add(
        batch.fault(record, dateSlot, code: "date", message: "A date like \(layout.dates.rawValue) is expected here."))
      return nil
    }
    let before = faults.count
    let (plain, paidIn, paidOut, balance) = (amount("amount"), amount("paidIn"), amount("paidOut"), amount("balance"))
    guard faults.count == before else { return nil }
    guard let balance, [plain, paidIn, paidOut].compactMap(\.self).count == 1 else {
      faults.add(
        batch.fault(record, code: "entry", message: "A line needs one amount, in or out, and the balance after it."))
      return nil
    }
    return Line(
      line: StatementLine(
        ordinal: 0, reference: text("reference"), date: date, amount: plain ?? paidIn ?? -(paidOut ?? .zero),
        narrative: [text("narrative")].filter { !$0.isEmpty }, line: batch.line(record)),
      balance: balance,
      place: batch.fault(
        record, balanceSlot, code: "balance", message: "This balance does not follow from the one of the line before."))
  }
}
