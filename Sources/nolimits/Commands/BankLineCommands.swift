// nolimits bank unmatched and bank show: lines of statements, and what the bank wrote of them.

import ArgumentParser
import Banking
import Giving
import Operations
import Store

/// The flags of commands that show what the bank wrote.
struct Narratives: ParsableArguments {
  @Flag(name: .customLong("narrative"), help: "Show what the bank wrote, too. This look is recorded.")
  var areShown = false
  @Option(help: "With --narrative: why you look, a code such as assigning or audit.")
  var why = "assigning"

  func validate() throws {
    guard Employer.isCode(why) else { throw ValidationError("--why is a code such as assigning or audit.") }
  }

  /// What the bank wrote, by line; nothing where nobody asked. The look is recorded first.
  /// - Throws: `StoreError.notPermitted` where it would be seen by others than a person at a terminal.
  func look(at lines: [String], _ house: House, _ common: Common) throws -> [String: LineNarrative] {
    guard areShown else { return [:] }
    guard Screen.isTerminal || common.json || common.csv else {
      throw StoreError.notPermitted(
        action: "bank.look", reason: "what the bank wrote is shown at a terminal, or with --json or --csv")
    }
    let found = try house.bankNarratives(of: lines, why: why)
    return Dictionary(found.map { ($0.line, $0) }) { first, _ in first }
  }

  /// Says what was done.
  func remind(_ screen: Screen) {
    if areShown { screen.say("(this look is recorded)") }
  }
}

extension LineNarrative {
  /// In one line, for people.
  var words: String { texts.map { $0.joined(separator: " / ") } ?? "The archived file cannot be read as it was." }
}

struct BankUnmatched: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmatched", abstract: "Lines that wait for a person, and what they might pay.",
    discussion: """
      EXAMPLES
        nolimits bank unmatched
        nolimits bank unmatched --narrative
        nolimits bank unmatched --json

      What the bank wrote of a line can name people. It lies in the sealed archive,
      and is shown only with --narrative: who looked at which line is recorded first.
      """)
  @OptionGroup var common: Common
  @OptionGroup var narratives: Narratives

  func run() throws {
    let house = try common.house(reading: Action("bank.read"))
    var waiting = try WaitingLine.all(house.store.reading)
    let found = try narratives.look(at: waiting.map(\.line), house, common)
    for index in waiting.indices { waiting[index].narrative = found[waiting[index].line]?.texts }
    try common.screen.show(waiting, as: table(waiting, found))
    if !waiting.isEmpty {
      common.screen.say("Say what one is:\n  nolimits bank assign LINE --to EXPECTATION --reason payer-confirmed")
      common.screen.say("Other ways and reasons: nolimits bank assign --help")
      if !narratives.areShown { common.screen.say("What the bank wrote: nolimits bank unmatched --narrative") }
    }
    narratives.remind(common.screen)
  }

  private func table(_ waiting: [WaitingLine], _ found: [String: LineNarrative]) -> Table {
    let headings = ["Line", "Of", "Amount", "Because", "Might pay", "How sure"]
    return Table(
      narratives.areShown ? headings + ["The bank says"] : headings, leaving: ["How sure"], empty: "Nothing waits.",
      rows: waiting.map { line in
        [
          .text(line.line), .text(line.date), .pence(line.amountPence), .text(line.reason), .optional(line.proposed),
          .text(line.confidence),
        ] + (narratives.areShown ? [.text(found[line.line]?.words ?? "")] : [])
      })
  }
}

struct BankShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "A line of a statement, and what became of it.",
    discussion: """
      EXAMPLES
        nolimits bank show bank/FDN/2026/FDN-11/p1/0002.2
        nolimits bank show bank/FDN/2026/FDN-11/p1/0002.2 --narrative --why audit

      What the bank wrote can name people: it is shown only with --narrative, and who
      looked is recorded first.
      """)
  @OptionGroup var common: Common
  @OptionGroup var narratives: Narratives
  @Argument(help: "The line's id.")
  var line: String

  struct Shown: Encodable {
    let line: PostedLine
    let said: [LineAssignment]
    let narrative: [String]?
  }

  func validate() throws {
    guard !(narratives.areShown && common.csv) else {
      throw ValidationError("What the bank wrote of one line is shown at a terminal or with --json, not with --csv.")
    }
  }

  func run() throws {
    let house = try common.house(reading: Action("bank.read"))
    guard let found = try PostedLine.find(line, house.store.reading) else {
      throw BankError.notFound(kind: "line of a bank statement", id: line)
    }
    let said = try LineAssignment.of(line, house.store.reading)
    let narrative = try narratives.look(at: [line], house, common)[line]
    let way = found.amountPence < 0 ? "went out of" : "came into"
    common.screen.say("\(abs(found.amountPence).pounds) \(way) \(found.account) on \(found.date).")
    if let narrative { common.screen.say("The bank says: \(Table.harmless(narrative.words))") }
    try common.screen.show(
      Shown(line: found, said: said, narrative: narrative?.texts),
      as: Table(
        ["Amount", "Pays", "Because", "How sure", "By entry"], empty: "Nothing was said of it.",
        rows: said.map {
          [
            .pence($0.amountPence), .optional($0.expectation ?? $0.fund), .text($0.reason), .text($0.confidence),
            .optional($0.entry),
          ]
        }))
    narratives.remind(common.screen)
  }
}
