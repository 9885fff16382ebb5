// Who may do what, by command: each role runs each command in the real program. Nothing that they name is there, so whoever
// may not learns that, and no more.

import Foundation
import Testing

@Suite("Permissions by command")
struct CommandPermissionTests {
  @Test(
    "each role is let in or told that it may not, whatever there is", arguments: CommandPermissionTable.rows.indices)
  func allowedOr77(_ place: Int) throws {
    let row = CommandPermissionTable.rows[place]
    let home = try TestHome(.staffed)
    for (letter, login) in CommandPermissionTable.logins {
      let outcome = try home.run(row.command.split(separator: " ").map(String.init) + ["--as", login])
      let mayNot = !row.who.contains(letter)
      // A line that the program cannot read would be refused to nobody: what all may do must be read.
      let isUnread = row.who == CommandPermissionTable.everyone && outcome.error.contains("Usage:")
      #expect(
        (outcome.status == 77) == mayNot && !isUnread, "\(login): \(row.command): \(outcome.status) \(outcome.error)")
    }
  }

  @Test("every command has its row") func complete() throws {
    let golden = try FileManager.default.contentsOfDirectory(atPath: "\(Program.repository)/Tests/CommandTests/Golden")
    let names = golden.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }
    let rows = (CommandPermissionTable.rows.map(\.command) + CommandPermissionTable.others).map {
      "nolimits-\($0.replacingOccurrences(of: " ", with: "-"))-"
    }
    for name in names where !names.contains(where: { $0.hasPrefix("\(name)-") }) {
      #expect(rows.contains { $0.hasPrefix("\(name)-") }, "\(name) has no row in CommandPermissionTable")
    }
  }
}
