// nolimits employer

import ArgumentParser
import Dates
import Giving
import Ledger
import Operations
import Store

struct EmployerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "employer", abstract: "Employers whose payrolls take gifts.",
    subcommands: [Add.self, List.self, Show.self, Change.self, Stop.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add an employer.",
      discussion: """
        EXAMPLES
          nolimits employer add SBC --name "The council"
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code, as files use it.")
    var code: String
    @Option(help: "Its name.")
    var name: String

    func run() throws {
      let house = try common.houseForDecision(Action("employer.add"))
      let employer = Employer(code: code, name: name)
      let request = WriteRequest(
        Action("employer.add"), by: house.actor, key: house.freshKey("employer/\(code)"),
        inputs: Inputs(["name": name]),
        on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        guard try Employer.find(code, write.reading) == nil else {
          throw LedgerError.taken(kind: "employer", id: code)
        }
        try employer.record(in: write)
        return code
      }
      try common.screen.show(
        employer, words: "Employer \(code) is recorded. A profile in config/payrolls says how its files are read.")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All employers.")
    @OptionGroup var common: Common

    func run() throws {
      let employers = try Employer.all(try common.house().store.reading)
      try common.screen.show(
        employers, as: Table(["Code", "Name"], rows: employers.map { [.text($0.code), .text($0.name)] }))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One employer: its payrolls, its givers, and what it has still to pay over.")
    @OptionGroup var common: Common
    @Argument(help: "Its code.")
    var code: String

    struct Shown: Encodable {
      let employer: Employer
      let payrolls: [String]
      let givers: Int64
      let due: [OpenExpectation]
    }

    func run() throws {
      let house = try common.house(reading: Action("payroll.read"))
      let reading = house.store.reading
      guard let employer = try Employer.find(code, reading) else {
        throw GivingError.notFound(kind: "employer", id: code)
      }
      let payrolls = try Payroll.all(reading).filter { $0.employer == code }
      let shown = Shown(
        employer: employer, payrolls: payrolls.map(\.code),
        givers: try employer.givers(on: house.businessDate, reading),
        due: try OpenExpectation.all(from: code, reading))
      common.screen.heading(Table.harmless(employer.name))
      let list = shown.payrolls.isEmpty ? "none yet" : shown.payrolls.joined(separator: ", ")
      common.screen.say("Payrolls: \(list). Posts with a live mandate: \(shown.givers).")
      try common.screen.show(
        shown,
        as: Table(
          ["Due by", "For", "To", "Amount", "Id"], empty: "Nothing is on its way from this employer.",
          rows: shown.due.map {
            let due = $0.expectation
            return [.text(due.dueDate), .text(due.period), .text(due.to), .pence($0.duePence), .text(due.id)]
          }))
    }
  }

  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "change", abstract: "Change an employer's name.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code; that never changes.")
    var code: String
    @Option(help: "Its name from now on.")
    var name: String

    func run() throws {
      let house = try common.houseForDecision(Action("employer.change"))
      let request = WriteRequest(
        Action("employer.change"), by: house.actor, key: house.freshKey("employer/\(code)"),
        inputs: Inputs(["name": name]), on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        guard try Employer.find(code, write.reading) != nil else {
          throw GivingError.notFound(kind: "employer", id: code)
        }
        try Employer(code: code, name: name).record(in: write)
        return code
      }
      try common.screen.show(
        Employer(code: code, name: name), words: "Employer \(code) is called \(Table.harmless(name)) now.")
      dryRun.remind(common.screen)
    }
  }

  struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stop", abstract: "An employer leaves: every post and mandate on its payrolls ends on a day.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code.")
    var code: String
    @Option(help: "The last day.")
    var on: String

    func run() throws {
      let house = try common.houseForDecision(Action("employer.stop"))
      let last = try Common.day(on)
      let request = WriteRequest(
        Action("employer.stop"), by: house.actor, key: "employer/\(code)/stopped/\(last)",
        inputs: Inputs(["on": "\(last)"]), on: house.businessDate, isDryRun: dryRun.isOn)
      let stopped = try house.store.write(request) { try Registration.stopEmployer(code, on: last, in: $0) }.value
      try common.screen.show(
        ["stoppedMandates": stopped],
        words: """
          Employer \(code) takes gifts until \(last). Ended: \(Words.counted(stopped, "mandate")). What it deducted \
          until then is still to come: nolimits employer show \(code)
          """)
      dryRun.remind(common.screen)
    }
  }
}
