// Reads ISO 20022 bank statements, camt.053.001.02 and .08, by local name.

import Dates
import Files
import Money

/// Reads the statements of one camt.053 file.
struct CamtStatements {
  /// The elements that matter.
  private enum Name: String, CaseIterable {
    case document = "Document"
    case root = "BkToCstmrStmt"
    case header = "GrpHdr"
    case messagePages = "MsgPgntn"
    case statementPages = "StmtPgntn"
    case pageNumber = "PgNb"
    case isLastPage = "LastPgInd"
    case statement = "Stmt"
    case id = "Id"
    case made = "CreDtTm"
    case account = "Acct"
    case iban = "IBAN"
    case other = "Othr"
    case balance = "Bal"
    case type = "Tp"
    case typeChoice = "CdOrPrtry"
    case code = "Cd"
    case amount = "Amt"
    case mark = "CdtDbtInd"
    case day = "Dt"
    case moment = "DtTm"
    case entry = "Ntry"
    case entryReference = "NtryRef"
    case bankReference = "AcctSvcrRef"
    case isReversal = "RvslInd"
    case status = "Sts"
    case booked = "BookgDt"
    case details = "NtryDtls"
    case detail = "TxDtls"
    case amounts = "AmtDtls"
    case detailAmount = "TxAmt"
    case references = "Refs"
    case endToEnd = "EndToEndId"
    case remittance = "RmtInf"
    case text = "Ustrd"
    case entryText = "AddtlNtryInf"
    case detailText = "AddtlTxInf"
    case parties = "RltdPties"
    case name = "Nm"
  }

  /// What a balance says.
  private struct Balance {
    var code = ""
    var amount: Pence?
    var sign: Int64 = 0
    var date: CivilDate?
  }

  /// What an entry says, or one transaction in it.
  private struct Entry {
    var amount: Pence?
    var sign: Int64 = 0
    var status = ""
    var date: CivilDate?
    var reference = ""
    var isReversal = false
    var narrative: [String] = []
  }

  private static let names = Name.allCases
  private(set) var statements: [BankStatement] = []
  private(set) var faults: FaultList
  /// The open elements that matter, each the direct child of the one before; 0 where one lies off the path.
  private var path: [(name: Name, depth: Int, isOn: Bool)] = []
  private var statement = BankStatement()
  private var messagePage: (number: Int, isLast: Bool) = (1, true)
  private var balance = Balance()
  private var entry = Entry()
  private var details: [Entry] = []
  private var start: XMLStep?
  private var made: CivilDate?

  private init(limits: Limits) { faults = FaultList(limit: limits.faultsShown) }

  /// The statements of a file, or its faults.
  static func read(_ source: ByteSource, limits: Limits) throws -> (statements: [BankStatement], faults: FaultList) {
    let walk = XMLWalk(source, names: names.map(\.rawValue), attribute: "Ccy", limits: limits)
    var reading = CamtStatements(limits: limits)
    var steps = XMLSteps()
    while try walk.next(into: &steps, faults: &reading.faults) {
      if reading.path.isEmpty, reading.statements.isEmpty, let first = steps.steps.first {
        guard reading.accepts(walk.namespace, at: first) else { break }
      }
      for step in steps.steps { reading.take(step, steps) }
    }
    if reading.faults.isEmpty, reading.statements.isEmpty {
      reading.faults.add(FileFault(code: "no-statement", message: "A file of camt.053 holds at least one Stmt."))
    }
    return (reading.statements, reading.faults)
  }

  private mutating func accepts(_ namespace: String, at step: XMLStep) -> Bool {
    let known = ["02", "08"].map { "urn:iso:std:iso:20022:tech:xsd:camt.053.001.\($0)" }
    guard !known.contains(namespace) || Self.names[step.element] != .document else { return true }
    faults.add(step.fault("camt-version", "The root element must be Document of camt.053.001.02 or camt.053.001.08."))
    return false
  }

  private mutating func take(_ step: XMLStep, _ steps: XMLSteps) {
    let name = Self.names[step.element]
    if step.isStart {
      let isOn = path.last.map { $0.isOn && step.depth == $0.depth + 1 } ?? true
      path.append((name, step.depth, isOn))
      if isOn { begin(name, step, steps) }
    } else {
      let isOn = path.last?.isOn ?? false
      path.removeLast()
      if isOn {
        end(name, parent: path.last?.name, step, steps)
      } else if name == .name, path.contains(where: { $0.name == .parties && $0.isOn }) {
        details.indices.last.map { details[$0].narrative.append(steps.string(step)) }
      }
    }
  }

  private mutating func begin(_ name: Name, _ step: XMLStep, _ steps: XMLSteps) {
    switch name {
    case .statement:
      statement = BankStatement()
      statement.line = step.line
      statement.column = step.column
      (statement.page, statement.isLastPage) = (messagePage.number, messagePage.isLast)
    case .balance: balance = Balance()
    case .entry:
      entry = Entry()
      details = []
      start = step
    case .detail: details.append(Entry())
    case .amount where steps.string(step) != "GBP" && isCounted:
      faults.add(step.fault("currency", "Amounts must be in pounds: Ccy=\"GBP\"."))
    default: break
    }
  }

  /// Whether the amount that begins here is one that counts.
  private var isCounted: Bool {
    guard path.count > 1 else { return false }
    return [.balance, .entry, .detailAmount, .detail].contains(path[path.count - 2].name)
  }

  private mutating func end(_ name: Name, parent: Name?, _ step: XMLStep, _ steps: XMLSteps) {
    switch (parent, name) {
    case (.messagePages, .pageNumber): messagePage.number = page(step, steps)
    case (.messagePages, .isLastPage): messagePage.isLast = isTrue(step, steps)
    case (.statementPages, .pageNumber): statement.page = page(step, steps)
    case (.statementPages, .isLastPage): statement.isLastPage = isTrue(step, steps)
    case (.statement, .id): statement.id = steps.string(step)
    case (.statement, .made): made = CivilDate(steps.string(step).prefix(10))
    case (.id, .iban), (.other, .id):
      if path.contains(where: { $0.name == .account }) {
        statement.identification = StatementID.compact(steps.string(step))
      }
    case (.balance, _), (.typeChoice, .code): takeBalance(parent, name, step, steps)
    case (.day, .day), (.day, .moment): takeBalance(parent, name, step, steps)
    case (_, .balance): endBalance(step)
    case (.entry, _), (.booked, _), (.status, .code): takeEntry(parent, name, step, steps)
    case (.detail, _), (.detailAmount, .amount), (.remittance, .text), (.references, .endToEnd):
      takeDetail(parent, name, step, steps)
    case (_, .entry): endEntry(step)
    case (_, .statement): endStatement(step)
    default: break
    }
  }

  private mutating func takeBalance(_ parent: Name?, _ name: Name, _ step: XMLStep, _ steps: XMLSteps) {
    switch name {
    case .code: balance.code = steps.string(step)
    case .amount: balance.amount = amount(step, steps)
    case .mark: balance.sign = sign(step, steps)
    case .day where parent == .day, .moment: balance.date = day(step, steps)
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

  private mutating func takeEntry(_ parent: Name?, _ name: Name, _ step: XMLStep, _ steps: XMLSteps) {
    switch (parent, name) {
    case (.entry, .amount): entry.amount = amount(step, steps)
    case (.entry, .mark): entry.sign = sign(step, steps)
    case (.entry, .status), (.status, .code): entry.status += steps.string(step)
    case (.entry, .isReversal): entry.isReversal = isTrue(step, steps)
    case (.entry, .bankReference): entry.reference = steps.string(step)
    case (.entry, .entryReference) where entry.reference.isEmpty: entry.reference = steps.string(step)
    case (.entry, .entryText): entry.narrative.append(steps.string(step))
    case (.booked, .day), (.booked, .moment): entry.date = day(step, steps)
    default: break
    }
  }

  private mutating func takeDetail(_ parent: Name?, _ name: Name, _ step: XMLStep, _ steps: XMLSteps) {
    guard let last = details.indices.last else { return }
    switch name {
    case .amount: details[last].amount = amount(step, steps)
    case .mark: details[last].sign = sign(step, steps)
    case .text, .endToEnd, .detailText: details[last].narrative.append(steps.string(step))
    default: break
    }
  }

  /// An entry with several transactions is a batch: they are the lines, add up to it, and it counts once.
  private mutating func endEntry(_ step: XMLStep) {
    let place = start ?? step
    guard !entry.status.isEmpty else {
      return faults.add(place.fault("status", "An entry needs a status; only BOOK counts."))
    }
    guard entry.status == "BOOK" else { return }
    guard let amount = entry.amount, entry.sign != 0, let date = entry.date else {
      return faults.add(place.fault("entry", "A booked entry needs an amount, a mark and a booking date."))
    }
    let signed = Pence(amount.rawValue * entry.sign)
    guard details.count > 1 else {
      return add(signed, date, entry.narrative + (details.first?.narrative ?? []), at: place)
    }
    var parts: [(amount: Pence, narrative: [String])] = []
    for detail in details {
      guard let amount = detail.amount else {
        return faults.add(place.fault("batch-amount", "Each transaction of an entry with several needs an amount."))
      }
      let sign = detail.sign == 0 ? entry.sign : detail.sign
      parts.append((Pence(amount.rawValue * sign), entry.narrative + detail.narrative))
    }
    guard parts.map(\.amount).sum() == signed else {
      return faults.add(place.fault("batch-sum", "The transactions of an entry must add up to its amount."))
    }
    for part in parts { add(part.amount, date, part.narrative, at: place) }
  }

  private mutating func add(_ amount: Pence, _ date: CivilDate, _ narrative: [String], at place: XMLStep) {
    statement.lines.append(
      StatementLine(
        ordinal: statement.lines.count + 1, reference: entry.reference, date: date, amount: amount,
        isReversal: entry.isReversal, narrative: narrative.filter { !$0.isEmpty }, line: place.line))
  }

  private mutating func endStatement(_ step: XMLStep) {
    if statement.id.isEmpty { faults.add(statement.fault("statement-id", "A statement needs an id.")) }
    if statement.page == 1, statement.opening == nil {
      faults.add(statement.fault("no-opening", "A statement needs an opening balance: OPBD or PRCD."))
    }
    if statement.isLastPage, statement.closing == nil {
      faults.add(statement.fault("no-closing", "A statement needs a closing balance: CLBD."))
    }
    statement.date = statement.date ?? statement.lines.map(\.date).max() ?? made
    if statement.date == nil { faults.add(statement.fault("no-date", "A statement needs the day of its balance.")) }
    statements.append(statement)
  }

  private mutating func amount(_ step: XMLStep, _ steps: XMLSteps) -> Pence? {
    do throws(AmountFault) {
      let amount = try Amount.read(steps.bytes.span.extracting(step.text), style: .plain, limit: .sumLimit)
      if amount >= .zero { return amount }
    } catch {}
    faults.add(step.fault("amount", "An amount of pounds and pence without a sign is expected here."))
    return nil
  }

  private mutating func sign(_ step: XMLStep, _ steps: XMLSteps) -> Int64 {
    let text = steps.bytes[step.text]
    if text.elementsEqual("CRDT".utf8) { return 1 }
    if text.elementsEqual("DBIT".utf8) { return -1 }
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
