// The people who work in a practice home: one login a role, and a second where two must agree.

import People
import Store

/// Someone who works in a practice home.
struct PracticePerson: Sendable {
  let login: String
  let role: Role
  let name: String

  /// All of them, in the order of their numbers from 1.
  static let all = [
    PracticePerson(login: "finance", role: .finance, name: "Marjorie Tallentyre"),
    PracticePerson(login: "finance2", role: .finance, name: "Devinder Oxborough"),
    PracticePerson(login: "fundmanager", role: .fundManager, name: "Comfort Ashdownley"),
    PracticePerson(login: "auditor", role: .auditor, name: "Piotr Hasleworth"),
    PracticePerson(login: "operator", role: .operator, name: "Shirin Cobbledick"),
    PracticePerson(login: "operator2", role: .operator, name: "Tomos Greatorex"),
    PracticePerson(login: "trustee", role: .trustee, name: "Winifred Abernethie"),
    PracticePerson(login: "supportadult", role: .supportAdult, name: "Kwabena Lillicrap"),
  ]

  /// The number of the person who keeps the register.
  static let finance: Int64 = 1

  /// The number of whoever has a login; 0 is nobody.
  static func number(of login: String) -> Int64 {
    Int64((all.firstIndex { $0.login == login } ?? -1) + 1)
  }

  /// Records all of them.
  static func record(in write: Write, store: Store) throws {
    let numbers = try Person.add(all.map { PersonFacts(name: $0.name) }, in: write, store: store)
    for (number, person) in zip(numbers, all) {
      try Roles.record(person.role, of: number, given: true, in: write)
      try Logins.record(person.login, person: number, in: write)
    }
  }
}
