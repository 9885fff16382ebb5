// Lists that go on: they say so, and how to see more.

import Foundation
import Testing

@Suite("Long lists")
struct LongListTests {
  private static let made = Result {
    let folder = try Folder()
    let demo = try Program.run(["demo", folder.file("home"), "--applications", "90"])
    try #require(demo.status == 0 && demo.out.contains("90 applications."), "\(demo.error)")
    return folder
  }

  private func run(_ arguments: String...) throws -> Outcome {
    try Program.run(["--home", try Self.made.get().file("home")] + arguments + ["--as", "supportadult"])
  }

  @Test("a list that goes on says so to people, and not to programs")
  func more() throws {
    let first = try run("application", "list")
    #expect(first.status == 0 && first.out.contains("There may be more: these are the newest 50."), "\(first.error)")
    #expect(first.out.contains("--limit 200"))
    #expect(try run("application", "list", "--json").array().count == 50)
    #expect(try !run("application", "list", "--csv").out.contains("There may be more"))
  }

  @Test("with the limit that it names, all are there, and nothing is said")
  func all() throws {
    let all = try run("application", "list", "--limit", "200")
    #expect(!all.out.contains("There may be more"))
    #expect(try run("application", "list", "--limit", "200", "--json").array().count == 90)
    #expect(try run("award", "list", "--limit", "3").out.contains("--limit 12"))
    #expect(try run("payment", "list", "--limit", "2").out.contains("--limit 8"))
  }

  @Test("a demo of no applications, or of too many, is no command", arguments: ["0", "1000001"])
  func usage(_ count: String) throws {
    #expect(try Program.run(["demo", "/nonexistent/home", "--applications", count]).status == 64)
  }
}
