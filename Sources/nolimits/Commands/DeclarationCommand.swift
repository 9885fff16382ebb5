// nolimits declaration, gift giver, gift claim, export gift-aid

import ArgumentParser
import Dates
import Giving
import Operations
import Store

struct DeclarationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declaration", abstract: "Gift Aid declarations of givers.",
    subcommands: [Record.self, List.self, Cancel.self], defaultSubcommand: List.self)

  /// The number of a declaration as people type it: `G4` or `4`.
  static func number(_ text: String) throws -> Int64 {
    guard let number = Int64(text.hasPrefix("G") ? text.dropFirst() : text[...]), number > 0 else {
      throw ValidationError("\"\(text)\" is not a declaration like G4.")
    }
    return number
  }

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record", abstract: "Record that a giver has declared for Gift Aid.",
      discussion: """
        EXAMPLES
          nolimits declaration record 17 --made-on 2026-11-02
          nolimits declaration record 17 --from 2022-11-02 < giver.json
            {"title": "Ms", "firstName": "…", "lastName": "…", "house": "7",
             "postcode": "TS18 1XX"}

        It may reach back up to four years. Name and home are asked for, or read from
        stdin; they are sealed. A home outside the United Kingdom has the postcode X.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The person's number.")
    var person: Int64
    @Option(help: "The day it was made. Default: today.")
    var madeOn: String?
    @Option(help: "The first day whose gifts it covers. Default: the day it was made.")
    var from: String?

    func run() throws {
      let house = try common.houseForDecision(Action("gift-aid.declare"))
      let madeOn = try madeOn.map(Common.day) ?? house.businessDate
      let details = try Ask.personal(DonorDetails.self) {
        DonorDetails(
          title: nil, firstName: try Ask.line("First name: "), lastName: try Ask.line("Last name: "),
          house: try Ask.line("House name or number: "), postcode: try Ask.line("Postcode: "))
      }
      let number = try house.declareGiftAid(
        person: person, details: details, from: try from.map(Common.day) ?? madeOn, madeOn: madeOn,
        isDryRun: dryRun.isOn)
      try common.screen.show(
        ["declaration": number], words: "Recorded as G\(number). Gifts from taxed money count in the next claim.")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All declarations, by number.")
    @OptionGroup var common: Common

    func run() throws {
      let declarations = try Declaration.all(try common.house(reading: Action("declaration.read")).store.reading)
      try common.screen.show(
        declarations,
        as: Table(
          ["Declaration", "Person", "Made on", "Covers from", "Until before"], empty: "No declarations yet.",
          rows: declarations.map {
            [
              .text("G\($0.number)"), .count($0.person), .text($0.madeOn), .text($0.from),
              .optional($0.cancelledFrom),
            ]
          }))
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "A giver takes a declaration back: it covers no gift from a day on.",
      discussion: """
        EXAMPLES
          nolimits declaration cancel G4 --from 2026-12-01

        What was claimed on gifts from that day is given back in the next claim.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The declaration.")
    var declaration: String
    @Option(help: "The first day whose gifts it does not cover. Default: today.")
    var from: String?

    func run() throws {
      let house = try common.houseForDecision(Action("gift-aid.cancel"))
      let number = try DeclarationCommand.number(declaration)
      let day = try from.map(Common.day) ?? house.businessDate
      try house.cancelGiftAid(number, from: day, isDryRun: dryRun.isOn)
      try common.screen.show(["declaration": number], words: "G\(number) covers no gift from \(day) on.")
      dryRun.remind(common.screen)
    }
  }
}

struct GiftGiverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "giver", abstract: "Say whose a gift is that came without a person.",
    discussion: """
      EXAMPLES
        nolimits gift giver gifts/webgiving/PO-2026-11/r1/L2 17
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The gift's id; nolimits gift list shows it.")
  var gift: String
  @Argument(help: "The person's number.")
  var person: Int64

  func run() throws {
    try common.houseForDecision(Action("gift.giver")).nameGiver(of: gift, person: person, isDryRun: dryRun.isOn)
    try common.screen.show(["person": person], words: "The gift is person \(person)'s.")
    dryRun.remind(common.screen)
  }
}

struct GiftClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Claim Gift Aid from HMRC on gifts that were not claimed yet.",
    discussion: """
      EXAMPLES
        nolimits gift claim
        nolimits gift claim --until 2026-10-31
        nolimits gift claim --list

      Only gifts from taxed money count, whose giver has declared and whose money has
      come. What was claimed on a gift that was taken back since is given back.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Option(help: "The last day of gifts that count. Default: today.")
  var until: String?
  @Flag(help: "Show the claims that were made.")
  var list = false

  func run() throws {
    if list { return try show(GiftAidClaim.all(common.house(reading: Action("declaration.read")).store.reading)) }
    let house = try common.houseForDecision(Action("gift-aid.claim"))
    let made = try house.claimGiftAid(until: try until.map(Common.day) ?? house.businessDate, isDryRun: dryRun.isOn)
    guard let made else {
      return try common.screen.show(["result": "nothing"], words: "Nothing has changed since the last claim.")
    }
    let back = made.adjustmentPence == 0 ? "" : ", less \(made.adjustmentPence.pounds) for gifts that were taken back"
    try common.screen.show(
      made,
      words: """
        \(dryRun.isOn ? "Would claim" : "Claim \(made.number):") \(made.amountPence.pounds) on \
        \(made.donationPence.pounds) of gifts\(back).\(dryRun.isOn ? "" : " For HMRC: nolimits export gift-aid")
        """)
    dryRun.remind(common.screen)
  }

  private func show(_ claims: [GiftAidClaim]) throws {
    try common.screen.show(
      claims,
      as: Table(
        ["Claim", "Until", "Gifts", "They bring", "Given back", "Claimed"], empty: "Nothing was claimed yet.",
        rows: claims.map {
          [
            .count($0.number), .text($0.until), .pence($0.donationPence), .pence($0.taxPence),
            .pence($0.adjustmentPence), .pence($0.amountPence),
          ]
        }))
  }
}

struct GiftAidExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gift-aid", abstract: "HMRC's schedule of the gifts of a Gift Aid claim.",
    discussion: """
      EXAMPLES
        nolimits export gift-aid               of the newest claim
        nolimits export gift-aid --claim 3     of an earlier one, once more

      It holds names and homes: each export is noted as a look at those people. Take
      the files away once HMRC has them.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Option(help: "The claim's number. Default: the newest.")
  var claim: Int64?

  func run() throws {
    let made = try common.houseForDecision(Action("export.gift-aid")).exportGiftAid(claim, isDryRun: dryRun.isOn)
    let adjustment =
      made.adjustmentPence == 0
      ? "" : " In the box for earlier claims, put \(made.adjustmentPence.pounds): gifts that were taken back."
    try common.screen.show(
      made,
      words: """
        \(dryRun.isOn ? "Would write" : "Export \(made.number):") \(Words.counted(Int64(made.rows), "row")) of claim \
        \(made.claim), \(made.donationPence.pounds) of gifts.\(adjustment) \(made.files.joined(separator: " "))
        """)
    dryRun.remind(common.screen)
  }
}
