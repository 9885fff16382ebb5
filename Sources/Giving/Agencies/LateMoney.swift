// Money that has not come by its day: employers past the 19th, agencies past their 35 or 60 days. Each is told once, and
// the item settles itself when the money comes.

import Dates
import Files
import Ledger
import Money
import Store

/// Money that is late.
public struct LateMoney: Codable, Sendable {
  /// The expectation.
  public let expectation: String
  /// Who has not paid.
  public let from: String
  /// Who should have been paid.
  public let to: String
  /// What for.
  public let period: String
  /// The last day on which it was in time.
  public let dueDate: String
  /// How many days late it is.
  public let ageDays: Int
  /// How much is still to come.
  public let amountPence: Int64
  /// `employer-late` or `agency-late`.
  public let code: String

  /// What is late on a day, the oldest first.
  public static func all(on date: CivilDate, _ reading: Reading) throws -> [LateMoney] {
    let kinds: [(Expectation.Kind, AgencyFinding)] = [
      (.employerRemittance, .employerLate), (.agencyPayment, .agencyLate),
    ]
    return try kinds.flatMap { kind, finding in
      try OpenExpectation.all(kind: kind, reading).compactMap { LateMoney($0, finding, on: date) }
    }.sorted { ($0.dueDate, $0.expectation) < ($1.dueDate, $1.expectation) }
  }

  private init?(_ open: OpenExpectation, _ finding: AgencyFinding, on date: CivilDate) {
    guard open.duePence > 0, let due = CivilDate(open.expectation.dueDate), due < date else { return nil }
    expectation = open.expectation.id
    from = open.expectation.from
    to = open.expectation.to
    period = open.expectation.period
    dueDate = open.expectation.dueDate
    ageDays = date.days(since: due)
    amountPence = open.duePence
    code = finding.rawValue
  }
}

/// Keeps the open items of late money.
public struct LateWatch {
  private let store: Store
  private let actor: Actor
  private let businessDate: CivilDate
  private let isDryRun: Bool

  /// - Parameter actor: who looks: the night, or a person.
  public init(_ store: Store, actor: Actor, businessDate: CivilDate, isDryRun: Bool = false) {
    self.store = store
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// What a look changed.
  public struct Changes: Codable, Sendable {
    /// How many items were raised.
    public let raised: Int
    /// How many settled themselves.
    public let settled: Int
  }

  private static let paid = "paid"

  /// Raises an item for each late expectation that has none, and settles those of money that has come. Nothing is written
  /// where nothing changed.
  public func look() throws -> Changes {
    let plan = try plan(store.reading)
    guard !plan.raise.isEmpty || !plan.settle.isEmpty else { return Changes(raised: 0, settled: 0) }
    let named = (plan.raise.map { "+\($0.id)" } + plan.settle.map { "-\($0.id)" }).joined(separator: "\n")
    let digest = Hex.string(sha256(named.utf8).prefix(16))
    let request = WriteRequest(
      Action("agency.late"), by: actor, key: "late/\(digest)", inputs: Inputs(["items": digest]), on: businessDate,
      isDryRun: isDryRun)
    return try store.write(request) { write in
      let plan = try self.plan(write.reading)
      for item in plan.raise { try item.raise(in: write) }
      for item in plan.settle { try item.settle(reason: Self.paid, entry: nil, on: businessDate, in: write) }
      return Changes(raised: plan.raise.count, settled: plan.settle.count)
    }.value
  }

  private func plan(_ reading: Reading) throws -> (raise: [OpenItem], settle: [OpenItem]) {
    let late = try LateMoney.all(on: businessDate, reading)
    let codes = [AgencyFinding.employerLate.rawValue, AgencyFinding.agencyLate.rawValue]
    let open = try OpenItem.open(reading).filter { codes.contains($0.code) }
    let standing = Set(open.map(\.subject))
    let raise = try late.filter { !standing.contains($0.expectation) }.compactMap { try item($0, reading) }
    // Settled is what has come in full, not what an earlier business date would not call late yet.
    let settle = try open.filter { item in
      try Due.under(item.subject, reading).map(\.amount).sum() <= .zero
    }
    return (raise, try settle + PassedOnTooMuch.settled(reading))
  }

  /// The item of late money: numbered, because money that came can be taken back, and be late again. What a person has
  /// noted is not told again.
  private func item(_ late: LateMoney, _ reading: Reading) throws -> OpenItem? {
    let reasons = try reading.all(
      "SELECT reason FROM open_item JOIN open_item_settlement ON item = public_id WHERE subject = ? AND code = ?",
      [.text(late.expectation), .text(late.code)]
    ) { $0.text(0) }
    guard reasons.allSatisfy({ $0 == Self.paid }) else { return nil }
    let earlier = reasons.count
    return CivilDate(late.dueDate).map {
      OpenItem(
        id: "late/\(late.expectation)\(earlier == 0 ? "" : "/again-\(earlier)")", code: late.code,
        subject: late.expectation, eventDate: $0)
    }
  }
}
