// The list of what goes wrong with payroll giving (APGO's causes of delay, and what others found): for each there is a code
// that is told, with its words, its rule and a way out; or a file that is refused by name.

import Files
import Foundation
import Giving
import Testing

@testable import Operations

@Suite struct TaxonomyTests {
  /// How a thing that goes wrong is told.
  enum Told: Sendable {
    /// By open items of these codes.
    case items([String])
    /// By refusing a file, with this fault.
    case refused(String)
    /// By a list that asks the books anew.
    case list(String)
  }

  static let causes: [(String, Told)] = [
    ("money without a listing", .items(["bank-no-listing", "no-deduction"])),
    ("no mandate", .items(["no-mandate", "mandate-not-live"])),
    ("amount changed without an instruction", .items(["less-than-mandate", "more-than-mandate"])),
    ("payee unknown", .items(["unknown-payroll-number", "employer-unknown"])),
    ("payee or payment ambiguous", .items(["bank-ambiguous-payee"])),
    ("perhaps a duplicate", .items(["second-time"])),
    ("negative line", .items(["negative-line"])),
    ("a leaver is still deducted from", .items(["leaver-still-deducted"])),
    ("lapsed", .list("payroll lapsed")),
    ("campaign closed", .items(["fund-closed", "gift-fund-closed"])),
    ("deduction code unknown", .items(["unknown-code", "gift-unknown-fund"])),
    ("wrong tax month", .refused("wrong-tax-month")),
    ("total does not match", .items(["total-mismatch"])),
    ("agency late", .items(["agency-late"])),
    ("employer late", .items(["employer-late"])),
    ("fee unexpected", .items(["fee-unexpected", "fee-unknown", "fee-not-charged"])),
    ("match pot exhausted", .items(["match-pot-exhausted"])),
    ("bank line unmatched", .items(["bank-unmatched", "bank-short", "bank-over", "bank-opening"])),
    ("statement missing", .refused("statement-gap")),
  ]

  @Test(arguments: causes)
  func everyCauseIsTold(cause: String, told: Told) throws {
    switch told {
    case .items(let codes):
      for code in codes {
        #expect(ItemWords.of(code) != code, "\(cause): \(code) has no words")
        let advice = try #require(ItemAdvice.of(code), "\(cause): \(code)")
        #expect(!advice.rule.isEmpty && !advice.todo.isEmpty)
      }
    case .refused(let code):
      #expect(Self.sources.contains { $0.contains("\"\(code)\"") }, "\(cause): no room refuses for \(code)")
    case .list(let command):
      let help = "\(TestHouse.root)/Tests/CommandTests/Golden/nolimits-\(command.replacing(" ", with: "-")).txt"
      #expect(FileManager.default.fileExists(atPath: help), "\(cause): there is no \(command)")
    }
  }

  /// The text of every source.
  private static let sources: [String] = {
    let names = FileManager.default.enumerator(atPath: "\(TestHouse.root)/Sources")?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.map {
      String(decoding: FileManager.default.contents(atPath: "\(TestHouse.root)/Sources/\($0)") ?? Data(), as: UTF8.self)
    }
  }()

  @Test func everyCodeThatARoomRaisesHasWordsAndAWayOut() throws {
    // What stands in the sources as the code of an item: nobody can add one without saying what it means.
    var found: Set<String> = []
    for text in Self.sources {
      for match in text.matches(of: /OpenItem\((?:.|\n){0,120}?code: "([a-z-]+)"/) {
        found.insert(String(match.output.1))
      }
    }
    let raised = found.union(Finding.allCases.filter(\.needsPerson).map(\.code))
      .union(AgencyFinding.allCases.filter { $0 != .asTold }.map(\.rawValue))
    #expect(found.contains("match-pot-exhausted") && found.contains("bank-over"), "the search finds what is there")
    for code in raised.sorted() {
      #expect(ItemWords.of(code) != code, "\(code) has no words")
      #expect(ItemAdvice.of(code) != nil, "\(code) has no rule and no way out")
    }
  }
}
