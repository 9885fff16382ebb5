// Looks at personal data: recorded before anything is shown.

import Dates
import Store

/// One look at personal data.
public enum Look {
  /// Records who looks at whom and why, then opens the names. One command is one link.
  /// - Returns: the names by person; a person who was forgotten has none.
  public static func names(
    of persons: [Int64], why: String, by actor: Actor, on date: CivilDate, key: String, _ store: Store
  ) throws -> [Int64: String] {
    let request = WriteRequest(
      Action("look"), by: actor, key: key, inputs: Inputs(["why": why]), on: date)
    _ = try store.write(request) { write in
      try record(of: persons, why: why, by: actor, in: write)
      return persons.count
    }
    var names: [Int64: String] = [:]
    for person in persons { names[person] = try Vault.text(.name, person: person, store) }
    return names
  }

  /// Records looks inside a change of another action.
  public static func record(of persons: [Int64], why: String, by actor: Actor, in write: Write) throws {
    for person in persons { try write.append(to: book, [.text(actor.name), .integer(person), .text(why)]) }
  }

  static let book = Book("look", ["actor", "person", "why"])
  static let schema = Schema.book("look", "actor TEXT NOT NULL, person INTEGER NOT NULL, why TEXT NOT NULL")
}
