// What donors' letters say of the funds: what was published, and of hidden figures neither the count nor the money.

import Dates
import Files
import Foundation
import Ledger
import Testing

@testable import Reporting

@Suite("What letters say of the funds") struct DonorWordsTests {
  private static let sentences = Dictionary(
    uniqueKeysWithValues: DonorSentences.places.map { place in
      (place.name, "\(place.name): \(place.fills.sorted().map { "{{\($0)}}" }.joined(separator: " "))")
    })

  /// The words for funds with so many grants of these pence each.
  private func words(_ grants: [String: (count: Int64, pence: Int64)]) throws -> DonorLetterWords {
    var parts: [FigurePart: Int64] = [:]
    var cells: [DisclosureCell] = []
    var all: [String] = []
    for (fund, grant) in grants.sorted(by: { $0.key < $1.key }) {
      parts[FigurePart(.count, fund)] = grant.count
      parts[FigurePart(.pence, fund)] = grant.pence
      cells.append(DisclosureCell("\(fund)/signed", .count, of: [fund]))
      cells.append(DisclosureCell("\(fund)/granted/year", .pence, of: [fund], mustShow: true))
      all.append(fund)
    }
    cells.append(DisclosureCell("signed/individuals", .count, of: all))
    cells.append(DisclosureCell("granted/individuals", .pence, of: all, countedBy: "signed/individuals"))
    let published = Disclosure.publish(DisclosureTable("year", parts: parts, cells: cells))
    let funds = grants.keys.sorted().enumerated().map { place, code in
      Fund(number: Int64(place + 2), code: code, name: "Fund \(code)", purpose: "")
    }
    return try DonorLetterWords(
      .init(letter: "", page: "", cover: "", sentences: Self.sentences), scheme: "S", contact: "C", signed: "T",
      keptDays: 30, isPractice: false, funds: [Fund.unallocated] + funds, published: published)
  }

  @Test(
    "Six grants are told with their money, none is told as none",
    arguments: [(6, 60_000), (0, 0), (40, 1)] as [(Int64, Int64)])
  func shown(_ count: Int64, _ pence: Int64) throws {
    let words = try words(["a": (count, pence)])
    let did = try #require(words.funds.first)
    #expect(words.funds.count == 1)
    #expect(
      did.did
        == (count == 0 ? "fundGaveNothing: Fund a" : "fundGave: \(pence == 1 ? "£0.01" : "£600.00") \(count) Fund a"))
    #expect(words.together.isEmpty == (count == 0))
  }

  @Test(
    "One to five grants are told as few: neither their number nor their money", arguments: 1...5 as ClosedRange<Int64>)
  func hidden(_ count: Int64) throws {
    let words = try words(["a": (count, 77_123), "b": (60, 600_000)])
    #expect(words.funds.map(\.did).first == "fundGaveFew: Fund a")
    let text = words.funds.map(\.did).joined() + words.together.joined()
    #expect(!text.contains("771.23") && !text.contains(" \(count) "))
  }

  @Test("A fund of which nothing was published is told nothing of") func unknown() throws {
    let words = try DonorLetterWords(
      .init(letter: "", page: "", cover: "", sentences: Self.sentences), scheme: "S", contact: "C", signed: "T",
      keptDays: 30, isPractice: false, funds: [Fund(number: 2, code: "z", name: "Z", purpose: "")],
      published: Disclosure.publish(DisclosureTable("none", parts: [:], cells: [])))
    #expect(words.funds.map(\.did) == [""] && words.together == [])
  }

  @Test("A year is named by its months, whatever month it begins in") func years() throws {
    let april = try #require(GivingYear("2025-26", yearBegins: 4))
    #expect("\(april.firstDay)" == "2025-04-01" && "\(april.lastDay)" == "2026-03-31")
    #expect(GivingYear("2025", yearBegins: 4) == april && GivingYear("1999-00", yearBegins: 4)?.name == "1999-00")
    #expect(GivingYear("2025", yearBegins: 1)?.name == "2025")
    #expect("\(try #require(GivingYear("2025", yearBegins: 1)).lastDay)" == "2025-12-31")
    for text in ["2025-27", "25-26", "2025-26-27", "", "abcd", "2025-", "-2025", "2025-26 "] {
      #expect(GivingYear(text, yearBegins: 4) == nil, "\(text)")
    }
    let march = try #require(Month("2026-03"))
    #expect(GivingYear(holding: march, yearBegins: 4) == april)
    #expect(GivingYear(holding: march.next, yearBegins: 4).name == "2026-27")
  }

  @Test("A choice of places is the same for the same seed, without repeats, and all where there are few")
  func choice() {
    for seed in [0, 1, .max] as [UInt64] {
      let places = AuditChoice.places(20, of: 1_000, seed: seed)
      #expect(places == AuditChoice.places(20, of: 1_000, seed: seed) && Set(places).count == 20)
      #expect(places == places.sorted() && places.allSatisfy { (0..<1_000).contains($0) })
      #expect(AuditChoice.places(20, of: 7, seed: seed) == Array(0..<7))
    }
    #expect(AuditChoice.places(20, of: 1_000, seed: 1) != AuditChoice.places(20, of: 1_000, seed: 2))
    #expect(AuditChoice.places(3, of: 0, seed: 1).isEmpty)
  }
}
