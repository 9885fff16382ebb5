// nolimits application

import ArgumentParser
import Dates
import Files
import Foundation
import Grants
import Money
import Operations
import People
import Store

struct ApplicationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "application", abstract: "What young people ask for, from the form to the panel.",
    subcommands: [
      New.self, ImportFormsCommand.self, RefusedFormsCommand.self, List.self, Show.self, Attest.self, Cover.self,
      ScreeningCommand.self,
      QuestionCommand.self, AnswerCommand.self, WithdrawCommand.self, ConcernCommand.self, SecondLookCommand.self,
      OverrideCommand.self, DecideCommand.self,
    ], defaultSubcommand: List.self)

  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new", abstract: "Ask the questions one at a time, or read the answers from stdin as JSON.",
      discussion: """
        EXAMPLES
          nolimits application new --round individual-1
          nolimits application new --resume                 go on with one that is not finished
          nolimits application new --round individual-1 <form.json

        It asks one question at a time. "back" goes to the last question; "stop" keeps the answers, sealed, for
        later. They are deleted if nobody goes on with them in time (draftDays in config/layouts/applications.yaml).

        form.json: {"name": "…", "birthDate": "2006-03-31", "safeContact": "…", "words": "…", "asked": "250.00",
        "least": "150.00", "help": "…", "mayAskWorker": true, "notFor": "…"}; the last four can be left out.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Option(help: "The round.")
    var round: String?
    @Flag(help: "Go on with one that is not finished.")
    var resume = false

    func run() throws {
      let house = try common.houseForDecision(Action("application.new"))
      guard let number = try isatty(STDIN_FILENO) == 1 ? asked(house) : read(house) else { return }
      try common.screen.show(
        ["application": number],
        words: "We have it. It is application \(number). Next: nolimits application show \(number)")
      dryRun.remind(common.screen)
    }

    private func read(_ house: House) throws -> Int64 {
      guard let round, !resume else {
        throw ValidationError("From a file it needs --round, and --resume is for a terminal.")
      }
      let form = try Ask.personal(ApplicationForm.self) { throw ValidationError("The form comes on stdin.") }
      return try house.submit(form, to: round, isDryRun: dryRun.isOn)
    }

    private func asked(_ house: House) throws -> Int64? {
      let title = house.configuration.schemeName + (house.store.isPractice ? " (PRACTICE)" : "")
      let talk = try Talk(title: title, isPlain: common.plain)
      let choice = DraftChoice(talk: talk, house: house)
      guard let draft = try resume ? choice.unfinished() : choice.choose(round: round) else { return nil }
      var questions = ApplicationTalk(talk: talk, house: house, isDryRun: dryRun.isOn, draft: draft)
      return try questions.run()
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Applications by number, newest first; never a name.")
    @OptionGroup var common: Common
    @Option(help: "Only those that stand here, such as screening or ready.")
    var state: ApplicationState?
    @Option(help: "How many at most.")
    var limit: Int64 = 50

    func run() throws {
      let house = try common.house(reading: Action("application.read"))
      let found = try Application.list(state: state, limit: limit, for: house.actor, house.store.reading)
      try common.screen.show(
        found,
        as: Table(
          ["Application", "Round", "Asks", "Least", "Came in", "Stands"], leaving: ["Least"],
          empty: "No applications.",
          rows: found.map {
            [
              .count($0.number), .text($0.round), .pence($0.askedPence), .pence($0.leastPence), .text($0.receivedOn),
              .text($0.state.words),
            ]
          }))
      common.screen.more(shown: found.count, limit: limit)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract:
        "One application on a page. With --why the young person's words too, at a terminal; the look is recorded.")
    @OptionGroup var common: Common
    @Argument(help: "Its number.")
    var number: Int64
    @Option(help: "Why you read the words: a code such as screening.")
    var why: String?

    func run() throws {
      let house = try common.house(reading: Action("application.read"))
      let page = try ApplicationPage.read(number, house)
      if common.json { return try common.screen.show(page, words: "") }
      common.screen.heading("Application \(number): \(page.application.state.words)")
      common.screen.say("The applicant reads: \(page.applicantReads)")
      common.screen.say(
        "Asks for \(page.application.askedPence.pounds); at least \(page.application.leastPence.pounds) helps. Round \(page.application.round)."
      )
      common.screen.show(
        Table(["Rule", "Now"], rows: page.rules.map { [.text($0.rule.rawValue), .text($0.outcome.rawValue)] }))
      common.screen.show(
        Table(
          ["On", "Step", "Because", "By"],
          rows: page.steps.map { [.text($0.on), .text($0.move), .optional($0.reason), .text($0.actor)] }))
      for link in page.links ?? [] {
        common.screen.say("Look at application \(link.application) too: the same \(link.because).")
      }
      if let why { try showWords(page.application, house, why: why) }
    }

    private func showWords(_ application: Application, _ house: House, why: String) throws {
      guard Screen.isTerminal else {
        throw StoreError.notPermitted(action: "look", reason: "a young person's words are shown at a terminal only")
      }
      let words = try house.words(of: application, why: why)
      common.screen.say(Table.harmlessLines(words ?? "The words are not kept any more."))
      common.screen.say("(this look is recorded)")
    }
  }

  struct Attest: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "attest", abstract: "Record the care status that a worker has seen evidence of.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The application's number.")
    var number: Int64
    @Option(help: "in-care, relevant, former-relevant, qualifying or other.")
    var status: CareStatus

    func run() throws {
      let house = try common.houseForDecision(Action("application.attest"))
      try house.grantWork(Action("application.attest"), about: "\(number)", isDryRun: dryRun.isOn) { write in
        try Application.attest(number, status, by: house.actor, in: write)
        return number
      }
      try common.screen.show(["application": number], words: "Recorded for application \(number).")
      dryRun.remind(common.screen)
    }
  }

  struct Cover: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cover",
      abstract: "Record the words that the panel reads, with what could identify covered; or that they were agreed to.",
      discussion: """
        EXAMPLES
          nolimits application cover 12 <words.json      {"words": "…"}
          nolimits application cover 12 --agreed         the young person approved these words
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The application's number.")
    var number: Int64
    @Flag(help: "The young person approved the newest version.")
    var agreed = false

    struct Covered: Codable { let words: String }

    func run() throws {
      let house = try common.houseForDecision(Action("application.cover"))
      let covered = agreed ? nil : try Ask.personal(Covered.self) { Covered(words: try Ask.line("Words: ")) }
      try house.grantWork(Action("application.cover"), about: "\(number)", isDryRun: dryRun.isOn) { write in
        if let covered {
          try Application.cover(number, words: covered.words, by: house.actor, in: write, store: house.store)
        } else {
          try Application.agreeToCover(number, by: house.actor, in: write)
        }
        return number
      }
      try common.screen.show(
        ["application": number],
        words: agreed
          ? "Recorded: the panel reads these words."
          : "Recorded. Show them to the young person, then: nolimits application cover \(number) --agreed")
      dryRun.remind(common.screen)
    }
  }
}

extension CareStatus: ExpressibleByArgument {}
extension ApplicationState: ExpressibleByArgument {}
extension EligibilityRule: ExpressibleByArgument {}
