// nolimits verify

import ArgumentParser
import Foundation
import Ledger
import Operations
import Store

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove the books. Silent when all is well.",
    discussion: """
      EXAMPLES
        nolimits verify                     everything: silent and 0, or each fault and 70
        nolimits verify --since-last        only what came since the last clean proof
        nolimits verify --heads FILE        hold the chain to heads that others kept
        nolimits verify --json              what was checked, and the digest of facts
      """)

  @OptionGroup var common: Common
  @Flag(name: .customLong("since-last"), help: "Only what came since the last clean proof.")
  var sinceLast = false
  @Option(help: "A file of heads that others kept, one a line.")
  var heads: String?

  func run() throws {
    let house = try common.house()
    if let heads, !FileManager.default.fileExists(atPath: heads) {
      throw LedgerError.notFound(kind: "file of heads", id: heads)
    }
    let report = try house.verify(sinceLast: sinceLast)
    let headFaults = try heads.map { try house.store.headFaults(file: $0) } ?? []
    if common.json { try common.screen.show(report, words: "") }
    for check in report.checks where !check.ok { Screen.complain("\(check.name): \(check.detail)") }
    for fault in headFaults { Screen.complain("heads: \(fault)") }
    guard report.ok, headFaults.isEmpty else { throw Leave(status: .invariantBroken) }
  }
}
