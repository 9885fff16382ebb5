// Settling what waits: where the money of a suspense item goes, with a coded reason, and never by guessing.

import Dates
import Ledger
import Money
import Store

/// How an item is settled.
public enum Resolution: Sendable {
  /// To a fund: the giver's consent for it was found or given.
  case fund(String)
  /// As a mandate says.
  case mandate(Int64)
  /// Of an agency's money: it is what this employer deducted, in files that have come since.
  case deducted(String)
  /// What was passed on too much pays what the same payer owes under this expectation.
  case against(String)
  /// Payroll gave it back to the giver, or corrected it, before it left: it is not coming.
  case returned
  /// Nothing to move: a person has looked.
  case noted

  /// The stable name, as the books hold it.
  var name: String {
    switch self {
    case .fund(let code): "fund:\(code)"
    case .mandate(let number): "mandate:M\(number)"
    case .deducted(let employer): "deducted:\(employer)"
    case .against(let id): "against:\(id)"
    case .returned: "returned"
    case .noted: "noted"
    }
  }
}

/// Why a person settled it so. Coded, so that it can be counted and holds no name.
public enum ResolutionReason: String, CaseIterable, Codable, Sendable {
  /// A written consent was received since.
  case consentReceived = "consent-received"
  /// The register was wrong or late.
  case registerCorrected = "register-corrected"
  /// Payroll confirmed that it made a mistake.
  case payrollError = "payroll-error"
  /// Payroll refunds the giver.
  case refundedByPayroll = "refunded-by-payroll"
  /// It was looked at, and is right.
  case lookedAt = "looked-at"
  /// Whoever passed on too much takes it off what they owe.
  case payerAgreed = "payer-agreed"
}

/// What settling did.
public struct Settlement: Codable, Sendable {
  /// The item.
  public let item: String
  /// What moved, in pence; 0 where nothing lay in suspense, and nothing was set against what is owed.
  public let movedPence: Int64
  /// The entry, if one was posted.
  public let entry: String?
  /// When it was settled so, where that was before; then nothing was changed now.
  public var settledBefore: String?
}

/// Settles open items.
public struct Settling {
  private let store: Store
  private let profiles: [Profile]
  private let actor: Actor
  private let businessDate: CivilDate
  private let isDryRun: Bool

  /// - Parameters:
  ///   - profiles: what says whose pay a payroll is.
  ///   - actor: who settles.
  public init(_ store: Store, profiles: [Profile], actor: Actor, businessDate: CivilDate, isDryRun: Bool = false) {
    self.store = store
    self.profiles = profiles
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// Settles one item: moves what lies in suspense for it, wherever the money lies by then, and closes it.
  /// - Throws: ``GivingError`` if the item is not there, or cannot be settled so; `LedgerError.alreadyDone` if it was.
  public func settle(
    _ id: String, as resolution: Resolution, reason: ResolutionReason, action: String = "payroll.resolve"
  ) throws -> Settlement {
    guard let (item, _) = try OpenItem.find(id, store.reading) else {
      throw GivingError.notFound(kind: "item", id: id)
    }
    let request = WriteRequest(
      Action(action), by: actor, key: "settled/\(id)",
      inputs: Inputs(["item": id, "as": resolution.name, "reason": reason.rawValue]), on: businessDate,
      isDryRun: isDryRun)
    let outcome = try whereNotSettled(id) {
      try store.write(request) { write in try settle(item, resolution, reason, in: write) }
    }
    var settlement = outcome.value
    if case .madeBefore = outcome {
      settlement.settledBefore = try OpenItem.settlement(of: id, store.reading)?.day.description
    }
    return settlement
  }

  /// Says when an item was settled and as what, where that is why it cannot be settled so.
  private func whereNotSettled<T>(_ id: String, _ settle: () throws -> T) throws -> T {
    do {
      return try settle()
    } catch let refusal as any Refusal {
      guard ["conflict", "already-done"].contains(refusal.code),
        let (day, reason) = try OpenItem.settlement(of: id, store.reading)
      else { throw refusal }
      throw GivingError.settledBefore(item: id, on: day, reason: reason, code: refusal.code)
    }
  }

  private func settle(
    _ item: OpenItem, _ resolution: Resolution, _ reason: ResolutionReason, in write: Write
  ) throws -> Settlement {
    if case .against(let owed) = resolution {
      let (draft, amount) = try SurplusSettling(item, against: owed, write.reading).entry(
        on: businessDate, write.reading)
      try draft.post(in: write)
      try item.settle(
        reason: "\(resolution.name) \(reason.rawValue)", entry: draft.id, on: businessDate, in: write)
      try PassedOnTooMuch.raiseRest(of: item, on: businessDate, in: write)
      return Settlement(item: item.id, movedPence: amount.rawValue, entry: draft.id)
    }
    let suspended = Pence(item.suspensePence ?? 0)
    let draft = try entry(item, suspended, resolution, write.reading)
    if let draft { try draft.post(in: write) }
    try item.settle(
      reason: "\(resolution.name) \(reason.rawValue)", entry: draft?.id, on: businessDate, in: write)
    return Settlement(item: item.id, movedPence: draft == nil ? 0 : suspended.rawValue, entry: draft?.id)
  }

  /// The entry that moves the money; nil where none lies in suspense.
  private func entry(
    _ item: OpenItem, _ suspended: Pence, _ resolution: Resolution, _ reading: Reading
  ) throws -> EntryDraft? {
    guard suspended != .zero else {
      guard case .noted = resolution else {
        throw GivingError.settlement("No money lies in suspense for this item: note it.")
      }
      return nil
    }
    if item.subject.hasPrefix("agency/") {
      return try AgencySettlement(item: item, amount: suspended).entry(resolution, reading)
    }
    guard let date = CivilDate(item.eventDate) else { throw StoreError.broken("the item \(item.id) has no day") }
    if let gift = try Gift.find(item.id, reading) { return try GiftSettling(gift, item).entry(resolution, reading) }
    guard let payroll = try payroll(of: item, reading) else {
      throw GivingError.settlement("What this item came from cannot be found.")
    }
    var draft = EntryDraft(id: "settled/\(item.id)", kind: "suspense-settled", eventDate: date)
    let expectation = "\(item.subject)/\(payroll.employer)"
    switch resolution {
    case .noted: throw GivingError.settlement("Money lies in suspense for this item: say where it goes.")
    case .deducted, .against: throw GivingError.settlement("Only money that an agency reported can be settled so.")
    case .returned: try giveBack(suspended, payroll, expectation, &draft, reading)
    case .fund(let code):
      guard let fund = try Funds.read(reading)[code], fund.number != Fund.unallocated.number else {
        throw GivingError.notFound(kind: "fund", id: code)
      }
      try requireOpen([fund.number], on: date, reading)
      try give([(fund, suspended)], payroll, expectation, &draft, reading)
    case .mandate(let number):
      guard let mandate = try Mandate.find(number, reading) else {
        throw GivingError.notFound(kind: "mandate", id: "M\(number)")
      }
      try requireFitting(mandate, item, payroll, reading)
      try requireOpen(mandate.split.parts.map(\.fund), on: date, reading)
      let funds = try Funds.read(reading)
      let shares = zip(mandate.split.parts, mandate.split.shares(of: suspended)).compactMap { part, share in
        funds[part.fund].map { ($0, share) }
      }
      try give(shares, payroll, expectation, &draft, reading)
    }
    return draft
  }

  /// Payroll gave it back, or took back what it undid, before it left: the employer owes so much less, or more. Once the
  /// money has left nobody owes it: what a line took off was not passed on, and is no debt.
  private func giveBack(
    _ amount: Pence, _ payroll: ProfilePayroll, _ expectation: String, _ draft: inout EntryDraft, _ reading: Reading
  ) throws {
    let transit = Account.inTransit(employer: payroll.employer)
    let unallocated = Fund.unallocated.number
    let due = try Due.under(expectation, reading).filter { $0.account == transit && $0.fund == unallocated }
    let standing = due.map(\.amount).sum()
    let isThere = amount < .zero ? standing <= amount : standing >= amount
    guard try isThere || !Expectation.isTouched(expectation, reading) else {
      throw GivingError.settlement(
        amount < .zero
          ? """
          \(payroll.employer) has passed the file's money on already, less what this line took off, so it owes nothing of \
          it. Settle the line to the fund whose gift it undoes.
          """
          : "The money has left \(payroll.employer) already, so payroll cannot have given it back. Settle it to a fund."
      )
    }
    draft.move(amount, debit: .suspense, credit: transit, fund: unallocated, expectation: expectation)
  }

  /// Moves shares from suspense to funds as income: with the employer while it has paid nothing of the file, else
  /// wherever the money lies by now. Of a negative line, from where the fund's money lies.
  private func give(
    _ shares: [(fund: Fund, amount: Pence)], _ payroll: ProfilePayroll, _ expectation: String,
    _ draft: inout EntryDraft, _ reading: Reading
  ) throws {
    let income = Account.payrollIncome(payroll.givers)
    let total = shares.map(\.amount).sum()
    let isWithEmployer = try !Expectation.isTouched(expectation, reading)
    func find(_ amount: Pence, of fund: Fund) throws -> [Whereabouts] {
      let transit = Account.inTransit(employer: payroll.employer)
      if isWithEmployer { return [Whereabouts(account: transit, expectation: expectation, amount: amount)] }
      return try Whereabouts.find(amount, of: fund, preferring: expectation, reading)
    }
    var purse = total > .zero ? try find(total, of: .unallocated) : []
    for (fund, share) in shares where share != .zero {
      if share < .zero { purse = try find(-share, of: fund) }
      for piece in Whereabouts.take(share.magnitude, from: &purse) {
        let amount = share < .zero ? -piece.amount : piece.amount
        draft.add(Posting(.suspense, fund: Fund.unallocated.number, amount))
        draft.add(-amount, at: piece, fund: Fund.unallocated.number)
        draft.add(amount, at: piece, fund: fund.number)
        draft.add(Posting(income, fund: fund.number, -amount))
      }
    }
  }

  /// A fund that took no gifts on the item's day gets none by settling either.
  private func requireOpen(_ numbers: [Int64], on date: CivilDate, _ reading: Reading) throws {
    let funds = try Funds.read(reading)
    for fund in numbers.compactMap({ funds[$0] }) where !fund.isOpen(on: date) {
      throw GivingError.settlement("The fund \(fund.code) took no gifts on \(date).")
    }
  }

  /// The mandate must be of the line's post, or where the line's payroll number is unknown, of its payroll.
  private func requireFitting(
    _ mandate: Mandate, _ item: OpenItem, _ payroll: ProfilePayroll, _ reading: Reading
  ) throws {
    guard let (file, _) = try PostedFile.find(id: item.id, reading), let line = item.line else { return }
    let post = try ContributionLine.of(line: line, rows: file.rows, reading).first?.post ?? 0
    if post != 0, mandate.post != post {
      throw GivingError.settlement("M\(mandate.number) is another giver's mandate.")
    }
    let register = try Payroll.find(employer: payroll.employer, code: payroll.payroll, reading)?.number
    if try Post.find(mandate.post, reading)?.payroll != register {
      throw GivingError.settlement("M\(mandate.number) is for another payroll.")
    }
  }

  /// The payroll that a line's item came from: its id names the file and the employer.
  private func payroll(of item: OpenItem, _ reading: Reading) throws -> ProfilePayroll? {
    guard let (file, rest) = try PostedFile.find(id: item.id, reading), let employer = rest.split(separator: "/").first,
      let taken = try PayrollFile.find(file.number, reading)
    else { return nil }
    return profiles.first { $0.name == taken.profile }?.payroll(employer: String(employer), payroll: file.key.payroll)
  }
}
