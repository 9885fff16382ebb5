// nolimits application import, nolimits application refused

import ArgumentParser
import Grants
import Operations
import Store

struct ImportFormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take in a web form's file, CSV or JSON, by a layout of config/layouts.",
    discussion: """
      EXAMPLES
        nolimits application import applications-2026-11.csv
        nolimits application import forms.json --layout applications --round individual-1

      Each form is taken in by itself, once, by its own reference. One that cannot be read is named by its line and
      field, and waits: nolimits application refused
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The file.", completion: .file())
  var file: String
  @Option(help: "The layout. Default: the one whose files are named so.")
  var layout: String?
  @Option(help: "The round. Default: the newest open one of the layout's programme.")
  var round: String?

  func run() throws {
    let report = try common.houseForDecision(Action("application.import")).importForms(
      file, layout: layout, round: round, isDryRun: dryRun.isOn)
    for refused in report.refused {
      let field = refused.fault.field.isEmpty ? "" : "\(refused.fault.field): "
      Screen.complain("\(file):\(refused.line): \(field)\(refused.fault.message) (\(refused.fault.code))")
    }
    let words =
      report.alreadyImported
      ? "This file came before. Nothing to do."
      : "\(Words.counted(Int64(report.applications.count), "application")) came in; \(report.known) came before; "
        + "\(report.refused.count) could not be taken in."
    try common.screen.show(report, words: words)
    dryRun.remind(common.screen)
    if !report.refused.isEmpty { throw Leave(status: report.forms == 0 ? .inputRefused : .waiting) }
  }
}

struct RefusedFormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refused", abstract: "Forms from the web that could not be taken in; or note that one was looked at.",
    discussion: """
      EXAMPLES
        nolimits application refused
        nolimits application refused --looked-at form/3/L12

      An item settles itself when the form comes again and can be read.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Option(name: .customLong("looked-at"), help: "The item: nobody needs to do more about it.")
  var lookedAt: String?

  func run() throws {
    if let lookedAt {
      let house = try common.houseForDecision(Action("application.refused"))
      try house.grantWork(Action("application.refused"), about: "form", isDryRun: dryRun.isOn) { write in
        try FormFile.lookedAt(lookedAt, on: house.businessDate, in: write)
        return lookedAt
      }
      try common.screen.show(["item": lookedAt], words: "Noted.")
      return dryRun.remind(common.screen)
    }
    let house = try common.house(reading: Action("form.read"))
    let found = try RefusedForm.waiting(house.store.reading)
    try common.screen.show(
      found,
      as: Table(
        ["Item", "File", "Line", "Field", "Why"], empty: "No form waits.",
        rows: found.map { [.text($0.item), .count($0.file), .count($0.line), .text($0.field), .text($0.code)] }))
  }
}
