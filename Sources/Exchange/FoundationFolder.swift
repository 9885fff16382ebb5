// The folder beside an export's XML: the same content as CSVs, a manifest of them, and the signed audit head.

import Files

/// The CSVs of an export.
struct FoundationFolder {
  let content: FoundationContent
  let profile: OutputProfile
  /// The line of the signed head at the export's last link. What the head says is in no other file: it is another one in
  /// another database with the same facts.
  let head: String?

  /// What the manifest says of each file.
  static let manifest = Section(
    "manifest", element: "Manifest", item: "File",
    columns: [
      Section.Column("file"), Section.Column("rows", .number), Section.Column("totalPence", .number),
      Section.Column("sha256"),
    ])

  /// Writes the folder whole, in place of one that stands there with other bytes.
  func write(_ path: String) throws {
    try AtomicFolder.write(path) { folder in
      var listed: [[Section.Cell]] = []
      for section in content.sections {
        let file = try folder.file(section.file) { try write(section, to: $0) }
        listed.append([
          .text(section.file), .number(Int64(section.rows.count)), .number(section.totalPence),
          .text(Hex.string(file.sha256)),
        ])
      }
      try folder.file(Self.manifest.file) { try write(Self.manifest.with(listed), to: $0) }
      if let head { try folder.file("head.txt") { try $0.write(head + "\n") } }
    }
  }

  private func write(_ section: Section, to sink: FileSink) throws {
    let writer = CSVWriter(to: sink)
    try writer.headings(section.columns.map { profile.heading($0.name, in: section.name) })
    for row in section.rows {
      try writer.row(
        zip(section.columns, row).map { column, cell in
          switch cell {
          case .none: .empty
          case .number(let number): .plain(String(number))
          case .text(let text): .text(profile.written(text, in: column.name))
          }
        })
    }
  }
}
