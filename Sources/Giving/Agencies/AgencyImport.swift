// Agencies' reports in the books: every one that was taken in, and the lines of those that were posted.

import Dates
import Money
import Store

/// What makes an agency's report the same report.
public struct AgencyReportKey: Hashable, Sendable {
  /// The agency's code.
  public let agency: String
  /// The day on which the agency received the money, as the report's name says.
  public let date: CivilDate
  /// The agency's number of the report.
  public let report: String

  /// 1, and one more for each time its entry was taken back and it came again.
  public var revision = 1

  /// The beginning of its entry's, expectation's and items' ids: `agency/PGA/2026-11-12/1`, later `.../1/r2`.
  public var subject: String { revision == 1 ? base : "\(base)/r\(revision)" }
  /// What its revisions have in common.
  var base: String { "agency/\(agency)/\(date)/\(report)" }
}

/// A report that was taken in.
public struct AgencyImport: Codable, Sendable {
  /// What became of it.
  public enum State: String, Codable, Sendable {
    /// Its money is in the books.
    case posted
    /// Its money was in the books, and was taken back, or another report stands in its place.
    case reversed
    /// It could not be read, or contradicts what is posted.
    case refused
    /// It is to stand in the place of a posted one, and waits for a second person.
    case held
    /// It waited, and has been answered: it was put in place as an import of its own, or another was, or someone said no.
    case closed
  }
  /// The import's number.
  public let number: Int64
  /// The agency's code.
  public let agency: String
  /// The report's id: `agency/PGA/2026-11-12/1`; that of its entry and its expectation.
  public let report: String
  /// The day on which the agency received the money.
  public let reportDate: CivilDate
  /// What became of it.
  public let state: State
  /// Why it was refused: a stable code.
  public let reason: String?
  /// Who brought it: `system` for the night.
  public let broughtBy: String
  /// How many lines.
  public let lines: Int64
  /// The gifts before the agency's charge.
  public let grossPence: Int64
  /// What the agency keeps.
  public let chargePence: Int64
  /// What employers and others add.
  public let matchPence: Int64
  /// What the agency is to pay.
  public let totalPence: Int64

  /// All reports, newest first.
  public static func all(_ reading: Reading) throws -> [AgencyImport] { try list("1", [], reading) }

  /// The report of this id that was posted, whether or not it stands; or nil.
  public static func find(_ report: String, _ reading: Reading) throws -> AgencyImport? {
    try list("report = ?1 AND state = 'posted'", [.text(report)], reading).first
  }

  /// The posted reports with these bytes, by their keyed digest, whose entries stand.
  static func standing(digest: [UInt8], _ reading: Reading) throws -> [AgencyImport] {
    try list("digest = ?1 AND state = 'posted' AND \(stands)", [.blob(digest)], reading)
  }

  /// The posted report of this key whose entry stands, whatever its revision; or nil.
  static func standing(_ key: AgencyReportKey, _ reading: Reading) throws -> AgencyImport? {
    try list(
      "(report = ?1 OR report GLOB ?1 || '/r*') AND state = 'posted' AND \(stands)", [.text(key.base)], reading
    ).first
  }

  /// How often a report of this key was posted.
  static func times(_ key: AgencyReportKey, _ reading: Reading) throws -> Int {
    try list("(report = ?1 OR report GLOB ?1 || '/r*') AND state = 'posted'", [.text(key.base)], reading).count
  }

  static let stands = "NOT EXISTS (SELECT 1 FROM entry WHERE reverses = agency_import.report)"

  /// Whether what was held waits no more: a report of its id is posted, or its proposal was decided.
  private static let isAnswered = """
    (EXISTS (SELECT 1 FROM agency_import AS other WHERE other.report = agency_import.report AND other.state = 'posted')
    OR EXISTS (SELECT 1 FROM proposal JOIN proposal_decision ON proposal_decision.proposal = proposal.id
    WHERE CASE WHEN action = 'agency.replace' THEN json_extract(inputs, '$.import') END = agency_import.number))
    """

  static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [AgencyImport] {
    try reading.all(
      """
      SELECT number, agency, report, report_date, CASE WHEN state = 'posted' AND NOT \(stands) THEN 'reversed'
      WHEN state = 'held' AND \(isAnswered) THEN 'closed' ELSE state END, reason, brought_by, lines, gross_pence, charge_pence, match_pence, total_pence FROM agency_import WHERE \(condition) ORDER BY number DESC
      """, arguments
    ) { row in
      AgencyImport(
        number: row.int(0), agency: row.text(1), report: row.text(2), reportDate: try row.day(3),
        state: State(rawValue: row.text(4)) ?? .refused, reason: row.optionalText(5), broughtBy: row.text(6),
        lines: row.int(7), grossPence: row.int(8), chargePence: row.int(9), matchPence: row.int(10),
        totalPence: row.int(11))
    }
  }

  /// The import of this number, or nil.
  static func find(number: Int64, _ reading: Reading) throws -> AgencyImport? {
    try list("number = ?1", [.integer(number)], reading).first
  }

  /// What the books know the bytes of an import by.
  static func digest(number: Int64, _ reading: Reading) throws -> [UInt8]? {
    try reading.first("SELECT digest FROM agency_import WHERE number = ?", [.integer(number)]) { $0.blob(0) }
  }

  static func nextNumber(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM agency_import") + 1
  }

  func record(digest: [UInt8], bytes: Int, in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(number), .text(agency), .text(report), .day(reportDate), .text(state.rawValue), .text(reason),
        .blob(digest), .integer(Int64(bytes)), .text(broughtBy), .integer(lines), .integer(grossPence),
        .integer(chargePence), .integer(matchPence), .integer(totalPence),
      ])
  }

  static let book = Book(
    "agency_import",
    [
      "number", "agency", "report", "report_date", "state", "reason", "digest", "bytes", "brought_by", "lines",
      "gross_pence", "charge_pence", "match_pence", "total_pence",
    ])

  static let schema =
    Schema.book(
      "agency_import",
      """
      number INTEGER NOT NULL UNIQUE, agency TEXT NOT NULL, report TEXT NOT NULL, report_date INTEGER NOT NULL,
      state TEXT NOT NULL, reason TEXT, digest BLOB NOT NULL, bytes INTEGER NOT NULL, brought_by TEXT NOT NULL,
      lines INTEGER NOT NULL, gross_pence INTEGER NOT NULL, charge_pence INTEGER NOT NULL,
      match_pence INTEGER NOT NULL, total_pence INTEGER NOT NULL
      """)
      + """
      CREATE UNIQUE INDEX agency_import_posted ON agency_import (report) WHERE state = 'posted';

      """
}

/// A line of a posted report: figures as the agency told them, and the donor it was matched with.
public struct AgencyReportLine: Codable, Sendable {
  /// The line of the file.
  public let line: Int64
  /// The employer's code; nil where neither the report nor the donor's reference says it.
  public let employer: String?
  /// The donor's post, where one was found.
  public let post: Int64?
  /// How the donor was found.
  public let rule: DonorRule
  /// The gift before the charge; nil where the agency does not tell it.
  public let grossPence: Int64?
  /// What the agency keeps; nil where it does not tell it.
  public let chargePence: Int64?
  /// The gift after the charge.
  public let netPence: Int64
  /// What the employer adds.
  public let employerMatchPence: Int64
  /// What others add.
  public let otherMatchPence: Int64
  /// What the agency pays for this line.
  public let totalPence: Int64
  /// What was found of it.
  public let finding: AgencyFinding

  /// How a line's donor was found.
  public enum DonorRule: String, Codable, Sendable {
    /// By the agency's reference, which the register holds.
    case reference
    /// The only donor of the employer with this gift, and the only such line.
    case employerAndAmount = "employer-and-amount"
    /// Nobody was found for certain.
    case none
  }

  /// The lines of an import.
  public static func of(import number: Int64, _ reading: Reading) throws -> [AgencyReportLine] {
    try reading.all(
      """
      SELECT line, employer, post, rule, gross_pence, charge_pence, net_pence, employer_match_pence, other_match_pence,
      total_pence, finding FROM agency_line WHERE import = ? ORDER BY id
      """, [.integer(number)]
    ) { row in
      AgencyReportLine(
        line: row.int(0), employer: row.optionalText(1), post: row.optionalInt(2),
        rule: DonorRule(rawValue: row.text(3)) ?? .none, grossPence: row.optionalInt(4),
        chargePence: row.optionalInt(5),
        netPence: row.int(6), employerMatchPence: row.int(7), otherMatchPence: row.int(8), totalPence: row.int(9),
        finding: AgencyFinding(rawValue: row.text(10)) ?? .asTold)
    }
  }

  func record(import number: Int64, referenceDigest: [UInt8]?, in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(number), .integer(line), .text(employer), referenceDigest.map { .blob($0) } ?? .null, .integer(post),
        .text(rule.rawValue), .integer(grossPence), .integer(chargePence), .integer(netPence),
        .integer(employerMatchPence), .integer(otherMatchPence), .integer(totalPence), .text(finding.rawValue),
      ])
  }

  static let book = Book(
    "agency_line",
    [
      "import", "line", "employer", "reference_digest", "post", "rule", "gross_pence", "charge_pence", "net_pence",
      "employer_match_pence", "other_match_pence", "total_pence", "finding",
    ])

  static let schema =
    Schema.book(
      "agency_line",
      """
      import INTEGER NOT NULL, line INTEGER NOT NULL, employer TEXT, reference_digest BLOB, post INTEGER,
      rule TEXT NOT NULL, gross_pence INTEGER, charge_pence INTEGER, net_pence INTEGER NOT NULL,
      employer_match_pence INTEGER NOT NULL, other_match_pence INTEGER NOT NULL, total_pence INTEGER NOT NULL,
      finding TEXT NOT NULL
      """)
      + """
      CREATE INDEX agency_line_of_import ON agency_line (import);

      """
}

/// What is found of an agency's money: of a line, of an employer's gifts in a report, or of what does not come.
public enum AgencyFinding: String, Codable, CaseIterable, Sendable {
  /// As the agency tells it, with figures that agree.
  case asTold = "as-told"
  /// The figures of the line contradict each other.
  case totalMismatch = "total-mismatch"
  /// Nobody knows which employer took it.
  case employerUnknown = "employer-unknown"
  /// More than payroll deducted.
  case noDeduction = "no-deduction"
  /// Match funding for gifts that are in no fund yet.
  case matchNoFund = "match-no-fund"
  /// The charge is not the one that was agreed.
  case feeUnexpected = "fee-unexpected"
  /// The agency does not tell its charge.
  case feeUnknown = "fee-unknown"
  /// The employer has not paid by its day.
  case employerLate = "employer-late"
  /// The agency has not paid by its day.
  case agencyLate = "agency-late"

  /// What it means, in words for finance.
  public var words: String {
    switch self {
    case .asTold: "as the agency tells it"
    case .totalMismatch: "the figures of this line of an agency's report contradict each other"
    case .employerUnknown: "an agency reports a gift, and nobody knows from which employer"
    case .noDeduction: "an agency reports more than payroll deducted"
    case .matchNoFund: "match funding for gifts that are in no fund yet"
    case .feeUnexpected: "an agency keeps another fee than was agreed"
    case .feeUnknown: "an agency does not tell what it keeps"
    case .employerLate: "an employer has not paid by the lawful day"
    case .agencyLate: "an agency has not paid by the lawful day"
    }
  }
}
