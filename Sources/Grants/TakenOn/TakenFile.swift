// The file of grants that are taken on: read, kept sealed until a second person has said yes or no, then forgotten.

import Dates
import Files
import Foundation
import Ledger
import Money
import People
import Store

/// What a file of grants would bring, or brought: numbers and sums, for whoever says yes to it.
public struct TakenCount: Codable, Hashable, Sendable {
  /// How many are past.
  public internal(set) var past: Int64 = 0
  /// How many are open.
  public internal(set) var open: Int64 = 0
  /// How many were taken on before.
  public internal(set) var known: Int64 = 0
  /// How many were paid in full more than twelve months ago: nothing is kept of them.
  public internal(set) var over: Int64 = 0
  /// What is still to be paid, in pence by the fund's code.
  public internal(set) var promisedPence: [String: Int64] = [:]

  /// Whether there is nothing to take on.
  public var isEmpty: Bool { past + open == 0 }

  mutating func add(_ terms: TakenGrant.Terms, _ fate: TakenGrant.Fate, fund: String) {
    switch fate {
    case .past: past += 1
    case .known: known += 1
    case .over: over += 1
    case .open:
      open += 1
      promisedPence[fund, default: 0] += terms.left.rawValue
    }
  }

  /// The same in words, without a person.
  public var words: String {
    func counted(_ count: Int64, _ one: String) -> String { "\(count) \(one)\(count == 1 ? "" : "s")" }
    var parts = ["take on \(counted(past, "past grant")) and \(counted(open, "open award"))"]
    parts += promisedPence.sorted { $0.key < $1.key }.map { fund, pence in
      "\(Pence(pence).pounds) is still to be paid from \(fund)"
    }
    if known > 0 { parts.append("\(known) taken on before") }
    if over > 0 { parts.append("\(over) left out: paid in full more than twelve months ago") }
    return parts.joined(separator: "; ")
  }
}

/// Files of grants that are taken on.
public struct TakenFile {
  private let store: Store
  private let limits: Limits
  private let date: CivilDate

  /// - Parameter date: the day they are taken on.
  public init(_ store: Store, limits: Limits, on date: CivilDate) {
    self.store = store
    self.limits = limits
    self.date = date
  }

  /// The headings of such a file.
  public static let headings = [
    "reference", "name", "birthDate", "programme", "awardedOn", "amount", "paid", "agreed", "safeContact",
  ]

  /// What a file would bring.
  /// - Returns: also the keyed digest of its bytes; or its faults, which never tell a name.
  /// - Throws: `LedgerError.tooLittle` if a fund has less than is still to be paid from it.
  public func look(_ spooled: SpooledFile) throws -> (count: TakenCount, digest: [UInt8], faults: [FileFault]) {
    var faults = FaultList(limit: limits.faultsShown)
    let grants = try read(spooled.path, &faults)
    guard faults.isEmpty else { return (TakenCount(), [], faults.faults) }
    var count = TakenCount()
    for terms in grants {
      count.add(
        terms, try TakenGrant.fate(of: terms, on: date, store.reading, store),
        fund: try fund(of: terms.programme, store.reading))
    }
    let positions = try FundPosition.all(store.reading)
    for (fund, pence) in count.promisedPence.sorted(by: { $0.key < $1.key }) {
      let available = Pence(positions.first { $0.fund == fund }?.availablePence ?? 0)
      guard Pence(pence) <= available else {
        throw LedgerError.tooLittle(fund: fund, has: available, wanted: Pence(pence))
      }
    }
    return (count, store.schemeKey.digest("taken-file", spooled.sha256), [])
  }

  /// Keeps a file, sealed, for the second person's yes.
  /// - Returns: its number.
  public func keep(_ spooled: SpooledFile, digest: [UInt8], proposal: Int64, in write: Write) throws -> Int64 {
    let number = try write.reading.int("SELECT max(number) FROM taken_file") + 1
    try write.append(to: Self.book, [.integer(number), .blob(digest), .integer(proposal), .day(date)])
    if !write.isDryRun { try Archive(store, .takenOn).seal(spooled.path, number: number) }
    return number
  }

  /// The proposal that waits for a yes to a file of these bytes, or nil; and how many were decided.
  public static func proposals(of digest: [UInt8], _ reading: Reading) throws -> (open: Int64?, decided: Int64) {
    let all = try reading.all(
      """
      SELECT proposal, EXISTS (SELECT 1 FROM proposal_decision AS d WHERE d.proposal = taken_file.proposal)
      FROM taken_file WHERE digest = ? ORDER BY id
      """, [.blob(digest)]
    ) { (proposal: $0.int(0), isDecided: $0.int(1) == 1) }
    return (all.first { !$0.isDecided }?.proposal, Int64(all.count { $0.isDecided }))
  }

  /// Takes on what a kept file holds: all of it or nothing.
  /// - Throws: `StoreError` if the file is not the one that was kept; ``GrantsError`` or `LedgerError` if it does not fit
  ///   any more.
  public func take(_ number: Int64, by actor: Actor, in write: Write) throws -> TakenCount {
    let digest = try write.reading.first("SELECT digest FROM taken_file WHERE number = ?", [.integer(number)]) {
      $0.blob(0)
    }
    let spooled = try Archive(store, .takenOn).spool(number, limits: limits)
    guard let digest, store.schemeKey.digest("taken-file", spooled.sha256) == digest else {
      throw StoreError.broken("the kept file \(number) is not the one that was looked at")
    }
    var faults = FaultList(limit: limits.faultsShown)
    let grants = try read(spooled.path, &faults)
    guard faults.isEmpty else {
      throw GrantsError.form("The file of grants does not fit any more: a programme or a day of it has changed.")
    }
    var count = TakenCount()
    for terms in grants {
      let fate = try TakenGrant.take(terms, of: number, on: date, by: actor, in: write, store: store)
      count.add(terms, fate, fund: try fund(of: terms.programme, write.reading))
    }
    return count
  }

  /// Deletes the keys and copies of files that were decided on; a kill in the middle is taken up by the next.
  public static func forget(_ store: Store) throws {
    let decided = try store.reading.all(
      "SELECT number FROM taken_file WHERE proposal IN (SELECT proposal FROM proposal_decision)"
    ) { $0.int(0) }
    let archive = Archive(store, .takenOn)
    for number in decided where archive.holds(number) { try archive.forget(number) }
  }

  private func fund(of programme: String, _ reading: Reading) throws -> String {
    guard let found = try Programme.find(programme, reading) else {
      throw GrantsError.notFound(kind: "programme", id: programme)
    }
    return found.fund
  }

  private static let personal = ["reference", "name", "birthDate", "safeContact"]

  private static var layout: Layout {
    var layout = Layout(
      .csv,
      detail: RecordLayout(
        .none,
        fields: headings.map {
          FieldLayout($0, .heading($0), personal: personal.contains($0), optional: $0 == "safeContact")
        }))
    layout.headings = true
    layout.trim = true
    return layout
  }

  private func read(_ path: String, _ faults: inout FaultList) throws -> [TakenGrant.Terms] {
    var grants: [TakenGrant.Terms] = []
    var references: Set<String> = []
    var reader = try RecordReader(file: path, layout: Self.layout, limits: limits)
    var batch = RecordBatch()
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count {
        do {
          let terms = try self.terms(batch, record)
          guard references.insert(terms.reference).inserted else {
            throw batch.fault(record, 0, code: "reference", message: "Each reference is expected once.")
          }
          grants.append(terms)
        } catch let fault as FileFault { faults.add(fault) }
      }
    }
    return grants
  }

  /// One row. A fault says what was expected, never what was found.
  private func terms(_ batch: RecordBatch, _ record: Int) throws -> TakenGrant.Terms {
    func text(_ slot: Int) -> String { batch.string(record, slot) }
    func fault(_ slot: Int, _ code: String, _ expected: String) -> FileFault {
      batch.fault(record, slot, code: code, message: "\(expected) is expected here.")
    }
    func sum(_ slot: Int) throws -> Pence {
      do { return try batch.amount(record, slot, style: .plain) } catch {
        throw fault(slot, "amount", "A sum in pounds like 250.00")
      }
    }
    let terms = TakenGrant.Terms(
      reference: text(0), name: text(1),
      birthDate: try day(batch, record, 2, before: date.adding(days: 1), fault(2, "day", "A day like 2006-03-31")),
      programme: text(3),
      awardedOn: try day(batch, record, 4, before: date, fault(4, "day", "A day like 2026-03-31, before today,")),
      amount: try sum(5), paid: try sum(6), isAgreed: text(7) == "yes", safeContact: text(8))
    guard (1...100).contains(terms.reference.count) else {
      throw fault(0, "reference", "A reference of up to 100 characters")
    }
    guard terms.name.contains(where: \.isLetter), terms.name.count <= 200 else { throw fault(1, "name", "A name") }
    guard try Programme.find(terms.programme, store.reading) != nil else {
      throw fault(3, "programme", "A programme that there is")
    }
    guard terms.amount > .zero else { throw fault(5, "amount", "A sum above nothing") }
    guard terms.paid >= .zero, terms.paid <= terms.amount else {
      throw fault(6, "paid", "A sum from nothing to what was awarded")
    }
    guard ["yes", "no"].contains(text(7)) else { throw fault(7, "yes-or-no", "yes or no") }
    guard terms.left == .zero || !terms.safeContact.isEmpty else {
      throw fault(8, "missing", "How to reach them safely, where something is still to be paid,")
    }
    guard terms.safeContact.count <= ApplicationForm.longestText else { throw fault(8, "too-long", "A shorter text") }
    return terms
  }

  private func day(
    _ batch: RecordBatch, _ record: Int, _ slot: Int, before end: CivilDate, _ fault: FileFault
  ) throws -> CivilDate {
    guard let day = batch.date(record, slot, style: .iso), day < end else { throw fault }
    return day
  }

  static let book = Book("taken_file", ["number", "digest", "proposal", "received_on"])
  static let schema = Schema.book(
    "taken_file",
    "number INTEGER NOT NULL UNIQUE, digest BLOB NOT NULL, proposal INTEGER NOT NULL, received_on INTEGER NOT NULL")
}
