// What an employer owes an agency for one payroll file: what was deducted, what of it the ledger still asks for, what was
// passed on and when.

import Dates
import Ledger
import Money
import Store

/// What an employer was to pass on for one payroll file.
public struct RemittanceDue: Codable, Sendable {
  /// The expectation: the file's id and the employer.
  public let expectation: String
  /// The employer's code.
  public let employer: String
  /// The agency's code, or `foundation` where the money comes straight.
  public let payee: String
  /// The tax month.
  public let taxMonth: String
  /// By when it must have been paid.
  public let dueDate: String
  /// What the lines of the file come to.
  public let deductedPence: Int64
  /// What payroll gave back before it left.
  public let returnedPence: Int64
  /// What has been passed on: an agency reported it, or it is in the bank.
  public let paidPence: Int64
  /// What is still to come.
  public let duePence: Int64
  /// The day on which the last of it was passed on.
  public let lastPaid: String?

  /// What does not agree with the lines of the file; 0 where all is well.
  public var differencePence: Int64 { deductedPence - returnedPence - paidPence - duePence }

  /// Whether all of it was passed on by its day; nil while that cannot be said.
  public func isInTime(on date: CivilDate) -> Bool? {
    if duePence > 0 { return CivilDate(dueDate).map { date > $0 } == true ? false : nil }
    return (lastPaid ?? dueDate) <= dueDate
  }

  /// What was to be passed on for the files whose lines count, in order of day and id.
  /// - Parameter isWanted: whether a tax month is looked at.
  public static func all(_ reading: Reading, where isWanted: (TaxMonth) -> Bool) throws -> [RemittanceDue] {
    let ids = try reading.all(
      "SELECT public_id, period FROM expectation WHERE kind = 'employer-remittance' ORDER BY due_date, public_id"
    ) { ($0.text(0), $0.text(1)) }
    return try ids.filter { TaxMonth($0.1).map(isWanted) ?? false }.compactMap { id, _ in
      guard let expectation = try Expectation.find(id, reading), let (file, _) = try PostedFile.find(id: id, reading),
        !file.isSuperseded
      else { return nil }
      return try RemittanceDue(expectation, file, reading)
    }
  }

  private init(_ expectation: Expectation, _ file: PostedFile, _ reading: Reading) throws {
    let id = expectation.id
    self.expectation = id
    employer = expectation.from
    payee = expectation.to
    taxMonth = expectation.period
    dueDate = expectation.dueDate
    deductedPence =
      -(try reading.int(
        """
        SELECT coalesce(sum(amount_pence), 0) FROM entry JOIN posting ON posting.entry = entry.id
        WHERE public_id = ? AND (account LIKE 'income:%' OR account = 'liability:suspense')
        """, [.text(id)]))
    returnedPence = try reading.int(
      """
      SELECT coalesce(sum(suspense_pence), 0) FROM open_item JOIN open_item_settlement ON item = public_id
      WHERE subject = ? AND public_id LIKE ? || '/L%' AND reason LIKE 'returned %'
      """, [.text(file.subject), .text(id)])
    let paid = try reading.first(
      """
      SELECT -coalesce(sum(amount_pence), 0), max(event_date) FROM posting AS p JOIN entry ON entry.id = p.entry
      WHERE p.expectation = ?1 AND EXISTS (SELECT 1 FROM posting AS q WHERE q.entry = p.entry
      AND (q.account LIKE 'asset:bank:%' OR q.account LIKE 'asset:holding:%' OR q.expectation <> ?1))
      """, [.text(id)]
    ) { (amount: $0.int(0), day: try $0.optionalDay(1)) }
    paidPence = paid?.amount ?? 0
    lastPaid = paidPence == 0 ? nil : paid?.day?.description
    duePence = try Due.under(id, reading).map(\.amount).sum().rawValue
  }
}

/// One donor's line of the schedule that an agency wants with the money.
public struct ScheduleLine: Codable, Sendable {
  /// The payroll file and employer.
  public let expectation: String
  /// The payroll's code.
  public let payroll: String
  /// The payroll number; nil where the register does not know it.
  public let payrollNumber: String?
  /// The donor; nil where the register does not know the payroll number.
  public let donor: Int64?
  /// The line of the file, where the register does not know the payroll number.
  public let line: Int64?
  /// What was deducted.
  public let amountPence: Int64
}

/// What an employer sends an agency for a tax month: the money under one reference, and the schedule of its donors.
public struct Remittance: Codable, Sendable {
  /// The agency's code.
  public let agency: String
  /// The employer's code.
  public let employer: String
  /// The tax month.
  public let taxMonth: String
  /// The reference that the payment must carry; nil where the agency's configuration has none.
  public let reference: String?
  /// By when it must have been paid.
  public let dueDate: String
  /// The donors.
  public let lines: [ScheduleLine]
  /// What the schedule comes to.
  public let schedulePence: Int64
  /// The agency's fee, where the employer pays it besides.
  public let feePence: Int64
  /// What payroll gave back since, and is not to be paid.
  public let returnedPence: Int64
  /// What is to be paid: schedule and fee, less what was given back.
  public let totalPence: Int64
  /// What of the deductions has been passed on already.
  public let paidPence: Int64
  /// What does not agree with the ledger; 0 where all is well.
  public let differencePence: Int64

  /// The remittances of a tax month, in order of agency and employer.
  public static func all(
    of taxMonth: TaxMonth, agencies: [Agency], _ reading: Reading
  ) throws -> [Remittance] {
    let dues = try RemittanceDue.all(reading) { $0 == taxMonth }
    return try agencies.sorted { $0.code < $1.code }.flatMap { agency in
      let theirs = Dictionary(grouping: dues.filter { $0.payee == agency.code }, by: \.employer)
      return try theirs.sorted { $0.key < $1.key }.map { try Remittance(agency, $0.key, $0.value, reading) }
    }
  }

  private init(_ agency: Agency, _ employer: String, _ dues: [RemittanceDue], _ reading: Reading) throws {
    self.agency = agency.code
    self.employer = employer
    taxMonth = dues.first?.taxMonth ?? ""
    reference = agency.clients.first { $0.employer == employer }?.reference
    dueDate = dues.map(\.dueDate).min() ?? ""
    lines = try dues.flatMap { try Self.schedule($0, reading) }
    schedulePence = lines.reduce(0) { $0 + $1.amountPence }
    returnedPence = dues.reduce(0) { $0 + $1.returnedPence }
    paidPence = dues.reduce(0) { $0 + $1.paidPence }
    let ledger = dues.reduce(0) { $0 + $1.paidPence + $1.duePence }
    differencePence = schedulePence - returnedPence - ledger
    let rule = CivilDate(dueDate).flatMap { agency.fee(on: $0) }
    let gifts = Dictionary(grouping: lines, by: { $0.donor ?? -($0.line ?? 0) })
    feePence =
      rule?.paidBy == .employer
      ? gifts.values.reduce(0) { total, gift in
        total + (rule?.charge(onGross: Pence(gift.reduce(0) { $0 + $1.amountPence })).rawValue ?? 0)
      } : 0
    totalPence = schedulePence - returnedPence + feePence
  }

  /// The donors of one employer in a file: each post once; lines whose payroll number nobody knows one by one. Which
  /// employer such a line is of stands in its item's id.
  private static func schedule(_ due: RemittanceDue, _ reading: Reading) throws -> [ScheduleLine] {
    guard let (file, _) = try PostedFile.find(id: due.expectation, reading) else { return [] }
    let bounds: [Value] = [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    let known = try reading.all(
      """
      SELECT payroll.code, payroll_number.number, donor, sum(amount_pence) FROM contribution
      JOIN post ON post.id = (SELECT max(id) FROM post AS p WHERE p.post = contribution.post)
      JOIN payroll ON payroll.number = post.payroll
      LEFT JOIN payroll_number ON payroll_number.payroll = post.payroll AND payroll_number.post = post.post
      WHERE contribution.id >= ? AND contribution.id < ? AND payroll.employer = ? GROUP BY contribution.post
      ORDER BY payroll_number.number
      """, bounds + [.text(due.employer)]
    ) {
      ScheduleLine(
        expectation: due.expectation, payroll: $0.text(0), payrollNumber: $0.optionalText(1), donor: $0.int(2),
        line: nil, amountPence: $0.int(3))
    }
    let unknown = try reading.all(
      """
      SELECT contribution.line, amount_pence FROM contribution
      WHERE contribution.id >= ? AND contribution.id < ? AND post = 0 AND EXISTS (SELECT 1 FROM open_item
      WHERE public_id = ? || '/L' || contribution.line) ORDER BY contribution.line
      """, bounds + [.text(due.expectation)]
    ) {
      ScheduleLine(
        expectation: due.expectation, payroll: file.key.payroll, payrollNumber: nil, donor: nil, line: $0.int(0),
        amountPence: $0.int(1))
    }
    return known + unknown
  }
}
