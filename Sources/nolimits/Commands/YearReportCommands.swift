// nolimits report donor-letters, nolimits report audit-pack

import ArgumentParser
import Dates
import Operations
import Reporting
import Store

struct DonorLettersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "donor-letters", abstract: "The yearly letter to each donor: what they gave, and what it did.",
    discussion: """
      EXAMPLES
        nolimits report donor-letters                          the last year that is closed
        nolimits report donor-letters 2025-26
        nolimits report donor-letters 2025-26 --handed-over    they are handed out: delete them here
        nolimits report donor-letters 2025-26 --letter 12      that one again, in a folder of its own
        nolimits report donor-letters 2025-26 --new-edition    the year was put right since: letters that say so
        nolimits report donor-letters --list                   the years there are

      One page each, in bundles to print. All months of the year must be closed, for a letter says of the funds only
      what was published. A year's letters are made once; asked again, the same ones are made again. Where a month was
      opened and closed again since, --new-edition makes letters that say they take the place of the first; the first stay
      in the books, and --edition 1 makes them again. Those who were forgotten since are taken out, and listed. Whose names are opened is recorded.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The scheme's year, such as 2025-26. Default: the last that is closed.")
  var year: String?
  @Flag(name: .customLong("handed-over"), help: "Note that they were handed out, and delete them here.")
  var handedOver = false
  @Option(help: "Only this letter of them, by its number: for who lost it.")
  var letter: Int64?
  @Flag(
    name: .customLong("new-edition"), help: "The year was put right since they were made: make letters that say so.")
  var newEdition = false
  @Option(help: "Which edition is made again. Default: the newest.")
  var edition: Int?
  @Flag(help: "The years whose letters were made.")
  var list = false

  struct Handed: Encodable { let handedOver: String }

  func run() throws {
    guard [list, handedOver, newEdition, letter != nil].filter(\.self).count < 2 else {
      throw ValidationError("Only one of --list, --letter, --new-edition and --handed-over.")
    }
    guard edition == nil || !(list || handedOver || newEdition) else {
      throw ValidationError(
        "--edition says which letters are made again: it goes with none of --list, --new-edition and --handed-over.")
    }
    if list { return try showList(common.house(reading: Action("gift.read"))) }
    let house = try common.houseForDecision(Action("report.donor-letters"))
    guard let year = try house.givingYear(year) else {
      throw ValidationError("\"\(self.year ?? "")\" is not a year like 2025-26.")
    }
    if handedOver {
      try house.donorLettersHandedOver(year, isDryRun: dryRun.isOn)
      try common.screen.show(
        Handed(handedOver: year.name),
        words: "Noted: the letters of \(year.name) are handed out. They were deleted here."
      )
    } else if let letter {
      let made = try house.donorLetter(letter, of: year, edition: edition, isDryRun: dryRun.isOn)
      try common.screen.show(made, words: Self.words(made, letter))
    } else {
      let made = try house.donorLetters(year, edition: edition, anew: newEdition, isDryRun: dryRun.isOn)
      try common.screen.show(made, words: Self.words(made))
    }
    dryRun.remind(common.screen)
  }

  private func showList(_ house: House) throws {
    let runs = try DonorLetterRun.all(house.store.reading).map { DonorLettersListed($0) }
    try common.screen.show(
      runs,
      as: Table(
        ["Year", "Edition", "Made on", "Letters", "Given", "Added", "Handed over"], empty: "No letters yet.",
        rows: runs.map {
          [
            .text($0.year), .count(Int64($0.edition)), .text($0.madeOn), .count($0.letters), .pence($0.givenPence),
            .pence($0.matchedPence),
            .text($0.isHandedOver ? "yes" : "no"),
          ]
        }))
  }

  private static func title(_ made: MadeDonorLetters) -> String {
    made.year + (made.edition == 1 ? "" : ", edition \(made.edition)")
  }

  static func words(_ made: MadeDonorLetters, _ letter: Int64) -> String {
    var lines = [
      "Letter \(letter) of \(title(made)), made again: \(made.givenPence.pounds) given, \(made.matchedPence.pounds) added."
    ]
    if let folder = made.folder { lines.append("It lies in \(folder).") }
    if !made.removed.isEmpty { lines.append("The person was forgotten: their page says so.") }
    if !made.renamed.isEmpty { lines.append("It carries another name than before.") }
    return lines.joined(separator: "\n")
  }

  static func words(_ made: MadeDonorLetters) -> String {
    func numbers(_ letters: [Int64]) -> String { letters.map(String.init).joined(separator: ", ") }
    var lines = [
      "\(made.letters) letters of \(title(made))\(made.isAgain ? ", made again" : ""): \(made.givenPence.pounds) given, \(made.matchedPence.pounds) added."
    ]
    if let folder = made.folder { lines.append("They lie in \(folder), \(made.files.count) files.") }
    if made.isOutOfDate {
      lines.append(
        "The year was put right since: they tell what is no longer so. For letters that take their place: nolimits report donor-letters \(made.year) --new-edition"
      )
    }
    if !made.removed.isEmpty {
      lines.append("Taken out, because these people were forgotten: letters \(numbers(made.removed)).")
    }
    if !made.renamed.isEmpty { lines.append("With another name than before: letters \(numbers(made.renamed)).") }
    if let left = made.notAddressed, left > 0 {
      lines.append("\(left) givers get none: neither a name nor a payroll number of theirs is here.")
    }
    if let unknown = made.unknownPence, unknown != 0 {
      lines.append("\(unknown.pounds) came by payroll numbers that are not on the register: no letter tells of it.")
    }
    if made.folder != nil {
      lines.append("When they are handed out: nolimits report donor-letters \(made.year) --handed-over")
    }
    return lines.joined(separator: "\n")
  }
}

/// A year's letters as a list shows them.
struct DonorLettersListed: Encodable {
  let year: String
  let edition: Int
  let madeOn: String
  let letters: Int64
  let givenPence: Int64
  let matchedPence: Int64
  let isHandedOver: Bool

  init(_ run: DonorLetterRun) {
    year = run.year
    edition = run.edition
    madeOn = run.madeOn.description
    letters = run.letters
    givenPence = run.givenPence
    matchedPence = run.matchedPence
    isHandedOver = run.isHandedOver
  }
}

struct AuditPackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit-pack",
    abstract: "A year's pack for the auditor: samples with their trail, and what stands out.",
    discussion: """
      EXAMPLES
        nolimits report audit-pack 2025-26
        nolimits report audit-pack 2025-26 --seed 7 --lines 60

      A folder of CSV files and one page to read: samples followed from the payslip to the bank, rules set aside,
      entries taken back, what two people agreed to, differences, changes of the configuration, powers, the audit head.
      It names no donor and no young person. The same books and the same seed give the same bytes.
      """)
  @OptionGroup var common: Common
  @Argument(help: "The scheme's year, such as 2025-26.")
  var year: String
  @Option(help: "What chooses the samples: the same seed chooses the same ones.")
  var seed: UInt64 = 1
  @Option(help: "How many payslip lines are followed.")
  var lines = 25
  @Option(help: "How many payments are followed.")
  var payments = 10

  func validate() throws {
    guard (0...1_000).contains(lines), (0...1_000).contains(payments) else {
      throw ValidationError("--lines and --payments are from 0 to 1,000.")
    }
  }

  func run() throws {
    let house = try common.house()
    guard let year = try house.givingYear(year) else {
      throw ValidationError("\"\(year)\" is not a year like 2025-26.")
    }
    let made = try house.auditPack(year, seed: seed, lines: lines, payments: payments)
    try common.screen.show(
      made,
      words: """
        The auditor's pack for \(made.year), seed \(made.seed): \(made.samples) samples, \(made.files.count) files.
        It lies in \(made.folder). Begin with audit-pack.html.
        """)
  }
}
