// What tests of letters, evidence, follow-up and money that comes back share.

import Dates
import Foundation
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// An application of which all is let go, in one payment.
  func paid(_ form: ApplicationForm, bankPays: Bool = true) throws -> (number: Int64, payment: String) {
    let number = try screened(form)
    try house(Who.manager).signOff(number)
    try accept(number)
    let payment = try propose(number, 25_000)
    try release(payment)
    if bankPays { try bank(-25_000, under: payment) }
    return (number, payment)
  }

  func release(_ payment: String) throws {
    try house(Who.finance).approvePayment(payment)
    try house(Who.manager).releasePayment(payment)
  }

  /// The bank paid, or took in, what is due under an expectation.
  func bank(_ pence: Int64, under expectation: String) throws {
    try change("cleared/\(expectation)/\(pence)", as: "bank.assign", by: Who.finance) { write in
      var draft = EntryDraft(
        id: "cleared/\(expectation)/\(pence)", kind: "bank-assigned", eventDate: try day(Self.today))
      let left = try draft.clear(expectation, Pence(pence), into: .bank("main"), write.reading)
      try #require(left == .zero)
      try draft.post(in: write)
    }
  }

  func told(
    _ number: Int64, _ words: String = "I sleep well now.", agreedTo uses: Set<StoryUse> = []
  ) throws {
    try step("followup.record") {
      try FollowUp.record(
        words, of: number, agreedTo: uses, on: try day(Self.today), by: Who.support, in: $0, store: store)
      return 1
    }
  }

  func consent(_ use: StoryUse, _ number: Int64, given: Bool) throws {
    try step("followup.consent") {
      try FollowUp.consent(to: use, of: number, given: given, on: try day(Self.today), by: Who.support, in: $0)
      return 1
    }
  }

  func note(_ kind: Evidence.Kind, _ number: Int64, _ reference: String = "Q-1", file: [UInt8]? = nil) throws {
    try step("evidence.record") {
      try Evidence.record(
        kind, of: number, reference: reference, file: file, on: try day(Self.today), by: Who.support, in: $0,
        store: store)
      return 1
    }
  }

  func ask(for kind: Evidence.Kind, _ asks: Bool) throws {
    try step("programme.evidence", by: Who.manager) {
      try Evidence.ask(for: kind, by: "pack", asks: asks, in: $0)
      return 1
    }
  }

  /// The bytes of a letter's two files.
  func letter(_ number: Int64) -> (text: String, html: String) {
    let read = { (kind: String) in
      FileManager.default.contents(atPath: self.home.file("outbox/letters/\(number).\(kind)")).map {
        String(decoding: $0, as: UTF8.self)
      } ?? ""
    }
    return (read("txt"), read("html"))
  }
}
