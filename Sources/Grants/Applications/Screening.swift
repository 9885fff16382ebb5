// Screening: rules with a result and a reason each, stored; a rule is set aside by two people, never by one.

import Dates
import Money
import People
import Store

/// The rules that an application is held to before the panel sees it.
public enum EligibilityRule: String, CaseIterable, Codable, Sendable {
  /// A named worker attested the care status.
  case statusAttested = "status-attested"
  /// No more is asked than the programme gives.
  case withinCap = "within-cap"
  /// No other grant in the last 12 months.
  case oneInTwelveMonths = "one-in-12-months"
  /// The young person approved the version that the panel reads.
  case wordsAgreed = "words-agreed"
  /// No safeguarding concern is open.
  case noConcern = "no-concern"

  /// Whether two people can set it aside. What the panel reads, and a concern, are nobody's to wave through.
  public var canBeOverridden: Bool {
    switch self {
    case .statusAttested, .withinCap, .oneInTwelveMonths: true
    case .wordsAgreed, .noConcern: false
    }
  }
}

/// A rule's result.
public struct RuleResult: Codable, Hashable, Sendable {
  /// The rule.
  public let rule: EligibilityRule
  /// `met`, `not-met`, or `overridden` by two people.
  public let outcome: Outcome

  /// What a rule says.
  public enum Outcome: String, Codable, Sendable {
    /// It is met.
    case met
    /// It is not.
    case notMet = "not-met"
    /// It is not, and two people set it aside.
    case overridden
  }
}

/// Care status, as a worker attests it (`domain/grants.md` 3.5). The program decides none of it.
public enum CareStatus: String, CaseIterable, Codable, Sendable {
  /// In the council's care.
  case inCare = "in-care"
  /// Was in care, 16 or 17 (Children Act 1989 s23A).
  case relevant
  /// Was in care, 18 or more (Children Act 1989 s23C).
  case formerRelevant = "former-relevant"
  /// Children Act 1989 s24.
  case qualifying
  /// Care experienced otherwise.
  case other
}

/// What the rules look at.
public struct ScreeningFacts: Sendable {
  /// What is asked.
  public var asked: Pence
  /// The most that the programme gives.
  public var cap: Pence
  /// Whether the status was attested.
  public var isAttested: Bool
  /// The day of the newest award to the same person, if any.
  public var lastAward: CivilDate?
  /// Whether the newest covered words were approved, or nobody will read them.
  public var wordsAgreed: Bool
  /// Whether a concern is open.
  public var hasConcern: Bool
  /// The rules that two people set aside.
  public var overridden: Set<EligibilityRule>
  /// The day of screening.
  public var today: CivilDate

  /// Facts.
  public init(
    asked: Pence, cap: Pence, isAttested: Bool, lastAward: CivilDate?, wordsAgreed: Bool, hasConcern: Bool,
    overridden: Set<EligibilityRule>, today: CivilDate
  ) {
    self.asked = asked
    self.cap = cap
    self.isAttested = isAttested
    self.lastAward = lastAward
    self.wordsAgreed = wordsAgreed
    self.hasConcern = hasConcern
    self.overridden = overridden
    self.today = today
  }

  /// The result of every rule.
  public var results: [RuleResult] {
    EligibilityRule.allCases.map { rule in
      if isMet(rule) { return RuleResult(rule: rule, outcome: .met) }
      let isOverridden = rule.canBeOverridden && overridden.contains(rule)
      return RuleResult(rule: rule, outcome: isOverridden ? .overridden : .notMet)
    }
  }

  private func isMet(_ rule: EligibilityRule) -> Bool {
    switch rule {
    case .statusAttested: isAttested
    case .withinCap: asked <= cap
    case .oneInTwelveMonths: lastAward.map { Self.anniversary(of: $0) <= today } ?? true
    case .wordsAgreed: wordsAgreed
    case .noConcern: !hasConcern
    }
  }

  /// The same day a year later; 1 March for 29 February.
  static func anniversary(of date: CivilDate) -> CivilDate {
    CivilDate(year: date.year + 1, month: date.monthOfYear, day: date.day)
      ?? date.adding(days: 366)
  }
}

extension Application {
  /// The results of all rules as they are now.
  public func results(on date: CivilDate, _ reading: Reading) throws -> [RuleResult] {
    guard let round = try Round.find(round, reading), let programme = try Programme.find(round.programme, reading)
    else { throw StoreError.broken("application \(number) has no programme") }
    let facts = try ApplicationFact.of(number, reading)
    func last(_ kinds: ApplicationFact.Kind...) -> ApplicationFact.Kind? {
      facts.last { kinds.contains($0.kind) }?.kind
    }
    return ScreeningFacts(
      asked: Pence(askedPence), cap: Pence(programme.capPence), isAttested: last(.attested) != nil,
      lastAward: try Award.newest(to: person, but: number, reading),
      wordsAgreed: programme.way == .inAdvance || last(.covered, .coverAgreed) == .coverAgreed,
      hasConcern: last(.concern, .concernOver) == .concern,
      overridden: Set(facts.filter { $0.kind == .override }.compactMap { $0.code.flatMap(EligibilityRule.init) }),
      today: date
    ).results
  }

  /// Lets an application go on to the panel, or where its programme was agreed in advance, to sign-off.
  /// - Throws: ``GrantsError/rules(application:rules:)`` if a rule stands against it.
  public static func pass(_ number: Int64, on date: CivilDate, by actor: Actor, in write: Write) throws {
    let found = try require(number, for: actor, write.reading)
    let results = try found.results(on: date, write.reading)
    let against = results.filter { $0.outcome == .notMet }.map(\.rule.rawValue)
    guard against.isEmpty else { throw GrantsError.rules(application: number, rules: against) }
    try keep(results, of: number, in: write)
    try make(.pass, of: number, by: actor, in: write)
    guard let round = try Round.find(found.round, write.reading),
      let programme = try Programme.find(round.programme, write.reading), programme.way == .inAdvance
    else { return }
    try Award.approve(number, amount: Pence(found.askedPence), on: date, by: actor, in: write)
  }

  /// Says that an application cannot be helped by this fund.
  /// - Parameter reason: a code.
  public static func refuseEligibility(
    _ number: Int64, reason: String, on date: CivilDate, by actor: Actor, in write: Write
  ) throws {
    let found = try require(number, for: actor, write.reading)
    try keep(try found.results(on: date, write.reading), of: number, in: write)
    try make(.refuseEligibility, of: number, reason: reason, by: actor, in: write)
  }

  /// Looks again at one that was refused: someone who had no part in it so far.
  public static func secondLook(_ number: Int64, by actor: Actor, in write: Write) throws {
    let took = try write.reading.int(
      "SELECT count(*) FROM application_move WHERE application = ? AND actor = ? AND move <> 'submit'",
      [.integer(number), .text(actor.name)])
    guard took == 0 else {
      throw StoreError.notPermitted(
        action: "application.second-look", reason: "someone who had no part in it so far must look again")
    }
    try make(.secondLook, of: number, by: actor, in: write)
  }

  /// Records the care status that a worker attested.
  public static func attest(_ number: Int64, _ status: CareStatus, by actor: Actor, in write: Write) throws {
    _ = try require(number, for: actor, write.reading)
    try ApplicationFact(.attested, of: number, code: status.rawValue).record(in: write)
  }

  /// Raises a safeguarding concern, or says that it is over. No detail is kept here.
  public static func concern(_ number: Int64, isOver: Bool, by actor: Actor, in write: Write) throws {
    _ = try require(number, for: actor, write.reading)
    try ApplicationFact(isOver ? .concernOver : .concern, of: number).record(in: write)
  }

  /// Records the words that the panel will read, with what could identify covered.
  public static func cover(
    _ number: Int64, words: String, by actor: Actor, in write: Write, store: Store
  ) throws {
    let found = try require(number, for: actor, write.reading)
    guard !words.isEmpty, words.count <= ApplicationForm.longestText else {
      throw GrantsError.form("The words are missing, or longer than \(ApplicationForm.longestText) characters.")
    }
    try ApplicationFact(.covered, of: number).record(in: write)
    guard !write.isDryRun else { return }
    try Vault.put(words, kind: .covered(number), person: found.person, in: write, store: store)
  }

  /// Records that the young person approved the newest covered words.
  public static func agreeToCover(_ number: Int64, by actor: Actor, in write: Write) throws {
    _ = try require(number, for: actor, write.reading)
    let covered = try ApplicationFact.of(number, write.reading).contains { $0.kind == .covered }
    guard covered else { throw GrantsError.form("There are no covered words yet to agree to.") }
    try ApplicationFact(.coverAgreed, of: number).record(in: write)
  }

  /// Sets a rule aside: what two people agreed to.
  public static func override(_ rule: EligibilityRule, of number: Int64, in write: Write) throws {
    guard rule.canBeOverridden else { throw GrantsError.form("Nobody can set \(rule.rawValue) aside.") }
    try ApplicationFact(.override, of: number, code: rule.rawValue).record(in: write)
  }

  /// The application of this number.
  /// - Throws: ``GrantsError/notFound(kind:id:)`` if there is none, or this actor may not see it.
  public static func require(_ number: Int64, for actor: Actor, _ reading: Reading) throws -> Application {
    guard let found = try find(number, for: actor, reading) else {
      throw GrantsError.notFound(kind: "application", id: "\(number)")
    }
    return found
  }

  private static func keep(_ results: [RuleResult], of number: Int64, in write: Write) throws {
    for result in results {
      try write.append(
        to: screenings, [.integer(number), .text(result.rule.rawValue), .text(result.outcome.rawValue)])
    }
  }

  static let screenings = Book("screening", ["application", "rule", "outcome"])
  static let screeningSchema =
    Schema.book("screening", "application INTEGER NOT NULL, rule TEXT NOT NULL, outcome TEXT NOT NULL")
    + "CREATE INDEX screening_of ON screening (application);\n"
}
