// The files of statements under HOME/statements: drafts are made anew at any time, a closed month's are put in place as kept.

import Dates
import Files
import Foundation
import Ledger
import Reporting
import Store

/// What was written of a month's statement.
public struct StatementFiles: Codable, Hashable, Sendable {
  /// The month.
  public let month: String
  /// Whether they are drafts.
  public let isDraft: Bool
  /// The names of the files, under the home.
  public let files: [String]
  /// Why there are no PDFs, in words; nil where there are.
  public let noPDF: String?
}

extension House {
  /// Writes a month's files: drafts while it is open, what was kept once it is closed; PDFs where the program is there.
  /// - Throws: `LedgerError.month` for a month that was closed before statements were kept.
  public func writeStatement(_ month: Month) throws -> StatementFiles {
    try store.requirePermission(Action("statement.draft"), of: actor, proposer: nil)
    let isDraft = try MonthClose.find(month, store.reading) == nil
    var files = try isDraft ? makeDrafts(month) : putInPlace(month, evenChanged: true)
    guard !files.isEmpty else {
      throw LedgerError.month(month: month, why: "it was closed before statements were kept")
    }
    let noPDF = try makePDFs(files.filter { $0.hasSuffix(".html") }, in: folder(month), anew: isDraft, into: &files)
    return StatementFiles(
      month: month.description, isDraft: isDraft, files: files.map { "statements/\(month)/\($0)" }, noPDF: noPDF)
  }

  /// Where a month's files lie.
  func folder(_ month: Month) -> String { "\(store.home.file("statements"))/\(month)" }

  private func makeFolder(_ month: Month) throws -> String {
    let folder = folder(month)
    if !FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    AtomicFile.sweepTemporaries(in: folder)
    return folder
  }

  /// Every fund's code, and nil for all together.
  static func scopes(_ reading: Reading) throws -> [String?] { [nil] + (try Funds.read(reading).all.map(\.code)) }

  private func makeDrafts(_ month: Month) throws -> [String] {
    let folder = try makeFolder(month)
    var names: [String] = []
    try store.snapshot { reading in
      for content in try statements(month, of: try Self.scopes(reading), reading) {
        for (form, bytes) in try KeptStatement.files(content) {
          let name = KeptStatement.file(fund: content.fund?.code, form: form.rawValue, isDraft: true)
          try AtomicFile.write("\(folder)/\(name)", bytes: bytes)
          names.append(name)
        }
      }
    }
    let open = try checklist(month).words.map { "\($0)\n" }.joined()
    try AtomicFile.write("\(folder)/checklist.txt", bytes: Array((open.isEmpty ? "nothing is open\n" : open).utf8))
    return names + ["checklist.txt"]
  }

  /// Puts the kept files of a closed month where they belong, and takes its drafts away.
  /// - Parameter evenChanged: whether a file of other bytes is replaced too; else only what is missing is put back.
  @discardableResult
  func putInPlace(_ month: Month, evenChanged: Bool) throws -> [String] {
    let kept = try KeptStatement.of(month, store.reading)
    guard !kept.isEmpty else { return [] }
    let folder = try makeFolder(month)
    for file in kept {
      let path = "\(folder)/\(file.file)"
      let there = FileManager.default.contents(atPath: path).map { sha256($0) }
      guard there != file.digest, there == nil || evenChanged else { continue }
      // A PDF of another page must never stand beside this one, nor after a kill between the two.
      if file.form == .html { try? FileManager.default.removeItem(atPath: "\(folder)/\(Self.pdfName(file.file))") }
      try AtomicFile.write(path, bytes: try file.bytes(store.reading))
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix("draft") || name == "checklist.txt" {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    return kept.map(\.file)
  }

  /// Puts back what is missing of every closed month.
  func putBackStatements() throws {
    for close in try MonthClose.all(store.reading) {
      if let month = Month(close.month) { try putInPlace(month, evenChanged: false) }
    }
  }

  static func pdfName(_ page: String) -> String { page.replacing(".html", with: ".pdf") }

  /// Makes a PDF of each page.
  /// - Parameter anew: whether one that is there is made again.
  /// - Returns: why there are none, or nil.
  func makePDFs(_ pages: [String], in folder: String, anew: Bool, into files: inout [String]) throws -> String? {
    let settings = try configuration.statements()
    guard let path = settings.pdfProgram else { return "No PDF was made: statement.yaml names no program for it." }
    let program = OutsideProgram(path: path, seconds: settings.seconds)
    guard program.isThere else { return "No PDF was made: WeasyPrint is not installed at \(path)." }
    for page in pages {
      let target = "\(folder)/\(Self.pdfName(page))"
      guard anew || !FileManager.default.fileExists(atPath: target) else {
        files.append(Self.pdfName(page))
        continue
      }
      let temporary = "\(folder)/.\(Self.pdfName(page)).tmp-\(getpid())"
      defer { try? FileManager.default.removeItem(atPath: temporary) }
      let ending = try program.run(["--quiet", "\(folder)/\(page)", temporary], folder: store.home.spool)
      let bytes = Array(FileManager.default.contents(atPath: temporary) ?? Data())
      guard ending == .left(0), bytes.starts(with: Array("%PDF-".utf8)) else {
        return "No PDF was made of \(page): the program \(path) \(ending == .tooLong ? "took too long" : "failed")."
      }
      try AtomicFile.write(target, bytes: bytes)
      files.append(Self.pdfName(page))
    }
    return nil
  }
}
