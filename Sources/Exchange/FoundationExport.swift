// The export that the community foundation fetches: every night what was booked since the last, or everything on request.

import Dates
import Files
import Foundation
import Store

/// What came of an export.
public struct FoundationExportReport: Codable, Hashable, Sendable {
  /// What was done.
  public enum State: String, Codable, Sendable {
    /// A new export was made.
    case made
    /// Nothing was new; files that a killed run had left out were put in place.
    case publishedAgain = "published-again"
    /// A new export would have been made.
    case dryRun = "dry-run"
  }

  /// The count and control sum of a section.
  public struct Sum: Codable, Hashable, Sendable {
    /// The section's name.
    public let section: String
    /// How many rows it has.
    public let count: Int
    /// Its control sum, in pence.
    public let totalPence: Int64
  }

  /// What was done.
  public let state: State
  /// The export's number; nil for one of everything.
  public let number: Int64?
  /// Where its XML lies; the folder beside it has the same name without `.xml`.
  public let file: String
  /// The first audit link it covers.
  public let fromLink: Int64
  /// The last audit link it covers.
  public let toLink: Int64
  /// Its sections.
  public let sections: [Sum]
  /// The exports whose files were put in place again first.
  public let publishedAgain: [Int64]
}

/// Makes the foundation's exports.
public struct FoundationExport {
  private let store: Store
  private let actor: Actor
  private let businessDate: CivilDate
  private let schemaPath: String
  private let profile: OutputProfile
  private let folder: String
  private let isDryRun: Bool

  /// - Parameters:
  ///   - businessDate: the night it is made for; it stands in the files' names.
  ///   - schemaPath: `foundation-export-1.xsd`, which every file must satisfy.
  ///   - profile: how the foundation wants the CSVs.
  ///   - folder: where the foundation fetches; `outbox/foundation` unless it is told otherwise.
  public init(
    _ store: Store, actor: Actor, businessDate: CivilDate, schemaPath: String, profile: OutputProfile = .standard,
    folder: String? = nil, isDryRun: Bool = false
  ) {
    self.store = store
    self.actor = actor
    self.businessDate = businessDate
    self.schemaPath = schemaPath
    self.profile = profile
    self.folder = folder ?? "\(store.home.outbox)/foundation"
    self.isDryRun = isDryRun
  }

  /// Puts in place what a killed run left out, then makes the next numbered export if funds or entries were booked since
  /// the last.
  /// - Returns: what was done; nil where there was nothing to do.
  /// - Throws: ``ExchangeError/againstSchema(file:faults:)`` before anything is recorded, `StoreError`, `OutputError`.
  public func make() throws -> FoundationExportReport? {
    let again = isDryRun ? [] : try publishAgain()
    let newest = try NumberedExport.newest(store.reading)
    guard try ExportScope.hasMoneyFacts(after: newest?.toLink ?? 0, store.reading) else {
      guard let last = again.last else { return nil }
      return try report(last.export, .publishedAgain, last.content, again: again.map(\.export.number))
    }
    let outcome = try record((newest?.number ?? 0) + 1)
    let content: FoundationContent
    if case .dryRun(let export) = outcome {
      content = try FoundationContent(number: export.number, try export.scope(store.reading), store.reading)
    } else {
      content = try publish(outcome.value)
    }
    return try report(outcome.value, isDryRun ? .dryRun : .made, content, again: again.map(\.export.number))
  }

  /// Writes everything there is, without a number: `foundation-full-DATE.xml`. It changes no book.
  /// - Throws: `StoreError.notPermitted` where the gate says so.
  public func full() throws -> FoundationExportReport {
    let decision = try store.settings.gate.decide(actor, Self.action, proposer: nil, reading: store.reading)
    if case .refused(let reason) = decision {
      throw StoreError.notPermitted(action: Self.action.name, reason: reason)
    }
    let (scope, content) = try store.snapshot { reading in
      let scope = try ExportScope.everything(reading)
      return (scope, try FoundationContent(number: nil, scope, reading))
    }
    let name = ExportName(number: nil, date: businessDate)
    let xml = try FoundationXML.bytes(content)
    try validate(xml, file: "\(name.text).xml")
    if !isDryRun { try write(content, xml, name, headAt: scope.toLink) }
    return report(
      isDryRun ? .dryRun : .made, name, links: scope.fromLink...max(scope.fromLink, scope.toLink), content, again: [])
  }

  private static let action = Action("export.foundation")

  /// Records the next export. Which links it covers is decided here, where nothing else can be booked; they end before this
  /// change's own link, so that all they brought is committed.
  private func record(_ number: Int64) throws -> Outcome<NumberedExport> {
    let request = WriteRequest(
      Self.action, by: actor, key: "export/foundation/\(ExportName.padded(number))",
      inputs: Inputs(["number": String(number)]), on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { write in
      let from = (try NumberedExport.newest(write.reading)?.toLink ?? 0) + 1
      let scope = try ExportScope(from: from, to: write.link - 1, write.reading)
      let content = try FoundationContent(number: number, scope, write.reading)
      let xml = try FoundationXML.bytes(content)
      try validate(xml, file: "\(ExportName(number: number, date: businessDate).text).xml")
      let export = NumberedExport(
        number: number, fromLink: from, toLink: scope.toLink, businessDate: businessDate.description,
        sha256: Hex.string(sha256(xml)))
      try export.record(in: write)
      return export
    }
  }

  /// Holds the bytes against the schema, on a private copy: the foundation never sees a file that breaks it.
  private func validate(_ xml: [UInt8], file: String) throws {
    let copy = try SpooledFile.copy(bytes: xml, named: file, into: store.home.spool)
    defer { copy.remove() }
    let faults: [FileFault]
    do { faults = try XMLSchema.validate(file: copy.path, schema: schemaPath) } catch {
      throw ExchangeError.schema(path: schemaPath)
    }
    guard faults.isEmpty else { throw ExchangeError.againstSchema(file: file, faults: faults) }
  }

  /// Publishes the exports of which it is not known that their files are in place.
  private func publishAgain() throws -> [(export: NumberedExport, content: FoundationContent)] {
    SpooledFile.sweep(store.home.spool)
    AtomicFile.sweepTemporaries(in: folder)
    return try NumberedExport.unpublished(store.reading).map { ($0, try publish($0)) }
  }

  /// Puts an export's files in place from committed rows, the same bytes as recorded, and notes that they are there.
  private func publish(_ export: NumberedExport) throws -> FoundationContent {
    let content = try FoundationContent(number: export.number, try export.scope(store.reading), store.reading)
    let xml = try FoundationXML.bytes(content)
    guard Hex.string(sha256(xml)) == export.sha256 else { throw ExchangeError.changed(number: export.number) }
    try write(content, xml, try export.name, headAt: export.toLink)
    try store.work { _ = try $0.put(NumberedExport.published, ["number": .integer(export.number)]) }
    return content
  }

  /// Writes the folder, and last the XML: who waits for the XML finds all of it.
  private func write(_ content: FoundationContent, _ xml: [UInt8], _ name: ExportName, headAt link: Int64) throws {
    try makeFolder()
    let head = try store.signedHead(upTo: link)?.line
    try FoundationFolder(content: content, profile: profile, head: head).write("\(folder)/\(name.text)")
    try AtomicFile.write("\(folder)/\(name.text).xml", bytes: xml)
  }

  private func makeFolder() throws {
    guard !FileManager.default.fileExists(atPath: folder) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw OutputError.cannotWrite(path: folder, reason: "the folder cannot be made") }
    try AtomicFile.synchronise((folder as NSString).deletingLastPathComponent)
  }

  private func report(
    _ export: NumberedExport, _ state: FoundationExportReport.State, _ content: FoundationContent, again: [Int64]
  ) throws -> FoundationExportReport {
    report(state, try export.name, links: export.fromLink...export.toLink, content, again: again)
  }

  private func report(
    _ state: FoundationExportReport.State, _ name: ExportName, links: ClosedRange<Int64>, _ content: FoundationContent,
    again: [Int64]
  ) -> FoundationExportReport {
    FoundationExportReport(
      state: state, number: name.number, file: "\(folder)/\(name.text).xml", fromLink: links.lowerBound,
      toLink: links.upperBound,
      sections: content.sections.map { .init(section: $0.name, count: $0.rows.count, totalPence: $0.totalPence) },
      publishedAgain: again)
  }
}
