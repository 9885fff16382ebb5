// Bank accounts as the configuration describes them.

import Files
import Foundation
import Testing

@testable import Banking

@Suite struct BankAccountTests {
  /// The shipped account, with another number.
  private func read(number: String) throws -> BankAccount {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let shipped = try String(contentsOfFile: "\(root)/config/banks/FDN.yaml", encoding: .utf8)
    let path = "\(NSTemporaryDirectory())bank-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try shipped.replacing("GB33BUKB20201555555555", with: number).write(toFile: path, atomically: true, encoding: .utf8)
    return try BankAccount.read(path)
  }

  @Test(arguments: ["\"\"", "\"-\"", "\"555\"", "\"5555-555\""])
  func aNumberThatCouldEndAnothersIsRefused(_ number: String) throws {
    #expect(throws: ConfigurationFault.self) { try read(number: number) }
  }

  @Test func anAccountsOwnNumberWillDo() throws {
    #expect(try read(number: "\"55555555\"").identification == "55555555")
  }

  static let layouts: [(old: String, new: String, words: String)] = [
    ("        balance: {heading: Balance}\n", "", "date, narrative and balance"),
    ("        paidOut: {heading: Paid out, optional: true}\n", "", "amount, or both paidIn and paidOut"),
    ("paidIn: {heading: Paid in, optional: true}", "money: {heading: Paid in, optional: true}", "paidIn and paidOut"),
    ("        balance:", "        amount: {heading: Amount}\n        balance:", "amount, or both paidIn and paidOut"),
    ("        balance:", "        payee: {heading: Payee}\n        balance:", "no field payee"),
    ("format: csv\nfileName", "format: camt\nfileName", "no layout of its own"),
  ]

  @Test(arguments: layouts)
  func aStatementsLayoutThatCannotBeMeantIsRefusedWithItsPlace(old: String, new: String, words: String) throws {
    let shipped = try String(contentsOfFile: "\(Samples.root)/config/banks/HOLD.yaml", encoding: .utf8)
    #expect(shipped.contains(old), "the account holds what the test spoils")
    let path = "\(NSTemporaryDirectory())bank-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try shipped.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    let fault = try #require(throws: ConfigurationFault.self) { try BankAccount.read(path) }
    #expect(fault.message.contains(words), "\(fault)")
    #expect(fault.line > 0 && fault.column > 0)
  }
}
