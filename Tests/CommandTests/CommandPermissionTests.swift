// Who may do what, by command: each role runs each command of the grants, and each that needs two people, in the real
// program. Nothing that they name is there, so whoever may not learns that, and no more.

import Foundation
import Testing

@Suite("Permissions by command")
struct CommandPermissionTests {
  /// The columns: f finance, g fund manager, s support adult, a auditor, o operator, t trustee.
  private static let logins: [(Character, String)] = [
    ("f", "finance"), ("g", "fundmanager"), ("s", "supportadult"), ("a", "auditor"), ("o", "operator"),
    ("t", "trustee"),
  ]

  /// Command; who may. Everyone else is told so (77) before the program looks whether there is such a thing.
  static let table: [(command: String, who: String)] = [
    ("application answer 9999", "s"),
    ("application ask 9999", "s"),
    ("application attest 9999 --status relevant", "s"),
    ("application concern 9999", "gs"),
    ("application cover 9999 --agreed", "s"),
    ("application decide 9999 --not-this-time", "g"),
    ("application import none.csv", "s"),
    ("application new --round none-1", "s"),
    ("application override 9999 --rule within-cap --reason code", "gs"),
    ("application screen 9999", "s"),
    ("application second-look 9999", "gs"),
    ("application withdraw 9999", "s"),
    ("award accept 9999", "gs"),
    ("award cancel 9999 --reason code", "g"),
    ("award refuse 9999 --ground purpose", "g"),
    ("award sign-off 9999", "g"),
    ("payment list", "fgsa"),
    ("payment propose 9999 1.00 --to supplier", "gs"),
    ("payment approve payment/9999/1", "fg"),
    ("payment release payment/9999/1", "fg"),
    ("payment returned payment/9999/1", "fg"),
    ("panel accredit 9999 --until 2027-01-01", "g"),
    ("panel train 9999 none --by code --on 2026-01-01", "gs"),
    ("panel stand-down 9999", "gs"),
    ("panel sit-out 9999 --member 9999", "s"),
    ("panel pack", "s"),
    ("letter again 9999", "gs"),
    ("letter sent 9999", "gs"),
    ("followup close 9999", "s"),
    ("followup record 9999", "s"),
    ("programme close none", "g"),
    ("round close none", "gs"),
    ("round open none --budget 10.00", "gs"),
    ("takeon none.csv --grants", "gs"),
    ("person login 9999 none", "o"),
    ("person role 9999 finance", "o"),
    ("payroll approve 9999", "fg"),
    ("payroll reject 9999", "fg"),
    ("campaign close none", "fg"),
    ("match claim none", "f"),
    ("month close 2020-01", "fg"),
    ("month ready 2020-01", "fg"),
    ("month reopen 2020-01", "fg"),
    ("audit log", "ao"),
  ]

  @Test("each role is let in or told that it may not, whatever there is", arguments: table.indices)
  func allowedOr77(_ place: Int) throws {
    let row = Self.table[place]
    let home = try TestHome(original: .morning)
    for (letter, login) in Self.logins {
      let outcome = try home.run(row.command.split(separator: " ").map(String.init) + ["--as", login])
      let isRefused = outcome.status == 77
      #expect(isRefused == !row.who.contains(letter), "\(login): \(row.command): \(outcome.status) \(outcome.error)")
      #expect(outcome.status != 64 || row.who.contains(letter), "\(login): \(row.command): \(outcome.error)")
    }
  }
}
