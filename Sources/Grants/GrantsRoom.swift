// What Grants brings to the house: its tables, its migration, its checks, its facts.

import Ledger
import Money
import Store

/// Grants' part in the house.
public enum GrantsRoom {
  /// Its first migration.
  public static let migration = Migration(
    "0012-grants",
    Programme.schema + Round.schema + Application.schema + ApplicationFact.schema + Application.screeningSchema
      + Award.schema + Payment.schema)

  /// The panel.
  public static let panel = Migration("0013-panel", PanelMember.schema + Sitting.schema + PanelDecision.schema)
  /// Letters, evidence, what came back, and what it helped with.
  public static let afterAward = Migration(
    "0017-after-award", Letter.schema + Evidence.schema + FollowUp.schema + Payment.backSchema)

  /// Files of web forms, and who may belong together.
  public static let forms = Migration("0016-application-forms", FormFile.schema + ApplicationLink.schema)

  /// Applications that are not finished.
  public static let drafts = Migration("0024-application-drafts", ApplicationDraft.schema)

  /// What keeps lists and meetings quick behind very many applications.
  public static let many = Migration(
    "0033-many-grants", Payment.stateSchema + Award.yearSchema + Application.manySchema + Letter.manySchema)
  /// Grants that were given before.
  public static let takenOn = Migration("0032-taken-grants", TakenFile.schema + TakenGrant.schema)

  /// The items that the reserve was asked in to.
  public static let reserve = Migration("0032-panel-reserve", Sitting.reserveSchema)

  /// Its tables.
  public static let tables = Tables(
    books: [
      Programme.book, Round.book, Application.book, Application.moves, ApplicationFact.book, Application.screenings,
      Award.steps, Payment.book, Payment.steps,
      PanelMember.book, Sitting.steps, Sitting.items, Sitting.reserve, PanelDecision.book, PanelDecision.choices,
      PanelDecision.voters,
      Letter.book, Letter.steps, Evidence.book, Evidence.rules, FollowUp.book, Payment.backs,
      FormFile.book, FormFile.refusals, FormFile.gone, TakenFile.book, TakenGrant.book,
    ],
    tallies: [Round.tally, Application.tally, Letter.tally, Letter.unsent, Payment.tally, Award.yearTally],
    workings: [
      Application.applicants, Sitting.ballots, Sitting.halves, ApplicationLink.contacts, ApplicationDraft.working,
    ])

  /// Its checks.
  public static let checks: [Check] =
    PanelChecks.all + [
      Check("moves", "every move of an application begins where the one before it led, and is in the table") {
        store, _ in try wrongMoves(store.reading)
      },
      Check("paid-awards", "no award is paid more than it came to") { store, _ in
        try store.reading.all(
          """
          SELECT application, sum(amount_pence - \(Payment.back)) FROM payment
          WHERE (SELECT state FROM payment_step WHERE payment = public_id ORDER BY id DESC LIMIT 1) <> 'returned'
          GROUP BY application HAVING sum(amount_pence - \(Payment.back))
          > (SELECT sum(amount_pence) FROM award_step WHERE award_step.application = payment.application) LIMIT 20
          """
        ) { "application \($0.int(0)) has payments of \($0.int(1))p, more than its award" }
      },
      Check("payment-people", "whoever approves a payment neither proposed nor releases it") { store, _ in
        try store.reading.all(
          """
          SELECT DISTINCT a.payment FROM payment_step AS a JOIN payment_step AS b ON b.payment = a.payment
          AND b.actor = a.actor WHERE a.state = 'approved' AND b.state IN ('proposed', 'released') LIMIT 20
          """
        ) { "one person made two steps of \($0.text(0)) that take two" }
      },
      Check("promised", "what is promised is what awards say and was not released") { store, _ in
        let posted = -(try accountBalance(.grantsPromised, store.reading)).rawValue
        let listed = try promised(store.reading)
        return posted == listed ? [] : ["\(posted)p is promised, awards say \(listed)p"]
      },
      Check("budgets", "no round awards more than its budget") { store, _ in
        try store.reading.all(
          """
          SELECT code FROM grant_round WHERE id IN (SELECT max(id) FROM grant_round GROUP BY code)
          AND budget_pence < (SELECT used_pence FROM round_use WHERE round = code) LIMIT 20
          """
        ) { "the round \($0.text(0)) awards more than its budget" }
      },
      Application.applicantsCheck, Letter.check, Evidence.check, FollowUp.check, FormFile.check, ApplicationDraft.check,
      TakenFile.check, TakenGrant.check,
    ]

  /// What signed awards come to, less what was released and did not come back.
  private static func promised(_ reading: Reading) throws -> Int64 {
    let signed = try reading.int(
      """
      SELECT sum(amount_pence) FROM award_step WHERE application IN
      (SELECT application FROM application_state WHERE state IN
      ('awarded', 'agreed', 'paying', 'paid', 'reported', 'closed', 'cancelled'))
      """)
    let released = try reading.int(
      """
      SELECT sum(amount_pence - \(Payment.back)) FROM payment
      WHERE (SELECT state FROM payment_step WHERE payment = public_id ORDER BY id DESC LIMIT 1) = 'released'
      """)
    // It wraps: a book that somebody changed must not stop the proof that names it.
    return signed &- released
  }

  private static func wrongMoves(_ reading: Reading) throws -> [String] {
    var faults: [String] = []
    var at: [Int64: String] = [:]
    try reading.each("SELECT application, move, from_state, to_state FROM application_move ORDER BY id") { row in
      let number = row.int(0)
      let way = ApplicationMove(rawValue: row.text(1))?.way
      let from = ApplicationState(rawValue: row.text(2))
      let begins = at[number] ?? ApplicationState.started.rawValue
      if faults.count < 20,
        row.text(2) != begins || way?.to.rawValue != row.text(3)
          || !(from.map { way?.from.contains($0) ?? false } ?? false)
      {
        faults.append("application \(number) made the move \(row.text(1)) from \(row.text(2)) to \(row.text(3))")
      }
      at[number] = row.text(3)
    }
    return faults
  }

  /// Adds the facts of decisions to a digest, in order of application and payment.
  public static func addFacts(to digest: inout FactDigest, _ reading: Reading) throws {
    try reading.each("SELECT application, round, step, amount_pence, done_on FROM award_step ORDER BY application, id")
    {
      row in digest.add((0..<row.count).map { row.value($0) })
    }
    try reading.each(
      """
      SELECT application, verdict, voted_pence, given_pence, entitled, sat_out, lot, sitting FROM panel_decision
      ORDER BY application, sitting
      """
    ) { row in digest.add((0..<row.count).map { row.value($0) }) }
    try reading.each(
      """
      SELECT public_id, application, amount_pence, payee, state FROM payment
      JOIN payment_step ON payment_step.payment = public_id ORDER BY public_id, payment_step.id
      """
    ) { row in digest.add((0..<row.count).map { row.value($0) }) }
    try reading.each(
      "SELECT number, programme, awarded_on, amount_pence, paid_pence, application FROM taken_grant ORDER BY number"
    ) { row in digest.add((0..<row.count).map { row.value($0) }) }
    try reading.each("SELECT payment, amount_pence, done_on FROM payment_back ORDER BY payment, id") { row in
      digest.add((0..<row.count).map { row.value($0) })
    }
  }
}
