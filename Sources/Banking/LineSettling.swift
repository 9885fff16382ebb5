// A person says what a line in suspense is: what it pays, or which fund it is for. Always by a new entry.

import Dates
import Ledger
import Money
import Store

/// Where a line's money goes.
public enum LineTarget: Sendable {
  /// It pays what is due under this expectation.
  case expectation(String)
  /// It is a gift to this fund.
  case gift(String)
  /// It came from, or went to, another fund or charity.
  case transfer(String)
  /// It is what the bank takes for itself, or gives back of that; this fund bears it.
  case charge(String)
  /// The bank undid another line by it: the two come to nothing.
  case undoes(String)

  /// The stable name, as the books hold it.
  var name: String {
    switch self {
    case .expectation(let id): "expectation:\(id)"
    case .gift(let fund): "gift:\(fund)"
    case .transfer(let fund): "transfer:\(fund)"
    case .charge(let fund): "charge:\(fund)"
    case .undoes(let line): "undoes:\(line)"
    }
  }
}

/// Why a person assigned it so. Coded, so that it can be counted and holds no name.
public enum LineReason: String, CaseIterable, Codable, Sendable {
  /// The payer confirmed it.
  case payerConfirmed = "payer-confirmed"
  /// A remittance advice says so.
  case remittanceAdvice = "remittance-advice"
  /// The bank's text says so.
  case bankText = "bank-text"
  /// Our own records say so.
  case ourRecords = "our-records"
}

/// What assigning did.
public struct LineSettlement: Codable, Sendable {
  /// The line.
  public let line: String
  /// What left suspense.
  public let movedPence: Int64
  /// What stays there, as an item of its own.
  public let leftPence: Int64
  /// The entry; nil where the bank had undone the line itself.
  public let entry: String?
}

/// Assigns lines by a person's word.
public struct LineSettling {
  private let store: Store
  private let actor: Actor
  private let businessDate: CivilDate
  private let isDryRun: Bool
  private let isHidden: (String) throws -> Bool

  /// - Parameters:
  ///   - actor: who assigns.
  ///   - isHidden: whether an expectation is one that this actor may not know of: it is then not there.
  public init(
    _ store: Store, actor: Actor, businessDate: CivilDate, isDryRun: Bool = false,
    isHidden: @escaping (String) throws -> Bool = { _ in false }
  ) {
    self.isHidden = isHidden
    self.store = store
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// Moves a line's money out of suspense. An amount that falls short is spread by what is due of each fund; what is over
  /// stays in suspense, as an item of its own.
  /// - Throws: ``BankError`` if it cannot be, or two people put back what it was assigned to; `LedgerError.alreadyDone` if
  ///   it was before.
  public func assign(_ id: String, to target: LineTarget, reason: LineReason) throws -> LineSettlement {
    try Self.requireNotPutBack(id, store.reading)
    let (item, line) = try Self.waiting(id, store.reading)
    let request = WriteRequest(
      Action("bank.assign"), by: actor, key: "bank-assigned/\(id)",
      inputs: Inputs(["line": id, "to": target.name, "reason": reason.rawValue]), on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { write in
      if case .undoes(let other) = target { return try settle(item, line, against: other, reason, in: write) }
      let amount = Pence(item.suspensePence ?? 0)
      guard let date = CivilDate(line.date) else { throw StoreError.broken("\(id) has no day") }
      var draft = EntryDraft(id: "assigned/\(id)", kind: "bank-assigned", eventDate: date)
      let left = try move(amount, line, target, date, &draft, write.reading)
      try draft.post(in: write)
      try item.settle(reason: "\(target.name) \(reason.rawValue)", entry: draft.id, on: businessDate, in: write)
      if left != .zero {
        try OpenItem(id: "\(id)/over", code: "bank-over", subject: item.subject, suspense: left, eventDate: date)
          .raise(in: write)
      }
      try record(line.id, target, amount - left, reason, draft.id, in: write)
      return LineSettlement(
        line: id, movedPence: (amount - left).rawValue, leftPence: left.rawValue, entry: draft.id)
    }.value
  }

  private static func waiting(_ id: String, _ reading: Reading) throws -> (OpenItem, PostedLine) {
    guard let (item, _) = try OpenItem.find(id, reading), let line = try line(of: item, reading) else {
      throw BankError.notFound(kind: "line in suspense", id: id)
    }
    return (item, line)
  }

  /// The item under which a line's money waits since two people put back what it was assigned to; nil if nobody did.
  public static func putBack(_ id: String, _ reading: Reading) throws -> OpenItem? {
    guard let (item, _) = try OpenItem.find("\(id)/again", reading) else { return nil }
    return try putBack(item.id, reading) ?? item
  }

  private static func requireNotPutBack(_ id: String, _ reading: Reading) throws {
    guard let again = try putBack(id, reading) else { return }
    throw BankError.assignment(
      "Two people put back what \(id) was assigned to. Its money has the id \(again.id) since: name that.")
  }

  /// The bank undid one line by the other, so both have left suspense and no fund has anything of either.
  private func settle(
    _ item: OpenItem, _ line: PostedLine, against other: String, _ reason: LineReason, in write: Write
  ) throws -> LineSettlement {
    try Self.requireNotPutBack(other, write.reading)
    if let paid = try LineAssignment.of(other, write.reading).last, paid.entry != nil {
      throw BankError.assignment(
        """
        \(other) was assigned: \(paid.expectation ?? paid.fund ?? paid.reason). Two people put that back first: nolimits \
        entry reverse \(paid.confidence == "certain" ? other : paid.entry ?? other) --reason not-coming
        """)
    }
    let (otherItem, otherLine) = try Self.waiting(other, write.reading)
    let amount = Pence(item.suspensePence ?? 0)
    guard line.ledger == otherLine.ledger, line.id != otherLine.id,
      amount + Pence(otherItem.suspensePence ?? 0) == .zero
    else { throw BankError.assignment("\(item.id) and \(other) do not come to nothing together in one account.") }
    let pairs = [(item, line, "undoes:\(other)"), (otherItem, otherLine, "undone:\(item.id)")]
    for (item, line, what) in pairs {
      try item.settle(reason: "\(what) \(reason.rawValue)", entry: nil, on: businessDate, in: write)
      try LineAssignment(
        line: line.id, expectation: nil, fund: nil, amountPence: item.suspensePence ?? 0, confidence: "person",
        reason: "\(what) \(reason.rawValue)", entry: nil
      ).record(in: write)
    }
    return LineSettlement(line: item.id, movedPence: amount.rawValue, leftPence: 0, entry: nil)
  }

  /// The line that an item is about: what is over of one is named after it. What was in the account before its first
  /// statement counts as a line of that statement.
  static func line(of item: OpenItem, _ reading: Reading) throws -> PostedLine? {
    var id = item.id[...]
    while let suffix = ["/over", "/again"].first(where: { id.hasSuffix($0) }) { id = id.dropLast(suffix.count) }
    guard id.hasSuffix("/opening") else { return try PostedLine.find(String(id), reading) }
    return try PostedStatement.find(item.subject, reading).map {
      PostedLine(
        id: String(id), statement: $0.id, account: $0.account, ledger: $0.ledger, date: $0.date,
        amountPence: $0.openingPence, import: $0.import)
    }
  }

  private func record(
    _ line: String, _ target: LineTarget, _ amount: Pence, _ reason: LineReason, _ entry: String, in write: Write
  ) throws {
    var (expectation, fund): (String?, String?) = (nil, nil)
    switch target {
    case .expectation(let id): expectation = id
    case .gift(let code), .transfer(let code), .charge(let code): fund = code
    case .undoes: break
    }
    try LineAssignment(
      line: line, expectation: expectation, fund: fund, amountPence: amount.rawValue, confidence: "person",
      reason: reason.rawValue, entry: entry
    ).record(in: write)
  }

  /// - Returns: what stays in suspense.
  private func move(
    _ amount: Pence, _ line: PostedLine, _ target: LineTarget, _ date: CivilDate, _ draft: inout EntryDraft,
    _ reading: Reading
  ) throws -> Pence {
    let bank = Account(name: line.ledger)
    let unallocated = Fund.unallocated.number
    var left = Pence.zero
    switch target {
    case .expectation(let id):
      guard try !isHidden(id), try Expectation.find(id, reading) != nil else {
        throw BankError.notFound(kind: "expectation", id: id)
      }
      left = try draft.clear(id, amount, into: bank, reading)
      guard left != amount else { throw BankError.assignment("Nothing that fits this line is due under \(id).") }
    case .undoes: throw StoreError.broken("what the bank undid moves nothing")
    case .gift(let code), .transfer(let code), .charge(let code):
      guard let fund = try Funds.read(reading)[code], fund.number != unallocated else {
        throw BankError.notFound(kind: "fund", id: code)
      }
      var isCharge = false
      if case .charge = target { isCharge = true }
      guard isCharge || fund.isOpen(on: date) else {
        throw BankError.assignment("The fund \(code) took no gifts on \(date).")
      }
      draft.add(Posting(bank, fund: fund.number, amount))
      draft.add(Posting(try source(target, amount), fund: fund.number, -amount))
    }
    draft.move(amount - left, debit: .suspense, credit: bank, fund: unallocated)
    return left
  }

  private func source(_ target: LineTarget, _ amount: Pence) throws -> Account {
    if case .transfer = target { return amount > .zero ? .transfersIn : .transfersOut }
    if case .charge = target { return .bankCharges }
    guard amount > .zero else { throw BankError.assignment("Money that left the account is no gift.") }
    return .giftIncome
  }
}
