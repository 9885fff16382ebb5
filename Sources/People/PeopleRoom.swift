// What People brings to the house.

import Store

/// The part of People in the house.
public enum PeopleRoom {
  /// Its first migration.
  public static let migration = Migration(
    "0003-people",
    Person.schema + Vault.schema + Roles.schema + Logins.schema + Proposal.schema + Look.schema)

  /// Passcodes.
  public static let passcodes = Migration("0013-passcodes", Passcode.schema)

  /// What binds each passcode to its person.
  public static let passcodeSeals = Migration("0037-passcode-seals", Passcode.sealSchema)

  /// Its tables.
  public static let tables = Tables(
    books: [
      Person.book, Vault.commitments, Roles.book, Logins.book, Proposal.book, Proposal.decisions, Look.book,
      Passcode.book, Passcode.seals,
    ],
    tallies: [Roles.tally], workings: [Vault.working, Passcode.working])

  /// Its checks.
  public static let checks: [Check] = [
    Vault.check, Passcode.check,
    Check("two-people", "no proposal was approved by the person who made it") { store, _ in
      try store.reading.all(
        """
        SELECT proposal.id FROM proposal JOIN proposal_decision ON proposal_decision.proposal = proposal.id
        WHERE given = 1 AND proposer = actor LIMIT 20
        """
      ) { "proposal \($0.int(0)) was approved by its proposer" }
    },
  ]
}
