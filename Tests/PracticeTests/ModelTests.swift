// The model test: whatever happens to a scheme, the house and an independent auditor have the same books.

import Foundation
import Giving
import Operations
import Practice
import Store
import Testing

@Suite struct ModelTests {
  /// The shipped configuration, and a profile whose consents are kept by payroll.
  private static let configuration: PracticeFolder = {
    let folder = PracticeFolder()
    try? FileManager.default.copyItem(atPath: PracticeFolder.configuration, toPath: folder.file("config"))
    let shipped = folder.file("config/payrolls/canonical-csv.yaml")
    let text = String(decoding: FileManager.default.contents(atPath: shipped) ?? Data(), as: UTF8.self)
    let consents = text.replacing("profile: canonical-csv", with: "profile: consents")
      .replacing("fileName: payroll-", with: "fileName: consents-")
      .replacing("employer: SBC, payroll: STAFF", with: "employer: ACME, payroll: OFFICE")
      .replacing("consents: here", with: "consents: payroll")
    try? Data(consents.utf8).write(to: URL(filePath: folder.file("config/payrolls/consents.yaml")))
    ModelConfiguration.write(to: folder)
    return folder
  }()

  private static let scheme = Result { try SchemeConfiguration.read(configuration.file("config")) }
  private static let fundCodes = ["no-limits", "gift-of-giving"]

  /// Two profiles a history, in every pairing.
  private func histories(_ seed: Int, months: Int = 3) throws -> (Histories, [Profile]) {
    let all = try Self.scheme.get().profiles
    #expect(all.count == 6 && all.contains { $0.consentsKeptByPayroll })
    let profiles = [all[seed % all.count], all[(seed + 1 + seed / 6 % 5) % all.count]]
    return (Histories(profiles: profiles, fundCodes: Self.fundCodes, months: months), profiles)
  }

  private func play(_ history: History, in folder: String) throws -> (HistoryPlayer, [String]) {
    let player = try HistoryPlayer(history, directory: folder, configurationFolder: Self.configuration.file("config"))
    return (player, try player.play(history))
  }

  /// A hundred; as many as `NOLIMITS_SEEDS` says for a longer look.
  private static let seeds = 1...(ProcessInfo.processInfo.environment["NOLIMITS_SEEDS"].flatMap { Int($0) } ?? 100)

  @Test(arguments: seeds)
  func theHouseAndTheAuditorAgree(seed: Int) throws {
    let folder = PracticeFolder()
    let (histories, profiles) = try histories(seed)
    let history = histories.history(seed: UInt64(seed))
    let (player, outcomes) = try play(history, in: folder.file("home"))
    var auditor = ModelAuditor(profiles: profiles, fundCodes: Self.fundCodes, history: history)
    for (number, (step, outcome)) in zip(history.steps, outcomes).enumerated() {
      let predicted = auditor.predict(step)
      guard predicted == outcome else {
        Issue.record("seed \(seed), step \(number), \(step.told): \(outcome), the auditor says \(predicted)")
        return
      }
    }
    let house = try player.house
    let differences = try ModelBooks(house).differences(from: ModelBooks(auditor))
    #expect(differences == [], "seed \(seed)")
    let statement = try ModelStatement.differences(
      house, ModelBooks(auditor), funds: Self.fundCodes, yearBegins: 1 + seed % 12)
    #expect(statement == [], "seed \(seed)")
    let verified = try house.verify()
    let isClean = verified.ok
    #expect(isClean, "seed \(seed): \(verified.checks.filter { !$0.ok })")
  }

  @Test(arguments: seeds)
  func theOrderDoesNotMatter(seed: Int) throws {
    let folder = PracticeFolder()
    let (histories, _) = try histories(seed, months: 2)
    var schedules: Set<String> = []
    let hashes = try [0, seed].map { order in
      let history = histories.facts(seed: UInt64(seed), order: UInt64(order))
      let (player, outcomes) = try play(history, in: folder.file("home-\(order)"))
      // What HMRC reads: the last of all.
      schedules.formUnion(outcomes.suffix(1))
      let verified = try player.house.verify()
      let isClean = verified.ok
      #expect(isClean, "seed \(seed), order \(order): \(verified.checks.filter { !$0.ok })")
      return verified.ledgerHash
    }
    #expect(Set(hashes).count == 1, "seed \(seed)")
    #expect(schedules.count == 1, "seed \(seed)")
  }

  @Test func historiesHaveWhatCanGoWrong() throws {
    var missing: Set<String> = [
      "joined", "given", "stopped", "changed", "closed", "posted before", "rejected", "refused file",
      "refused already-done", "refused conflict", "refused held-otherwise", "refused not-in-state",
      "refused not-permitted", "refused overlapping-mandate",
      "refused payroll-number-taken", "refused settlement", "held supersedes", "held same-bytes", "held total-moved",
      "held givers-moved", "held earlier-sequence-missing",
    ]
    var codes = Set(Finding.allCases.map(\.code))
    var (money, items, seen) = (Self.money, Self.items, Self.seen)
    for seed in 1...40
    where !missing.isEmpty || !codes.isEmpty || !money.isEmpty || !items.isEmpty || !seen.isEmpty {
      let folder = PracticeFolder()
      let history = try histories(seed).0.history(seed: UInt64(seed))
      let (player, outcomes) = try play(history, in: folder.file("home"))
      for outcome in outcomes {
        let words = outcome.split(separator: " ")
        missing.subtract(
          words.dropFirst().first.map { $0.split(separator: ",").map { "\(words[0]) \($0)" } } ?? [outcome])
      }
      for case (.money(let step, _), let outcome) in zip(history.steps, outcomes) {
        let words = outcome.split(whereSeparator: { $0 == " " || $0 == "," })
        money.remove("\("\(step)".prefix { $0 != "(" }) \(words[0] == "refused" ? outcome : String(words[0]))")
      }
      items.subtract(try player.house.store.reading.all("SELECT DISTINCT code FROM open_item") { $0.text(0) })
      for (what, query) in seen where try player.house.store.reading.int(query) == 1 { seen[what] = nil }
      codes.subtract(
        try player.house.store.reading.all("SELECT DISTINCT finding FROM contribution") {
          Finding(rawValue: $0.int(0))?.code ?? ""
        })
    }
    #expect(missing == [])
    #expect(codes == [])
    #expect(money == [])
    #expect(items == [])
    #expect(seen == [:])
  }

  /// What must become of the steps of the money that is not payroll's, each at least once.
  private static let money: Set<String> = [
    "takeOn taken", "takeOn refused opening", "reverse refused stated",
    "takeOn refused already-done", "gift given", "gift refused gift", "gift refused stated",
    "payout posted", "payout refused file", "again posted", "again refused file", "report posted",
    "report refused file",
    "report replaced", "report refused not-permitted", "statement posted", "statement refused file", "assign assigned",
    "assign refused assignment", "assign refused not-permitted", "settle settled", "settle refused settlement",
    "setOff settled", "setOff refused settlement", "setOff refused not-permitted",
    "transfer moved", "transfer refused purpose", "transfer refused too-little", "reverse reversed",
    "reverse refused own-way", "reverse refused already-done", "reverse refused too-little",
    "reverse refused not-permitted", "offer offered", "offer refused taken", "claim claimed", "claim nothing",
    "fee charged", "fee refused month", "close closed", "close refused month", "reopen opened", "reopen refused month",
    "late late", "declare declared", "declare refused gift", "declare refused not-permitted", "undeclare cancelled",
    "undeclare refused gift", "undeclare refused conflict", "giver named", "giver refused gift",
    "giver refused not-found",
    "giftAid claimed", "giftAid nothing", "giftAid refused gift", "schedule written", "schedule refused not-found",
  ]

  /// What must be in the books after some history, each as a question that they answer with 1.
  private static let seen: [String: String] = [
    "lines of others in a shared account":
      "SELECT EXISTS (SELECT 1 FROM bank_statement WHERE is_shared AND lines > 0 AND other_lines > 0)",
    "two lines that pay one expectation": """
    SELECT EXISTS (SELECT 1 FROM bank_assignment WHERE confidence = 'certain' GROUP BY entry, expectation
    HAVING count(*) > 1)
    """,
    "what is for an agency in a holding account": """
    SELECT EXISTS (SELECT 1 FROM bank_assignment JOIN bank_line ON bank_line.public_id = line
    JOIN expectation ON expectation.public_id = expectation WHERE account = 'HLD' AND payee <> 'foundation')
    """,
    "a gift that was in a holding account already": """
    SELECT EXISTS (SELECT 1 FROM posting JOIN entry ON entry.id = entry
    WHERE kind = 'gift' AND account = 'asset:holding:HLD')
    """,
    "a payment of an agency that has 60 days": """
    SELECT EXISTS (SELECT 1 FROM bank_assignment JOIN expectation ON public_id = expectation WHERE payer = 'NEW')
    """,
    "what is over once some was set off":
      "SELECT EXISTS (SELECT 1 FROM open_item WHERE public_id LIKE '%/passed-on-too-much/over')",
  ]

  /// The codes of items that other money must leave behind, each at least once.
  private static let items: Set<String> = [
    "no-deduction", "employer-unknown", "total-mismatch", "match-no-fund", "fee-unexpected", "fee-unknown",
    "fee-not-charged", "gift-unknown-fund", "gift-fund-closed", "bank-unmatched", "bank-short", "bank-over",
    "bank-opening", "match-pot-exhausted", "employer-late", "agency-late",
  ]

  @Test func theAuditorCanDisagree() throws {
    let folder = PracticeFolder()
    let (histories, profiles) = try histories(1)
    let history = histories.history(seed: 1)
    let (player, _) = try play(history, in: folder.file("home"))
    var auditor = ModelAuditor(profiles: profiles, fundCodes: Self.fundCodes, history: history)
    for step in history.steps.dropLast(history.steps.count / 2) { _ = auditor.predict(step) }
    #expect(try ModelBooks(player.house).differences(from: ModelBooks(auditor)) != [])
  }
}

extension HistoryStep {
  /// The step in a few words, without a file's bytes.
  var told: String {
    switch self {
    case .take(let file, let actor):
      "take \(file.label) \(file.name) (\(file.lines.count) lines, \(file.damage?.rawValue ?? "whole")\(file.supersedes ? ", supersedes" : "")) by \(actor)"
    default: "\(self)"
    }
  }
}
