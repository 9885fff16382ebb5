// nolimits bank reconcile

import ArgumentParser
import Banking
import Operations
import Store

struct BankReconcile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Deducted, passed on, banked, the foundation's balance; each difference by name.",
    discussion: """
      EXAMPLES
        nolimits bank reconcile
        nolimits bank reconcile --employer ACME
        nolimits bank reconcile --json

      What was deducted, less what lies in between, is what the foundation has.
      What is not explained to the penny is said so, and the exit code is then 3.
      An agency's charge and payment are shared among employers and tax months by
      what was given.
      """)
  @OptionGroup var common: Common
  @Option(help: "Only this employer.")
  var employer: String?

  struct Shown: Encodable {
    let accounts: [AccountReconciliation]
    let employers: [PassedOn]
    let isExplained: Bool
    let notExplained: [String]
  }

  func run() throws {
    let all = try common.house(reading: Action("bank.read")).reconcile()
    let shown = Shown(
      accounts: all.accounts, employers: all.employers.filter { employer == nil || $0.employer == employer },
      isExplained: all.isExplained, notExplained: all.notExplained)
    if common.csv {
      try common.screen.show(shown, as: employers(shown))
    } else if common.json {
      try common.screen.show(shown, words: "")
    } else {
      tell(shown)
    }
    if !all.isExplained { throw Leave(status: .waiting) }
  }

  private func tell(_ shown: Shown) {
    common.screen.heading("Deducted, passed on, banked")
    common.screen.show(employers(shown))
    common.screen.heading("\nWhat lies in between")
    common.screen.show(differences(shown))
    common.screen.heading("\nBank accounts")
    common.screen.show(accounts(shown))
    common.screen.heading("\nWhat they hold")
    common.screen.show(items(shown))
    common.screen.say(
      shown.isExplained
        ? "\nEvery difference is explained to the penny."
        : "\nNOT EXPLAINED:\n" + shown.notExplained.map { "  \($0)." }.joined(separator: "\n"))
  }

  private func employers(_ shown: Shown) -> Table {
    Table(
      ["Employer", "Tax month", "Deducted", "Passed on", "Banked", "Foundation has", "In between", "Not explained"],
      leaving: ["Passed on"], empty: "Nothing was deducted yet.",
      rows: shown.employers.map { month in
        [
          .text(month.employer), .text(month.period), .pence(month.deductedPence), .pence(month.passedOnPence),
          .pence(month.bankedPence), .pence(month.foundationPence),
          .pence(month.differences.reduce(0) { $0 + $1.duePence }), .pence(month.unexplainedPence),
        ]
      })
  }

  private func differences(_ shown: Shown) -> Table {
    Table(
      ["Employer", "Tax month", "What", "Amount", "Since", "By", "Days overdue", "Of"],
      leaving: ["Of", "Tax month"], empty: "Nothing.",
      rows: shown.employers.flatMap { month in
        month.differences.map {
          [
            .text(month.employer), .text(month.period), .text($0.kind.rawValue), .pence($0.duePence), .text($0.since),
            .text($0.dueDate), .count(Int64(max(0, $0.overdueDays))), .text($0.expectation),
          ]
        }
      })
  }

  private func accounts(_ shown: Shown) -> Table {
    Table(
      ["Account", "Opening", "In", "Out", "Closing", "Of", "Books", "Other funds", "Not explained"],
      leaving: ["Opening", "In", "Out"], empty: "No bank statement yet.",
      rows: shown.accounts.map {
        [
          .text($0.account + ($0.isShared ? " (shared)" : "")), .pence($0.openingPence), .pence($0.inPence),
          .pence($0.outPence), .pence($0.closingPence), .text($0.closingDate), .pence($0.ledgerPence),
          .pence($0.otherFundsPence), .pence($0.unexplainedPence),
        ]
      })
  }

  private func items(_ shown: Shown) -> Table {
    Table(
      ["Account", "What", "Items", "Since", "Amount"], empty: "Nothing.",
      rows: shown.accounts.flatMap { account in
        account.items.map { item in
          [
            .text(account.account), .text(item.words), .text(item.count.map(String.init) ?? ""),
            .optional(item.since), .pence(item.amountPence),
          ]
        }
      })
  }
}
