// nolimits panel

import ArgumentParser
import Dates
import Files
import Foundation
import Grants
import Money
import Operations
import People
import Store

struct PanelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "panel", abstract: "The panel of young people: its members, its meetings, its votes.",
    subcommands: [
      Members.self, Train.self, Accredit.self, StandDown.self, SitOut.self, Meeting.self, Vote.self, Pack.self,
      Minutes.self,
    ], defaultSubcommand: Members.self)

  struct Members: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "members", abstract: "The members, by number. Who may vote today, and until when.")
    @OptionGroup var common: Common

    struct Listed: Encodable {
      let person: Int64
      let trainings: [String]
      let accreditedUntil: String?
      let mayVote: Bool
      let reserve: Bool
    }

    func run() throws {
      let house = try common.house(reading: Action("panel.members"))
      let voting = Set(
        try [false, true].flatMap {
          try PanelMember.voting(on: house.businessDate, reserve: $0, house.store.reading)
        })
      let members = try PanelMember.all(house.store.reading).map {
        Listed(
          person: $0.person, trainings: $0.trainings, accreditedUntil: $0.accreditedUntil,
          mayVote: voting.contains($0.person), reserve: $0.isReserve)
      }
      try common.screen.show(
        members,
        as: Table(
          ["Member", "Trainings", "Accredited until", "May vote"], leaving: ["Trainings"], empty: "No members yet.",
          rows: members.map {
            [
              .count($0.person), .text($0.trainings.joined(separator: ", ")), .optional($0.accreditedUntil),
              .text($0.mayVote ? ($0.reserve ? "in reserve" : "yes") : "no"),
            ]
          }))
    }
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "train", abstract: "Note a training that a member has done.",
      discussion: """
        EXAMPLES
          nolimits panel train 12 money-and-fairness --by trainer-1 --on 2026-11-01

        The trainings stand in config/panel.yaml.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The member's number.")
    var person: Int64
    @Argument(help: "Which training.")
    var training: String
    @Option(name: .customLong("by"), help: "Who gave it: a code.")
    var trainer: String
    @Option(help: "The day it was done.")
    var on: String

    func run() throws {
      try common.houseForDecision(Action("panel.train")).train(
        person, training, by: trainer, on: try Common.day(on), isDryRun: dryRun.isOn)
      try common.screen.show(["person": person], words: "Noted for member \(person).")
      dryRun.remind(common.screen)
    }
  }

  struct Accredit: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accredit", abstract: "The foundation lets a trained member vote, until a day.",
      discussion: """
        Those of the reserve are asked in to an application when too few of the others may vote on it. They are
        asked first if they know someone, like everyone. To make a reserve a member, accredit them anew.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The member's number.")
    var person: Int64
    @Option(help: "The last day.")
    var until: String
    @Flag(help: "As one of the reserve.")
    var reserve = false

    func run() throws {
      try common.houseForDecision(Action("panel.accredit")).accredit(
        person, until: try Common.day(until), isReserve: reserve, isDryRun: dryRun.isOn)
      let when = reserve ? "when the reserve is asked in, " : ""
      try common.screen.show(
        ["person": person],
        words: "Member \(person) may vote \(when)until \(until). Next, with them: nolimits person passcode \(person)")
      dryRun.remind(common.screen)
    }
  }

  struct StandDown: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stand-down", abstract: "A member stands down, at once and without a reason.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The member's number.")
    var person: Int64

    func run() throws {
      try common.houseForDecision(Action("panel.stand-down")).standDown(person, isDryRun: dryRun.isOn)
      try common.screen.show(["person": person], words: "Member \(person) has stood down.")
      dryRun.remind(common.screen)
    }
  }

  struct SitOut: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sit-out", abstract: "A member sits an application out: before a meeting, or in the middle of one.",
      discussion: """
        The support adult, who knows the names, notes links before a meeting: household, placement, mentor, family.
        No reason is kept. It cannot be taken back.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The application's number.")
    var application: Int64
    @Option(help: "The member's number.")
    var member: Int64

    func run() throws {
      try common.houseForDecision(Action("panel.sit-out")).sitOut(member, of: application, isDryRun: dryRun.isOn)
      try common.screen.show(
        ["application": application], words: "Member \(member) sits application \(application) out.")
      dryRun.remind(common.screen)
    }
  }

  struct Meeting: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "meeting", abstract: "Lead a meeting on one laptop, from the welcome to the reasons.",
      discussion: """
        Start it, and it tells you what to do. The laptop goes round; each member votes behind a passcode.
        You can stop at any time and take it up again with the same command.
        """)
    @OptionGroup var common: Common

    func run() throws {
      let house = try common.houseForDecision()
      try house.requireChair()
      var room = try MeetingRoom(talk: try Talk(for: house, common), house: house)
      try room.run()
    }
  }

  struct Vote: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "vote", abstract: "Vote in your own time, signed in as yourself, while a meeting is open.")
    @OptionGroup var common: Common

    func run() throws {
      let house = try common.houseForDecision()
      guard case .person(let member) = house.actor else {
        throw StoreError.notPermitted(action: "panel.vote", reason: "a job does not vote")
      }
      let talk = try Talk(for: house, common)
      guard let sitting = try Sitting.current(house.store.reading) else {
        return talk.say("No meeting is open now. There is nothing to vote on.")
      }
      talk.page("Vote in your own time")
      guard try Doorbell(talk: talk, house: house).letIn(member) else { return }
      var turn = MemberTurn(talk: talk, house: house, sitting: sitting, member: member)
      let sent = try turn.run()
      talk.page("Thank you")
      talk.say(sent ? "Your votes are in the box. You can vote again until the votes are opened." : "Nothing was sent.")
    }
  }

  struct Pack: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pack",
      abstract: "Write the pages that the open meeting reads: one numbered copy a member, to print.")
    @OptionGroup var common: Common

    func run() throws {
      let copies = try common.houseForDecision(Action("panel.pack")).panelPack()
      try common.screen.show(
        copies,
        as: Table(
          ["Copy", "Member", "Items", "File"],
          rows: copies.map { [.count(Int64($0.copy)), .count($0.member), .count(Int64($0.items)), .text($0.file)] }))
    }
  }

  struct Minutes: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "minutes", abstract: "What a meeting decided, to print: no names, no counts of yes and no.")
    @OptionGroup var common: Common
    @Argument(help: "The meeting's number.")
    var number: Int64
    @Flag(help: "As an HTML page.")
    var html = false

    func run() throws {
      let house = try common.house(reading: Action("panel.members"))
      let minutes = try PanelMinutes.of(number, for: house.actor, house.store.reading)
      if html { return try common.screen.show(minutes, text: minutes.page(isPractice: house.store.isPractice)) }
      let practice = house.store.isPractice ? "PRACTICE\n" : ""
      try common.screen.show(
        minutes,
        words: practice + "Minutes of the panel's meeting \(number)\n" + minutes.lines.joined(separator: "\n"))
    }
  }
}

extension Talk {
  /// The panel's conversation with this home.
  init(for house: House, _ common: Common) throws {
    try self.init(
      title: "\(house.configuration.schemeName): the panel\(house.store.isPractice ? " (PRACTICE)" : "")",
      isPlain: common.plain)
  }
}

struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "Decide for the foundation where the panel tied twice; the reason is written.",
    discussion: """
      EXAMPLES
        nolimits application decide 12 --give 200.00 <reason.json      {"words": "…"}
        nolimits application decide 12 --not-this-time <reason.json

      Whoever decides does not sign the award.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The application's number.")
  var number: Int64
  @Option(help: "Give so many pounds.")
  var give: String?
  @Flag(help: "Not this time.")
  var notThisTime = false

  struct Reason: Decodable { let words: String }

  func run() throws {
    guard (give != nil) != notThisTime else { throw ValidationError("Say --give AMOUNT or --not-this-time.") }
    let amount = try give.map { try Amount.read(Array($0.utf8)) }
    let house = try common.houseForDecision(Action("application.decide"))
    let reason = try Ask.personal(Reason.self) {
      Reason(words: try Ask.line("The reason, as the applicant will read it: "))
    }
    try house.decideForFoundation(number, amount: amount, words: reason.words, isDryRun: dryRun.isOn)
    try common.screen.show(
      ["application": number],
      words: amount == nil
        ? "Recorded: not this time." : "Recorded. Another person signs: nolimits award sign-off \(number)")
    dryRun.remind(common.screen)
  }
}
