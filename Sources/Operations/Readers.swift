// Who may read which list, and what of it is behind an applicant's wall.

import Grants
import Ledger
import People
import Store

extension House {
  /// Holds that whoever asks may read such a list. A job reads what it needs.
  public func requireReader(_ action: Action) throws {
    guard case .person = actor else { return }
    try store.requirePermission(action, of: actor, proposer: nil)
  }

  /// Holds that whoever asks has a role that such a decision needs, before a second person is thought of.
  /// - Throws: `StoreError.notPermitted` with the roles that may.
  public func requireRole(_ action: Action) throws {
    guard
      case .refused(let reason) = try store.settings.gate.decide(
        actor, action, proposer: nil, reading: store.reading)
    else { return }
    throw StoreError.notPermitted(action: action.name, reason: reason)
  }

  /// Whether whoever asks may read it; a job may not.
  public func mayRead(_ action: Action) throws -> Bool {
    try store.settings.gate.decide(actor, action, proposer: nil, reading: store.reading) == .allowed
  }

  /// The newest entries that this person may see, newest first.
  public func newestEntries(_ limit: Int) throws -> [Entry] {
    try requireReader(Action("entry.read"))
    let reading = store.reading
    guard try Wall.count(from: actor, reading) > 0 else { return try Entry.newest(limit, reading) }
    var asked = limit
    while true {
      // As many as are wanted, whatever is hidden among them: a shorter list would tell.
      let found = try Entry.newest(asked, reading)
      let seen = try found.filter { try !Wall.hides(text: $0.id, from: actor, reading) }
      if seen.count >= limit || found.count < asked { return Array(seen.prefix(limit)) }
      asked = asked < .max / 2 ? asked * 2 : .max
    }
  }

  /// One entry.
  /// - Throws: `LedgerError.notFound` if there is none of this id, or this person may not see it.
  public func entry(_ id: String) throws -> Entry {
    try requireReader(Action("entry.read"))
    guard try !Wall.hides(text: id, from: actor, store.reading), let found = try Entry.find(id, store.reading) else {
      throw LedgerError.notFound(kind: "entry", id: id)
    }
    return found
  }

  /// The application of this number, as this person may see it: whoever was named, or is of the panel and sits it out, finds
  /// none.
  /// - Parameter kind: what it is called where it is not there.
  func seen(_ number: Int64, as kind: String) throws -> Application {
    guard let found = try Application.find(number, for: actor, store.reading) else {
      throw GrantsError.notFound(kind: kind, id: "\(number)")
    }
    if case .person(let person) = actor, try Roles.held(by: person, store.reading).contains(.fundAdministrator),
      try Sitting.sittingOut(of: number, store.reading).contains(person)
    {
      throw GrantsError.notFound(kind: kind, id: "\(number)")
    }
    return found
  }

  /// The newest links of the audit chain, as an auditor or operator reads them: none tells which application it is about,
  /// nor which member of the panel read or sat out.
  public func auditLog(_ limit: Int) throws -> [AuditEntry] {
    try requireReader(Action("audit.read"))
    return try AuditEntry.newest(limit, store.reading).map { Self.withoutGrants($0) }
  }

  /// What begins the action of a link that is about one application or one member.
  private static let aboutGrants = [
    "application.", "panel.", "award.", "payment.", "letter.", "evidence.", "followup.",
  ]
  /// What a member does for themselves.
  private static let ofMembers: Set<String> = ["panel.sit-out", "panel.read"]

  static func withoutGrants(_ entry: AuditEntry) -> AuditEntry {
    let isAboutGrants =
      aboutGrants.contains { entry.action.hasPrefix($0) } || !Wall.isSilent(entry.key)
      || entry.action == "person.passcode"
    guard isAboutGrants else { return entry }
    return AuditEntry(
      link: entry.link, time: entry.time, actor: ofMembers.contains(entry.action) ? "panel" : entry.actor,
      proposer: entry.proposer, action: entry.action, key: "\(entry.action)/…")
  }
}
