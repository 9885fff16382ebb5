// nolimits followup

import ArgumentParser
import Foundation
import Grants
import Operations
import Store

struct FollowUpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "followup", abstract: "What a grant helped with, and what the young person's words may be used for.",
    subcommands: [Due.self, Record.self, Consent.self, Withdraw.self, Show.self, Close.self],
    defaultSubcommand: Due.self)

  struct Due: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "due", abstract: "Whom to ask, whom to remind once, and what to close.")
    @OptionGroup var common: Common

    func run() throws {
      let due = try common.house(reading: Action("followup.read")).followUpsDue()
      try common.screen.show(
        due,
        as: Table(
          ["Application", "Next"], empty: "Nothing is due.",
          rows: due.map { [.count($0.application), .text(Self.words($0))] }))
    }

    private static func words(_ due: FollowUp) -> String {
      switch due.next {
      case .ask: "ask: nolimits letter make \(due.application) how-did-it-go"
      case .remind: "remind once: nolimits letter make \(due.application) reminder"
      case .close: "nobody answered: nolimits followup close \(due.application)"
      case .told: "it was told: nolimits followup close \(due.application)"
      }
    }
  }

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record", abstract: "Record how it went, in the young person's words.",
      discussion: """
        EXAMPLES
          nolimits followup record 12                        asks, one question at a time
          nolimits followup record 12 <told.json             {"words": "…", "agreedTo": ["board-report"]}

        Uses: \(StoryUse.allCases.map(\.rawValue).joined(separator: ", ")). Each is asked about by itself.
        """)
    @OptionGroup var options: ApplicationStepOptions

    struct Told: Decodable {
      let words: String
      let agreedTo: [StoryUse]?
    }

    func run() throws {
      let house = try options.common.houseForDecision(Action("followup.record"))
      let told = try Ask.personal(Told.self) {
        let words = try Ask.line("What did it help with? Use your own words: ")
        let uses = StoryUse.allCases.filter {
          Ask.optional("\($0.question) yes or no: ")?.lowercased().hasPrefix("y") ?? false
        }
        return Told(words: words, agreedTo: uses)
      }
      try house.grantWork(Action("followup.record"), about: "\(options.number)", isDryRun: options.dryRun.isOn) {
        try FollowUp.record(
          told.words, of: options.number, agreedTo: Set(told.agreedTo ?? []), on: house.businessDate, by: house.actor,
          in: $0, store: house.store)
        return options.number
      }
      if !options.dryRun.isOn { try house.putBackReports() }
      try options.common.screen.show(
        ["application": options.number],
        words: "Thank you. It is kept safe. To end it: nolimits followup close \(options.number)")
      options.dryRun.remind(options.common.screen)
    }
  }

  /// What the commands about one use take.
  struct Use: ParsableArguments {
    @OptionGroup var options: ApplicationStepOptions
    @Option(help: "Which use.")
    var use: StoryUse

    func set(_ given: Bool, words: String) throws {
      try options.run(Action("followup.consent"), words: words) { house, write in
        try FollowUp.consent(
          to: use, of: options.number, given: given, on: house.businessDate, by: house.actor, in: write)
      }
      // Words that were taken back leave the reports that lie in the home, at once.
      if !options.dryRun.isOn { try options.common.house().putBackReports() }
    }
  }

  struct Consent: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "consent", abstract: "The young person agrees to one use of their words.")
    @OptionGroup var use: Use

    func run() throws { try use.set(true, words: "Noted: \(use.use.rawValue) is agreed to.") }
  }

  struct Withdraw: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "withdraw", abstract: "The young person takes it back: their words are not used so any more.")
    @OptionGroup var use: Use

    func run() throws {
      try use.set(false, words: "Taken back. Nothing new uses the words so. Look for what was printed before.")
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "What is agreed to; with --why the words too, at a terminal. The look is recorded."
    )
    @OptionGroup var common: Common
    @Argument(help: "The application's number.")
    var number: Int64
    @Option(help: "Why you read the words: a code such as board-report.")
    var why: String?

    func run() throws {
      let house = try common.house(reading: Action("followup.read"))
      let application = try Application.require(number, for: house.actor, house.store.reading)
      let uses = try FollowUp.consents(of: number, house.store.reading).map(\.rawValue).sorted()
      try common.screen.show(
        uses, words: uses.isEmpty ? "Agreed to: nothing." : "Agreed to: \(uses.joined(separator: ", ")).")
      guard let why else { return }
      guard Screen.isTerminal else {
        throw StoreError.notPermitted(action: "look", reason: "a young person's words are shown at a terminal only")
      }
      common.screen.say(Table.harmlessLines(try house.outcome(of: application, why: why) ?? "Nothing was told."))
      common.screen.say("(this look is recorded)")
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "End it: it was told, or nobody answered the one reminder.")
    @OptionGroup var options: ApplicationStepOptions

    func run() throws {
      try options.run(Action("followup.close"), words: "Closed.") { house, write in
        try FollowUp.close(
          options.number, on: house.businessDate, closesAfter: try house.configuration.afterAward().closeAfterDays,
          by: house.actor, in: write)
      }
    }
  }
}

extension StoryUse: ExpressibleByArgument {}
