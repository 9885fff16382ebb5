// Plays the steps of Gift Aid by one person.

import Dates
import Foundation
import Giving
import Money
import Operations
import Store

/// Plays them.
struct GiftAidPlayer {
  let house: House
  /// Who holds a post, by its label.
  let persons: [Int: Int64]

  /// Plays one step of Gift Aid.
  /// - Returns: what became of it; what the house refuses is thrown.
  func play(_ step: MoneyStep) throws -> String {
    switch step {
    case .declare(let post, let from, let madeOn):
      guard let person = persons[post] else { return "no such post" }
      // The name tells which post it is: so the schedule does.
      let details = DonorDetails(firstName: "Nobody", lastName: "Giver-\(post)", house: "\(post)", postcode: "TS18 1XX")
      _ = try house.declareGiftAid(person: person, details: details, from: from, madeOn: madeOn)
      return "declared"
    case .undeclare(let place, let day):
      guard let found = try Declaration.all(house.store.reading).nth(place) else { return "no such declaration" }
      try house.cancelGiftAid(found.number, from: day)
      return "cancelled G\(found.number)"
    case .giver(let place, let post):
      let gifts = try house.store.reading.all("SELECT public_id FROM gift ORDER BY public_id") { $0.text(0) }
      guard let gift = gifts.nth(place) else { return "no such gift" }
      guard let person = persons[post] else { return "no such post" }
      try house.nameGiver(of: gift, person: person)
      return "named \(gift)"
    case .giftAid(let until):
      guard let claim = try house.claimGiftAid(until: until) else { return "nothing to claim" }
      return "claimed \(claim.taxPence)p on \(claim.donationPence)p, \(claim.adjustmentPence)p back"
    case .schedule(let place):
      return try schedule(house.exportGiftAid(GiftAidClaim.all(house.store.reading).nth(place)?.number))
    default: return "no step of Gift Aid"
    }
  }

  /// What HMRC reads: whose gifts, of which day, how much.
  private func schedule(_ schedule: GiftAidSchedule) throws -> String {
    let rows = try schedule.files.flatMap { file in
      try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
    }
    let told = rows.map { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return "\(cells[2]) \(cells[7]) \(cells[8])"
    }
    let words = "written \(schedule.claim), \(schedule.rows) rows, \(schedule.donationPence)p"
    return "\(words), \(schedule.adjustmentPence)p back: \(told.sorted().joined(separator: "; "))"
  }
}
