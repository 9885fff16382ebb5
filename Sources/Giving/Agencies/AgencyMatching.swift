// Who gave what a report tells of: by the agency's reference, else by employer and amount where only one donor can be meant.

import Ledger
import Money
import Store

/// A line of a report with the donor that was found for it.
struct MatchedLine {
  let told: AgencyLine
  /// What the books know the donor's reference by.
  let referenceDigest: [UInt8]?
  /// The employer's code, from the report or from the donor's post.
  var employer: String?
  var post: Int64?
  var rule = AgencyReportLine.DonorRule.none
}

/// Finds donors. It moves no money: that goes by employer alone.
struct AgencyMatching {
  let agency: Agency
  let store: Store
  let reading: Reading

  func match(_ lines: [AgencyLine]) throws -> [MatchedLine] {
    var matched = try lines.map(byReference)
    let gifts = try openGifts()
    var asked: [Gift: Int] = [:]
    for line in matched where line.post == nil { gift(line).map { asked[$0, default: 0] += 1 } }
    let found = Set(matched.compactMap(\.post))
    for index in matched.indices where matched[index].post == nil {
      guard let gift = gift(matched[index]), asked[gift] == 1 else { continue }
      let givers = gifts[gift, default: []].subtracting(found)
      guard givers.count == 1, let giver = givers.first else { continue }
      matched[index].post = giver
      matched[index].rule = .employerAndAmount
    }
    return matched
  }

  private struct Gift: Hashable {
    let employer: String
    let amount: Pence
  }

  private func gift(_ line: MatchedLine) -> Gift? {
    guard let employer = line.employer, let amounts = line.told.amounts, amounts.isChargeKnown else { return nil }
    return Gift(employer: employer, amount: amounts.gross)
  }

  private func byReference(_ line: AgencyLine) throws -> MatchedLine {
    let digest = line.reference.map { AgencyDonor.digest($0, agency: agency.code, store) }
    var matched = MatchedLine(told: line, referenceDigest: digest, employer: line.employer)
    guard let digest, let post = try AgencyDonor.post(digest, agency: agency.code, reading),
      let employer = try employer(of: post), line.employer ?? employer == employer
    else { return matched }
    matched.employer = employer
    matched.post = post
    matched.rule = .reference
    return matched
  }

  private func employer(of post: Int64) throws -> String? {
    try reading.first(
      "SELECT employer FROM post JOIN payroll ON payroll.number = post.payroll WHERE post = ? ORDER BY post.id DESC LIMIT 1",
      [.integer(post)]
    ) { $0.text(0) }
  }

  /// What each post gave in the payroll files that this agency has not paid on yet, all deduction codes together.
  private func openGifts() throws -> [Gift: Set<Int64>] {
    var gifts: [Gift: Set<Int64>] = [:]
    for open in try OpenExpectation.remittances(to: agency.code, reading) {
      guard let (file, _) = try PostedFile.find(id: open.expectation.id, reading) else { continue }
      try reading.each(
        """
        SELECT contribution.post, sum(amount_pence) FROM contribution
        JOIN post ON post.id = (SELECT max(id) FROM post AS p WHERE p.post = contribution.post)
        JOIN payroll ON payroll.number = post.payroll
        WHERE contribution.id >= ? AND contribution.id < ? AND employer = ? GROUP BY contribution.post
        """,
        [.integer(file.rows.lowerBound), .integer(file.rows.upperBound), .text(open.expectation.from)]
      ) { row in
        let gift = Gift(employer: open.expectation.from, amount: Pence(row.int(1)))
        gifts[gift, default: []].insert(row.int(0))
      }
    }
    return gifts
  }
}

extension OpenExpectation {
  /// What employers have yet to pay to an agency, the oldest first.
  static func remittances(
    to agency: String, from employer: String? = nil, _ reading: Reading
  ) throws -> [OpenExpectation] {
    try all(kind: .employerRemittance, from: employer, reading).filter { $0.expectation.to == agency }
  }
}
