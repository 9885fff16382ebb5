// The panel's members: young people, trained twice and accredited until a day. Who is not accredited cannot vote.

import Dates
import People
import Store

/// A member of the panel, by number.
public struct PanelMember: Codable, Hashable, Sendable {
  /// The person's number.
  public let person: Int64
  /// The trainings that were done, by code.
  public let trainings: [String]
  /// The last day of the accreditation, if there is one and the member did not stand down since.
  public let accreditedUntil: String?
  /// Whether the member is of the reserve: asked in where too few of the others may vote.
  public let isReserve: Bool

  /// Whether the member may vote on this day.
  public func mayVote(on date: CivilDate) -> Bool {
    accreditedUntil.flatMap(CivilDate.init).map { date <= $0 } ?? false
  }

  /// Records a training.
  /// - Parameters:
  ///   - training: one of the settings' two.
  ///   - trainer: who gave it: a code.
  public static func train(
    _ person: Int64, _ training: String, by trainer: String, on date: CivilDate, rules: PanelSettings, in write: Write
  ) throws {
    try requireRole(person, write.reading)
    try Code.require(trainer)
    guard rules.trainings.contains(training) else {
      throw GrantsError.form("There is no training \(training). There are: \(rules.trainings.joined(separator: ", ")).")
    }
    try write.append(to: book, [.integer(person), .text("trained"), .text(training), .text(trainer), .day(date), nil])
  }

  /// Accredits a member until a day, for the foundation.
  /// - Parameter isReserve: as one of the reserve.
  /// - Throws: ``GrantsError/form(_:)`` if a training is missing.
  public static func accredit(
    _ person: Int64, from date: CivilDate, until end: CivilDate, isReserve: Bool = false, rules: PanelSettings,
    in write: Write
  ) throws {
    try requireRole(person, write.reading)
    let done = Set(try find(person, write.reading)?.trainings ?? [])
    let missing = rules.trainings.filter { !done.contains($0) }
    guard missing.isEmpty else {
      throw GrantsError.form("Person \(person) has not done: \(missing.joined(separator: ", ")).")
    }
    guard end > date, end <= date.adding(days: rules.longestAccreditation) else {
      throw GrantsError.form("An accreditation ends after today and within \(rules.longestAccreditation) days.")
    }
    try write.append(to: book, [.integer(person), .text("accredited"), nil, nil, .day(date), .day(end)])
    if isReserve {
      try write.append(to: book, [.integer(person), .text("reserve"), nil, nil, .day(date), .day(end)])
    }
  }

  /// Records that a member stands down: at once, and without a reason.
  public static func standDown(_ person: Int64, on date: CivilDate, in write: Write) throws {
    guard try find(person, write.reading) != nil else { throw GrantsError.notFound(kind: "member", id: "\(person)") }
    try write.append(to: book, [.integer(person), .text("stood-down"), nil, nil, .day(date), nil])
  }

  /// All members there ever were, in order of person.
  public static func all(_ reading: Reading) throws -> [PanelMember] {
    var trainings: [Int64: [String]] = [:]
    var until: [Int64: String] = [:]
    var reserve: Set<Int64> = []
    try reading.each("SELECT person, step, training, until FROM panel_member ORDER BY id") { row in
      let person = row.int(0)
      if let training = row.optionalText(2), !(trainings[person]?.contains(training) ?? false) {
        trainings[person, default: []].append(training)
      }
      trainings[person] = trainings[person] ?? []
      if row.text(1) == "trained" { return }
      until[person] = try row.optionalDay(3)?.description
      if row.text(1) == "reserve" { reserve.insert(person) } else { reserve.remove(person) }
    }
    return trainings.keys.sorted().map {
      PanelMember(
        person: $0, trainings: trainings[$0] ?? [], accreditedUntil: until[$0], isReserve: reserve.contains($0))
    }
  }

  /// The member of this number, or nil.
  public static func find(_ person: Int64, _ reading: Reading) throws -> PanelMember? {
    try all(reading).first { $0.person == person }
  }

  /// Those who may vote on this day: accredited, and still fund administrators.
  /// - Parameter reserve: those of the reserve, or the others.
  public static func voting(
    on date: CivilDate, reserve: Bool = false, _ reading: Reading
  ) throws -> [Int64] {
    try all(reading).filter {
      try $0.isReserve == reserve && $0.mayVote(on: date)
        && Roles.held(by: $0.person, reading).contains(.fundAdministrator)
    }.map(\.person)
  }

  private static func requireRole(_ person: Int64, _ reading: Reading) throws {
    guard try Roles.held(by: person, reading).contains(.fundAdministrator) else {
      throw GrantsError.form("Person \(person) is no fund administrator. Give the role first: nolimits person role.")
    }
  }

  static let book = Book("panel_member", ["person", "step", "training", "trainer", "done_on", "until"])
  static let schema = Schema.book(
    "panel_member",
    """
    person INTEGER NOT NULL, step TEXT NOT NULL, training TEXT, trainer TEXT, done_on INTEGER NOT NULL, until INTEGER
    """)
}
