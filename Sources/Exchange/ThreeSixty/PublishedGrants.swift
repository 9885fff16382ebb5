// Which grants a publication tells, and how much of each: rules on values, besides one question to the books.

import Dates
import Files
import Grants
import Ledger
import Store

/// An award that stands, as the books had it at some row.
struct StandingAward: Hashable {
  let application: Int64
  let programme: String
  let use: Account.GrantUse
  /// What stands of it, in pence.
  let pence: Int64
  let signedOn: CivilDate

  /// All that were signed and not cancelled by a row of the book of steps, in order of application.
  static func all(through row: Int64, _ reading: Reading) throws -> [StandingAward] {
    let programmes = Dictionary(try Programme.all(reading).map { ($0.code, $0) }) { first, _ in first }
    return try reading.all(
      """
      SELECT application, (SELECT programme FROM grant_round WHERE code = s.round LIMIT 1), sum(amount_pence),
      max(CASE step WHEN 'signed' THEN done_on END),
      max(CASE step WHEN 'signed' THEN id END) > max(CASE step WHEN 'approved' THEN id END)
      FROM award_step AS s WHERE id <= ? GROUP BY application ORDER BY application
      """, [.integer(row)]
    ) { row -> StandingAward? in
      guard row.int(4) == 1, row.int(2) > 0, let programme = programmes[row.text(1)] else { return nil }
      return StandingAward(
        application: row.int(0), programme: programme.code, use: programme.use, pence: row.int(2),
        signedOn: try row.day(3))
    }.compactMap(\.self)
  }
}

/// Makes the rows of a publication.
struct PublishedGrants {
  let terms: ThreeSixtyTerms

  /// Grants to organisations, all that stand and have one. Those of which it is not written down are left out.
  func organisations(
    _ awards: [StandingAward], _ recipients: [Int64: GrantRecipient]
  ) -> (grants: [PublishedGrant], left: [Int64]) {
    var left: [Int64] = []
    let grants = awards.filter { $0.use != .individuals }.compactMap { award -> PublishedGrant? in
      guard let recipient = recipients[award.application], let words = terms.programmes[award.programme] else {
        left.append(award.application)
        return nil
      }
      return PublishedGrant(
        id: "360G-\(terms.prefix)-award-\(award.application)", title: words.title, description: words.description,
        pence: award.pence, awardDate: award.signedOn.description,
        recipient: .organisation(id: recipient.id(award.application, prefix: terms.prefix), recipient),
        programme: (award.programme, words.title), reasons: [], purposes: [])
    }
    return (grants, left)
  }

  /// Grants to young people in a year, by ids that nobody can trace, in the order of those ids.
  ///
  /// The day is the first of its quarter, or of the year where a quarter has fewer than five. The programme, its reasons and
  /// purposes are shown where at least five rows have all of them, the day and the amount in common; else a row says no
  /// more than an amount and a day.
  /// - Parameter key: gives ids: the same for the same publication and award, and no others.
  func individuals(_ awards: [StandingAward], yearBegins first: CivilDate, key: (String) -> String) -> [PublishedGrant]
  {
    let quarters = Dictionary(grouping: awards) { Self.quarter($0.signedOn) }
    let isByQuarter = quarters.values.allSatisfy { $0.count >= Publication.fewestAlike }
    struct Likeness: Hashable {
      let programme: String
      let pence: Int64
      let day: CivilDate
    }
    func likeness(_ award: StandingAward) -> Likeness {
      Likeness(
        programme: award.programme, pence: award.pence, day: isByQuarter ? Self.quarter(award.signedOn) : first)
    }
    let alike = Dictionary(grouping: awards, by: likeness)
    return awards.map { award in
      let likeness = likeness(award)
      let isShown = (alike[likeness]?.count ?? 0) >= Publication.fewestAlike
      let words = isShown ? terms.programmes[award.programme] : nil
      return PublishedGrant(
        id: "360G-\(terms.prefix)-\(key("award/\(award.application)"))", title: words?.title ?? Self.title,
        description: words?.description ?? Self.description, pence: award.pence, awardDate: likeness.day.description,
        recipient: .individual(id: "360G-\(terms.prefix)-IND-\(key("person/\(award.application)"))"),
        programme: words.map { (award.programme, $0.title) }, reasons: words?.reasons ?? [],
        purposes: words?.purposes ?? [])
    }.sorted { $0.id < $1.id }
  }

  static let title = "Grant to an individual"
  static let description = "A grant to a care-experienced young person."

  private static func quarter(_ date: CivilDate) -> CivilDate {
    date.month.adding(-((date.monthOfYear - 1) % 3)).firstDay
  }
}
