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
  /// No statement is of a day after this one.
  let businessDate: CivilDate
  /// What is due, read before the file was: for the first statement that needs it.
  private var due: DueIndex?
  /// Lines of the first statement that were put into the books before all of its file was read.
  private var ahead: LineRecording?

  /// What a statement says of itself changed after its first lines: those that were put into the books ahead are not its own.
  struct HeadChanged: Error {}

  init(accounts: [BankAccount], schemeKey: SchemeKey, number: Int64, businessDate: CivilDate) {
    self.accounts = accounts
    self.schemeKey = schemeKey
    self.number = number
    self.businessDate = businessDate
  }

  /// Reads what is due, where it is sure which account the file is of.
  mutating func readDues(in write: Write) throws {
    guard accounts.count == 1 else { return }
    due = try accounts.first.map { try Self.due(to: $0, write.reading) }
  }

  private static func due(to account: BankAccount, _ reading: Reading) throws -> DueIndex {
    let open = try OpenDues(reading) { account.mayReceive($0) }
    return DueIndex(open, daysBefore: account.daysBefore, daysAfter: account.daysAfter)
  }

  /// Puts the lines of the file's first statement into the books as they come, until all of it was read: whatever is wrong
  /// with the rest, the change then comes to nothing as a whole.
  mutating func record(ahead parts: Handover<BankStatement>, in write: Write) throws {
    guard let first = parts.next(), let account = try? account(of: first), let year = first.date?.year else { return }
    let id = StatementID.of(first, account: account.code, year: year)
    guard try PostedStatement.find(id, write.reading) == nil else { return }
    var recording = try LineRecording(id, account, in: write)
    try recording.record(first.lines, in: write)
    while let part = parts.next() { try recording.record(part.lines, in: write) }
    ahead = recording
  }

  /// Posts one statement.
  /// - Throws: ``BankStop``, ``HeadChanged``, and what the store throws.
  mutating func post(_ statement: BankStatement, _ outcome: inout BankOutcome, in write: Write) throws {
    let account = try account(of: statement)
    guard let date = statement.date else { throw stop(statement, "no-date", "A statement needs a day.") }
    guard max(date, statement.lines.lastDay ?? date) <= businessDate else {
      throw stop(
        statement, "date-to-come",
        "The statement is of \(max(date, statement.lines.lastDay ?? date)): that day has not come yet.")
    }
    let id = StatementID.of(statement, account: account.code, year: date.year)
    let recorded = ahead
    ahead = nil
    guard recorded.map({ $0.statement == id && $0.count == statement.lines.count }) ?? true else { throw HeadChanged() }
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
    var recording = try recorded ?? LineRecording(id, account, in: write)
    try refuseTwins(statement, account, recording, write.reading)
    if recorded == nil { try recording.record(statement.lines, in: write) }
    let kept = recording.kept.places
    let others = statement.total - kept.lazy.map { statement.lines.amount($0) }.sum()
    var draft = EntryDraft(id: id, kind: "bank-statement", eventDate: date)
    if last == nil, !account.isShared { try takeOn(opening, account, id, date, &draft, &outcome, in: write) }
    try post(recording, of: statement, account, &draft, &outcome, in: write)
    try PostedStatement(
      id: id, account: account.code, import: number, date: date.description, openingPence: opening.rawValue,
      inPence: statement.lines.indices.lazy.map { max(statement.lines.amount($0), .zero) }.sum().rawValue,
      outPence: statement.lines.indices.lazy.map { max(-statement.lines.amount($0), .zero) }.sum().rawValue,
      closingPence: closing.rawValue, lines: Int64(kept.count), otherLines: Int64(statement.lines.count - kept.count),
      otherPence: others.rawValue,
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
  private func refuseTwins(
    _ statement: BankStatement, _ account: BankAccount, _ recording: LineRecording, _ reading: Reading
  ) throws {
    guard let last = recording.lastDayBefore else { return }
    for index in statement.lines.indices where statement.lines.date(index) <= last {
      let line = statement.lines[index]
      guard let twin = try PostedLine.twin(line, account: account.code, before: recording.firstRow, reading) else {
        continue
      }
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

  private mutating func post(
    _ recording: LineRecording, of statement: BankStatement, _ account: BankAccount, _ draft: inout EntryDraft,
    _ outcome: inout BankOutcome, in write: Write
  ) throws {
    let lines = recording.kept
    guard !lines.places.isEmpty else { return }
    let due = try self.due ?? Self.due(to: account, write.reading)
    self.due = nil
    let references = lines.references(statement.lines)
    var assigning = Assigning(to: due, patterns: account.patterns, named: Set(references.values.joined()))
    var carrying = CarryingOut(statement: recording.statement, account: account.ledger, dues: due.open, draft: draft)
    for index in lines.inOrder(statement.lines) {
      let place = lines.places[index]
      let line = Assigning.Line(
        date: statement.lines.date(place), amount: statement.lines.amount(place), pattern: recording.patterns[place],
        isReversal: statement.lines.isReversal(place), references: references[index] ?? [])
      try carrying.carryOut(
        assigning.assign(line), .init(id: lines.id(index), amount: line.amount, date: line.date), in: write)
    }
    draft = try carrying.finish(in: write)
    outcome.assigned += carrying.assigned
    outcome.openItems += carrying.openItems
  }
}

extension BankAccount {
  /// Whether money that is expected can come to this account: what goes to an agency does not come to the foundation's.
  func mayReceive(_ way: OpenDues.Way) -> Bool {
    kind == .holding || way.kind != .employerRemittance || way.to == Expectation.foundation
  }
}

extension Int64 {
  /// Pence as people read them.
  var pounds: String { Pence(self).pounds }
}
