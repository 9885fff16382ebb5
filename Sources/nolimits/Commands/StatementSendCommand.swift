// nolimits statement send, nolimits statement confirm, nolimits statement address

import ArgumentParser
import Dates
import Operations
import Reporting
import Store

struct StatementSendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Send a closed month's statement to every trustee who has not had it.",
    discussion: """
      EXAMPLES
        nolimits statement send 2026-10

      Each trustee gets it once. What the mail program did not take is tried again when the command is run again. Where
      nobody knows whether a copy went, a person says so: nolimits statement confirm. Without a mail program in
      config/statement.yaml the message stays in the outbox.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The month, such as 2026-10.")
  var month: String

  func run() throws {
    let month = try Common.month(month)
    let sent = try common.houseForDecision(Action("statement.send")).sendStatement(month, isDryRun: dryRun.isOn)
    func line(_ persons: [Int64], _ words: String) -> String? {
      persons.isEmpty ? nil : "\(words): person \(persons.map(String.init).joined(separator: ", "))."
    }
    let lines = [
      sent.outbox.map {
        "No mail program is there, so nothing was sent. The message lies in \($0), without a reader's address."
      },
      line(
        sent.handedOver,
        dryRun.isOn ? "Would be handed over to the mail program for" : "Handed over to the mail program for"),
      line(sent.before, "Had it before"),
      line(sent.notAccepted, "The mail program did not take it; run this again for"),
      line(sent.unsure, "Nobody knows whether it went; say so with nolimits statement confirm \(month), for"),
      line(sent.noAddress, "No address that can be used is known of"),
      sent.noPDF.map { "\($0) The page goes with it." },
    ].compactMap(\.self)
    try common.screen.show(sent, words: lines.isEmpty ? "There is no trustee." : lines.joined(separator: "\n"))
    dryRun.remind(common.screen)
    if sent.waits { throw Leave(status: .waiting) }
  }
}

struct StatementConfirmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm", abstract: "Say whether a copy arrived of which nobody knows.",
    discussion: """
      EXAMPLES
        nolimits statement confirm 2026-10 7 arrived
        nolimits statement confirm 2026-10 7 not-arrived
      """)

  enum Word: String, CaseIterable, ExpressibleByArgument {
    case arrived
    case notArrived = "not-arrived"
  }

  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The month, such as 2026-10.")
  var month: String
  @Argument(help: "The trustee's number.")
  var person: Int64
  @Argument(help: "arrived, or not-arrived: it is then sent again.")
  var word: Word

  func run() throws {
    let month = try Common.month(month)
    try common.houseForDecision(Action("statement.send")).confirmStatement(
      month, to: person, arrived: word == .arrived, isDryRun: dryRun.isOn)
    let words =
      word == .arrived
      ? "Recorded: person \(person) has it." : "Recorded. Send it again with: nolimits statement send \(month)"
    try common.screen.show(["month": month.description, "result": words], words: words)
    dryRun.remind(common.screen)
  }
}

struct StatementAddressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "address", abstract: "Record where a trustee's copies go.",
    discussion: """
      EXAMPLES
        nolimits statement address 7
        nolimits statement address 7 <<<'{"email":"name@example.org"}'

      The address is asked for, or read from stdin as JSON. It lives in the vault.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The trustee's number.")
  var person: Int64

  private struct Answer: Decodable {
    let email: String
  }

  func run() throws {
    let house = try common.houseForDecision(Action("statement.address"))
    let answer = try Ask.personal(Answer.self) { Answer(email: try Ask.line("Address: ")) }
    try house.recordAddress(answer.email, of: person, isDryRun: dryRun.isOn)
    try common.screen.show(["person": person], words: "The address of person \(person) is recorded.")
    dryRun.remind(common.screen)
  }
}
