// The lists of the auditor's pack that the books tell by themselves: what was agreed by two, set aside, taken back, changed.

import Dates
import Files
import Ledger
import Money
import People
import Store

/// Lists of the auditor's pack, each of a span of days.
public enum AuditPackSections {
  /// What an audit link's row is joined by: the link that brought the row of a book.
  private static func linked(_ book: String, _ row: String) -> String {
    """
    JOIN audit_rows AS r ON r.book = '\(book)' AND \(row).id >= r.first_row AND \(row).id < r.first_row + r.count
    JOIN audit_link AS l ON l.id = r.link
    """
  }

  /// Every change that a second person agreed to.
  public static func approvals(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "approvals", "What two people agreed to",
      "Each change for which one person proposed and another said yes. The two are never the same.",
      ["link", "date", "action", "proposedBy", "agreedBy", "key"],
      try reading.all(
        """
        SELECT id, business_date, action, proposer, actor, key FROM audit_link
        WHERE proposer <> '' AND proposer <> actor AND business_date BETWEEN ? AND ? ORDER BY id
        """, [.day(days.lowerBound), .day(days.upperBound)]
      ) { row in
        [
          .plain("\(row.int(0))"), .date(try row.day(1)), .plain(row.text(2)), .plain(row.text(3)),
          .plain(row.text(4)), .text(row.text(5)),
        ]
      })
  }

  /// Proposals that were refused, or wait. Of an applicant it does not tell which one: the pack is one for all readers, and
  /// the applicant may have named its reader as somebody who shall not know.
  public static func refusals(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "refusals", "What a second person refused, or has not decided",
      "Proposals that were made in the year and did not become a change.",
      ["proposal", "date", "action", "about", "proposedBy", "decidedBy", "outcome"],
      try reading.all(
        """
        SELECT p.id, l.business_date, p.action, p.subject, p.proposer, d.actor, d.given FROM proposal AS p
        \(linked("proposal", "p")) LEFT JOIN proposal_decision AS d ON d.proposal = p.id
        WHERE l.business_date BETWEEN ? AND ? AND coalesce(d.given, 0) = 0 ORDER BY p.id
        """, [.day(days.lowerBound), .day(days.upperBound)]
      ) { row in
        [
          .plain("A\(row.int(0))"), .date(try row.day(1)), .plain(row.text(2)), .text(about(row.text(3))),
          .plain(row.text(4)), .plain(row.text(5)), .plain(row.isNull(6) ? "waits" : "refused"),
        ]
      })
  }

  private static func about(_ subject: String) -> String {
    subject.hasPrefix("application ") ? "an application" : subject
  }

  /// Rules that were set aside, and payroll files that were posted though they stood out.
  /// Which rule, never for whom or why: a reason such as a flood says something of a young person.
  public static func overrides(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> AuditPackSection {
    let rules = try reading.all(
      """
      SELECT l.business_date, p.action, p.inputs ->> 'rule', p.proposer, d.actor FROM proposal_decision AS d
      JOIN proposal AS p ON p.id = d.proposal \(linked("proposal_decision", "d"))
      WHERE d.given = 1 AND p.action = 'application.override' AND l.business_date BETWEEN ? AND ? ORDER BY d.id
      """, [.day(days.lowerBound), .day(days.upperBound)]
    ) { row -> [CSVField] in
      [
        .date(try row.day(0)), .plain(row.text(1)), .text("the rule \(row.text(2)) was set aside for one applicant"),
        .plain(row.text(3)), .plain(row.text(4)),
      ]
    }
    let files = try reading.all(
      """
      SELECT l.business_date, h.import, h.reason, i.brought_by, l.actor FROM payroll_state AS h
      JOIN payroll_import AS i ON i.number = h.import
      JOIN payroll_state AS s ON s.import = h.import AND s.state = 'posted' AND s.id > h.id \(linked("payroll_state", "s"))
      WHERE h.state = 'held' AND l.business_date BETWEEN ? AND ? ORDER BY s.id
      """, [.day(days.lowerBound), .day(days.upperBound)]
    ) { row -> [CSVField] in
      [
        .date(try row.day(0)), .plain("payroll.approve"),
        .text("import \(row.int(1)) was held (\(row.text(2).replacing(",", with: ", "))) and posted all the same"),
        .plain(row.text(3)), .plain(row.text(4)),
      ]
    }
    return AuditPackSection(
      "overrides", "Rules set aside, and files that were held and let pass",
      "A rule is set aside by two people, who know for whom and why. A payroll file that stands out is held until a person looks.",
      ["date", "action", "what", "proposedOrBroughtBy", "agreedBy"], rules + files)
  }

  /// Entries that take others back.
  public static func reversals(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "reversals", "Entries that were taken back",
      "Nothing is ever edited: what was wrong is taken back by an entry of its own, which names the other.",
      ["entry", "reverses", "eventDate", "month", "amount", "reason", "proposedBy", "agreedBy"],
      try reading.all(
        """
        SELECT e.public_id, e.reverses, e.event_date, e.month,
        (SELECT total(amount_pence) FROM posting WHERE posting.entry = e.id AND amount_pence > 0),
        (SELECT reason FROM entry_reason WHERE entry_reason.entry = e.public_id), l.proposer, l.actor
        FROM entry AS e \(linked("entry", "e")) WHERE e.reverses IS NOT NULL
        AND l.business_date BETWEEN ? AND ? ORDER BY e.id
        """, [.day(days.lowerBound), .day(days.upperBound)]
      ) { row in
        [
          .text(row.text(0)), .text(row.text(1)), .date(try row.day(2)), .plain(try row.month(3).description),
          .amount(Pence(row.int(4))), .plain(row.text(5)), .plain(row.text(6)), .plain(row.text(7)),
        ]
      })
  }

  /// Files of the configuration that changed.
  public static func configuration(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "configuration", "Changes of the configuration",
      "The files that were new, changed or gone with a change of the books. Every link of the audit chain names the configuration it was made under.",
      ["date", "file"],
      try reading.configurationChanges(from: days.lowerBound, through: days.upperBound).map { line in
        let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
        return [.plain(parts.first ?? ""), .text(parts.last ?? "")]
      })
  }

  /// Powers given and taken.
  public static func powers(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "powers", "Powers given and taken",
      "Roles decide who may do what. Giving and taking one needs two people, but for the first two.",
      ["date", "person", "role", "change", "proposedBy", "agreedBy"],
      try Roles.changes(from: days.lowerBound, through: days.upperBound, reading).map { change in
        [
          .plain(change.date), .plain("\(change.person)"), .plain(change.role.words),
          .plain(change.given ? "given" : "taken"), .plain(change.proposer), .plain(change.actor),
        ]
      })
  }

  /// Payments that were let go, by their ids.
  static func released(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> [(id: String, pence: Int64)] {
    try reading.all(
      """
      SELECT s.payment, p.amount_pence FROM payment_step AS s JOIN payment AS p ON p.public_id = s.payment
      \(linked("payment_step", "s")) WHERE s.state = 'released' AND l.business_date BETWEEN ? AND ? ORDER BY s.id
      """, [.day(days.lowerBound), .day(days.upperBound)]
    ) { ($0.text(0), $0.int(1)) }
  }
}
