// Names in other people's journals: each program's rules, and no two accounts under one name.

import Foundation
import Store
import Testing

@testable import Exchange

@Suite("Names in journals") struct JournalNameTests {
  @Test("Ordinary accounts are called what an accountant would call them") func ordinary() throws {
    for (ours, theirs) in [
      ("asset:in-transit:SBC", "Assets:In-transit:SBC"), ("income:payroll:staff", "Income:Payroll:Staff"),
      ("liability:suspense", "Liabilities:Suspense"), ("asset:bank:main", "Assets:Bank:Main"),
      ("expense:grants:individuals", "Expenses:Grants:Individuals"), ("equity:opening", "Equity:Opening"),
    ] {
      #expect(try JournalNames.beancount(ours) == theirs)
      #expect(JournalNames.hledger(ours) == ours)
    }
    #expect(throws: StoreError.self) { try JournalNames.beancount("assets:bank") }
    #expect(throws: StoreError.self) { try JournalNames.beancount("asset") }
  }

  @Test("No two accounts get one name, and every name keeps to the rules", arguments: [UInt64(1), 2, 3])
  func oneToOne(_ seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let letters = Array("aAbB01-0hH_ .%:;é£()\"\\|\u{1F600}")
    var beancount: [String: String] = [:]
    var hledger: [String: String] = [:]
    for _ in 0..<20_000 {
      let part = String(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "a" })
      let account = "asset:\(part)"
      let name = try JournalNames.beancount(account)
      #expect(
        beancount[name] == nil || beancount[name] == account, "seed \(seed): \(account), \(beancount[name] ?? "")")
      beancount[name] = account
      for piece in name.split(separator: ":", omittingEmptySubsequences: false) {
        let bytes = Array(piece.utf8)
        #expect(
          bytes.first.map { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) } == true
            && bytes.allSatisfy {
              $0 == 0x2D || $0 < 0x80 && Character(Unicode.Scalar($0)).isLetter || (0x30...0x39).contains($0)
            },
          "seed \(seed): \(name)")
      }
      let plain = JournalNames.hledger(account)
      #expect(hledger[plain] == nil || hledger[plain] == account, "seed \(seed): \(account)")
      #expect(plain.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") })
      hledger[plain] = account
    }
  }
}

/// Chance that a seed decides.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
