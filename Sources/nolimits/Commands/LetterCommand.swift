// nolimits letter

import ArgumentParser
import Foundation
import Grants
import Operations
import Store

struct LetterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "letter", abstract: "Letters to those who applied: which are due, making them, handing them over.",
    subcommands: [List.self, Make.self, Again.self, Show.self, Sent.self, Drop.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Letters to be made, and letters made that wait to be handed over.")
    @OptionGroup var common: Common
    @Option(help: "How many at most.")
    var limit: Int64 = 50

    func run() throws {
      let waiting = try common.house(reading: Action("letter.read")).letters(limit: limit)
      let due = waiting.due.map { letter in
        [
          Table.Cell.text(""), .count(letter.application), .text(letter.kind.rawValue), .text("to be made"),
          .text(letter.since),
        ]
      }
      let made = waiting.made.map { letter in
        [
          Table.Cell.count(letter.number), .count(letter.application), .text(letter.kind.rawValue),
          .text(waiting.gone.contains(letter.number) ? "deleted; make it again" : "to be handed over"),
          .text(letter.madeOn),
        ]
      }
      try common.screen.show(
        waiting,
        as: Table(["Letter", "Application", "Kind", "Stands", "Since"], empty: "No letter waits.", rows: due + made))
      common.screen.more(shown: max(due.count, made.count), limit: limit)
      if let first = waiting.due.first {
        common.screen.say("Make one: nolimits letter make \(first.application) \(first.kind.rawValue)")
        common.screen.say("Make all that need no words of yours: nolimits letter make --all")
      }
      if let first = waiting.made.first { common.screen.say("Handed over? nolimits letter sent \(first.number)") }
    }
  }

  /// What is written for one letter.
  struct Written: Codable { let words: String }

  static func show(_ made: [MadeLetter], _ common: Common, _ dryRun: DryRun) throws {
    let lines = made.map { letter in
      let place = letter.files.isEmpty ? "" : " It lies in \((letter.files[0] as NSString).deletingLastPathComponent)."
      return
        "Letter \(letter.letter), \(letter.kind.rawValue), for application \(letter.application).\(place)"
    }
    try common.screen.show(made, words: lines.isEmpty ? "No letter is due." : lines.joined(separator: "\n"))
    if let first = made.first, !dryRun.isOn {
      common.screen.say("Read it: nolimits letter show \(first.letter)")
      common.screen.say("When it is handed over: nolimits letter sent \(first.letter)")
    }
    dryRun.remind(common.screen)
  }

  struct Make: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make", abstract: "Make a letter that is due, from the name and the safe way known now.",
      discussion: """
        EXAMPLES
          nolimits letter make 12 received
          nolimits letter make 12 question <words.json     {"words": "What is the bed's size?"}
          nolimits letter make 12 agreement --to-organisation
          nolimits letter make --all

        Kinds: \(LetterKind.allCases.map(\.rawValue).joined(separator: ", ")).
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The application's number.")
    var number: Int64?
    @Argument(help: "The kind of letter.")
    var kind: LetterKind?
    @Flag(help: "All that are due and need no words of yours.")
    var all = false
    @Flag(name: .customLong("to-organisation"), help: "The agreement is with an organisation, not with a person.")
    var toOrganisation = false

    func run() throws {
      let house = try common.houseForDecision(Action("letter.make"))
      if all {
        let ready = try house.lettersDue(limit: 1000).filter { try !house.needsWords($0.kind, of: $0.application) }
        return try LetterCommand.show(
          try ready.map { try house.makeLetter($0.kind, of: $0.application, isDryRun: dryRun.isOn) }, common, dryRun)
      }
      guard let number, let kind else {
        throw ValidationError("Name an application and a kind of letter, or say --all.")
      }
      let words =
        try house.needsWords(kind, of: number)
        ? try Ask.personal(Written.self) {
          Written(words: try Ask.line(kind == .question ? "What do you ask? " : "Why? In plain, kind words: "))
        }.words : nil
      try LetterCommand.show(
        [
          try house.makeLetter(
            kind, of: number, words: words, toOrganisation: toOrganisation, isDryRun: dryRun.isOn)
        ], common, dryRun)
    }
  }

  /// What the commands about one letter take.
  struct Options: ParsableArguments {
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The letter's number.")
    var number: Int64
  }

  struct Again: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "again", abstract: "Make a letter once more, from the name and the safe way known now.")
    @OptionGroup var options: Options
    @Flag(name: .customLong("to-organisation"), help: "The agreement is with an organisation, not with a person.")
    var toOrganisation = false

    func run() throws {
      let made = try options.common.houseForDecision(Action("letter.make")).makeLetterAgain(
        options.number, toOrganisation: toOrganisation, isDryRun: options.dryRun.isOn)
      try LetterCommand.show([made], options.common, options.dryRun)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Read a letter at a terminal; the look is recorded.")
    @OptionGroup var common: Common
    @Argument(help: "The letter's number.")
    var number: Int64

    func run() throws {
      guard Screen.isTerminal else {
        throw StoreError.notPermitted(action: "look", reason: "a letter is shown at a terminal only")
      }
      let text = try common.house().showLetter(number)
      try common.screen.show(["text": text], text: Table.harmlessLines(text))
      common.screen.say("(this look is recorded)")
    }
  }

  struct Sent: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sent", abstract: "Note that a letter was handed over; its files are deleted.")
    @OptionGroup var options: Options

    func run() throws {
      try options.common.houseForDecision(Action("letter.sent")).letterSent(
        options.number, isDryRun: options.dryRun.isOn)
      try options.common.screen.show(
        ["letter": options.number], words: "Noted: letter \(options.number) was handed over. Its files are deleted.")
      options.dryRun.remind(options.common.screen)
    }
  }

  struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drop", abstract: "Note that nobody needs a letter that is due.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The application's number.")
    var number: Int64
    @Argument(help: "The kind of letter.")
    var kind: LetterKind
    @Option(help: "Why: a code such as told-in-person.")
    var reason: String

    func run() throws {
      let house = try common.houseForDecision(Action("letter.make"))
      try house.grantWork(Action("letter.make"), about: "\(number)", isDryRun: dryRun.isOn) { write in
        try Letter.drop(kind, of: number, reason: reason, by: house.actor, in: write)
      }
      try common.screen.show(["application": number], words: "Noted. That letter is not made.")
      dryRun.remind(common.screen)
    }
  }
}

extension LetterKind: ExpressibleByArgument {}
