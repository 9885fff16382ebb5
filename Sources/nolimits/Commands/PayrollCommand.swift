// nolimits payroll

import ArgumentParser
import Dates
import Files
import Foundation
import Giving
import Ledger
import Operations
import Store

struct PayrollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payroll", abstract: "Payroll deduction files.",
    subcommands: [
      PayrollImport.self, PayrollFiles.self, PayrollShow.self, PayrollCheckCommand.self, PayrollApprove.self,
      PayrollReject.self, PayrollExceptions.self, PayrollResolve.self, PayrollProfiles.self, PayrollLapsed.self,
      PayrollChanges.self, PayrollRemittance.self, PayrollMonth.self,
    ])
}

struct PayrollImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take payroll files in.",
    discussion: """
      EXAMPLES
        nolimits payroll import payroll-SBC-STAFF-2026-10-30-0001.csv
        nolimits payroll import deductions.csv --profile canonical-csv
        nolimits payroll import corrected.csv --profile canonical-csv --supersedes
        nolimits payroll import FILE --dry-run

      A file is posted whole or not at all. One that is posted already is nothing to do.
      """)

  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The files.", completion: .file())
  var files: [String]
  @Option(help: "How to read them. Default: the profile that fits the file's name.")
  var profile: String?
  @Option(name: .customLong("pay-date"), help: "The day of pay, where neither file nor name says it.")
  var payDate: String?
  @Option(help: "The employer, where neither file nor name says it.")
  var employer: String?
  @Option(help: "The payroll, where neither file nor name says it.")
  var payroll: String?
  @Flag(help: "Take the place of the posted file of the same key; a second person must agree.")
  var supersedes = false

  func run() throws {
    let house = try common.house(for: Action("payroll.import"))
    let stated = StatedKey(payDate: try payDate.map(Common.day), employer: employer, payroll: payroll)
    let progress = Progress(plain: common.plain)
    var intake = house.payrollIntake(isDryRun: dryRun.isOn)
    intake.onProgress = { progress.show("posting, lines:", Int($0), of: nil) }
    var reports: [ImportReport] = []
    var refusal: (any Refusal)?
    for file in files {
      do {
        let report = try intake.take(file, profile: profile, stated: stated, supersedes: supersedes)
        progress.end()
        reports.append(report)
        if !common.json { ImportWords(report, isDryRun: dryRun.isOn).show(common.screen) }
      } catch let found as any Refusal {
        // The others are taken in all the same: what became of each is told.
        progress.end()
        if files.count > 1 { Screen.complain("\(Table.harmless(file)): \(found.sentence)") }
        refusal = refusal ?? found
      }
    }
    if common.json { try show(reports) }
    if let refusal { throw files.count > 1 ? Leave(status: refusal.exit) : refusal }
    if reports.contains(where: { $0.state == .rejected }) { throw Leave(status: .inputRefused) }
    if reports.contains(where: { $0.state == .held || $0.openItems > 0 }) { throw Leave(status: .waiting) }
  }

  /// One file gives one document, several an array.
  private func show(_ reports: [ImportReport]) throws {
    if files.count > 1 {
      try common.screen.show(reports, words: "")
    } else if let report = reports.first {
      try common.screen.show(report, words: "")
    }
  }
}

/// What became of a file, in words.
struct ImportWords {
  private let report: ImportReport
  private let isDryRun: Bool

  init(_ report: ImportReport, isDryRun: Bool) {
    self.report = report
    self.isDryRun = isDryRun
  }

  func show(_ screen: Screen) {
    let name = Table.harmless(report.file)
    // A held file that is approved has no name but its number.
    let isNumber = report.import.map { name == "import \($0)" } ?? false
    let number = report.import.map { isNumber ? "" : " as import \($0)" } ?? ""
    let file = isNumber ? name.prefix(1).uppercased() + name.dropFirst() : name
    switch report.state {
    case .posted:
      screen.say(
        "\(file): \(isDryRun ? "would be posted" : "posted\(number)"), \(Words.counted(report.lines, "line")), \(report.totalPence.pounds)."
      )
      screen.show(Table(["Fund", "Received"], rows: report.funds.map { [.text($0.fund), .pence($0.pence)] }))
      if report.openItems > 0 {
        screen.say(
          "\(Words.counted(report.openItems, "line")) for a person to settle. See: nolimits payroll exceptions")
      }
      if !isDryRun {
        screen.say("The community foundation has it with the next night, or now: nolimits export foundation")
      }
    case .alreadyPosted: screen.say("\(file): already posted\(number). Nothing to do.")
    case .held:
      let why = HoldReason.words(report.reason)
      screen.say("\(file): held\(number), because \(why). Nothing was posted.")
      if let number = report.import {
        screen.say("Look at it: nolimits payroll show \(number)")
        screen.say(
          "A second person says yes: nolimits payroll approve \(number); or no: nolimits payroll reject \(number)")
      }
    case .rejected: complain(file)
    }
    if isDryRun { screen.say("This was a dry run. Nothing was changed.") }
  }

  private func complain(_ file: String) {
    for fault in report.errors {
      Screen.complain("\(file):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
    }
    if report.moreErrors > 0 { Screen.complain("and \(report.moreErrors) more faults") }
    Screen.complain("\(file): refused. Nothing was posted. Correct it where it was made and send it again.")
  }
}

struct PayrollFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "The files that were taken in, newest first.")
  @OptionGroup var common: Common

  func run() throws {
    let files = try PayrollFile.all(try common.house(reading: Action("payroll.read")).store.reading)
    try common.screen.show(files, as: FileTable.table(files))
  }
}

/// Who brought something, in words.
enum Brought {
  static func words(_ actor: String) -> String {
    actor == "system" ? "a job" : actor.replacing(":", with: " ")
  }
}

enum FileTable {
  static func table(_ files: [PayrollFile]) -> Table {
    Table(
      ["Import", "File", "Revision", "State", "Why", "Lines", "Total", "Brought by", "Profile"],
      leaving: ["Profile", "Brought by", "Revision"],
      empty: "No file was taken in yet. Take one in: nolimits payroll import FILE",
      rows: files.map {
        [
          .count($0.number), .text($0.fileKey.isEmpty ? "not known" : $0.fileKey),
          .text($0.revision.map { "r\($0)" } ?? ""), .text($0.state.rawValue),
          .optional($0.reason), .count($0.lines), .pence($0.totalPence),
          .text(Brought.words($0.broughtBy)), .text($0.profile),
        ]
      })
  }
}

struct PayrollShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One file: what it brought, and what waits.")
  @OptionGroup var common: Common
  @Argument(help: "The import's number.")
  var file: Int64

  struct Shown: Encodable {
    let file: PayrollFile
    let entries: [Entry]
    let items: [OpenItem]
  }

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    let reading = house.store.reading
    guard let found = try PayrollFile.find(file, reading) else {
      throw GivingError.notFound(kind: "import", id: "\(file)")
    }
    let posted = try PostedFile.find(number: file, reading)
    let entries = try posted.map { try $0.entries(reading) } ?? []
    let items = try posted.map { try OpenItem.open(reading, subject: $0.subject) } ?? []
    try common.screen.show(Shown(file: found, entries: entries, items: items), as: FileTable.table([found]))
    for entry in entries {
      common.screen.heading("\n\(entry.id)")
      common.screen.show(EntryTable.postings(entry))
    }
    if !items.isEmpty {
      common.screen.heading("\nWaits for a person")
      common.screen.show(ItemTable.table(items))
    }
    sayMore(found, house.store.home)
  }

  /// Why a file waits or was refused, and what can be done.
  private func sayMore(_ found: PayrollFile, _ home: Home) {
    switch found.state {
    case .held:
      let why = HoldReason.words(found.reason)
      common.screen.say("Held, because \(why). Nothing was posted.")
      common.screen.say(
        "A second person says yes: nolimits payroll approve \(file); or no: nolimits payroll reject \(file)")
    case .refused:
      let (lines, path) = RefusedFile.faults(of: file, home)
      common.screen.say("Refused. Its faults:")
      for line in lines { common.screen.say(Table.harmless(line)) }
      if !lines.isEmpty { common.screen.say("They stand in: \(path)") }
    case .rejected: common.screen.say("A person decided against it. Nothing was posted.")
    case .superseded: common.screen.say("A later revision took its place; its lines are void.")
    case .posted: break
    }
  }
}

/// What lies beside a refused file.
enum RefusedFile {
  /// Its first faults, and where all of them stand. They hold lines, columns and codes, never a personal value.
  static func faults(of number: Int64, _ home: Home) -> (lines: [String], path: String) {
    let name = String(repeating: "0", count: max(0, 6 - "\(number)".count)) + "\(number)"
    let path = "\(home.rejected)/\(name).errors.txt"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n").map(String.init)
    return (lines.count > 12 ? Array(lines.prefix(10)) + ["and \(lines.count - 10) lines more"] : lines, path)
  }
}

struct PayrollCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "See how a file is read, in words, before anything is posted.",
    discussion: """
      EXAMPLES
        nolimits payroll check FILE --profile itrent-element-listing
      """)
  @OptionGroup var common: Common
  @Argument(help: "The file.", completion: .file())
  var file: String
  @Option(help: "The profile. Default: the one that fits the file's name.")
  var profile: String?
  @Option(help: "How many lines to show.")
  var rows = 5

  func run() throws {
    let configuration = try common.readConfiguration()
    let name = (file as NSString).lastPathComponent
    let full = try PayrollCheck.read(
      file, profile: try configuration.profile(named: profile, forFile: name),
      schema: configuration.file("schemas/payroll-1.xsd"), rows: rows)
    let check = try mayShowValues() ? full : full.withoutPersonalValues()
    if common.json { try common.screen.show(check, words: "") } else { show(check) }
    guard check.isSound else { throw Leave(status: .inputRefused) }
  }

  /// Values are finance's to see, at a terminal (`security.md`, "Never in the open"). Where there is no home yet nobody can
  /// say who looks: whoever makes a profile sees the file that they hold.
  private func mayShowValues() throws -> Bool {
    guard Screen.isTerminal else { return false }
    guard FileManager.default.fileExists(atPath: common.place.database) else { return true }
    return try common.house().mayRead(Action("payroll.look"))
  }

  private func show(_ check: PayrollCheck) {
    for line in check.inWords { common.screen.say(Table.harmless(line)) }
  }
}

struct PayrollApprove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "The second person's yes to a held file.")
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The import's number.")
  var file: Int64

  func run() throws {
    let house = try common.houseForDecision(Action("payroll.approve"))
    try Self.approve(file, house, common, dryRun) { _ in nil }
  }

  /// A yes under any of its names. `json` gives the document of the other name, by the state that came of it.
  static func approve(
    _ file: Int64, _ house: House, _ common: Common, _ dryRun: DryRun, json: (String) -> [String: String]?
  ) throws {
    let report = try house.payrollIntake(isDryRun: dryRun.isOn).approve(file)
    if !common.json {
      ImportWords(report, isDryRun: dryRun.isOn).show(common.screen)
    } else if let document = json(report.state.rawValue) {
      try common.screen.show(document, words: "")
    } else {
      try common.screen.show(report, words: "")
    }
    if report.state == .rejected { throw Leave(status: .inputRefused) }
    if report.openItems > 0 { throw Leave(status: .waiting) }
  }
}

struct PayrollReject: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "reject", abstract: "Decide against a held file.")
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The import's number.")
  var file: Int64

  func run() throws {
    try common.houseForDecision(Action("payroll.reject")).payrollIntake(isDryRun: dryRun.isOn).reject(file)
    try common.screen.show(
      ["import": file], words: "Import \(file) \(dryRun.isOn ? "would be" : "was") rejected. Nothing was posted.")
    dryRun.remind(common.screen)
  }
}

struct PayrollExceptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exceptions", abstract: "The lines that wait for a person.")
  @OptionGroup var common: Common
  @Flag(help: "Whatever waits, not only lines.")
  var all = false

  func run() throws {
    let items = try OpenItem.open(try common.house(reading: Action("payroll.read")).store.reading).filter {
      all || $0.line != nil
    }
    try common.screen.show(items, as: ItemTable.table(items))
    if !items.isEmpty {
      common.screen.say("Settle one:\n  nolimits payroll resolve ITEM --to-fund FUND --reason consent-received")
      common.screen.say("Other ways and reasons: nolimits payroll resolve --help")
    }
  }
}

enum ItemTable {
  static func table(_ items: [OpenItem]) -> Table {
    Table(
      ["Item", "Because", "In suspense", "Settle by"], empty: "Nothing waits.",
      rows: items.map { item in
        [
          .text(item.id), .text(ItemWords.of(item.code)),
          .suspense(item.suspensePence ?? 0), .optional(item.dueDate),
        ]
      })
  }
}

struct PayrollResolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Settle a line that waits.",
    discussion: """
      EXAMPLES
        nolimits payroll resolve ITEM --to-fund no-limits --reason consent-received
        nolimits payroll resolve ITEM --to-mandate M17 --reason register-corrected
        nolimits payroll resolve ITEM --returned --reason refunded-by-payroll
        nolimits payroll resolve ITEM --noted --reason looked-at

      Reasons: \(ResolutionReason.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @OptionGroup var how: SettlingOptions
  @Argument(help: "The item's id.")
  var item: String

  func run() throws { try how.settle(item, common, isDryRun: dryRun.isOn, action: "payroll.resolve") }
}

/// How an item is settled.
struct SettlingOptions: ParsableArguments {
  @Option(name: .customLong("to-fund"), help: "The money goes to this fund.")
  var fund: String?
  @Option(name: .customLong("to-mandate"), help: "The money goes where this mandate says.")
  var mandate: String?
  @Option(
    name: .customLong("as-deducted"), help: "An agency's money: this employer deducted it, in files that came since.")
  var employer: String?
  @Option(help: "What was passed on too much: it pays this, which the same payer owes.")
  var against: String?
  @Flag(help: "Payroll gave it back; it is not coming.")
  var returned = false
  @Flag(help: "Nothing to move: a person has looked.")
  var noted = false
  @Option(help: "Why: one of the coded reasons.")
  var reason: String

  private func resolution() throws -> Resolution {
    let chosen = [fund != nil, mandate != nil, employer != nil, against != nil, returned, noted].filter { $0 }.count
    guard chosen == 1 else {
      throw ValidationError("Say one of --to-fund, --to-mandate, --as-deducted, --against, --returned, --noted.")
    }
    if let fund { return .fund(fund) }
    if let employer { return .deducted(employer) }
    if let against { return .against(against) }
    if let mandate { return .mandate(try MandateNumber.read(mandate)) }
    return returned ? .returned : .noted
  }

  func settle(_ item: String, _ common: Common, isDryRun: Bool, action: String) throws {
    let house = try common.houseForDecision(Action(action))
    guard let reason = ResolutionReason(rawValue: reason) else {
      throw ValidationError("--reason is one of: \(ResolutionReason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let settlement = try house.settling(isDryRun: isDryRun).settle(
      item, as: try resolution(), reason: reason, action: action)
    if let day = settlement.settledBefore {
      return try common.screen.show(settlement, words: "\(item) was settled just so on \(day). Nothing to do.")
    }
    let moved =
      settlement.movedPence == 0
      ? "no money moved" : "\(settlement.movedPence.pounds) \(against.map { "pays \($0)" } ?? "moved out of suspense")"
    try common.screen.show(settlement, words: "\(isDryRun ? "Would settle" : "Settled") \(item): \(moved).")
    if isDryRun { return common.screen.say("This was a dry run. Nothing was changed.") }
    common.screen.say("What is left: nolimits payroll exceptions")
  }
}

struct PayrollProfiles: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "profiles", abstract: "How payroll files are read.")
  @OptionGroup var common: Common

  struct Listed: Encodable {
    let profile: String
    let words: String
    let fileName: String?
    let payrolls: [String]
    let controlTotals: Bool
  }

  func run() throws {
    let profiles = try common.readConfiguration().profiles.map { profile in
      Listed(
        profile: profile.name, words: profile.words, fileName: profile.fileName?.text,
        payrolls: profile.payrolls.map { "\($0.employer)/\($0.payroll)" }, controlTotals: profile.hasControlTotals)
    }
    try common.screen.show(
      profiles,
      as: Table(
        ["Profile", "What it reads", "File names", "Payrolls", "Control totals"], leaving: ["What it reads"],
        rows: profiles.map {
          [
            .text($0.profile), .text($0.words), .optional($0.fileName), .text($0.payrolls.joined(separator: " ")),
            .text($0.controlTotals ? "yes" : "none"),
          ]
        }))
  }
}

struct PayrollLapsed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lapsed", abstract: "Live mandates for which no deduction came in a month.")
  @OptionGroup var common: Common
  @Argument(help: "The month, such as 2026-10.")
  var month: String

  func run() throws {
    guard let month = Month(month) else { throw ValidationError("\"\(month)\" is not a month like 2026-10.") }
    let lapses = try Lapse.all(in: month, try common.house(reading: Action("mandate.read")).store.reading)
    try common.screen.show(
      lapses,
      as: Table(
        ["Mandate", "Post", "Code", "Amount", "Expected in"], empty: "Every live mandate had its deduction.",
        rows: lapses.map {
          [.text("M\($0.mandate)"), .count($0.post), .text($0.code), .pence($0.amountPence), .text($0.file)]
        }))
  }
}
