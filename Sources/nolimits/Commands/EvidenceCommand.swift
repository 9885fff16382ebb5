// nolimits evidence

import ArgumentParser
import Files
import Foundation
import Grants
import Operations
import Store

struct EvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence", abstract: "Papers of a grant: where the foundation keeps each, never the paper itself.",
    subcommands: [Record.self, List.self])

  static func table(_ papers: [Evidence]) -> Table {
    Table(
      ["Paper", "Reference", "Noted on", "Digest"], empty: "No papers noted.",
      rows: papers.map {
        [.text($0.kind.rawValue), .text($0.reference), .text($0.notedOn), .text($0.hasDigest ? "yes" : "no")]
      })
  }

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record", abstract: "Note a quote, an invoice, a receipt or an agreement.",
      discussion: """
        EXAMPLES
          nolimits evidence record 12 --kind quote --reference Q-2026-113
          nolimits evidence record 12 --kind receipt --reference R-2026-20 --file receipt.pdf

        The reference is a code, never a name. Of the file a digest is kept and nothing else.
        """)
    @OptionGroup var options: ApplicationStepOptions
    @Option(help: "quote, invoice, receipt or agreement.")
    var kind: Evidence.Kind
    @Option(help: "Where the foundation keeps it: a code.")
    var reference: String
    @Option(help: "The paper itself, to keep a digest of it.", completion: .file())
    var file: String?

    func run() throws {
      try options.run(
        Action("evidence.record"), words: "Noted. See it: nolimits award show \(options.number)"
      ) { house, write in
        let bytes = try file.map { path in
          let spooled = try SpooledFile.copy(
            from: path, into: house.store.home.spool, limits: house.configuration.limits)
          return Array(FileManager.default.contents(atPath: spooled.path) ?? Data())
        }
        try Evidence.record(
          kind, of: options.number, reference: reference, file: bytes, on: house.businessDate, by: house.actor,
          in: write, store: house.store)
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The papers noted for a grant.")
    @OptionGroup var common: Common
    @Argument(help: "The application's number.")
    var number: Int64

    func run() throws {
      let house = try common.house(reading: Action("evidence.read"))
      let application = try Application.require(number, for: house.actor, house.store.reading)
      let papers = try Evidence.of(application.number, house.store.reading)
      try common.screen.show(papers, as: EvidenceCommand.table(papers))
    }
  }
}

/// Which papers a programme asks for before money goes.
struct ProgrammeEvidence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence", abstract: "Which papers a programme asks for before a payment is let go.",
    discussion: """
      EXAMPLES
        nolimits programme evidence packs                       which ones
        nolimits programme evidence packs --ask quote           from now on
        nolimits programme evidence packs --no-longer quote
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The programme's code.")
  var code: String
  @Option(help: "quote, invoice, receipt or agreement.")
  var ask: Evidence.Kind?
  @Option(name: .customLong("no-longer"), help: "One that it does not ask for any more.")
  var noLonger: Evidence.Kind?

  func run() throws {
    let house = try common.houseForDecision()
    if ask != nil, noLonger != nil { throw ValidationError("It is one or the other.") }
    if let kind = ask ?? noLonger {
      try house.grantWork(Action("programme.evidence"), about: code, isDryRun: dryRun.isOn) { write in
        try Evidence.ask(for: kind, by: code, asks: ask != nil, in: write)
        return code
      }
    }
    let asked = try Evidence.asked(by: code, house.store.reading).map(\.rawValue)
    try common.screen.show(
      asked,
      words: asked.isEmpty
        ? "\(code) asks for no papers." : "\(code) asks for: \(asked.joined(separator: ", ")).")
    dryRun.remind(common.screen)
  }
}

extension Evidence.Kind: ExpressibleByArgument {}
