// nolimits payroll: files that came, what is in them, and a second person's yes or no to one that is held.

import ArgumentParser
import Dates
import Files
import Foundation
import Giving
import Ledger
import Operations
import Store

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
