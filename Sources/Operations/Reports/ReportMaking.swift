// Reports to the board, and yearly ones: made of closed months, published once, and put in place again with the same bytes
// but for words that somebody took back.

import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import Reporting
import Store

/// What was made of a report.
public struct ReportFiles: Codable, Hashable, Sendable {
  /// The period's code.
  public let period: String
  /// The period in words.
  public let words: String
  /// Whether it was published now, and not before.
  public let isNew: Bool
  /// The names of the files, under the home.
  public let files: [String]
  /// How many stories it has, and how many of them were taken back since.
  public let stories: Int
  /// How many of them were taken back since.
  public let removed: Int
  /// Why there is no PDF, in words; nil where there is one.
  public let noPDF: String?
}

extension House {
  /// The report of a period, as it would be published now; as it was, where it was.
  /// - Throws: `LedgerError.month` if a month of it is not closed.
  public func report(_ period: ReportPeriod) throws -> BoardContent {
    try store.snapshot { reading in
      if let kept = try KeptReport.content(period, reading) { return kept }
      try requireClosed(period, reading)
      return try BoardContent.draft(period, try setting(period, reading), isLate: try isLate(), reading)
    }
  }

  /// Publishes the report of a period, once, and writes its files; made before, they are put in place again.
  /// - Parameter pdf: whether a PDF is made too, where the program for it is there.
  /// - Throws: `LedgerError.month` if a month of it is not closed.
  public func makeReport(_ period: ReportPeriod, pdf: Bool = true) throws -> ReportFiles {
    let action = period.kind == .board ? Action("report.board") : Action("report.year")
    try store.requirePermission(action, of: actor, proposer: nil)
    let isNew = try KeptReport.of(period, store.reading).isEmpty
    if isNew {
      try requireClosed(period, store.reading)
      let request = WriteRequest(
        action, by: actor, key: "report/\(period.name)", inputs: Inputs(["period": period.name]), on: businessDate)
      _ = try store.write(request) { write in
        try BoardContent.publish(
          period, try setting(period, write.reading), isLate: try isLate(), by: actor, in: write, store: store)
        return 0
      }
    } else {
      try recordLook(period, as: action)
    }
    return try placeReport(period, isNew: isNew, pdf: pdf)
  }

  /// Whoever has a report with young people's words made again looks at them.
  private func recordLook(_ period: ReportPeriod, as action: Action) throws {
    let persons = try BoardStory.persons(period, store)
    guard !persons.isEmpty else { return }
    let request = WriteRequest(
      action, by: actor, key: freshKey("report/\(period.name)"), inputs: Inputs(["period": period.name]),
      on: businessDate)
    _ = try store.write(request) { write in
      try BoardStory.look(at: persons, in: period, by: actor, in: write)
      return 0
    }
  }

  /// Every month of a report is closed, and something was booked in its time.
  private func requireClosed(_ period: ReportPeriod, _ reading: Reading) throws {
    let months = try Months.read(reading)
    if let open = period.eachMonth.first(where: months.isOpen) {
      throw LedgerError.month(month: open, why: "it is not closed, and a report is made of closed months")
    }
    guard try period.eachMonth.contains(where: { try MonthClose.find($0, reading) != nil }) else {
      throw LedgerError.month(month: period.months.lowerBound, why: "the scheme's books begin after \(period.words)")
    }
  }

  private func setting(_ period: ReportPeriod, _ reading: Reading) throws -> BoardSetting {
    let close = try MonthClose.find(period.months.upperBound, reading)
    let rules = try configuration.statements().rules
    return BoardSetting(
      scheme: configuration.schemeName, isPractice: store.isPractice, asOf: businessDate,
      signWithinDays: try configuration.afterAward().signOffWithinWorkingDays,
      apart: try Givers.standingApart(in: period.eachMonth, atLeast: rules.kindsApartFrom, reading),
      auditHead: try close.flatMap { try store.signedHead(upTo: $0.headLink)?.line }, rules: rules)
  }

  /// Whether the foundation signed later than it should (`grants.md`, "Sign-off").
  private func isLate() throws -> (SignedGrant) -> Bool {
    let limit = try configuration.afterAward().signOffWithinWorkingDays
    let holidays = configuration.rules.holidays
    return { $0.signedOn > holidays.day(limit, after: $0.decidedOn) }
  }
}

extension House {
  /// Writes a published report's files where they belong.
  private func placeReport(_ period: ReportPeriod, isNew: Bool, pdf: Bool) throws -> ReportFiles {
    let kept = try KeptReport.of(period, store.reading)
    let folder = try reportsFolder()
    for file in kept { try place(file, in: folder) }
    var names = kept.map(\.file)
    let pages = pdf ? names.filter { $0.hasSuffix(".html") } : []
    let noPDF = try makePDFs(pages, in: folder, anew: false, into: &names)
    let stories = try BoardStory.of(period, store)
    return ReportFiles(
      period: period.code, words: period.words, isNew: isNew, files: names.map { "reports/\($0)" },
      stories: stories.count, removed: stories.count { $0.words == nil }, noPDF: noPDF)
  }

  private func reportsFolder() throws -> String {
    let folder = KeptReport.folder(store.home)
    if !FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    AtomicFile.sweepTemporaries(in: folder)
    return folder
  }

  /// Writes one file, unless it is there as it should be.
  private func place(_ file: KeptReport, in folder: String) throws {
    let path = "\(folder)/\(file.file)"
    let bytes = try file.givenOut(store)
    guard FileManager.default.contents(atPath: path).map({ Array($0) }) != bytes else { return }
    // A PDF of another page must never stand beside this one, nor after a kill between the two.
    if file.form == .html { try? FileManager.default.removeItem(atPath: "\(folder)/\(Self.pdfName(file.file))") }
    try AtomicFile.write(path, bytes: bytes)
  }

  /// Puts back what is missing of published reports, and takes words out of them that were taken back.
  public func putBackReports() throws {
    let periods = try KeptReport.periods(store.reading)
    guard !periods.isEmpty else { return }
    let folder = try reportsFolder()
    for period in periods {
      // A page with words follows what is agreed to; of all else only what is missing is put back.
      let hasWords = try !BoardStory.of(period, store).isEmpty
      for file in try KeptReport.of(period, store.reading) {
        let isThere = FileManager.default.fileExists(atPath: "\(folder)/\(file.file)")
        if !isThere || (file.form == .html && hasWords) { try place(file, in: folder) }
      }
    }
  }
}
