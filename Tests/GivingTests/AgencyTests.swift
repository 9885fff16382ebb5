// Agencies: what a report's figures come to, what a fee is, when money is due, and what a configuration may say.

import Dates
import Files
import Foundation
import Money
import Testing

@testable import Giving

@Suite struct AgencyTests {
  /// Gross, charge, net, employer's match, other match, total; then gross, charge and match as understood, or nil.
  static let figures:
    [(told: (Int64?, Int64?, Int64, Int64, Int64, Int64), meant: (Int64, Int64, Int64)?, isChargeKnown: Bool)] = [
      ((1000, 40, 960, 0, 0, 960), (1000, 40, 0), true),
      ((1000, 40, 960, 250, 50, 1260), (1000, 40, 300), true),
      ((nil, 40, 960, 0, 0, 960), (1000, 40, 0), true),
      ((1000, nil, 960, 0, 0, 960), (1000, 40, 0), true),
      ((nil, nil, 960, 0, 0, 960), (960, 0, 0), false),
      ((0, 0, 400, 0, 0, 400), (400, 0, 0), true),
      ((0, nil, 400, 0, 0, 400), (400, 0, 0), false),
      ((0, 0, 0, 500, 0, 500), (0, 0, 500), true),
      ((1000, 40, 960, 0, 0, 1000), nil, true),
      ((1000, 40, 1000, 0, 0, 1000), nil, true),
      ((900, nil, 960, 0, 0, 960), nil, true),
      ((1000, 40, 960, 250, 0, 960), nil, true),
    ]

  @Test(arguments: 0..<figures.count)
  func theFiguresOfALineAreUnderstoodOrContradictEachOther(_ index: Int) throws {
    let (told, meant, isChargeKnown) = Self.figures[index]
    let line = AgencyLine(
      line: 2, reference: nil, employer: nil, gross: told.0.map { Pence($0) }, charge: told.1.map { Pence($0) },
      net: Pence(told.2), employerMatch: Pence(told.3), otherMatch: Pence(told.4), total: Pence(told.5))
    guard let meant else { return #expect(line.amounts == nil) }
    let amounts = try #require(line.amounts)
    #expect(
      amounts
        == .init(
          gross: Pence(meant.0), charge: Pence(meant.1), match: Pence(meant.2), isChargeKnown: isChargeKnown))
    #expect(amounts.gross - amounts.charge + amounts.match == line.total, "what is understood is what is paid")
  }

  @Test(
    arguments: [
      (400, 0, 0, 1000, 40), (400, 0, 0, 833, 33), (400, 0, 0, 838, 34), (0, 25, 0, 1000, 25), (400, 25, 0, 1000, 65),
      (400, 0, 50, 1000, 50), (250, 0, 0, 20, 1), (400, 25, 50, 0, 0), (10_000, 0, 0, 99_999_999_999, 99_999_999_999),
    ] as [(Int64, Int64, Int64, Int64, Int64)])
  func aFeeIsItsRateAndItsSumAndNoLessThanItsMinimum(
    _ rate: Int64, _ perDonor: Int64, _ minimum: Int64, _ gross: Int64, _ fee: Int64
  ) throws {
    let from = try #require(CivilDate("2026-01-01"))
    let rule = FeeRule(
      from: from, rateBasisPoints: rate, perDonorPence: perDonor, minimumPence: minimum, paidBy: .fund)
    #expect(rule.charge(onGross: Pence(gross)) == Pence(fee))
    #expect(rule.expects(Pence(fee + 1), onGross: Pence(gross)) && !rule.expects(Pence(fee + 2), onGross: Pence(gross)))
    let paid = FeeRule(
      from: from, rateBasisPoints: rate, perDonorPence: perDonor, minimumPence: minimum, paidBy: .employer)
    #expect(paid.expects(.zero, onGross: Pence(gross)), "what the employer pays is not kept back")
  }

  /// SI 2014/584: 35 days, or 60, that begin on the day of receipt; before it 60.
  @Test(
    arguments: [
      ("2025-04-19", Agency.Term.listed, "2025-05-23"), ("2025-04-19", .unlisted, "2025-06-17"),
      ("2025-05-19", .listed, "2025-06-22"), ("2025-11-19", .listed, "2025-12-23"),
      ("2025-12-19", .unlisted, "2026-02-16"), ("2026-02-19", .listed, "2026-03-25"),
      ("2014-04-05", .listed, "2014-06-03"), ("2014-04-06", .listed, "2014-05-10"),
    ])
  func anAgencyPaysWithinItsDaysTheDayOfReceiptAmongThem(
    _ received: String, _ term: Agency.Term, _ due: String
  ) throws {
    let rules = GivingRules(
      remittanceDays: [], holidays: Holidays([]),
      agencyDays: [
        .init(from: try #require(CivilDate("2000-04-06")), listed: 60, unlisted: 60),
        .init(from: try #require(CivilDate("2014-04-06")), listed: 35, unlisted: 60),
      ])
    #expect(rules.agencyPaymentDue(received: try #require(CivilDate(received)), term: term) == CivilDate(due))
  }

  @Test(
    arguments: [
      ("colour: blue\n", 9, "There is no setting \"colour\" here"),
      ("term: soon\n", 9, "One of these is expected here: listed, unlisted."),
      ("fileName: a-{payDate}.csv\n", 9, "{reportDate}"),
    ])
  func whatAnAgencysFileCannotMeanIsAnErrorWithItsLine(_ more: String, _ line: Int, _ says: String) throws {
    let fault = #expect(throws: ConfigurationFault.self) {
      try Agency(YAMLDocument(text: Self.minimal + more, file: "PGA.yaml").root, limits: .standard)
    }
    #expect(fault?.line == line && fault?.message.contains(says) == true, "\(String(describing: fault))")
  }

  @Test func aClientsNamesAreComparedWithoutCaseAndSpaces() throws {
    let agency = try Agency(YAMLDocument(text: Self.minimal, file: "PGA.yaml").root, limits: .standard)
    #expect(agency.employer(named: " the  COUNCIL") == "SBC" && agency.employer(named: "sbc") == "SBC")
    #expect(agency.employer(named: "The council of somewhere") == nil && agency.employer(named: "") == nil)
  }

  private static let minimal = """
    agency: PGA
    name: An agency
    approved: {from: 2026-01-01}
    charityNumber: "1"
    fundReference: F
    clients: [{employer: SBC, reference: "1", names: [The council]}]
    fees:
      - {from: 2026-01-01, rate: 4%}

    """.replacing("\n\n", with: "\n")

  private static let heading =
    "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"

  /// A hostile line; the faults it must have, with line and column.
  @Test(
    arguments: [
      ("An agency,1,SBC,10.0010,0,10,0,0,10\n", ["2:17 fraction-of-a-penny"]),
      ("An agency,1,SBC,1e3,0,10,0,0,10\n", ["2:17 amount"]),
      ("An agency,1,SBC,-10,0,-10,0,0,-10\n", ["2:17 negative", "2:23 negative", "2:31 negative"]),
      ("Another,1,SBC,10,0,10,0,0,10\n", ["2:1 wrong-agency"]),
      ("An agency,1,SBC,10,0,n/a,0,0,10\n", ["2:22 amount-missing"]),
      ("An agency,1,SBC,10,0,,0,0,10\n", ["2:22 missing-field"]),
      ("An agency,1,SBC,10,0,10,0,0\n", ["2:28 too-few-fields"]),
      ("An agency,=HYPERLINK(1),SBC,99999999999999,0,10,0,0,10\n", ["2:29 amount-too-large"]),
      ("", ["0:0 no-lines"]),
    ])
  func everyFaultOfAReportHasItsPlace(_ line: String, _ expected: [String]) throws {
    let agency = try Agency(YAMLDocument(text: Self.minimal, file: "PGA.yaml").root, limits: .standard)
    let path = NSTemporaryDirectory() + "agency-\(UUID().uuidString).csv"
    try Data((Self.heading + line).utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var reader = AgencyReportReader(agency)
    try reader.read(path)
    #expect(reader.faults.faults.map { "\($0.line):\($0.column) \($0.code)" } == expected)
  }
}
