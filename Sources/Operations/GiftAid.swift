// Gift Aid at the command line: declarations, whose a gift is, claims, and HMRC's schedule.

import Dates
import Files
import Giving
import Store

extension House {
  /// The figures of Gift Aid.
  /// - Throws: `ConfigurationFault` where the scheme has none.
  private func giftAidRules() throws -> GiftAidRules {
    guard let rules = configuration.giftAid else {
      throw ConfigurationFault(
        file: configuration.file("gift-aid.yaml"), line: 0, column: 0,
        message: "Gift Aid needs this file: the basic rate of tax and who pays.")
    }
    return rules
  }

  /// Records a giver's declaration.
  /// - Parameters:
  ///   - from: the first day whose gifts it covers.
  ///   - madeOn: the day it was made.
  /// - Returns: its number.
  public func declareGiftAid(
    person: Int64, details: DonorDetails, from: CivilDate, madeOn: CivilDate, isDryRun: Bool = false
  ) throws -> Int64 {
    let rules = try giftAidRules()
    let request = WriteRequest(
      Action("gift-aid.declare"), by: actor, key: freshKey("gift-aid-declaration"),
      inputs: Inputs(["person": "\(person)", "from": from.description, "madeOn": madeOn.description]),
      on: businessDate, isDryRun: isDryRun)
    return try store.write(request) {
      try Declaration.record(
        person: person, details: details, from: from, madeOn: madeOn, rules: rules, on: businessDate, in: $0,
        store: store)
    }.value
  }

  /// Cancels a declaration: it covers no gift from a day on.
  public func cancelGiftAid(_ declaration: Int64, from day: CivilDate, isDryRun: Bool = false) throws {
    let request = WriteRequest(
      Action("gift-aid.cancel"), by: actor, key: "gift-aid-cancelled/\(declaration)",
      inputs: Inputs(["from": day.description]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try Declaration.cancel(declaration, from: day, on: businessDate, in: write)
      return declaration
    }
  }

  /// Says whose a gift is that came without a person.
  public func nameGiver(of gift: String, person: Int64, isDryRun: Bool = false) throws {
    let request = WriteRequest(
      Action("gift.giver"), by: actor, key: freshKey("gift-giver"),
      inputs: Inputs(["gift": gift, "person": "\(person)"]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try GiftGiver.record(gift, person: person, in: write)
      return person
    }
  }

  /// Claims Gift Aid on what was not claimed yet.
  /// - Returns: nil if nothing has changed since the last claim.
  public func claimGiftAid(until: CivilDate, isDryRun: Bool = false) throws -> GiftAidClaim? {
    guard until <= businessDate else { throw GivingError.gift("Gifts are claimed on until a day that has come.") }
    return try GiftAidClaim.make(
      until: until, giftAidRules(), by: actor, on: businessDate, store, isDryRun: isDryRun)
  }

  /// Writes HMRC's schedule of a claim.
  /// - Parameter number: the claim's; nil is the newest.
  public func exportGiftAid(_ number: Int64?, isDryRun: Bool = false) throws -> GiftAidSchedule {
    guard let claim = try number ?? GiftAidClaim.all(store.reading).last?.number else {
      throw GivingError.notFound(kind: "Gift Aid claim", id: "1")
    }
    return try GiftAidSchedule.export(
      claim, giftAidRules(), to: store.home.outbox, by: actor, on: businessDate, key: freshKey("gift-aid-export"),
      store, isDryRun: isDryRun)
  }
}
