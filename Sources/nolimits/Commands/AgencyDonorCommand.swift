// nolimits agency donor

import ArgumentParser
import Dates
import Files
import Giving
import Operations
import Store

struct AgencyDonorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "donor", abstract: "Whom an agency's donor references stand for.",
    subcommands: [Record.self, Import.self], defaultSubcommand: Record.self)

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record", abstract: "Record which post an agency's donor reference stands for.",
      discussion: """
        EXAMPLES
          nolimits agency donor PGA --post 12
          nolimits agency donor PGA --post 12 <reference.json

        reference.json: {"reference": "..."}
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The agency's code.")
    var agency: String
    @Option(help: "The post's number.")
    var post: Int64

    struct Personal: Codable {
      let reference: String
    }

    func run() throws {
      let house = try common.houseForDecision(Action("agency.donor"))
      _ = try house.configuration.agencies.agency(agency, forFile: "")
      let said = try Ask.personal(Personal.self) { Personal(reference: try Ask.line("The agency's donor reference: ")) }
      let request = WriteRequest(
        Action("agency.donor"), by: house.actor, key: house.freshKey("agency-donor"),
        inputs: Inputs(["reference": said.reference, "post": "\(post)"]), on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try AgencyDonor.record(
          reference: said.reference, agency: agency, post: post, in: write, store: house.store)
        return post
      }
      try common.screen.show(["post": post], words: "The reference stands for post \(post) from the next report on.")
      dryRun.remind(common.screen)
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Record many references from a CSV file.",
      discussion: """
        EXAMPLES
          nolimits agency donor import PGA references.csv

        Headings: reference,employer,payroll,payrollNumber. All are recorded, or none. The file goes into no archive: delete
        it afterwards.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The agency's code.")
    var agency: String
    @Argument(help: "The file.", completion: .file())
    var file: String

    func run() throws {
      let house = try common.houseForDecision(Action("agency.donor"))
      _ = try house.configuration.agencies.agency(agency, forFile: "")
      let intake = AgencyDonorImport(house.store, agency: agency, limits: house.configuration.limits)
      let report = try intake.take(file, by: house.actor, on: house.businessDate, isDryRun: dryRun.isOn)
      for fault in report.errors {
        Screen.complain("\(file):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
      }
      if report.moreErrors > 0 { Screen.complain("and \(report.moreErrors) more faults") }
      if !report.errors.isEmpty {
        Screen.complain("Nothing was recorded.")
        if common.json { try common.screen.show(report, words: "") }
        throw Leave(status: .inputRefused)
      }
      try common.screen.show(
        report,
        words: report.alreadyImported
          ? "This file was recorded before. Nothing to do."
          : "\(dryRun.isOn ? "Would record" : "Recorded"): \(Words.counted(Int64(report.references), "reference"))."
      )
      dryRun.remind(common.screen)
    }
  }
}
