// The statement as XML: `config/schemas/statement-1.xsd`, in the same order and the same bytes whenever it is made.

import Files

/// Writes a statement as XML.
public enum StatementXML {
  /// The namespace of version 1.
  public static let namespace = "urn:nolimits:statement:1"

  /// The bytes; the same for the same content.
  /// - Throws: `OutputError` for a text that no XML can carry.
  public static func bytes(_ content: StatementContent) throws -> [UInt8] {
    let sink = MemorySink()
    var writer = try XMLWriter(to: sink)
    try writer.element(
      "Statement",
      [
        "xmlns": namespace, "scheme": content.scheme, "month": content.month, "fund": content.fund?.code,
        "state": content.isDraft ? "draft" : "closed", "practice": content.isPractice ? "true" : "false",
        "edition": "\(content.edition)", "asOf": content.asOf, "audited": "false",
      ]
    ) { writer in
      try writer.element("Summary", text: content.firstLine)
      try lines("Movements", content.figures.movements, to: &writer)
      try lines("Position", content.figures.position, to: &writer)
      try counts(content, to: &writer)
      try writer.element("Kinds") { writer in
        for kind in content.kinds {
          try writer.element(
            "Kind", ["code": kind.code, "count": kind.count, "pence": kind.pence.map { "\($0)" }], text: kind.words)
        }
      }
      try writer.element("Balances") { writer in
        for balance in content.balances {
          try writer.element("Balance", ["month": balance.month, "pence": "\(balance.pence)"])
        }
      }
      try writer.element("Corrections") { writer in
        for correction in content.corrections {
          try writer.element(
            "Correction",
            [
              "month": correction.month, "entries": correction.entries.map { "\($0)" },
              "pence": correction.pence.map { "\($0)" },
            ])
        }
      }
      try writer.element("Waiting") { writer in
        for item in content.waiting {
          try writer.element(
            "Item", ["code": item.code, "count": "\(item.count)", "since": item.since, "days": "\(item.days)"],
            text: item.words)
        }
      }
      try notes("Differences", content.differences, to: &writer)
      try notes("Powers", content.powers, to: &writer)
      try notes("Configuration", content.configuration, to: &writer)
      if let head = content.auditHead { try writer.element("AuditHead", text: head) }
    }
    return sink.bytes
  }

  private static func lines(
    _ name: String, _ lines: [StatementFigures.Line], to writer: inout XMLWriter
  ) throws {
    try writer.element(name) { writer in
      for line in lines {
        try writer.element(
          "Line",
          [
            "code": line.code, "monthPence": "\(line.monthPence)", "yearToDatePence": "\(line.yearToDatePence)",
            "lastYearPence": "\(line.lastYearPence)",
          ], text: line.words)
      }
    }
  }

  private static func counts(_ content: StatementContent, to writer: inout XMLWriter) throws {
    try writer.element("Counts") { writer in
      for count in content.counts {
        try writer.element(
          "Count",
          ["code": count.code, "month": count.month, "yearToDate": count.yearToDate, "lastYear": count.lastYear],
          text: count.words)
      }
    }
  }

  private static func notes(_ name: String, _ notes: [String], to writer: inout XMLWriter) throws {
    try writer.element(name) { writer in for note in notes { try writer.element("Note", text: note) } }
  }
}
