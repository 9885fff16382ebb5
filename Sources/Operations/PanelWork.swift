// The panel's work: members, the sitting from its first key to its last reason.

import Dates
import Foundation
import Grants
import Money
import People
import Store

/// A sitting that was just opened, or its vote begun again.
public struct OpenedSitting {
  /// The sitting.
  public let sitting: Sitting
  /// The four words of the chair's card: shown once, kept nowhere.
  public let card: String
  /// What opens the ballots, as long as this process lives.
  public let keys: [Int64: ItemKey]
}

extension House {
  /// Makes one change for the panel.
  @discardableResult
  func panelWork<T: Codable>(
    _ action: Action, about subject: String, isDryRun: Bool = false, _ body: (Write) throws -> T
  ) throws -> T { try grantWork(action, about: subject, isDryRun: isDryRun, body) }

  /// Records a member's training.
  public func train(_ person: Int64, _ training: String, by trainer: String, on date: CivilDate, isDryRun: Bool = false)
    throws
  {
    guard date <= businessDate else { throw GrantsError.form("A training is recorded once it was done.") }
    try panelWork(Action("panel.train"), about: "\(person)", isDryRun: isDryRun) { write in
      try PanelMember.train(person, training, by: trainer, on: date, rules: configuration.panel, in: write)
      return person
    }
  }

  /// Accredits a member until a day, as one of the members or of the reserve.
  public func accredit(
    _ person: Int64, until end: CivilDate, isReserve: Bool = false, isDryRun: Bool = false
  ) throws {
    try panelWork(Action("panel.accredit"), about: "\(person)", isDryRun: isDryRun) { write in
      try PanelMember.accredit(
        person, from: businessDate, until: end, isReserve: isReserve, rules: configuration.panel, in: write)
      return person
    }
  }

  /// A member stands down.
  public func standDown(_ person: Int64, isDryRun: Bool = false) throws {
    try panelWork(Action("panel.stand-down"), about: "\(person)", isDryRun: isDryRun) { write in
      try PanelMember.standDown(person, on: businessDate, in: write)
      try Sitting.askReserve(on: businessDate, rules: configuration.panel.vote, in: write)
      return person
    }
  }

  /// Issues a passcode: told once.
  /// - Parameter memberAgrees: the member gave the one they have.
  public func issuePasscode(to person: Int64, memberAgrees: Bool) throws -> String {
    guard try Person.exists(person, store.reading) else { throw GrantsError.notFound(kind: "person", id: "\(person)") }
    var digits = ""
    try panelWork(Action("person.passcode"), about: "\(person)") { write in
      digits = try Passcode.issue(for: person, memberAgrees: memberAgrees, in: write, store: store)
      return person
    }
    return digits
  }

  /// Two adults agree to a new passcode for a member who forgot theirs: a proposal.
  public func renewPasscode(of person: Int64, isDryRun: Bool = false) throws -> String {
    guard try Passcode.exists(for: person, store.reading) else {
      throw GrantsError.notFound(kind: "passcode of person", id: "\(person)")
    }
    return try doOrPropose(
      "person.passcode-renewal", subject: "person \(person)", PasscodeRenewal(person: person),
      words: "let person \(person) have a new passcode", isDryRun: isDryRun)
  }

  /// Opens a sitting. The private halves are kept, wrapped under the card, before the rows that need them.
  public func openSitting() throws -> OpenedSitting {
    try tidyBallots()
    try store.requirePermission(Action("panel.open"), of: actor, proposer: nil)
    if let open = try Sitting.current(store.reading) {
      throw GrantsError.form("Meeting \(open.number) is still open. Take it up again.")
    }
    let items = try Sitting.waiting(for: actor, store.reading)
    guard !items.isEmpty else { throw GrantsError.form("Nothing waits for the panel.") }
    let number = try store.reading.int("SELECT max(number) FROM sitting") + 1
    let (card, keys) = try makeKeys(for: items.map(\.application), of: number)
    let opened = try panelWork(Action("panel.open"), about: "\(number)") { write in
      let number = try Sitting.open(keys.mapValues(\.publicHalf), on: businessDate, by: actor, in: write)
      try Sitting.askReserve(on: businessDate, rules: configuration.panel.vote, in: write)
      return number
    }
    guard opened == number, let sitting = try Sitting.current(store.reading) else {
      throw StoreError.busy(lock: "the meeting", holder: "someone who just opened one")
    }
    return OpenedSitting(sitting: sitting, card: card, keys: keys)
  }

  /// Begins the vote of a sitting again, where the card was lost: every item is voted on again.
  public func voteAgain(_ sitting: Sitting) throws -> OpenedSitting {
    try store.requirePermission(Action("panel.open"), of: actor, proposer: nil)
    let items = try sitting.items(store.reading).map(\.application)
    let (card, keys) = try makeKeys(for: items, of: sitting.number)
    try panelWork(Action("panel.open"), about: "\(sitting.number)") { write in
      try sitting.voteAgain(keys.mapValues(\.publicHalf), on: businessDate, by: actor, in: write)
      return sitting.number
    }
    return OpenedSitting(sitting: sitting, card: card, keys: keys)
  }

  private func makeKeys(for applications: [Int64], of sitting: Int64) throws -> (String, [Int64: ItemKey]) {
    let card = CardWords.draw(store.settings.randomness)
    let wrapping = try CardKey(words: card, salt: cardSalt(sitting), schemeKey: store.schemeKey)
    var keys: [Int64: ItemKey] = [:]
    for application in applications { keys[application] = try ItemKey(randomness: store.settings.randomness) }
    try store.keys.keep(.ballotItem, try keys.mapValues { try wrapping.wrap($0.privateHalf) })
    return (card, keys)
  }

  /// What makes the card of each sitting another secret, even of the same words.
  private func cardSalt(_ sitting: Int64) -> [UInt8] { store.schemeKey.digest("card-salt", Array("\(sitting)".utf8)) }

  /// Opens the kept keys with the chair's card; nil if these are not its words.
  public func keys(ofCard words: String, for sitting: Sitting) throws -> [Int64: ItemKey]? {
    let card = try CardKey(words: words, salt: cardSalt(sitting.number), schemeKey: store.schemeKey)
    let kept = try store.keys.kept(.ballotItem)
    var keys: [Int64: ItemKey] = [:]
    for item in try sitting.items(store.reading) {
      guard let wrapped = kept[item.application], let half = card.unwrap(wrapped) else { return nil }
      keys[item.application] = try ItemKey(privateHalf: half)
    }
    return keys
  }

  /// Who has a turn in a sitting: the members, and those of the reserve where they were asked in to an item.
  public func panelMembers(in sitting: Sitting) throws -> [Int64] {
    let reserve = try PanelMember.voting(on: businessDate, reserve: true, store.reading).filter {
      try !sitting.openItems(for: $0, on: businessDate, store.reading).isEmpty
    }
    return try (PanelMember.voting(on: businessDate, store.reading) + reserve).sorted()
  }

  /// Only a support adult leads a meeting.
  public func requireChair() throws {
    try store.requirePermission(Action("panel.open"), of: actor, proposer: nil)
  }

  /// A member acts for themselves; whoever leads the meeting, for the member who has the laptop.
  private func requireOwn(_ member: Int64, _ action: Action) throws {
    guard actor != .person(member) else { return }
    guard case .person(let person) = actor, try Roles.held(by: person, store.reading).contains(.supportAdult) else {
      throw StoreError.notPermitted(action: action.name, reason: "each member acts for themselves")
    }
  }

  /// Records that a member sits an application out.
  public func sitOut(_ member: Int64, of application: Int64, isDryRun: Bool = false) throws {
    try requireOwn(member, Action("panel.sit-out"))
    try store.requirePermission(Action("panel.sit-out"), of: actor, proposer: nil)
    _ = try Application.require(application, for: actor, store.reading)
    try panelWork(Action("panel.sit-out"), about: "\(application)", isDryRun: isDryRun) { write in
      try Sitting.sitOut(member, of: application, in: write)
      try Sitting.askReserve(on: businessDate, rules: configuration.panel.vote, in: write)
      return application
    }
  }

  /// What a member may read of an item: the young person's words with what could identify covered. The look is recorded
  /// as the member's.
  public func panelWords(_ application: Int64, for member: Int64) throws -> String {
    try requireOwn(member, Action("panel.read"))
    let open = try Sitting.current(store.reading)?.openItems(for: member, on: businessDate, store.reading) ?? []
    guard let found = try Application.find(application, for: .person(member), store.reading),
      open.contains(where: { $0.application == application })
    else { throw GrantsError.notFound(kind: "application", id: "\(application)") }
    try panelWork(Action("panel.read"), about: "\(application)") { write in
      try Look.record(of: [found.person], why: "panel", by: .person(member), in: write)
      return application
    }
    return try Vault.text(.covered(application), person: found.person, store) ?? "These words are not kept any more."
  }

  /// Puts a member's ballots in the box.
  public func cast(_ ballots: [Int64: Ballot], by member: Int64, in sitting: Sitting) throws {
    try requireOwn(member, Action("panel.vote"))
    try store.requirePermission(Action("panel.vote"), of: actor, proposer: nil)
    try sitting.cast(ballots, by: member, on: businessDate, store)
  }

  /// Closes a sitting; afterwards its keys are gone.
  public func closeSitting(_ sitting: Sitting, keys: [Int64: ItemKey]) throws -> [PanelDecision] {
    let decisions = try panelWork(Action("panel.close"), about: "\(sitting.number)") { write in
      guard try Sitting.current(write.reading) == sitting else {
        throw GrantsError.form("Meeting \(sitting.number) is closed already.")
      }
      return try sitting.close(
        Sitting.Closing(
          keys: keys, rules: configuration.panel.vote, date: businessDate, actor: actor,
          randomness: store.settings.randomness), in: write)
    }
    try tidyBallots()
    return decisions
  }

  /// Deletes every key of a ballot whose sitting is not open: what a kill left behind.
  public func tidyBallots() throws {
    let current = try Sitting.current(store.reading)
    let wanted = Set(try current?.items(store.reading).map(\.application) ?? [])
    let over = try store.keys.kept(.ballotItem).keys.filter { !wanted.contains($0) }
    if !over.isEmpty { try store.keys.forget(.ballotItem, over) }
  }

  /// Records the panel's reason for one "not this time".
  public func record(_ reason: PanelReason, words: String, for application: Int64) throws {
    try panelWork(Action("panel.reason"), about: "\(application)") { write in
      try PanelReason.record(reason, words: words, for: application, by: actor, in: write, store: store)
      return application
    }
  }

  /// Decides for the foundation where the panel tied twice.
  public func decideForFoundation(
    _ application: Int64, amount: Pence?, words: String, isDryRun: Bool = false
  ) throws {
    try panelWork(Action("application.decide"), about: "\(application)", isDryRun: isDryRun) { write in
      try PanelReason.decideForFoundation(
        application, amount: amount, words: words, on: businessDate, by: actor, in: write, store: store)
      return application
    }
  }
}

/// A passcode that two adults agree to renew.
struct PasscodeRenewal: Codable {
  let person: Int64
}
