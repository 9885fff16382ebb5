// nolimits mandate

import ArgumentParser
import Dates
import Files
import Giving
import Ledger
import Money
import Operations
import Store

/// A mandate's number as people write it: `M17`.
enum MandateNumber {
  static func read(_ text: String) throws -> Int64 {
    guard let number = Int64(text.hasPrefix("M") ? text.dropFirst() : text[...]) else {
      throw ValidationError("\"\(text)\" is not a mandate's number like M17.")
    }
    return number
  }
}

struct MandateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mandate", abstract: "What donors consented to.",
    subcommands: [Add.self, List.self, Show.self, Change.self, Stop.self, Import.self])

  /// A mandate as programs read it.
  struct Shown: Encodable {
    let mandate: Int64
    let post: Int64
    let code: String
    let amountPence: Int64
    let from: String
    let until: String?
    let once: Bool
    let split: String
    let authority: String
    let authorityDate: String

    init(_ mandate: Mandate, _ funds: Funds) {
      self.mandate = mandate.number
      post = mandate.post
      code = mandate.code
      amountPence = mandate.amount.rawValue
      from = mandate.from.description
      until = mandate.until?.description
      once = mandate.once
      split = mandate.split.written(funds)
      authority = mandate.authority
      authorityDate = mandate.authorityDate.description
    }

    static func table(_ mandates: [Shown]) -> Table {
      Table(
        ["Mandate", "Post", "Code", "Amount", "From", "Until", "Once", "Split", "Authority", "Of"], leaving: ["Of"],
        empty: "No mandates yet. Record some: nolimits mandate import FILE",
        rows: mandates.map {
          [
            .text("M\($0.mandate)"), .count($0.post), .text($0.code), .pence($0.amountPence), .text($0.from),
            .optional($0.until), .text($0.once ? "yes" : ""), .text($0.split), .text($0.authority),
            .text($0.authorityDate),
          ]
        })
    }
  }

  /// The terms of a mandate.
  struct Terms: ParsableArguments {
    @Option(help: "The deduction code on the payslip.")
    var code: String?
    @Option(help: "Pounds each pay day, such as 10.00.")
    var amount: String
    @Option(help: "The first day on which it may be taken.")
    var from: String
    @Option(help: "The last day. Default: none; for a single gift the end of the month it begins in.")
    var until: String?
    @Flag(help: "A single gift.")
    var once = false
    @Option(help: "A fund, or fund=60%,other=40%, or fund=6.00,other=4.00. Default: the main fund.")
    var split: String?
    @Option(help: "Where the written consent is kept: a reference, never a name.")
    var authority: String
    @Option(name: .customLong("authority-date"), help: "The date on the consent.")
    var authorityDate: String

    func read(code fallback: String?, _ house: House) throws -> MandateTerms {
      guard let code = code ?? fallback else { throw ValidationError("Name the deduction code with --code.") }
      let pounds = try Pounds.read(amount)
      return try MandateTerms(
        code: code, amount: pounds, from: try Common.day(from), until: try until.map(Common.day), once: once,
        split: SplitRule(
          split ?? house.configuration.mainFund, amount: pounds, funds: try Funds.read(house.store.reading)),
        authority: authority, authorityDate: try Common.day(authorityDate))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a consent.",
      discussion: """
        EXAMPLES
          nolimits mandate add 12 --code NOLIM --amount 10.00 --from 2026-12-01 \\
            --authority PG-2026-17 --authority-date 2026-11-20
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @OptionGroup var terms: Terms
    @Argument(help: "The post's number (nolimits donor show).")
    var post: Int64

    func run() throws {
      let house = try common.houseForDecision(Action("mandate.add"))
      guard let found = try Post.find(post, house.store.reading) else {
        throw GivingError.notFound(kind: "post", id: "\(post)")
      }
      let terms = try terms.read(code: nil, house)
      let request = WriteRequest(
        Action("mandate.add"), by: house.actor, key: "mandate/\(post)/\(terms.code)/\(terms.authority)/\(terms.from)",
        inputs: terms.inputs, on: house.businessDate, isDryRun: dryRun.isOn)
      let outcome = try house.store.write(request) {
        try Registration.addMandate(terms, post: found, in: $0).number
      }
      let number = outcome.value
      try common.screen.show(
        ["mandate": number],
        words: MandateCommand.isRepeat(outcome)
          ? try MandateCommand.before(number, house.store.reading)
          : "Mandate M\(number) is recorded. Tell payroll: \(terms.code) \(terms.amount.pounds) from \(terms.from).")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All mandates.")
    @OptionGroup var common: Common

    func run() throws {
      let reading = try common.house(reading: Action("mandate.read")).store.reading
      let funds = try Funds.read(reading)
      let mandates = try Mandate.all(reading).map { Shown($0, funds) }
      try common.screen.show(mandates, as: Shown.table(mandates))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One mandate.")
    @OptionGroup var common: Common
    @Argument(help: "Its number, such as M17.")
    var mandate: String

    func run() throws {
      let reading = try common.house(reading: Action("mandate.read")).store.reading
      let shown = Shown(try found(mandate, reading), try Funds.read(reading))
      try common.screen.show(shown, as: Shown.table([shown]))
    }
  }

  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "change", abstract: "Replace a mandate from a day on, by a new consent.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @OptionGroup var terms: Terms
    @Argument(help: "Its number, such as M17.")
    var mandate: String

    func run() throws {
      let house = try common.houseForDecision(Action("mandate.change"))
      let old = try found(mandate, house.store.reading)
      let terms = try terms.read(code: old.code, house)
      let request = WriteRequest(
        Action("mandate.change"), by: house.actor,
        key: "mandate/M\(old.number)/changed/\(terms.authority)/\(terms.from)",
        inputs: terms.inputs, on: house.businessDate, isDryRun: dryRun.isOn)
      let outcome = try house.store.write(request) {
        try MandateCommand.found(old.number, $0.reading).replace(with: terms, in: $0).number
      }
      let number = outcome.value
      try common.screen.show(
        ["mandate": number],
        words: MandateCommand.isRepeat(outcome)
          ? try MandateCommand.before(number, house.store.reading)
          : "M\(old.number) ends before \(terms.from); M\(number) takes its place. Tell payroll: \(terms.code) \(terms.amount.pounds)."
      )
      dryRun.remind(common.screen)
    }
  }

  struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "End a mandate.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its number, such as M17.")
    var mandate: String
    @Option(help: "The last day on which it may be taken.")
    var on: String

    func run() throws {
      let house = try common.houseForDecision(Action("mandate.stop"))
      let old = try found(mandate, house.store.reading)
      let last = try Common.day(on)
      let request = WriteRequest(
        Action("mandate.stop"), by: house.actor, key: "mandate/M\(old.number)/stopped/\(last)",
        inputs: Inputs(["on": "\(last)"]), on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try MandateCommand.found(old.number, write.reading).stop(on: last, in: write)
        return old.number
      }
      let until = try MandateCommand.found(old.number, house.store.reading).until
      let end = dryRun.isOn ? "would end on \(last)" : "ends on \(until.map(\.description) ?? "no day")"
      try common.screen.show(
        ["mandate": old.number], words: "M\(old.number) \(end). Tell payroll when to stop \(old.code).")
      dryRun.remind(common.screen)
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Record mandates, and donors who are new, from a CSV file.",
      discussion: """
        EXAMPLES
          nolimits mandate import mandates.csv

        Headings: employer,payroll,payrollNumber,code,amount,from,until,once,split,authority,authorityDate,name.
        All are recorded, or none.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The file.", completion: .file())
    var file: String

    func run() throws {
      let house = try common.houseForDecision(Action("mandate.import"))
      let intake = MandateImport(
        house.store, layout: house.configuration.mandateLayout, limits: house.configuration.limits)
      let report = try intake.take(file, by: house.actor, on: house.businessDate, isDryRun: dryRun.isOn)
      for fault in report.errors {
        Screen.complain("\(file):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
      }
      if !report.errors.isEmpty {
        Screen.complain("Nothing was recorded.")
        if common.json { try common.screen.show(report, words: "") }
        throw Leave(status: .inputRefused)
      }
      try common.screen.show(
        report,
        words: report.alreadyImported
          ? "This file was recorded before. Nothing to do."
          : "\(dryRun.isOn ? "Would record" : "Recorded"): \(Words.counted(report.mandates, "mandate")), \(report.newDonors) of new donors."
      )
    }
  }

  static func found(_ text: String, _ reading: Reading) throws -> Mandate {
    try found(MandateNumber.read(text), reading)
  }

  /// What is said where the same consent was recorded before.
  static func before(_ number: Int64, _ reading: Reading) throws -> String {
    let until = try found(number, reading).until.map { ", which ends on \($0)" } ?? ""
    return "This consent was recorded before, as M\(number)\(until). Nothing was changed."
  }

  /// Whether the same change was made before.
  static func isRepeat<T>(_ outcome: Outcome<T>) -> Bool {
    if case .madeBefore = outcome { return true }
    return false
  }

  static func found(_ number: Int64, _ reading: Reading) throws -> Mandate {
    guard let mandate = try Mandate.find(number, reading) else {
      throw GivingError.notFound(kind: "mandate", id: "M\(number)")
    }
    return mandate
  }
}

private func found(_ text: String, _ reading: Reading) throws -> Mandate { try MandateCommand.found(text, reading) }
