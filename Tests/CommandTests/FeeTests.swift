// The foundation's fee at the command line and in the job month-end.

import Foundation
import Testing

@Suite("The foundation's fee")
struct FeeTests {
  /// A practice home after a night, with a configuration of its own by which 10% of what came in is taken.
  private static func home() throws -> TestHome {
    let home = try TestHome(.morning)
    let shipped = try home.text("config/fees.yaml")
    let agreed = shipped.replacing("    basis: none\n", with: "    basis: on-receipt\n    rate: 10\n")
    try #require(agreed != shipped)
    try home.write("config/fees.yaml", agreed)
    return home
  }

  @Test("charged twice a month changes nothing the second time, and a fund without money waits")
  func charge() throws {
    let home = try Self.home()
    let dry = try home.run("fee", "charge", "2026-10", "--dry-run")
    #expect(dry.status == 0 && dry.out.contains("This was a dry run. Nothing was changed."), "\(dry.error)")
    let first = try home.run("fee", "charge", "2026-10", "--json")
    #expect(first.status == 3, "\(first.error)")
    let fees = try first.array()
    #expect(fees.contains { $0["fund"] as? String == "no-limits" && $0["restPence"] as? Int ?? 0 > 0 }, "\(first.out)")
    let second = try home.run("fee", "charge", "2026-10")
    #expect(
      second.status == 0 && second.out == "Nothing is to be taken for 2026-10 that was not yet.\n", "\(second.out)")
    #expect(try home.run("fee", "show", "--json").array().count == fees.count)
    #expect(try home.run("fee", "list").out == "No fee was taken yet.\n")
    #expect(try home.run("verify").status == 0)
  }

  @Test("only those who may see the money see fees, and only finance takes them")
  func walls() throws {
    let home = try Self.home()
    #expect(try home.run("fee", "charge", "2026-10", "--as", "supportadult").status == 77)
    #expect(try home.run("fee", "list", "--as", "supportadult").status == 77)
    #expect(try home.run("fee", "charge", "2026-13").status == 64)
    #expect(try home.run("fee", "charge", "2999-01").status == 65)
  }

  @Test("a fault of fees.yaml is told with its place before anything is done")
  func fault() throws {
    let home = try Self.home()
    try home.write("config/fees.yaml", home.text("config/fees.yaml").replacing("rate: 10", with: "rate: 110"))
    let outcome = try home.run("fee", "charge", "2026-10")
    #expect(outcome.status == 78 && outcome.error.contains("fees.yaml:"), "\(outcome.status) \(outcome.error)")
  }

  @Test("the job month-end takes the fee before the draft, and says that a fund could not give it")
  func job() throws {
    let home = try Self.home()
    #expect(try home.run("batch", "run", "month-end", "--date", "2026-08-05").status == 0)
    let outcome = try home.run("batch", "run", "month-end", "--date", "2026-11-20")
    #expect(outcome.status == 3 && outcome.error.contains("foundation-fee waits for a person"), "\(outcome.error)")
    #expect(try home.text("statements/2026-10/checklist.txt").contains("wait"))
  }
}
