// Passcodes: six digits, tries written before they are checked, waits that end.

import Dates
import Foundation
import Store
import Testing

@testable import People

@Suite("Passcodes") struct PasscodeTests {
  @Test("The right digits open, wrong ones do not, and the books hold neither") func opens() throws {
    let home = try TestHome()
    let person = try home.add(.fundAdministrator)[0]
    #expect(try Passcode.attempt("123456", by: person, home.store) == .none)
    var digits = ""
    _ = try home.change {
      digits = try Passcode.issue(for: person, memberAgrees: false, in: $0, store: home.store); return 1
    }
    #expect(digits.count == 6 && digits.allSatisfy { ("0"..."9").contains($0) })
    let wrong = digits == "000000" ? "000001" : "000000"
    #expect(try Passcode.attempt(wrong, by: person, home.store) == .wrong)
    #expect(try Passcode.attempt(digits, by: person, home.store) == .right(isNew: true))
    #expect(try Passcode.attempt(digits, by: person, home.store) == .right(isNew: false))
    let hash = try #require(try home.store.reading.first("SELECT hash FROM passcode") { $0.blob(0) })
    #expect(hash.count == 32)
    #expect(try home.store.reading.all("SELECT step FROM passcode_step") { $0.text(0) } == ["issued"])
    #expect(throws: StoreError.self, "another needs the member or two adults") {
      try home.change { try Passcode.issue(for: person, memberAgrees: false, in: $0, store: home.store) }
    }
    _ = try home.change {
      try Passcode.agreeToRenewal(of: person, in: $0)
      digits = try Passcode.issue(for: person, memberAgrees: false, in: $0, store: home.store)
      return 1
    }
    #expect(try Passcode.attempt(digits, by: person, home.store) == .right(isNew: true))
  }

  @Test("After five wrong tries one waits 1, 2, 4, 8, then 15 minutes, and never for good") func waits() throws {
    let minutes = (4...12).map { Passcode.minutesLeft(tries: $0, triedAt: 1000, now: 1000) }
    #expect(minutes == [0, 1, 2, 4, 8, 15, 15, 15, 15])
    #expect(Passcode.minutesLeft(tries: 5, triedAt: 1000, now: 1059) == 1)
    #expect(Passcode.minutesLeft(tries: 5, triedAt: 1000, now: 1060) == 0)
    let home = try TestHome()
    let person = try home.add(.fundAdministrator)[0]
    var digits = ""
    _ = try home.change {
      digits = try Passcode.issue(for: person, memberAgrees: false, in: $0, store: home.store); return 1
    }
    for _ in 0..<5 { #expect(try Passcode.attempt("x", by: person, home.store) == .wrong) }
    #expect(try Passcode.attempt(digits, by: person, home.store) == .wait(minutes: 1), "even the right one waits")
  }

  @Test("Each digit comes as often as another") func spread() {
    var counts = [Character: Int]()
    let randomness = Randomness.seeded(11)
    for _ in 0..<2000 { for digit in Passcode.sixDigits(randomness) { counts[digit, default: 0] += 1 } }
    #expect(counts.count == 10 && counts.values.allSatisfy { (1050...1350).contains($0) }, "seed 11: \(counts)")
  }
}
