// What a person sees of one application, and how a decision came about, in words.

import Dates
import Files
import Foundation
import Grants
import Money
import People
import Store

/// One application on a page: numbers and codes only.
public struct ApplicationPage: Codable, Sendable {
  /// The application.
  public let application: Application
  /// The rules as they are now.
  public let rules: [RuleResult]
  /// Its way so far.
  public let steps: [ApplicationStep]
  /// Applications that may belong together with it; only for a support adult.
  public let links: [ApplicationLink]?
  /// Where it stands, as the young person who applied reads it.
  public let applicantReads: String

  /// The page of an application that this person may see.
  public static func read(_ number: Int64, _ house: House) throws -> ApplicationPage {
    let found = try house.seen(number, as: "application")
    return ApplicationPage(
      application: found, rules: try found.results(on: house.businessDate, house.store.reading),
      steps: try ApplicationStep.of(number, house.store.reading), links: try links(number, house),
      applicantReads: found.state.applicantWords(try house.programme(of: found).way))
  }

  private static func links(_ number: Int64, _ house: House) throws -> [ApplicationLink]? {
    guard case .person(let person) = house.actor,
      try Roles.held(by: person, house.store.reading).contains(.supportAdult)
    else { return nil }
    return try ApplicationLink.of(number, for: house.actor, house.store.reading)
  }
}

extension House {
  /// The young person's own words; the look is recorded first.
  /// - Parameter why: a code.
  public func words(of application: Application, why: String) throws -> String? {
    try requireCode(why)
    try grantWork(Action("application.look"), about: "\(application.number)") { write in
      try Look.record(of: [application.person], why: why, by: actor, in: write)
      return application.number
    }
    return try Vault.text(.story(application.number), person: application.person, store)
  }

  /// How an award came about, or why there is none, in words, without who voted what.
  public func explain(_ number: Int64) throws -> String {
    let application = try seen(number, as: "award")
    var lines = ["Application \(number) stands at: \(application.state.words)."]
    if let taken = try TakenGrant.of(application: number, store.reading) {
      lines.append(
        "It was taken on: \(Pence(taken.amountPence).pounds) had been awarded on \(taken.awardedOn), before this program "
          + "was used, and \(Pence(taken.paidPence).pounds) of it was paid by then.")
    }
    for step in try ApplicationStep.of(number, store.reading) {
      guard let words = Self.words[step.move] else { continue }
      lines.append("\(step.on): \(words)\(step.reason.map { " (\($0))" } ?? "").")
    }
    let sittings = try Sitting.all(store.reading)
    for decision in try PanelDecision.all(of: number, store.reading) {
      let closed = sittings.first { $0.number == decision.sitting }?.closedOn ?? ""
      lines.append("Meeting \(decision.sitting), closed on \(closed): \(PanelMinutes.words(decision)).")
    }
    guard let award = try Award.find(number, for: actor, store.reading) else { return lines.joined(separator: "\n") }
    lines.append("Of \(Pence(award.amountPence).pounds), \(Pence(award.releasedPence).pounds) was let go to be paid.")
    return lines.joined(separator: "\n")
  }

  private static let words = [
    "submit": "it came in", "screen": "a support adult took it up", "ask": "the applicant was asked something",
    "answer": "the applicant answered", "pass": "every rule was met, or set aside by two people",
    "not-eligible": "it was found not eligible", "second-look": "someone uninvolved looked again",
    "take-up": "it went to the panel", "approve": "it was approved, and the money held back",
    "not-this-time": "the panel said not this time", "come-back": "the panel comes back to it",
    "sign-off": "the foundation signed, and the money was promised", "refuse": "the foundation refused",
    "vote-again": "a conflict was found, and the panel votes afresh",
    "accept": "the agreement was accepted", "pay": "a part was let go to be paid",
    "pay-all": "all was let go to be paid",
    "paid-back": "a payment came back, and its money is promised again",
    "report": "it was told what it helped with", "close": "it was closed", "withdraw": "it was taken back",
    "cancel": "it was cancelled, and the money freed",
    "take-on": "two people took it on, and what was still to be paid was promised",
  ]
}
