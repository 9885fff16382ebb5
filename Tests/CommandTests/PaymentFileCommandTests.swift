// The file for the bank, as it is asked for on the command line.

import Foundation
import Testing

@Suite("Payment files on the command line") struct PaymentFileCommandTests {
  @Test("A file that the bank has is made again with a word that it must not have it twice, and no next step")
  func again() throws {
    let folder = try Folder()
    let demo = try Program.run(["demo", folder.file("home"), "--employees", "20", "--months", "3", "--seed", "3"])
    try #require(demo.status == 0, "\(demo.error)")
    func run(_ words: String...) throws -> Outcome { try Program.run(["--home", folder.file("home")] + words) }
    let list = try run("export", "payments", "--list", "--csv").out
    try #require(list.contains("1,2026-08-07,1,140.00,yes"), "\(list)")
    let again = try run("export", "payments", "--again", "1")
    #expect(again.status == 0 && again.out.contains("File 1: 1 payment, £140.00."), "\(again.error)")
    #expect(again.out.contains("It was handed over on 2026-08-07, and the bank has paid it."), "\(again.out)")
    #expect(again.out.contains("Do not give it to the bank a second time."), "\(again.out)")
    #expect(!again.out.contains("Once the bank has it") && !again.out.contains("--handed-over"), "\(again.out)")
    let json = try run("export", "payments", "--again", "1", "--json").object()
    #expect(json["handedOverOn"] as? String == "2026-08-07" && json["paidByBank"] as? Int == 1, "\(json)")
  }
}
