// 360Giving: the grants told to the world, as JSON and CSV that its own checkers accept.

import Dates
import Files
import Foundation
import Grants
import Ledger
import Store

/// What came of a publication.
public struct ThreeSixtyReport: Codable, Hashable, Sendable {
  /// The publication; nil where there was nothing to tell.
  public let publication: Publication?
  /// Where its JSON lies; the CSV lies beside it.
  public let file: String?
  /// Awards that go to an organisation, or belong to a programme, of which nothing is written down.
  public let left: [Int64]
}

/// Publishes.
public struct ThreeSixtyExport {
  private let store: Store
  private let actor: Actor
  private let businessDate: CivilDate
  private let terms: ThreeSixtyTerms
  private let isDryRun: Bool
  private let folder: String

  /// - Parameter businessDate: the day of publication; it stands in the files.
  public init(
    _ store: Store, actor: Actor, businessDate: CivilDate, terms: ThreeSixtyTerms, isDryRun: Bool = false
  ) {
    self.store = store
    self.actor = actor
    self.businessDate = businessDate
    self.terms = terms
    self.isDryRun = isDryRun
    folder = "\(store.home.outbox)/threesixty"
  }

  private static let action = Action("export.threesixty")

  /// Publishes all grants to organisations. Nothing is made where there are none, or none has changed.
  public func organisations() throws -> ThreeSixtyReport { try publish(.organisations, nil) }

  /// Publishes a year's grants to young people, once. Asked again, the same publication is made again.
  /// - Throws: ``ExchangeError/unpublishable(why:)`` unless the configuration turns it on, all of the year is half a year
  ///   old, and ten grants or more stand.
  public func individuals(_ year: LedgerSpan) throws -> ThreeSixtyReport {
    guard terms.hasIndividuals else {
      throw ExchangeError.unpublishable(why: "outputs/threesixty.yaml does not turn it on")
    }
    guard let last = year.lastDay, businessDate.days(since: last) >= Publication.youngest else {
      throw ExchangeError.unpublishable(why: "its newest may be less than half a year old")
    }
    if let before = try Publication.newest(.individuals, year.name, store.reading) { return try again(before.number) }
    return try publish(.individuals, year)
  }

  /// Makes a publication again: the same bytes, or none.
  public func again(_ number: Int64) throws -> ThreeSixtyReport {
    try store.requirePermission(Self.action, of: actor, proposer: nil)
    guard let publication = try Publication.find(number, store.reading) else {
      throw GrantsError.notFound(kind: "publication", id: "\(number)")
    }
    return ThreeSixtyReport(publication: publication, file: try write(publication), left: [])
  }

  private func publish(_ kind: Publication.Kind, _ year: LedgerSpan?) throws -> ThreeSixtyReport {
    try store.requirePermission(Self.action, of: actor, proposer: nil)
    let reading = store.reading
    let draft = Publication(
      number: try reading.int("SELECT max(number) FROM publication") + 1, kind: kind, period: year?.name ?? "all",
      publishedOn: businessDate.description, grants: 0, totalPence: 0, sha256: "",
      lastStep: try reading.int("SELECT max(id) FROM award_step"),
      lastOrganisation: try reading.int("SELECT max(id) FROM award_organisation"))
    let (grants, left) = try grants(of: draft, reading)
    if kind == .individuals, grants.count < Publication.fewestIndividuals {
      throw ExchangeError.unpublishable(why: "there are fewer than \(Publication.fewestIndividuals)")
    }
    guard !grants.isEmpty else { return ThreeSixtyReport(publication: nil, file: nil, left: left) }
    if let before = try told(grants, kind, reading) {
      // One that was stopped before its files were whole is taken up again.
      guard !isDryRun, !isThere(before) else { return ThreeSixtyReport(publication: nil, file: nil, left: left) }
      return ThreeSixtyReport(publication: before, file: try write(before), left: left)
    }
    let publication = Publication(
      number: draft.number, kind: kind, period: draft.period, publishedOn: draft.publishedOn,
      grants: Int64(grants.count), totalPence: grants.reduce(0) { $0 &+ $1.pence },
      sha256: Hex.string(sha256(Array(json(grants, draft).utf8))), lastStep: draft.lastStep,
      lastOrganisation: draft.lastOrganisation)
    let request = WriteRequest(
      Self.action, by: actor, key: "publication/\(ExportName.padded(draft.number))",
      inputs: Inputs(["kind": kind.rawValue, "period": draft.period]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try publication.record(in: write)
      return publication.number
    }
    return ThreeSixtyReport(publication: publication, file: isDryRun ? nil : try self.write(publication), left: left)
  }

  /// The newest publication of organisations, if it told just these grants.
  private func told(_ grants: [PublishedGrant], _ kind: Publication.Kind, _ reading: Reading) throws -> Publication? {
    guard kind == .organisations, let before = try Publication.newest(.organisations, "all", reading),
      Hex.string(sha256(Array(json(grants, before).utf8))) == before.sha256
    else { return nil }
    return before
  }

  private func isThere(_ publication: Publication) -> Bool {
    ["csv", "json"].allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/\(publication.name).\($0)") }
  }

  private func grants(of publication: Publication, _ reading: Reading) throws -> ([PublishedGrant], [Int64]) {
    let awards = try StandingAward.all(through: publication.lastStep, reading)
    let rows = PublishedGrants(terms: terms)
    switch publication.kind {
    case .organisations:
      return rows.organisations(awards, try GrantRecipient.all(through: publication.lastOrganisation, reading))
    case .individuals:
      guard let year = LedgerSpan(year: publication.period), let first = year.firstDay, let last = year.lastDay else {
        throw StoreError.broken("publication \(publication.number) is of no year")
      }
      let inYear = awards.filter { $0.use == .individuals && (first...last).contains($0.signedOn) }
      let grants = rows.individuals(inYear, yearBegins: first) {
        // Keyed by the publication's number: nobody can follow a person from one publication to the next.
        Hex.string(store.schemeKey.digest("publication/\(publication.number)", Array($0.utf8)).prefix(8))
      }
      return (grants, [])
    }
  }

  private func modified(_ publication: Publication) -> String { "\(publication.publishedOn)T00:00:00Z" }

  private func json(_ grants: [PublishedGrant], _ publication: Publication) -> String {
    JSONText.object([
      ("version", .text("1.4")), ("title", .text("\(terms.funderName): grants to \(publication.kind.rawValue)")),
      ("issued", .text(publication.publishedOn)),
      ("publisher", .object([("identifier", .text(terms.funderID)), ("name", .text(terms.funderName))])),
      ("license", .text(terms.licence)),
      ("grants", .list(grants.map { $0.json(terms, modified: modified(publication)) })),
    ]).written() + "\n"
  }

  private func write(_ publication: Publication) throws -> String {
    let (grants, _) = try grants(of: publication, store.reading)
    let bytes = Array(json(grants, publication).utf8)
    guard Hex.string(sha256(bytes)) == publication.sha256 else {
      throw ExchangeError.unpublishable(
        why: "publication \(publication.number) would say something else now: put outputs/threesixty.yaml back")
    }
    try OutboxFolder.make(folder)
    let path = "\(folder)/\(publication.name)"
    try AtomicFile.write("\(path).csv") { sink in
      let writer = CSVWriter(to: sink)
      try writer.headings(PublishedGrant.headings(individuals: publication.kind == .individuals))
      for grant in grants { try writer.row(grant.row(terms, modified: modified(publication))) }
    }
    try AtomicFile.write("\(path).json", bytes: bytes)
    return "\(path).json"
  }
}
