// What `verify` proves about the panel.

import Dates
import Money
import Store

/// The panel's checks.
enum PanelChecks {
  static let all = [voters, counted, reasons, decided, sealed]

  /// No ballot by someone who sat out or was not accredited.
  private static let voters = Check(
    "panel-voters", "whoever voted was accredited on the day and did not sit it out"
  ) { store, _ in
    let reading = store.reading
    var faults = try reading.all(
      """
      SELECT v.sitting, v.application, v.member FROM panel_voter AS v
      JOIN application_fact AS f ON f.application = v.application AND f.person = v.member
      AND f.kind IN ('sits-out', 'not-for')
      WHERE \(Schema.link(of: "f.id", in: "'application_fact'")) < \(Schema.link(of: "v.id", in: "'panel_voter'")) LIMIT 20
      """
    ) { "someone who sat application \($0.int(1)) out voted on it in meeting \($0.int(0))" }
    faults += try reading.all(
      """
      SELECT v.sitting, v.application FROM panel_voter AS v JOIN sitting AS s ON s.number = v.sitting
      AND s.step = 'closed' WHERE NOT EXISTS (SELECT 1 FROM panel_member AS m WHERE m.person = v.member
      AND m.step = 'accredited' AND m.done_on <= s.done_on AND m.until >= s.done_on) LIMIT 20
      """
    ) { "someone who was not accredited voted on application \($0.int(1)) in meeting \($0.int(0))" }
    faults += try reading.all(
      """
      SELECT v.sitting, v.application FROM panel_voter AS v JOIN sitting AS s ON s.number = v.sitting
      AND s.step = 'closed' WHERE NOT EXISTS (SELECT 1 FROM panel_reserve AS r WHERE r.sitting = v.sitting
      AND r.application = v.application)
      AND 'reserve' = (SELECT m.step FROM panel_member AS m JOIN audit_rows AS mr ON mr.book = 'panel_member'
      AND m.id BETWEEN mr.first_row AND mr.first_row + mr.count - 1 JOIN audit_rows AS vr ON vr.book = 'panel_voter'
      AND v.id BETWEEN vr.first_row AND vr.first_row + vr.count - 1 WHERE m.person = v.member
      AND m.step IN ('accredited', 'reserve') AND mr.link < vr.link ORDER BY m.id DESC LIMIT 1) LIMIT 20
      """
    ) { "someone of the reserve voted on application \($0.int(1)) in meeting \($0.int(0)), and was not asked in" }
    return faults
      + (try reading.all(
        """
        SELECT v.sitting, v.application FROM panel_voter AS v JOIN application AS a ON a.number = v.application
        WHERE a.person = v.member LIMIT 20
        """
      ) { "someone voted on their own application \($0.int(1)) in meeting \($0.int(0))" })
  }

  /// Choices as many as voters, and the decision that they come to.
  private static let counted = Check(
    "panel-count",
    "there are as many choices as voters, none where too few voted, and each decision is what they come to"
  ) { store, _ in
    var faults: [String] = []
    for sitting in try Sitting.all(store.reading) {
      guard let rules = try sitting.rules(store.reading) else { continue }
      let items = Dictionary(
        uniqueKeysWithValues: try sitting.items(store.reading).map { ($0.application, $0) })
      let decisions = try PanelDecision.of(sitting: sitting.number, store.reading)
      if decisions.map(\.application) != items.keys.sorted() {
        faults.append("meeting \(sitting.number) did not decide on what it had before it")
      }
      for decision in decisions {
        guard let item = items[decision.application] else { continue }
        faults += try wrong(decision, item, rules, store.reading)
      }
    }
    return Array(faults.prefix(20))
  }

  private static func wrong(
    _ decision: PanelDecision, _ item: PanelItem, _ rules: PanelRules, _ reading: Reading
  ) throws -> [String] {
    let place = "application \(item.application) in meeting \(decision.sitting)"
    let choices = try PanelDecision.choices(sitting: decision.sitting, application: item.application, reading)
    let voters = try reading.int(
      "SELECT count(*) FROM panel_voter WHERE sitting = ? AND application = ?",
      [.integer(decision.sitting), .integer(item.application)])
    if decision.verdict == .tooFew {
      // Ballots of too few are never opened: who voted stands in the books, and nobody's choice.
      return choices.isEmpty && voters < rules.enough(of: Int(decision.entitled)) && decision.votedPence == 0
        && decision.givenPence == 0
        ? [] : ["\(place) is recorded as too few, with \(choices.count) choices and \(voters) voters"]
    }
    guard Int64(choices.count) == voters, voters <= decision.entitled else {
      return ["\(place) has \(choices.count) choices, \(voters) voters and \(decision.entitled) who could vote"]
    }
    switch (decision.verdict, item.outcome(choices, entitled: Int(decision.entitled), rules: rules)) {
    case (.stopped, _), (.withdrawn, _): return []
    case (.approved, .approved(let amount)):
      return decision.votedPence == amount.rawValue && decision.givenPence > 0 && decision.givenPence <= amount.rawValue
        ? [] : ["\(place) was given \(decision.givenPence)p, and the choices come to \(amount.rawValue)p"]
    case (.money, .approved(let amount)):
      return decision.votedPence == amount.rawValue && decision.givenPence == 0
        ? [] : ["\(place) was to be \(amount.rawValue)p, and is recorded otherwise"]
    case (let verdict, let outcome):
      return verdict == outcome.verdict && decision.votedPence == 0 && decision.givenPence == 0
        ? [] : ["\(place) is recorded as \(verdict.rawValue), and the choices come to \(outcome.verdict.rawValue)"]
    }
  }

  /// A decision without a reason never reaches an applicant.
  private static let reasons = Check(
    "panel-reasons", "every \"not this time\" of the panel has its reason in the vault"
  ) { store, _ in
    try store.reading.all(
      """
      SELECT m.application FROM application_move AS m JOIN application AS a ON a.number = m.application
      WHERE m.move = 'not-this-time' AND NOT EXISTS (SELECT 1 FROM vault AS v
      WHERE v.person = a.person AND v.kind = 'panel-reason/' || m.application) AND NOT EXISTS (SELECT 1
      FROM person_fact AS f WHERE f.person = a.person AND f.kind = 'panel-reason/' || m.application) LIMIT 20
      """
    ) { "application \($0.int(0)) was told \"not this time\" without a reason" }
  }

  /// An award of a panel's programme is what the panel, or the foundation after two ties, gave.
  private static let decided = Check(
    "panel-awards", "no award of a panel's programme is without the panel's decision, nor above it"
  ) { store, _ in
    try store.reading.all(
      """
      SELECT s.application, s.amount_pence FROM award_step AS s JOIN grant_round AS r ON r.code = s.round
      AND r.id = (SELECT max(id) FROM grant_round WHERE code = s.round)
      JOIN programme AS p ON p.code = r.programme AND p.id = (SELECT max(id) FROM programme WHERE code = r.programme)
      WHERE s.step = 'approved' AND p.way = 'panel' AND NOT EXISTS (SELECT 1 FROM panel_decision AS d
      WHERE d.application = s.application AND ((d.verdict = 'approved' AND d.given_pence = s.amount_pence)
      OR d.verdict = 'foundation')) LIMIT 20
      """
    ) { "application \($0.int(0)) was awarded \($0.int(1))p that the panel did not give" }
  }

  /// No ballot, and no key that opens one, outlives its sitting.
  private static let sealed = Check(
    "ballots", "no ballot and no key to one is kept once its meeting is closed"
  ) { store, _ in
    var faults = try store.reading.all(
      """
      SELECT DISTINCT sitting FROM ballot WHERE sitting IN (SELECT number FROM sitting WHERE step = 'closed')
      OR sitting NOT IN (SELECT number FROM sitting) LIMIT 20
      """
    ) { "ballots of meeting \($0.int(0)) are still there" }
    let current = try Sitting.current(store.reading)
    let wanted = Set(try current?.items(store.reading).map(\.application) ?? [])
    for number in try store.keys.kept(.ballotItem).keys.sorted() where !wanted.contains(number) {
      faults.append("the key to the ballots on application \(number) is still there")
    }
    return Array(faults.prefix(20))
  }
}
