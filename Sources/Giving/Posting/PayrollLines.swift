// Reads the lines of a payroll file and decides each: bytes in, rows of numbers out. No String, no allocation a line.

import Dates
import Files
import Ledger
import Money
import Store

/// A line that needs a person.
struct LineItem: Sendable {
  let line: Int64
  /// The place of its employer in the context.
  let employer: Int
  let finding: Finding
  let suspended: Pence
}

/// What one batch of lines brings to the books.
struct PostedPart: Sendable {
  /// Rows of ``Contribution/book``, end to end.
  var rows: [Int64] = []
  /// The lines that need a person.
  var items: [LineItem] = []
  /// The line of the last row.
  var lastLine: Int64 { rows.isEmpty ? 0 : rows[rows.count - Contribution.book.columns.count] }
}

/// The money of one employer in a file.
struct EmployerTotals: Sendable {
  var lines: Int64 = 0
  /// By fund number.
  var received: [Pence] = []
  /// What went to suspense.
  var suspended = Pence.zero
  /// Both.
  var total: Pence { received.sum() + suspended }

  mutating func receive(_ amount: Pence, fund: Int64) {
    while received.count <= Int(fund) { received.append(.zero) }
    received[Int(fund)] += amount
  }
}

/// What a whole file comes to.
struct PayrollTotals: Sendable {
  var lines: Int64 = 0
  var heads: Int64 = 0
  var total = Pence.zero
  var employers: [EmployerTotals]
  var items: Int64 = 0
  /// Whose lines they are: posts in ``PostSet/runs``.
  var givers: [UInt8] = []
}

/// Reads one file to its end.
struct PayrollLines {
  private let context: PayrollContext
  private let slots: LineSlots
  private(set) var totals: PayrollTotals
  private(set) var faults: FaultList
  private var employers: [EmployerState]
  private var part = PostedPart()
  /// Payroll numbers and codes that are in no register, where consents are kept by payroll: they too come once.
  private var unknownSeen: Set<[UInt8]> = []
  /// Whether records could not be read at all: then the lines are not all counted.
  private var hasBrokenRecords = false

  /// What is remembered of one employer's lines.
  private struct EmployerState {
    /// The place of the last payroll number found: files come in order.
    var last = -1
    /// One bit a register place and code: what came before in this file.
    var seen: BitSet
    /// One bit a register place: who gave.
    var heads: BitSet
  }

  init(_ context: PayrollContext) {
    self.context = context
    slots = LineSlots(context.profile.layout)
    totals = PayrollTotals(employers: context.employers.map { _ in EmployerTotals() })
    faults = FaultList(limit: context.profile.limits.faultsShown)
    employers = context.employers.map {
      EmployerState(
        seen: BitSet(count: $0.numbers.count * context.codes.count), heads: BitSet(count: $0.numbers.count))
    }
  }

  /// Reads the file at `path`, handing over what each batch brings until `send` says to stop. After a fault nothing more
  /// is handed over, but the file is read to its end so that all faults are known.
  mutating func read(_ path: String, send: (PostedPart) throws -> Bool) throws {
    var reader = try RecordReader(file: path, layout: context.profile.layout, limits: context.profile.limits)
    var batch = RecordBatch()
    while try readBatch(&reader, into: &batch) {
      part.rows.reserveCapacity(batch.count * Contribution.book.columns.count)
      for record in 0..<batch.count {
        switch batch.kind(record) {
        case .header: break
        case .detail: readLine(batch, record)
        case .trailer: checkTrailer(batch, record)
        }
      }
      if faults.isEmpty, !part.rows.isEmpty, try !send(part) { return }
      part = PostedPart()
    }
    totals.givers = givers.runs
  }

  /// The posts that have a line.
  private var givers: PostSet {
    var posts = PostSet(limit: context.employers.compactMap { $0.numbers.posts.max() }.max() ?? 0)
    for (state, employer) in zip(employers, context.employers) {
      for (place, post) in employer.numbers.posts.enumerated() where state.heads.contains(place) { posts.insert(post) }
    }
    return posts
  }

  private mutating func readBatch(_ reader: inout RecordReader, into batch: inout RecordBatch) throws -> Bool {
    let before = faults.count
    defer { hasBrokenRecords = hasBrokenRecords || faults.count > before }
    return try reader.next(into: &batch, faults: &faults)
  }

  private mutating func readLine(_ batch: RecordBatch, _ record: Int) {
    totals.lines += 1
    // Each is looked at, whatever the others are, so that all faults of a line are known.
    let amountRead = readAmount(batch, record)
    let employerRead = readEmployer(batch, record)
    let isOfPayDate = checkPayDate(batch, record)
    let hasTexts = checkTexts(batch, record)
    guard let amount = amountRead, let employer = employerRead, isOfPayDate, hasTexts else { return }
    totals.total += amount
    let place = findPost(batch, record, employer)
    let code = context.codes.find(batch.bytes.span.extracting(batch.range(record, slots.code)))
    let facts = gather(batch, record, amount, code: code, place: place, employer: employer)
    let decision = LineDecision.decide(facts.facts, consentsKeptByPayroll: context.profile.consentsKeptByPayroll)
    write(decision, facts, line: number(batch, record), employer: employer)
  }

  /// What names a line within its file: the line of the file, or in XML, where several may stand on one line, which
  /// deduction it is.
  private func number(_ batch: RecordBatch, _ record: Int) -> Int64 {
    context.profile.layout.format == .xml ? totals.lines : Int64(batch.line(record))
  }

  private mutating func readAmount(_ batch: RecordBatch, _ record: Int) -> Pence? {
    do {
      return try batch.amount(record, slots.amount, style: context.profile.layout.amounts)
    } catch {
      faults.add(batch.fault(record, slots.amount, code: error.code, message: error.message))
      return nil
    }
  }

  /// The place of the line's employer in the context.
  private mutating func readEmployer(_ batch: RecordBatch, _ record: Int) -> Int? {
    guard let slot = slots.employer else { return 0 }
    for index in context.employers.indices where batch.equals(record, slot, context.employers[index].code) {
      return index
    }
    faults.add(
      batch.fault(record, slot, code: "wrong-employer", message: "This profile's files may not hold this employer."))
    return nil
  }

  private mutating func checkPayDate(_ batch: RecordBatch, _ record: Int) -> Bool {
    guard let slot = slots.payDate else { return true }
    let style = context.profile.layout.dates
    guard let date = batch.date(record, slot, style: style) else {
      faults.add(batch.fault(record, slot, code: "date", message: "A date like \(style.rawValue) is expected here."))
      return false
    }
    let wanted = context.heading.key.payDate
    guard date != wanted else { return true }
    let otherMonth = TaxMonth(payDate: date) != TaxMonth(payDate: wanted)
    faults.add(
      batch.fault(
        record, slot, code: otherMonth ? "wrong-tax-month" : "wrong-pay-date",
        message: "The file is for \(wanted); this line is for another \(otherMonth ? "tax month" : "day")."))
    return false
  }

  /// Whether the texts of a line are there, and no longer than the register and the published schema take.
  private mutating func checkTexts(_ batch: RecordBatch, _ record: Int) -> Bool {
    let hasNumber = checkText(batch, record, slots.payrollNumber, .payrollNumber)
    let hasCode = checkText(batch, record, slots.code, .code)
    let hasSurname = checkText(batch, record, slots.surname, .surname)
    let hasInitials = checkText(batch, record, slots.initials, .initials)
    return hasNumber && hasCode && hasSurname && hasInitials
  }

  private mutating func checkText(
    _ batch: RecordBatch, _ record: Int, _ slot: Int?, _ field: Profile.DetailField
  ) -> Bool {
    guard let slot else { return true }
    let range = batch.range(record, slot)
    if range.isEmpty {
      guard field == .payrollNumber || field == .code else { return true }
      faults.add(batch.fault(record, slot, code: "empty-field", message: "A \(field.words) is expected here."))
      return false
    }
    guard range.count > field.limit, batch.string(record, slot).unicodeScalars.count > field.limit else { return true }
    faults.add(
      batch.fault(
        record, slot, code: "too-long",
        message: "This field, \(field.words), may have at most \(field.limit) characters."))
    return false
  }

  private mutating func findPost(_ batch: RecordBatch, _ record: Int, _ employer: Int) -> Int? {
    let number = batch.bytes.span.extracting(batch.range(record, slots.payrollNumber))
    let place = context.employers[employer].numbers.find(number, after: employers[employer].last)
    guard let place else {
      totals.heads += 1
      return nil
    }
    employers[employer].last = place
    if employers[employer].heads.insert(place) { totals.heads += 1 }
    return place
  }

  /// What tells an unknown payroll number and code from another.
  private func unknown(_ batch: RecordBatch, _ record: Int, _ employer: Int) -> [UInt8] {
    Array("\(employer) ".utf8) + batch.bytes[batch.range(record, slots.code)] + [0]
      + batch.bytes[batch.range(record, slots.payrollNumber)]
  }

  private struct Gathered {
    var facts: LineFacts
    var post: Int64
    var mandate: Int64
    /// The place of its split in the context.
    var split: Int?
  }

  private mutating func gather(
    _ batch: RecordBatch, _ record: Int, _ amount: Pence, code: Int?, place: Int?, employer: Int
  ) -> Gathered {
    var gathered = Gathered(
      facts: LineFacts(
        amount: amount, code: code, isKnown: place != nil, isSecondTime: false, isLaterRun: context.isLaterRun,
        live: nil, hasMandate: false, fundsOpen: true), post: 0, mandate: 0, split: nil)
    // Whose line it is is known without the code: settling it asks.
    if let place { gathered.post = context.employers[employer].numbers.posts[place] }
    guard let code else { return gathered }
    if context.profile.consentsKeptByPayroll { gathered.split = context.firstCodeSplit + code }
    if let place {
      findMandate(code, place, employer, &gathered)
    } else if context.profile.consentsKeptByPayroll, amount >= .zero {
      gathered.facts.isSecondTime = !unknownSeen.insert(unknown(batch, record, employer)).inserted
    }
    if let split = gathered.split { gathered.facts.fundsOpen = context.splits[split]?.isOpen ?? true }
    return gathered
  }

  private mutating func findMandate(_ code: Int, _ place: Int, _ employer: Int, _ gathered: inout Gathered) {
    let found = context.employers[employer].mandates.find(
      post: gathered.post, code: code, day: context.heading.key.payDate.dayNumber)
    gathered.facts.hasMandate = found.isAny
    if found.live == nil { gathered.facts.hasLeft = context.employers[employer].numbers.left.contains(gathered.post) }
    if let live = found.live {
      gathered.facts.live = live
      gathered.mandate = live.mandate
      gathered.split = Int(live.split)
    }
    guard gathered.facts.amount >= .zero else { return }
    let isFirst = employers[employer].seen.insert(place * context.codes.count + code)
    gathered.facts.isSecondTime = !isFirst || seenBefore(gathered, code)
  }

  private func seenBefore(_ gathered: Gathered, _ code: Int) -> Bool {
    guard !context.seenBefore.isEmpty else { return false }
    return context.seenBefore.contains(.init(post: gathered.post, code: code))
  }

  private mutating func write(_ decision: LineDecision, _ gathered: Gathered, line: Int64, employer: Int) {
    totals.employers[employer].lines += 1
    if decision.isPlaced, let rule = gathered.split.flatMap({ context.splits[$0] })?.rule {
      if rule.parts.count == 1 {
        place(decision.placed, fund: rule.parts[0].fund, decision, gathered, line, employer)
      } else {
        for (part, share) in zip(rule.parts, rule.shares(of: decision.placed)) {
          place(share, fund: part.fund, decision, gathered, line, employer)
        }
      }
    }
    if !decision.isPlaced || decision.suspended != .zero {
      appendRow(decision.suspended, fund: Fund.unallocated.number, decision, gathered, line)
      totals.employers[employer].suspended += decision.suspended
    }
    if decision.finding.needsPerson {
      totals.items += 1
      part.items.append(
        LineItem(line: line, employer: employer, finding: decision.finding, suspended: decision.suspended))
    }
  }

  private mutating func place(
    _ amount: Pence, fund: Int64, _ decision: LineDecision, _ gathered: Gathered, _ line: Int64, _ employer: Int
  ) {
    appendRow(amount, fund: fund, decision, gathered, line)
    totals.employers[employer].receive(amount, fund: fund)
  }

  private mutating func appendRow(
    _ amount: Pence, fund: Int64, _ decision: LineDecision, _ gathered: Gathered, _ line: Int64
  ) {
    part.rows.append(line)
    part.rows.append(gathered.post)
    part.rows.append(gathered.mandate)
    part.rows.append(fund)
    part.rows.append(amount.rawValue)
    part.rows.append(decision.finding.rawValue)
  }

  private mutating func checkTrailer(_ batch: RecordBatch, _ record: Int) {
    let hasAllAmounts = faults.isEmpty
    if let slot = context.profile.layout.slot("count", in: .trailer) { checkCount(batch, record, slot) }
    guard let slot = context.profile.layout.slot("total", in: .trailer) else { return }
    do {
      let stated = try Amount.read(
        batch.bytes.span.extracting(batch.range(record, slot)), style: context.profile.layout.amounts, limit: .sumLimit)
      guard hasAllAmounts, stated != totals.total else { return }
      faults.add(
        batch.fault(
          record, slot, code: "control-total",
          message: "The trailer's total does not agree with the lines before it, which make \(totals.total.pounds)."))
    } catch {
      faults.add(batch.fault(record, slot, code: error.code, message: error.message))
    }
  }

  private mutating func checkCount(_ batch: RecordBatch, _ record: Int, _ slot: Int) {
    guard let stated = batch.integer(record, slot) else {
      faults.add(batch.fault(record, slot, code: "count", message: "A whole number is expected here."))
      return
    }
    guard stated != totals.lines, !hasBrokenRecords else { return }
    faults.add(
      batch.fault(
        record, slot, code: "control-count",
        message: "The trailer's count does not agree with the \(totals.lines) lines before it."))
  }
}

extension LineDecision {
  /// Whether the line's mandate, or its code's fund, says where (some of) it goes.
  var isPlaced: Bool {
    switch finding {
    case .asMandated, .lessThanMandate, .moreThanMandate, .consentKeptByPayroll: true
    default: false
    }
  }
}
