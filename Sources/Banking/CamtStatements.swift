// Reads ISO 20022 bank statements, camt.053.001.02 and .08, by local name.

import Dates
import Files
import Money

/// Reads the statements of one camt.053 file.
struct CamtStatements {
  /// What a balance says.
  private struct Balance {
    var code = ""
    var amount: Pence?
    var sign: Int64 = 0
    var date: CivilDate?
  }

  /// What an entry says, or one transaction in it. One value serves for all: a statement has a hundred thousand.
  private struct Entry {
    var amount: Pence?
    var sign: Int64 = 0
    var status: [UInt8] = []
    var date: CivilDate?
    var reference: [UInt8] = []
    var isReversal = false
    var narrative = StatementLines.Narrative()

    mutating func clear() {
      (amount, sign, date, isReversal) = (nil, 0, nil, false)
      status.removeAll(keepingCapacity: true)
      reference.removeAll(keepingCapacity: true)
      narrative.removeAll()
    }
  }

  private(set) var statements: [BankStatement] = []
  private(set) var faults: FaultList
  private var statement = BankStatement()
  private var messagePage: (number: Int, isLast: Bool) = (1, true)
  private var balance = Balance()
  private var entry = Entry()
  /// The transactions of the entry: the first ``detailCount`` of these.
  private var details: [Entry] = []
  private var detailCount = 0
  private var start: XMLStep?
  /// How many lines of the first statement were told ahead.
  private var aheadCount = 0
  private var made: CivilDate?

  private init(limits: Limits) { faults = FaultList(limit: limits.faultsShown) }

  /// The statements of a file, or its faults.
  /// - Parameter ahead: is given the lines of the first statement, some at a time, each time with what the statement says
  ///   before them.
  static func read(
    _ source: ByteSource, limits: Limits, ahead: (BankStatement) -> Void = { _ in }
  ) throws -> BankReading.Content {
    let ways = CamtWay.all
    let walk = XMLWalk(
      source, ways: ways.map(\.rawValue), startsOf: Set(ways.indices.filter { ways[$0].tellsStart }), attribute: "Ccy",
      limits: limits)
    var reading = CamtStatements(limits: limits)
    var isFirst = true
    var faults = reading.faults
    try walk.go(faults: &faults) { steps, faults in
      swap(&reading.faults, &faults)
      defer { swap(&reading.faults, &faults) }
      if isFirst, let first = steps.steps.first {
        guard reading.accepts(walk.namespace, at: first) else { return false }
        isFirst = false
      }
      for step in steps.steps { reading.take(step, ways[step.way], steps) }
      reading.tell(ahead)
      return true
    }
    reading.faults = faults
    if reading.faults.isEmpty, reading.statements.isEmpty {
      reading.faults.add(FileFault(code: "no-statement", message: "A file of camt.053 holds at least one Stmt."))
    }
    return (reading.statements, reading.faults)
  }

  /// Tells of the lines of the first statement that came since the last time, once its day is known.
  private mutating func tell(_ ahead: (BankStatement) -> Void) {
    var first = statements.first ?? statement
    guard faults.isEmpty, first.date != nil, first.lines.count > aheadCount else { return }
    (first.lines, aheadCount) = (first.lines.after(aheadCount), first.lines.count)
    ahead(first)
  }

  private mutating func accepts(_ namespace: String, at step: XMLStep) -> Bool {
    let known = ["02", "08"].map { "urn:iso:std:iso:20022:tech:xsd:camt.053.001.\($0)" }
    guard !known.contains(namespace) else { return true }
    faults.add(step.fault("camt-version", "The root element must be Document of camt.053.001.02 or camt.053.001.08."))
    return false
  }

  private mutating func take(_ step: XMLStep, _ way: CamtWay, _ steps: XMLSteps) {
    if step.isStart { return begin(way, step, steps) }
    switch way {
    case .document: break
    case .messagePageNumber: messagePage.number = page(step, steps)
    case .isLastMessagePage: messagePage.isLast = isTrue(step, steps)
    case .statement: endStatement()
    case .id, .pageNumber, .isLastPage, .made, .iban, .otherAccount: takeStatement(way, step, steps)
    case .balance: endBalance(step)
    case .balanceCode, .balanceAmount, .balanceMark, .balanceDay, .balanceMoment: takeBalance(way, step, steps)
    case .entry: endEntry(step)
    case .entryReference, .entryAmount, .entryMark, .isReversal, .status, .statusCode, .bookedDay, .bookedMoment,
      .bankReference, .entryText:
      takeEntry(way, step, steps)
    case .detail: break
    case .detailAmount, .detailMark, .transactionAmount, .endToEnd, .remittance, .detailText, .partyName:
      takeDetail(way, step, steps)
    }
  }

  private mutating func begin(_ way: CamtWay, _ step: XMLStep, _ steps: XMLSteps) {
    switch way {
    case .statement:
      statement = BankStatement()
      statement.line = step.line
      statement.column = step.column
      (statement.page, statement.isLastPage) = (messagePage.number, messagePage.isLast)
    case .balance: balance = Balance()
    case .entry:
      entry.clear()
      detailCount = 0
      start = step
    case .detail:
      if detailCount == details.count { details.append(Entry()) } else { details[detailCount].clear() }
      detailCount += 1
    case .balanceAmount, .entryAmount, .detailAmount, .transactionAmount:
      guard !steps.isText(step, "GBP") else { return }
      faults.add(step.fault("currency", "Amounts must be in pounds: Ccy=\"GBP\"."))
    default: break
    }
  }

  private mutating func takeStatement(_ way: CamtWay, _ step: XMLStep, _ steps: XMLSteps) {
    switch way {
    case .id: statement.id = steps.string(step)
    case .pageNumber: statement.page = page(step, steps)
    case .isLastPage: statement.isLastPage = isTrue(step, steps)
    case .made: made = CivilDate(steps.string(step).prefix(10))
    case .iban, .otherAccount: statement.identification = StatementID.compact(steps.string(step))
    default: break
    }
  }

  private mutating func takeBalance(_ way: CamtWay, _ step: XMLStep, _ steps: XMLSteps) {
    switch way {
    case .balanceCode: balance.code = steps.string(step)
    case .balanceAmount: balance.amount = amount(step, steps)
    case .balanceMark: balance.sign = sign(step, steps)
    case .balanceDay, .balanceMoment: balance.date = day(step, steps)
    default: break
    }
  }

  /// Opening and closing are known by their codes, wherever they stand.
  private mutating func endBalance(_ step: XMLStep) {
    guard let amount = balance.amount, balance.sign != 0 else {
      return faults.add(step.fault("balance", "A balance needs an amount and a mark for credit or debit."))
    }
    let signed = Pence(amount.rawValue * balance.sign)
    switch balance.code {
    case "OPBD", "PRCD": statement.opening = signed
    case "CLBD":
      statement.closing = signed
      statement.date = balance.date
    default: break
    }
  }

  private mutating func takeEntry(_ way: CamtWay, _ step: XMLStep, _ steps: XMLSteps) {
    switch way {
    case .entryAmount: entry.amount = amount(step, steps)
    case .entryMark: entry.sign = sign(step, steps)
    case .status, .statusCode: entry.status.append(contentsOf: steps.bytes[step.text])
    case .isReversal: entry.isReversal = isTrue(step, steps)
    case .bankReference:
      entry.reference.removeAll(keepingCapacity: true)
      entry.reference.append(contentsOf: steps.bytes[step.text])
    case .entryReference where entry.reference.isEmpty: entry.reference.append(contentsOf: steps.bytes[step.text])
    case .entryText: entry.narrative.add(steps.bytes[step.text])
    case .bookedDay, .bookedMoment: entry.date = day(step, steps)
    default: break
    }
  }

  private mutating func takeDetail(_ way: CamtWay, _ step: XMLStep, _ steps: XMLSteps) {
    let last = detailCount - 1
    guard last >= 0 else { return }
    switch way {
    case .detailAmount, .transactionAmount: details[last].amount = amount(step, steps)
    case .detailMark: details[last].sign = sign(step, steps)
    default: details[last].narrative.add(steps.bytes[step.text])
    }
  }

  /// An entry with several transactions is a batch: they are the lines, add up to it, and it counts once.
  private mutating func endEntry(_ step: XMLStep) {
    let place = start ?? step
    guard !entry.status.isEmpty else {
      return faults.add(place.fault("status", "An entry needs a status; only BOOK counts."))
    }
    guard entry.status.elementsEqual("BOOK".utf8) else { return }
    guard let amount = entry.amount, entry.sign != 0, let date = entry.date else {
      return faults.add(place.fault("entry", "A booked entry needs an amount, a mark and a booking date."))
    }
    let signed = Pence(amount.rawValue * entry.sign)
    guard detailCount > 1 else {
      return add(signed, date, detailCount == 1 ? details[0].narrative : StatementLines.Narrative(), at: place)
    }
    var sum = Pence.zero
    for detail in details.prefix(detailCount) {
      guard let amount = part(detail) else {
        return faults.add(place.fault("batch-amount", "Each transaction of an entry with several needs an amount."))
      }
      sum += amount
    }
    guard sum == signed else {
      return faults.add(place.fault("batch-sum", "The transactions of an entry must add up to its amount."))
    }
    for detail in details.prefix(detailCount) { add(part(detail) ?? .zero, date, detail.narrative, at: place) }
  }

  /// What a transaction of a batch comes to: it goes the entry's way unless it says otherwise.
  private func part(_ detail: Entry) -> Pence? {
    detail.amount.map { Pence($0.rawValue * (detail.sign == 0 ? entry.sign : detail.sign)) }
  }

  private mutating func add(
    _ amount: Pence, _ date: CivilDate, _ narrative: StatementLines.Narrative, at place: XMLStep
  ) {
    statement.lines.append(
      amount, on: date, isReversal: entry.isReversal, at: place.line, reference: entry.reference[...], entry.narrative,
      narrative)
  }

  private mutating func endStatement() {
    if statement.id.isEmpty { faults.add(statement.fault("statement-id", "A statement needs an id.")) }
    if statement.page == 1, statement.opening == nil {
      faults.add(statement.fault("no-opening", "A statement needs an opening balance: OPBD or PRCD."))
    }
    if statement.isLastPage, statement.closing == nil {
      faults.add(statement.fault("no-closing", "A statement needs a closing balance: CLBD."))
    }
    statement.date = statement.date ?? statement.lines.lastDay ?? made
    if statement.date == nil { faults.add(statement.fault("no-date", "A statement needs the day of its balance.")) }
    statements.append(statement)
    statement = BankStatement()
  }
}

/// The values of elements.
extension CamtStatements {
  private mutating func amount(_ step: XMLStep, _ steps: XMLSteps) -> Pence? {
    do throws(AmountFault) {
      let amount = try Amount.read(steps.bytes.span.extracting(step.text), style: .plain, limit: .sumLimit)
      if amount >= .zero { return amount }
    } catch {}
    faults.add(step.fault("amount", "An amount of pounds and pence without a sign is expected here."))
    return nil
  }

  private mutating func sign(_ step: XMLStep, _ steps: XMLSteps) -> Int64 {
    if steps.isText(step, "CRDT") { return 1 }
    if steps.isText(step, "DBIT") { return -1 }
    faults.add(step.fault("mark", "CRDT or DBIT is expected here."))
    return 0
  }

  private mutating func day(_ step: XMLStep, _ steps: XMLSteps) -> CivilDate? {
    let date = DateStyle.iso.read(steps.bytes.span.extracting(step.text.prefix(10)))
    if date == nil { faults.add(step.fault("date", "A date like 2026-10-30 is expected here.")) }
    return date
  }

  private mutating func page(_ step: XMLStep, _ steps: XMLSteps) -> Int {
    guard let page = Int(steps.string(step)), (1...99_999).contains(page) else {
      faults.add(step.fault("page", "A page number from 1 is expected here."))
      return 1
    }
    return page
  }

  private func isTrue(_ step: XMLStep, _ steps: XMLSteps) -> Bool { ["true", "1"].contains(steps.string(step)) }
}
