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
}
