// An export as XML: `config/schemas/foundation-export-1.xsd`, in the same order and the same bytes whenever it is made.

import Files

/// The XML of an export.
enum FoundationXML {
  /// The namespace of version 1.
  static let namespace = "urn:nolimits:foundation:1"

  /// The bytes of the file.
  /// - Throws: `OutputError.forbiddenCharacter` for a text that no XML can carry.
  static func bytes(_ content: FoundationContent) throws -> [UInt8] {
    let sink = MemorySink()
    var writer = try XMLWriter(to: sink)
    try writer.element("FoundationExport", ["xmlns": namespace]) { writer in
      try writer.element("Header", ["number": content.number.map(String.init)]) { writer in
        for section in content.sections {
          try writer.element(
            "Section",
            ["name": section.name, "count": String(section.rows.count), "totalPence": String(section.totalPence)])
        }
      }
      for section in content.sections { try write(section, to: &writer) }
    }
    return sink.bytes
  }

  private static func write(_ section: Section, to writer: inout XMLWriter) throws {
    guard !section.rows.isEmpty else { return try writer.element(section.element) }
    try writer.start(section.element)
    for row in section.rows {
      try writer.start(section.item)
      for (column, cell) in zip(section.columns, row) {
        if let text = cell.written { try writer.element(column.name, text: text) }
      }
      try writer.end()
    }
    try writer.end()
  }
}
