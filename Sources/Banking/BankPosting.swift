// Posts statements: one entry each. A line that is certain pays what is due; everything else waits in suspense.

import Dates
import Files
import Ledger
import Money
import Store

/// What stops a posting. Nothing of the file is then in the books.
struct BankStop: Error {
  let fault: FileFault
  /// Whether another file may have to come first.
  let isWaiting: Bool
}

/// What a posting leaves behind in the store.
struct BankOutcome: Codable {
  var number: Int64
  var statements: [String] = []
  var lines: Int64 = 0
  var assigned: Int64 = 0
  var openItems: Int64 = 0
}

/// One file's statements on their way into the books, inside the change that posts them.
struct BankPosting {
  let accounts: [BankAccount]
  let schemeKey: SchemeKey
  let number: Int64

  /// Posts one statement.
  /// - Throws: ``BankStop``, and what the store throws.
  func post(_ statement: BankStatement, _ outcome: inout BankOutcome, in write: Write) throws {
    let account = try account(of: statement)
    guard let date = statement.date else { throw stop(statement, "no-date", "A statement needs a day.") }
    let id = StatementID.of(statement, account: account.code, year: date.year)
    let digest = statement.digest(schemeKey)
    if let earlier = try PostedStatement.find(id, write.reading) {
      guard earlier.digest != digest else { return }
      throw stop(statement, "statement-again", "The statement \(id) is in the books with other content.")
    }
    let last = try PostedStatement.last(of: account.code, write.reading)
    let opening = try opening(of: statement, id, after: last)
    let closing = statement.closing ?? opening + statement.total
    guard opening + statement.total == closing else {
      throw stop(
        statement, "statement-sum",
        "Opening balance and lines come to \((opening + statement.total).pounds), the closing balance is \(closing.pounds)."
      )
    }
    try refuseTwins(statement, account, write.reading)
    let kept = account.isShared ? statement.lines.filter { account.pattern(for: $0.narrative) != nil } : statement.lines
    let others = statement.total - kept.map(\.amount).sum()
    var draft = EntryDraft(id: id, kind: "bank-statement", eventDate: date)
    if last == nil, !account.isShared { try takeOn(opening, account, id, date, &draft, &outcome, in: write) }
    try post(kept, of: id, account, &draft, &outcome, in: write)
    try PostedStatement(
      id: id, account: account.code, import: number, date: date.description, openingPence: opening.rawValue,
      inPence: statement.lines.map { max($0.amount, .zero) }.sum().rawValue,
      outPence: statement.lines.map { max(-$0.amount, .zero) }.sum().rawValue, closingPence: closing.rawValue,
      lines: Int64(kept.count), otherLines: Int64(statement.lines.count - kept.count), otherPence: others.rawValue,
      isShared: account.isShared, isLastPage: statement.isLastPage, ledger: account.ledger.name,
      page: Int64(statement.page), stem: Self.stem(id), digest: digest
    ).record(in: write)
    if !draft.isEmpty { try draft.post(in: write) }
    outcome.statements.append(id)
    outcome.lines += Int64(kept.count)
  }

  /// The id without its page.
  private static func stem(_ id: String) -> String { id.split(separator: "/").dropLast().joined(separator: "/") }

  private func stop(_ statement: BankStatement, _ code: String, _ words: String, waiting: Bool = false) -> BankStop {
    BankStop(fault: statement.fault(code, words), isWaiting: waiting)
  }

  private func account(of statement: BankStatement) throws -> BankAccount {
    guard let account = accounts.first(where: { statement.identification.hasSuffix($0.identification) }),
      !statement.identification.isEmpty
    else {
      throw stop(statement, "account", "The statement is of no bank account that its file may hold; see config/banks.")
    }
    return account
  }

  /// What the statement begins with, once it is sure that it follows on the last one: no page and no day is missing.
  private func opening(of statement: BankStatement, _ id: String, after last: PostedStatement?) throws -> Pence {
    let stem = Self.stem(id)
    let follows = statement.page > 1 ? stem : nil
    if let last, !last.isLastPage, follows != last.stem || statement.page != Int(last.page) + 1 {
      throw stop(
        statement, "page-missing", "Page \(last.page + 1) of \(last.stem) has not come yet.", waiting: true)
    }
    if statement.page > 1, last?.stem != stem || last?.isLastPage == true {
      throw stop(statement, "page-missing", "Page \(statement.page - 1) of \(stem) has not come yet.", waiting: true)
    }
    guard let last else { return statement.opening ?? .zero }
    let opening = statement.opening ?? Pence(last.closingPence)
    guard opening.rawValue == last.closingPence else {
      throw stop(
        statement, "statement-gap",
        """
        It begins with \(opening.pounds), and the last statement, \(last.id), ended with \(last.closingPence.pounds). \
        A statement between them is missing.
        """, waiting: true)
    }
    return opening
  }

  /// An entry that came in another statement, or twice in this one.
  private func refuseTwins(_ statement: BankStatement, _ account: BankAccount, _ reading: Reading) throws {
    let last = try PostedLine.lastDay(account: account.code, reading)
    for line in statement.lines where last.map({ line.date <= $0 }) ?? false {
      guard let twin = try PostedLine.twin(line, account: account.code, reading) else { continue }
      throw BankStop(
        fault: FileFault(
          line: line.line, column: 0, code: "entry-again",
          message: "This entry is in the books as \(twin): same reference, day and amount."), isWaiting: false)
    }
  }

  /// What was in the account before its first statement: nobody has explained it yet.
  private func takeOn(
    _ opening: Pence, _ account: BankAccount, _ id: String, _ date: CivilDate, _ draft: inout EntryDraft,
    _ outcome: inout BankOutcome, in write: Write
  ) throws {
    let unknown = opening - (try accountBalance(account.ledger, write.reading))
    guard unknown != .zero else { return }
    draft.move(unknown, debit: account.ledger, credit: .suspense, fund: Fund.unallocated.number)
    try OpenItem(id: "\(id)/opening", code: "bank-opening", subject: id, suspense: unknown, eventDate: date).raise(
      in: write)
    outcome.openItems += 1
  }

  private func post(
    _ lines: [StatementLine], of id: String, _ account: BankAccount, _ draft: inout EntryDraft,
    _ outcome: inout BankOutcome, in write: Write
  ) throws {
    guard !lines.isEmpty else { return }
    let dues = try OpenDues(write.reading) { account.mayReceive($0) }
    let assignable = try take(lines, of: id, account, in: write)
    var carrying = CarryingOut(statement: id, account: account.ledger, dues: dues, draft: draft)
    try Assigning.assignEach(assignable, to: dues.open, daysBefore: account.daysBefore, daysAfter: account.daysAfter) {
      try carrying.carryOut($1, $0, in: write)
    }
    draft = try carrying.finish(in: write)
    outcome.assigned += carrying.assigned
    outcome.openItems += carrying.openItems
  }

  /// Puts lines into the books, and makes of each what tells what it pays.
  private func take(
    _ lines: [StatementLine], of id: String, _ account: BankAccount, in write: Write
  ) throws -> [AssignableLine] {
    var assignable: [AssignableLine] = []
    assignable.reserveCapacity(lines.count)
    var rows = Rows()
    for line in lines {
      let reference = StatementID.plain(line.reference)
      let lineID = StatementID.of(line, reference: reference, in: id)
      rows.add(lineID)
      rows.add(id)
      rows.add(account.code)
      rows.add(Int64(line.date.dayNumber))
      rows.add(line.amount.rawValue)
      rows.add(reference)
      if rows.byteCount > CarryingOut.rowsBytes {
        try write.append(to: PostedLine.book, rows)
        rows.removeAll()
      }
      assignable.append(
        AssignableLine(
          id: lineID, date: line.date, amount: line.amount, pattern: account.pattern(for: line.narrative),
          references: line.references,
          isReversal: line.isReversal))
    }
    try write.append(to: PostedLine.book, rows)
    return assignable
  }
}

extension BankAccount {
  /// Whether money that is expected can come to this account: what goes to an agency does not come to the foundation's.
  func mayReceive(_ expectation: Expectation) -> Bool {
    kind == .holding || expectation.kind != .employerRemittance || expectation.to == Expectation.foundation
  }
}

extension Int64 {
  /// Pence as people read them.
  var pounds: String { Pence(self).pounds }
}
