// What Banking brings to the house: its tables, its migration, its checks, its facts.

import Ledger
import Money
import Store

/// Banking's part in the house.
public enum BankingRoom {
  /// Its first migration.
  public static let migration = Migration(
    "0007-banking", BankFile.schema + PostedStatement.schema + PostedLine.schema + LineAssignment.schema)

  /// Who looked at what the bank wrote.
  public static let looks = Migration("0030-bank-looks", NarrativeLook.schema)

  /// Its tables.
  public static let tables = Tables(books: [
    BankFile.book, PostedStatement.book, PostedLine.book, LineAssignment.book, NarrativeLook.book,
  ])

  /// Its checks.
  public static let checks: [Check] = [
    Check(
      "bank-balances",
      "the ledger's balance of each bank account is that of its last statement, less other funds' money"
    ) { store, _ in
      try BankReconciliation.accounts(store.reading).filter { $0.unexplainedPence != 0 }.map {
        "\($0.account): the bank says \($0.closingPence)p, the ledger \($0.ledgerPence)p, others \($0.otherFundsPence)p"
      }
    },
    Check("bank-statements", "each statement follows on the one before") { store, _ in
      var last: [String: PostedStatement] = [:]
      var faults: [String] = []
      for statement in try PostedStatement.all(store.reading) {
        if let before = last[statement.account], before.closingPence != statement.openingPence {
          faults.append("\(statement.id) does not begin where \(before.id) ends")
        }
        if statement.openingPence &+ statement.inPence &- statement.outPence != statement.closingPence {
          faults.append("\(statement.id) does not add up")
        }
        last[statement.account] = statement
      }
      return Array(faults.prefix(20))
    },
    Check("bank-lines", "the lines of each statement are those it says, and each is assigned or waits") { store, _ in
      try store.reading.all(
        """
        SELECT public_id FROM bank_statement AS s WHERE lines <>
        (SELECT count(*) FROM bank_line WHERE statement = s.public_id) OR in_pence - out_pence - other_pence <>
        (SELECT coalesce(sum(amount_pence), 0) FROM bank_line WHERE statement = s.public_id) LIMIT 20
        """
      ) { "\($0.text(0)) has other lines than it says" }
        + store.reading.all(
          """
          SELECT public_id FROM bank_line AS l WHERE amount_pence <> 0 AND amount_pence <>
          (SELECT coalesce(sum(amount_pence), 0) FROM bank_assignment WHERE line = l.public_id
          AND confidence <> 'person') LIMIT 20
          """
        ) { "\($0.text(0)) is neither assigned nor waits" }
    },
    Check("bank-looks", "every look at what the bank wrote was at a line that is there") { store, _ in
      try store.reading.all(
        """
        SELECT id, line FROM bank_look WHERE NOT EXISTS (SELECT 1 FROM bank_line WHERE public_id = line) LIMIT 20
        """
      ) { "bank_look \($0.int(0)) is at \($0.text(1)), which is no line" }
    },
    Check("bank-archive", "every bank file that was posted is in the archive, unchanged") { store, scope in
      let archive = Archive(store, .bank)
      let files = try store.reading.all("SELECT number, digest, state = 'posted' FROM bank_file ORDER BY number") {
        (number: $0.int(0), digest: $0.blob(1), isPosted: $0.int(2) == 1)
      }
      return try files.filter(\.isPosted).compactMap { try archiveFault($0.number, $0.digest, archive, store, scope) }
        + archive.orphans(among: Set(files.map(\.number).filter { $0 < Int64.max })).map {
          "\($0) belongs to no import"
        }
    },
  ]

  private static func archiveFault(
    _ number: Int64, _ recorded: [UInt8], _ archive: Archive, _ store: Store, _ scope: CheckScope
  ) throws -> String? {
    guard archive.holds(number) else { return "bank import \(number) is not in the archive" }
    guard case .everything = scope else { return nil }
    var digest = FileDigest()
    do { try archive.open(number) { digest.update($0) } } catch let error as any Refusal {
      return "bank import \(number): \(error.sentence)"
    }
    let found = store.schemeKey.digest("bank-file", digest.finalized())
    return found == recorded ? nil : "the archived file of bank import \(number) is not the one that was taken in"
  }

  /// Adds the facts of the bank to a digest, in order of public id.
  public static func addFacts(to digest: inout FactDigest, _ reading: Reading) throws {
    for statement in try PostedStatement.all(reading).sorted(by: { $0.id < $1.id }) {
      digest.add([
        .text(statement.id), .integer(statement.openingPence), .integer(statement.closingPence),
        .integer(statement.lines), .integer(statement.otherPence),
      ])
    }
  }
}
