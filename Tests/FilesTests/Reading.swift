// What the tests of readers share: the canonical layouts, and a file read whole.

import Files

/// Everything a reader gave for one file.
struct Reading: Equatable {
  var records: [String] = []
  var faults: [FileFault] = []

  /// The codes of all faults, each with its place: `3:1 blank-line`.
  var codes: [String] { faults.map { "\($0.line):\($0.column) \($0.code)" } }

  init(_ bytes: [UInt8], _ layout: Layout, limits: Limits = .standard, blockBytes: Int = 1 << 18) throws {
    var reader = RecordReader(ByteSource(bytes: bytes, blockBytes: blockBytes), layout: layout, limits: limits)
    var batch = RecordBatch()
    var list = FaultList(limit: 1000)
    while try reader.next(into: &batch, faults: &list) {
      for record in 0..<batch.count { records.append(Self.show(record, of: batch, layout)) }
    }
    faults = list.faults
  }

  init(_ text: String, _ layout: Layout, limits: Limits = .standard, blockBytes: Int = 1 << 18) throws {
    try self.init(Array(text.utf8), layout, limits: limits, blockBytes: blockBytes)
  }

  /// `2 detail 100234|NOLIM|10.00 @3,10,16`: line, kind, fields, columns of the fields that are not empty.
  private static func show(_ record: Int, of batch: RecordBatch, _ layout: Layout) -> String {
    let kind = batch.kind(record)
    let slots = layout.record(kind)?.kept.indices ?? 0..<0
    let values = slots.map { batch.string(record, $0) }
    let columns = slots.filter { !batch.range(record, $0).isEmpty }.map { String(batch.column(record, $0)) }
    return "\(batch.line(record)) \(kind.name) \(values.joined(separator: "|")) @\(columns.joined(separator: ","))"
  }
}

/// A layout from the YAML below `layout:`.
func layout(_ yaml: String) throws -> Layout {
  try Layout(from: YAMLDocument(text: yaml, file: "layout.yaml").root)
}

let canonicalCSV = """
  format: csv
  records:
    header: {tag: H, fields: {version: {column: 2}, employer: {column: 3}}}
    detail:
      tag: D
      fields:
        payrollNumber: {column: 2, personal: true}
        code: {column: 3}
        amount: {column: 4}
        surname: {column: 5, personal: true, optional: true}
        initials: {column: 6, personal: true, optional: true}
    trailer: {tag: T, fields: {count: {column: 2}, total: {column: 3}}}
  """

let canonicalXML = """
  format: xml
  root: PayrollDeductions
  namespace: urn:nolimits:payroll:1
  records:
    header: {element: Header, fields: {employer: {attribute: employer}}}
    detail:
      element: Deduction
      fields:
        payrollNumber: {attribute: payrollNumber, personal: true}
        code: {attribute: code}
        amount: {attribute: amount}
        surname: {attribute: surname, personal: true, optional: true}
    trailer: {element: Trailer, fields: {count: {attribute: count}, total: {attribute: total}}}
  """
