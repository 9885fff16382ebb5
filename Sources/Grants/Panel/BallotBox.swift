// Who may vote on an item, who sits it out, and the sealed ballots while it is open.

import Dates
import Money
import People
import Store

extension Sitting {
  /// Who sits an application out: whoever said so, was flagged before, was named by the applicant, or is the applicant.
  public static func sittingOut(of application: Int64, _ reading: Reading) throws -> Set<Int64> {
    Set(
      try reading.all(
        """
        SELECT person FROM application_fact WHERE application = ?1 AND kind IN ('sits-out', 'not-for')
        AND person IS NOT NULL UNION SELECT person FROM application WHERE number = ?1
        """, [.integer(application)]
      ) { $0.int(0) })
  }

  /// Who may vote on an application on this day: the members, and the reserve once it was asked in; none who sits it out.
  public static func entitled(to application: Int64, on date: CivilDate, _ reading: Reading) throws -> [Int64] {
    let out = try sittingOut(of: application, reading)
    return try asked(to: application, on: date, reading).filter { !out.contains($0) }
  }

  /// The members on this day, with the reserve where it was asked in; whoever sits the item out among them.
  static func asked(to application: Int64, on date: CivilDate, _ reading: Reading) throws -> [Int64] {
    let members = try PanelMember.voting(on: date, reading)
    guard try isReserveAsked(to: application, reading) else { return members }
    return try (members + PanelMember.voting(on: date, reserve: true, reading)).sorted()
  }

  /// Whether the reserve was asked in to an item of the sitting that is open.
  public static func isReserveAsked(to application: Int64, _ reading: Reading) throws -> Bool {
    guard let sitting = try current(reading) else { return false }
    return try reading.int(
      "SELECT count(*) FROM panel_reserve WHERE sitting = ? AND application = ?",
      [.integer(sitting.number), .integer(application)]) > 0
  }

  /// Asks the reserve in to each open item that too few members may vote on; once asked, it stays.
  public static func askReserve(on date: CivilDate, rules: PanelRules, in write: Write) throws {
    guard let sitting = try current(write.reading),
      try !PanelMember.voting(on: date, reserve: true, write.reading).isEmpty
    else { return }
    for item in try sitting.openItems(write.reading) {
      guard try !isReserveAsked(to: item.application, write.reading),
        rules.needsReserve(try entitled(to: item.application, on: date, write.reading).count)
      else { continue }
      try write.append(to: reserve, [.integer(sitting.number), .integer(item.application)])
    }
  }

  /// The open items that a member may see and vote on.
  public func openItems(for member: Int64, on date: CivilDate, _ reading: Reading) throws -> [PanelItem] {
    try openItems(reading).filter { try Self.entitled(to: $0.application, on: date, reading).contains(member) }
  }

  /// Records that a member sits an application out, from now on and in every meeting; a ballot that was cast is void.
  ///
  /// Nothing tells a conflict from a wish, nor who asked for it.
  public static func sitOut(_ member: Int64, of application: Int64, in write: Write) throws {
    guard try PanelMember.find(member, write.reading) != nil else {
      throw GrantsError.notFound(kind: "member", id: "\(member)")
    }
    guard try Application.find(application, for: .system, write.reading) != nil else {
      throw GrantsError.notFound(kind: "application", id: "\(application)")
    }
    try write.delete(
      from: ballots, where: ["application": .integer(application), "member": .integer(member)])
    guard try !sittingOut(of: application, write.reading).contains(member) else { return }
    try ApplicationFact(.sitsOut, of: application, person: member).record(in: write)
  }

  /// Puts a member's ballots in the box, all or none; each takes the place of one cast before. No book and no audit link
  /// speaks of it.
  /// - Throws: ``GrantsError/form(_:)`` if the sitting is closed, or an item is not this member's to vote on.
  public func cast(
    _ chosen: [Int64: Ballot], by member: Int64, on date: CivilDate, _ store: Store
  ) throws {
    try store.work { work in
      let mayVote = Set(try openItems(for: member, on: date, work.reading).map(\.application))
      for (application, ballot) in chosen.sorted(by: { $0.key < $1.key }) {
        let half = try work.reading.first(
          "SELECT public_half FROM ballot_key WHERE sitting = ? AND application = ?",
          [.integer(number), .integer(application)]
        ) { $0.blob(0) }
        guard let half, mayVote.contains(application) else {
          throw GrantsError.form("Application \(application) cannot be voted on any more.")
        }
        let item = BallotItem(sitting: number, application: application)
        try work.put(
          Self.ballots,
          [
            "sitting": .integer(number), "application": .integer(application), "member": .integer(member),
            "sealed": .blob(try SealedBallot.seal(ballot, from: member, on: item, to: half)),
          ])
      }
    }
  }

  /// Who has a ballot in the box for an application. What it says nobody knows.
  public func cast(on application: Int64, _ reading: Reading) throws -> [Int64] {
    try reading.all(
      "SELECT member FROM ballot WHERE sitting = ? AND application = ? ORDER BY member",
      [.integer(number), .integer(application)]
    ) { $0.int(0) }
  }

  /// Opens the ballots of those who may vote.
  func opened(_ application: Int64, entitled: [Int64], key: ItemKey, _ reading: Reading) throws -> [Int64: Ballot] {
    let item = BallotItem(sitting: number, application: application)
    let sealed = try reading.all(
      "SELECT member, sealed FROM ballot WHERE sitting = ? AND application = ?",
      [.integer(number), .integer(application)]
    ) { (member: $0.int(0), bytes: $0.blob(1)) }
    var ballots: [Int64: Ballot] = [:]
    for (member, bytes) in sealed where entitled.contains(member) {
      ballots[member] = try key.open(bytes, from: member, of: item)
    }
    return ballots
  }
}
