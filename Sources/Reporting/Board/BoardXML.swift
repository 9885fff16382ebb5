// The report as XML: `config/schemas/report-1.xsd`, in the same order and the same bytes whenever it is made.

import Files

/// Writes a report's figures as XML.
enum BoardXML {
  /// The namespace of version 1.
  static let namespace = "urn:nolimits:report:1"

  /// The bytes; the same for the same content.
  /// - Throws: `OutputError` for a text that no XML can carry.
  static func bytes(_ content: BoardContent) throws -> [UInt8] {
    let sink = MemorySink()
    var writer = try XMLWriter(to: sink)
    try writer.element(
      "Report",
      [
        "xmlns": namespace, "scheme": content.scheme, "kind": content.kind.rawValue, "period": content.code,
        "first": content.first, "last": content.last, "practice": content.isPractice ? "true" : "false",
        "asOf": content.asOf, "hiddenUpTo": "\(content.hiddenUpTo)", "audited": "false",
      ]
    ) { writer in
      try writer.element("Summary", text: content.summary)
      for part in BoardContent.Part.allCases {
        try writer.element("Part", ["code": part.rawValue]) { writer in
          for line in content[part] {
            try writer.element(
              "Line",
              [
                "code": line.code, "count": line.count, "pence": line.pence, "lastCount": line.lastCount,
                "lastPence": line.lastPence,
              ], text: line.words)
          }
        }
      }
      try writer.element("Campaigns") { writer in
        for campaign in content.campaigns {
          try writer.element(
            "Campaign",
            [
              "code": campaign.code, "targetPence": "\(campaign.targetPence)", "raisedPence": campaign.raised,
              "givers": campaign.givers, "books": campaign.books, "vouchers": campaign.vouchers,
            ], text: campaign.name)
        }
      }
      for told in content.corrections ?? [] {
        try writer.element(
          "Correction",
          ["period": told.code, "toldPence": "\(told.toldPence)", "nowPence": "\(told.nowPence)"], text: told.months)
      }
      if let head = content.auditHead { try writer.element("AuditHead", text: head) }
    }
    return sink.bytes
  }
}
