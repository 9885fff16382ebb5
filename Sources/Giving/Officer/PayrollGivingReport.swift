// What an inspector of HMRC asks of a payroll giving scheme (HMRC manual COG913530), answered with figures and the lines
// behind them.

import Dates
import Ledger
import Money
import Store

/// The answers for one tax year.
public struct PayrollGivingReport: Codable, Sendable {
  /// How a test ends.
  public enum Answer: String, Codable, Sendable {
    /// As it should be.
    case yes
    /// Not as it should be.
    case no
    /// Cannot be said yet, or not from these books.
    case open
  }

  /// One test, or one line behind it.
  public struct Line: Codable, Sendable {
    /// The test: `contract`, `authority`, `totals`, `in-time`, `trace`, `nic`.
    public let test: String
    /// Of what: an agency, a donor, a payroll file, a report.
    public let what: String
    /// The answer.
    public let answer: Answer
    /// What was found, in words.
    public let words: String
    /// The money, where it has some.
    public let amountPence: Int64?
  }

  /// The tax year: `2026-27`.
  public let year: String
  /// What chose the donors: the same seed chooses the same ones.
  public let seed: UInt64
  /// The lines, test by test.
  public let lines: [Line]

  /// How many donors' written authorities an inspector asks to see.
  private static let sampleSize = 5

  /// The answers for the tax year that begins in this year.
  public static func make(
    yearBegins: Int, agencies: [Agency], seed: UInt64, on date: CivilDate, _ reading: Reading
  ) throws -> PayrollGivingReport {
    let dues = try RemittanceDue.all(reading) { $0.taxYearBegins == yearBegins }.filter {
      $0.payee != Expectation.foundation
    }
    let nic = Line(
      test: "nic", what: "payslips", answer: .open,
      words: "payroll shows that tax is taken on net pay and National Insurance on gross: not in these books",
      amountPence: nil)
    return PayrollGivingReport(
      year: "\(yearBegins)-\(String(yearBegins + 1).suffix(2))", seed: seed,
      lines: contracts(dues, agencies) + (try authorities(dues, seed: seed, reading)) + [nic] + totals(dues)
        + inTime(dues, on: date) + (try trace(dues, reading)))
  }

  private static func contracts(_ dues: [RemittanceDue], _ agencies: [Agency]) -> [Line] {
    Set(dues.map(\.payee)).sorted().map { code in
      let contract = agencies.first { $0.code == code }?.contract
      return Line(
        test: "contract", what: code, answer: contract == nil ? .no : .yes,
        words: contract.map { "\($0.reference), signed \($0.signed)" } ?? "no contract is on file", amountPence: nil)
    }
  }

  /// The written authorities of five donors, or of all if there are fewer, chosen by the seed.
  private static func authorities(_ dues: [RemittanceDue], seed: UInt64, _ reading: Reading) throws -> [Line] {
    var gifts: [Int64: [Int64: CivilDate]] = [:]
    for due in dues {
      guard let (file, _) = try PostedFile.find(id: due.expectation, reading) else { continue }
      try reading.each(
        """
        SELECT DISTINCT donor, mandate FROM contribution
        JOIN post ON post.id = (SELECT max(id) FROM post AS p WHERE p.post = contribution.post)
        JOIN payroll ON payroll.number = post.payroll
        WHERE contribution.id >= ? AND contribution.id < ? AND payroll.employer = ?
        """, [.integer(file.rows.lowerBound), .integer(file.rows.upperBound), .text(due.employer)]
      ) { row in
        let earlier = gifts[row.int(0)]?[row.int(1)] ?? file.key.payDate
        gifts[row.int(0), default: [:]][row.int(1)] = min(earlier, file.key.payDate)
      }
    }
    let chosen = gifts.keys.sorted { (rank($0, seed), $0) < (rank($1, seed), $1) }.prefix(sampleSize)
    return try chosen.flatMap { donor in
      try gifts[donor, default: [:]].sorted { $0.key < $1.key }.map { try authority(donor, $0.key, $0.value, reading) }
    }
  }

  private static func authority(
    _ donor: Int64, _ number: Int64, _ first: CivilDate, _ reading: Reading
  ) throws -> Line {
    guard let mandate = try Mandate.find(number, reading) else {
      return Line(
        test: "authority", what: "donor \(donor)", answer: .no, words: "a deduction without a mandate",
        amountPence: nil)
    }
    return Line(
      test: "authority", what: "donor \(donor), M\(number)", answer: mandate.authorityDate <= first ? .yes : .no,
      words: "\(mandate.authority) of \(mandate.authorityDate); first deducted \(first)",
      amountPence: mandate.amount.rawValue)
  }

  /// A place in an order that looks like chance and is the same each time (SplitMix64).
  private static func rank(_ number: Int64, _ seed: UInt64) -> UInt64 {
    var z = seed &+ UInt64(bitPattern: number) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// What was deducted is what the agency says it received.
  private static func totals(_ dues: [RemittanceDue]) -> [Line] {
    dues.map { due in
      let owed = due.deductedPence - due.returnedPence
      let words = "deducted \(Pence(owed).pounds), the agency tells of \(Pence(due.paidPence).pounds)"
      let answer: Answer = due.differencePence != 0 ? .no : due.duePence == 0 ? .yes : .open
      return Line(test: "totals", what: due.expectation, answer: answer, words: words, amountPence: due.duePence)
    }
  }

  private static func inTime(_ dues: [RemittanceDue], on date: CivilDate) -> [Line] {
    dues.map { due in
      let answer: Answer
      switch due.isInTime(on: date) {
      case true?: answer = .yes
      case false?: answer = .no
      case nil: answer = .open
      }
      return Line(
        test: "in-time", what: due.expectation, answer: answer,
        words: "due by \(due.dueDate), \(due.lastPaid.map { "with the agency on \($0)" } ?? "not with the agency yet")",
        amountPence: due.paidPence)
    }
  }

  /// Back from each report of an agency to the payroll files whose money it tells of.
  private static func trace(_ dues: [RemittanceDue], _ reading: Reading) throws -> [Line] {
    try dues.flatMap { due in
      try reading.all(
        """
        SELECT public_id, -sum(amount_pence) FROM posting JOIN entry ON entry.id = posting.entry
        WHERE expectation = ? AND kind = 'agency-report' GROUP BY public_id ORDER BY public_id
        """, [.text(due.expectation)]
      ) { row in
        Line(
          test: "trace", what: row.text(0), answer: .yes, words: "tells of \(due.expectation)", amountPence: row.int(1))
      }
    }
  }
}
