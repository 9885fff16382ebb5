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
    ("NO_LISTING", .items(["bank-no-listing", "no-deduction"])),
    ("NO_MANDATE", .items(["no-mandate", "mandate-not-live"])),
    ("AMOUNT_CHANGED_NO_INSTRUCTION", .items(["less-than-mandate", "more-than-mandate"])),
    ("UNKNOWN_PAYEE", .items(["unknown-payroll-number", "employer-unknown"])),
    ("AMBIGUOUS_PAYEE", .items(["bank-ambiguous-payee"])),
    ("DUPLICATE_CANDIDATE", .items(["second-time"])),
    ("NEGATIVE_LINE", .items(["negative-line"])),
    ("LEAVER_STILL_DEDUCTED", .items(["leaver-still-deducted"])),
    ("LAPSED", .list("payroll lapsed")),
    ("CAMPAIGN_CLOSED", .items(["fund-closed", "gift-fund-closed"])),
    ("UNKNOWN_DEDUCTION_CODE", .items(["unknown-code", "gift-unknown-fund"])),
    ("WRONG_TAX_MONTH", .refused("wrong-tax-month")),
    ("TOTAL_MISMATCH", .items(["total-mismatch"])),
    ("PGA_LATE", .items(["agency-late"])),
    ("EMPLOYER_LATE", .items(["employer-late"])),
    ("FEE_UNEXPECTED", .items(["fee-unexpected", "fee-unknown", "fee-not-charged"])),
    ("MATCH_POT_EXHAUSTED", .items(["match-pot-exhausted"])),
    ("BANK_UNMATCHED", .items(["bank-unmatched", "bank-short", "bank-over", "bank-opening"])),
    ("STATEMENT_GAP", .refused("statement-gap")),
  ]

  /// Every code of section 6 ("Requirements distilled", Exceptions) of the domain paper on payroll giving, in its order.
  static let section6 = [
    "NO_LISTING", "NO_MANDATE", "AMOUNT_CHANGED_NO_INSTRUCTION", "UNKNOWN_PAYEE", "AMBIGUOUS_PAYEE",
    "DUPLICATE_CANDIDATE", "NEGATIVE_LINE", "LEAVER_STILL_DEDUCTED", "LAPSED", "CAMPAIGN_CLOSED",
    "UNKNOWN_DEDUCTION_CODE", "WRONG_TAX_MONTH", "TOTAL_MISMATCH", "PGA_LATE", "EMPLOYER_LATE", "FEE_UNEXPECTED",
    "MATCH_POT_EXHAUSTED", "BANK_UNMATCHED", "STATEMENT_GAP",
  ]

  @Test func everyCodeOfThePaperIsHereOnce() throws {
    #expect(Self.causes.map(\.0).sorted() == Self.section6.sorted())
  }

  private static let paper = "\(TestHouse.root)/../shared/domain/payroll-giving.md"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: paper), "../shared/domain/payroll-giving.md is not here"))
  func theListIsThatOfThePaper() throws {
    let text = try String(contentsOfFile: Self.paper, encoding: .utf8)
    let section = try #require(text.firstRange(of: "\n## 6. "))
    let rest = text[section.upperBound...]
    let exceptions = try #require(rest.firstRange(of: "**Exceptions**"))
    let end = try #require(rest[exceptions.upperBound...].firstRange(of: "\n**"))
    let codes = rest[exceptions.upperBound..<end.lowerBound].matches(of: /[A-Z]+(?:_[A-Z]+)+|LAPSED/).map {
      String($0.output)
    }
    #expect(codes == Self.section6)
  }

  @Test(arguments: causes)
  func everyCodeOfThePaperIsRaisedByARoomAndTestedBesidesHere(cause: String, told: Told) throws {
    let codes: [String] =
      switch told {
      case .items(let codes): codes
      case .refused(let code): [code]
      case .list: []
      }
    for code in codes {
      #expect(Self.sources.contains { $0.contains("\"\(code)\"") }, "\(cause): no room says \(code)")
      #expect(
        Self.tests.contains { $0.contains("\"\(code)\"") || $0.contains(" \(code)\"") },
        "\(cause): no test provokes \(code)")
    }
    if case .list(let command) = told {
      let words = command.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", ")
      #expect(Self.tests.contains { $0.contains(words) }, "\(cause): no test calls \(command)")
    }
  }

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
  private static let sources = texts("Sources")
  /// The text of every other test.
  private static let tests = texts("Tests", but: "TaxonomyTests.swift")

  private static func texts(_ folder: String, but left: String = "-") -> [String] {
    let names =
      FileManager.default.enumerator(atPath: "\(TestHouse.root)/\(folder)")?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") && !$0.hasSuffix(left) }.map {
      String(
        decoding: FileManager.default.contents(atPath: "\(TestHouse.root)/\(folder)/\($0)") ?? Data(), as: UTF8.self)
    }
  }

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
