// nolimits donor

import ArgumentParser
import Dates
import Foundation
import Giving
import Operations
import People
import Store

struct DonorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "donor", abstract: "People who give from their pay.",
    subcommands: [Add.self, List.self, Show.self, Change.self, Stop.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a donor. What is personal is read from stdin as JSON, or asked for.",
      discussion: """
        EXAMPLES
          nolimits donor add --employer SBC --payroll STAFF --from 2026-12-01
          nolimits donor add --employer SBC --payroll STAFF --from 2026-12-01 <donor.json

        donor.json: {"name": "...", "payrollNumber": "..."}
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Option(help: "The employer's code.")
    var employer: String
    @Option(help: "The payroll's code.")
    var payroll: String
    @Option(help: "The first day of the post.")
    var from: String

    struct Personal: Codable {
      let name: String
      let payrollNumber: String
    }

    func run() throws {
      let house = try common.houseForDecision(Action("donor.add"))
      let personal = try Ask.personal(Personal.self) {
        Personal(name: try Ask.line("Name: "), payrollNumber: try Ask.line("Payroll number: "))
      }
      let post = try PostTerms(
        employer: employer, payroll: payroll, payrollNumber: personal.payrollNumber, from: try Common.day(from))
      let request = WriteRequest(
        Action("donor.add"), by: house.actor, key: house.freshKey("donor"),
        inputs: Inputs(["name": personal.name, "payrollNumber": personal.payrollNumber]), on: house.businessDate,
        isDryRun: dryRun.isOn)
      let made = try house.store.write(request) { write in
        let made = try Registration.addDonor(name: personal.name, post: post, in: write, store: house.store)
        return [made.donor, made.post.number]
      }.value
      try common.screen.show(
        ["donor": made[0], "post": made[1]],
        words: "Donor \(made[0]) is recorded, with post \(made[1]). Next: nolimits mandate add \(made[1]) ...")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All donors, by number.")
    @OptionGroup var common: Common

    func run() throws {
      let posts = try Post.all(try common.house(reading: Action("mandate.read")).store.reading)
      let payrolls = Dictionary(
        try Payroll.all(try common.house(reading: Action("mandate.read")).store.reading).map {
          ($0.number, "\($0.employer)/\($0.code)")
        }
      ) { first, _ in first }
      let shown = posts.map { ShownPost($0, payrolls) }
      try common.screen.show(shown, as: ShownPost.table(shown))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One donor. With --why the name too, at a terminal; the look is recorded.")
    @OptionGroup var common: Common
    @Argument(help: "The donor's number.")
    var donor: Int64
    @Option(help: "Why you look at the name: a code such as exception or letter.")
    var why: String?

    func run() throws {
      let house = try common.house(reading: Action("mandate.read"))
      let reading = house.store.reading
      let posts = try Post.of(donor: donor, reading)
      guard !posts.isEmpty else { throw GivingError.notFound(kind: "donor", id: "\(donor)") }
      if let why { try showName(house, why: why) }
      let payrolls = Dictionary(try Payroll.all(reading).map { ($0.number, "\($0.employer)/\($0.code)") }) { first, _ in
        first
      }
      let shown = posts.map { ShownPost($0, payrolls) }
      try common.screen.show(shown, as: ShownPost.table(shown))
    }

    private func showName(_ house: House, why: String) throws {
      guard Screen.isTerminal else {
        throw StoreError.notPermitted(action: "look", reason: "a name is shown at a terminal only")
      }
      guard Employer.isCode(why) else { throw ValidationError("--why is a code such as exception or letter.") }
      let names = try Look.names(
        of: [donor], why: why, by: house.actor, on: house.businessDate, key: house.freshKey("look"), house.store)
      common.screen.say("Name: \(Table.harmless(names[donor] ?? "not kept"))   (this look is recorded)")
    }
  }

  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "change", abstract: "Correct a donor's name, read from stdin as JSON, or asked for.",
      discussion: """
        EXAMPLES
          nolimits donor change 12
          nolimits donor change 12 <name.json

        name.json: {"name": "..."}
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The donor's number.")
    var donor: Int64

    struct Personal: Codable {
      let name: String
    }

    func run() throws {
      let house = try common.houseForDecision(Action("donor.change"))
      let personal = try Ask.personal(Personal.self) { Personal(name: try Ask.line("Name: ")) }
      let request = WriteRequest(
        Action("donor.change"), by: house.actor, key: house.freshKey("donor/\(donor)"),
        inputs: Inputs(["name": personal.name]), on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try Registration.renameDonor(donor, name: personal.name, in: write, store: house.store)
        return donor
      }
      try common.screen.show(["donor": donor], words: "The name of donor \(donor) was corrected.")
      dryRun.remind(common.screen)
    }
  }

  struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stop", abstract: "A donor leaves: every post and mandate ends on a day.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The donor's number.")
    var donor: Int64
    @Option(help: "The last day.")
    var on: String

    func run() throws {
      let house = try common.houseForDecision(Action("mandate.stop"))
      let last = try Common.day(on)
      let request = WriteRequest(
        Action("mandate.stop"), by: house.actor, key: "donor/\(donor)/stopped/\(last)",
        inputs: Inputs(["on": "\(last)"]),
        on: house.businessDate, isDryRun: dryRun.isOn)
      let stopped = try house.store.write(request) { try Registration.stopDonor(donor, on: last, in: $0) }.value
      try common.screen.show(
        ["stoppedMandates": stopped],
        words: "Donor \(donor) gives until \(last). Ended: \(Words.counted(stopped, "mandate")). Tell payroll.")
      dryRun.remind(common.screen)
    }
  }
}

/// A post as programs read it: numbers only.
struct ShownPost: Encodable {
  let donor: Int64
  let post: Int64
  let payroll: String
  let from: String
  let until: String?

  init(_ post: Post, _ payrolls: [Int64: String]) {
    donor = post.donor
    self.post = post.number
    payroll = payrolls[post.payroll] ?? ""
    from = post.from.description
    until = post.until?.description
  }

  static func table(_ posts: [ShownPost]) -> Table {
    Table(
      ["Donor", "Post", "Payroll", "From", "Until"], empty: "No donors yet.",
      rows: posts.map { [.count($0.donor), .count($0.post), .text($0.payroll), .text($0.from), .optional($0.until)] })
  }
}
