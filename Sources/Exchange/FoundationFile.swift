// Reads an export back, as the foundation might: a file whose counts, sums or digests do not agree is refused.

import Files
import Foundation
import Store

/// An export that was read back and agrees with itself.
public struct FoundationFile: Hashable, Sendable {
  /// The export's number; nil for one of everything.
  public let number: Int64?
  /// Funds, contributions, grants, payments.
  public let sections: [Section]

  /// Reads the XML at `path` and the folder beside it.
  ///
  /// The CSVs are held against their manifest, the contributions against the funds, and the XML, header and all, against
  /// what the CSVs make.
  /// - Parameter profile: the one that the CSVs were written with.
  /// - Throws: ``ExchangeError/disagrees(file:why:)``, or `IntakeError` where a file cannot be read.
  public static func read(_ path: String, profile: OutputProfile = .standard) throws -> FoundationFile {
    let file = (path as NSString).lastPathComponent
    guard path.hasSuffix(".xml"), let name = ExportName(file.dropLast(4)) else {
      throw ExchangeError.disagrees(file: file, why: "it has not the name of an export")
    }
    let folder = FolderReader(path: String(path.dropLast(4)), profile: profile)
    let content = FoundationContent(number: name.number, sections: try folder.sections())
    if let why = content.disagreement { throw ExchangeError.disagrees(file: file, why: why) }
    guard try FolderReader.bytes(path) == FoundationXML.bytes(content) else {
      throw ExchangeError.disagrees(file: file, why: "its header, counts, sums or rows are not those of its CSV files")
    }
    return FoundationFile(number: content.number, sections: content.sections)
  }
}

/// Reads the CSVs of an export.
private struct FolderReader {
  let path: String
  let profile: OutputProfile

  /// What the manifest says of one file.
  private typealias Listed = [Section.Cell]

  /// Every section, held against the manifest.
  func sections() throws -> [Section] {
    let manifest = try read(FoundationFolder.manifest, try Self.bytes("\(path)/\(FoundationFolder.manifest.file)"))
    return try FoundationContent.sections.map { template in
      let bytes = try Self.bytes("\(path)/\(template.file)")
      let section = try read(template, bytes)
      let found: Listed = [
        .text(template.file), .number(Int64(section.rows.count)), .number(section.totalPence),
        .text(Hex.string(sha256(bytes))),
      ]
      guard let listed = manifest.rows.first(where: { $0[0] == found[0] }) else {
        throw refusal(template, "is not listed")
      }
      guard listed[1...2] == found[1...2] else {
        throw refusal(template, "has not the rows and the sum that are listed")
      }
      guard listed == found else { throw refusal(template, "has not the digest that is listed") }
      return section
    }
  }

  private func refusal(_ section: Section, _ why: String) -> ExchangeError {
    .disagrees(file: "\((path as NSString).lastPathComponent)/\(section.file)", why: "it \(why) in its manifest")
  }

  /// All bytes of a file of ours.
  static func bytes(_ path: String) throws(IntakeError) -> [UInt8] {
    let source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    while try source.append(to: &bytes) {}
    return bytes
  }

  /// A section's rows. The layout is the section itself, under the profile's headings.
  private func read(_ section: Section, _ bytes: [UInt8]) throws -> Section {
    let fields = section.columns.map { column in
      FieldLayout(column.name, .heading(profile.heading(column.name, in: section.name)), optional: true)
    }
    var layout = Layout(.csv, detail: RecordLayout(.none, fields: fields))
    layout.headings = true
    layout.formulaGuard = true
    var reader = RecordReader(bytes: bytes, layout: layout)
    var batch = RecordBatch()
    var faults = FaultList()
    var rows: [[Section.Cell]] = []
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count {
        rows.append(try section.columns.indices.map { try cell(section, $0, batch.string(record, $0)) })
      }
    }
    if let fault = faults.faults.first {
      throw ExchangeError.disagrees(file: section.file, why: "it cannot be read: \(fault)")
    }
    return section.with(rows)
  }

  private func cell(_ section: Section, _ column: Int, _ text: String) throws -> Section.Cell {
    guard !text.isEmpty else { return .none }
    guard section.columns[column].kind != .text else {
      return .text(profile.meant(text, in: section.columns[column].name))
    }
    guard let number = Int64(text), String(number) == text else {
      throw ExchangeError.disagrees(
        file: section.file, why: "\(section.columns[column].name) must be a whole number everywhere")
    }
    return .number(number)
  }
}
