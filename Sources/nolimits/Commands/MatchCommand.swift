// nolimits match

import ArgumentParser
import Dates
import Giving
import Money
import Operations
import Store

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "What sponsors add to gifts.",
    subcommands: [Offer.self, List.self, Show.self, Claim.self], defaultSubcommand: List.self)

  /// An offer and what was claimed of it.
  struct Shown: Encodable {
    let offer: MatchOffer
    let claimedPence: Int64
    let claims: [MatchClaim]

    init(_ offer: MatchOffer, _ reading: Reading) throws {
      self.offer = offer
      claimedPence = try MatchClaim.claimed(offer.sponsor, reading).rawValue
      claims = try MatchClaim.all(offer.sponsor, reading)
    }

    static func table(_ offers: [Shown]) -> Table {
      Table(
        ["Sponsor", "Name", "Rate", "A donor a month", "In all", "Claimed", "From", "Until", "Funds"],
        leaving: ["Name"], empty: "No sponsor matches gifts yet.",
        rows: offers.map {
          [
            .text($0.offer.sponsor), .text($0.offer.name), .text("\(Rate(basisPoints: $0.offer.basisPoints))"),
            $0.offer.monthlyCapPence.map { .pence($0) } ?? .text(""), .pence($0.offer.potPence),
            .pence($0.claimedPence), .text($0.offer.from), .text($0.offer.until),
            .text($0.offer.funds.joined(separator: ", ")),
          ]
        })
    }
  }

  struct Offer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "offer", abstract: "Record a sponsor's offer; a second person must agree.",
      discussion: """
        EXAMPLES
          nolimits match offer BREW --name "A brewery" --percent 50 --cap 10.00 --pot 5000.00 \\
            --from 2026-12-01 --until 2026-12-31 --fund gift-of-giving
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The sponsor's code.")
    var sponsor: String
    @Option(help: "The body's name.")
    var name: String
    @Option(help: "How much is added to a gift: 100 doubles it.")
    var percent: String
    @Option(help: "The most for one donor in one calendar month. Default: no cap.")
    var cap: String?
    @Option(help: "The most in all.")
    var pot: String
    @Option(help: "The first day of gifts that are matched.")
    var from: String
    @Option(help: "The last one.")
    var until: String
    @Option(name: .customLong("fund"), help: "A fund whose gifts are matched; may be given several times.")
    var funds: [String]

    func run() throws {
      guard let rate = Rate(percent: percent) else {
        throw ValidationError("\"\(percent)\" is not a percentage like 50 or 12.5.")
      }
      let offer = try MatchOffer(
        sponsor: sponsor, name: name, rate: rate, monthlyCap: try cap.map(Pounds.read), pot: try Pounds.read(pot),
        from: try Common.day(from), until: try Common.day(until), funds: funds)
      let words = try common.houseForDecision(Action("match.offer")).offerMatch(offer, isDryRun: dryRun.isOn)
      try common.screen.show(["sponsor": sponsor, "result": words], words: words)
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All offers.")
    @OptionGroup var common: Common

    func run() throws {
      let reading = try common.house(reading: Action("gift.read")).store.reading
      let offers = try MatchOffer.all(reading).map { try Shown($0, reading) }
      try common.screen.show(offers, as: Shown.table(offers))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One offer and its claims.")
    @OptionGroup var common: Common
    @Argument(help: "The sponsor's code.")
    var sponsor: String

    func run() throws {
      let reading = try common.house(reading: Action("gift.read")).store.reading
      guard let offer = try MatchOffer.find(sponsor, reading) else {
        throw GivingError.notFound(kind: "sponsor", id: sponsor)
      }
      let shown = try Shown(offer, reading)
      try common.screen.show(shown, as: Shown.table([shown]))
      common.screen.show(
        Table(
          ["Claim", "Until", "Amount"], empty: "Nothing was claimed yet.",
          rows: shown.claims.map { [.count($0.number), .text($0.until), .pence($0.amountPence)] }))
    }
  }

  struct Claim: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "claim", abstract: "Claim what a sponsor owes since the last claim, and write the file for it.",
      discussion: """
        EXAMPLES
          nolimits match claim BREW --until 2026-12-31
          nolimits match claim BREW --again 1          write the first claim's file again
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The sponsor's code.")
    var sponsor: String
    @Option(help: "The last day of gifts that count. Default: today.")
    var until: String?
    @Option(help: "The number of an earlier claim whose file is written again.")
    var again: Int64?

    func run() throws {
      let house = try common.houseForDecision(Action("match.claim"))
      if let again {
        let file = try house.matchFile(sponsor, again)
        return try common.screen.show(["file": file], words: "Written again: \(file)")
      }
      let made = try house.claimMatch(
        sponsor, until: try until.map(Common.day) ?? house.businessDate, isDryRun: dryRun.isOn)
      guard let made else {
        return try common.screen.show(["result": "nothing"], words: "Nothing has changed since the last claim.")
      }
      try common.screen.show(
        made.claim,
        words: dryRun.isOn
          ? "Would claim \(made.claim.amountPence.pounds)."
          : "Claim \(made.claim.number): \(made.claim.amountPence.pounds). For the sponsor: \(made.file)")
      dryRun.remind(common.screen)
    }
  }
}
