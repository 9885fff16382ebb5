// The fields of one record of a file, read one by one: for files of a register or of gifts, not for the hot path.

import Dates
import Files
import Money

/// The fields of one row, by name.
struct RecordFields {
  private let batch: RecordBatch
  private let record: Int
  private let layout: Layout

  init(_ batch: RecordBatch, _ record: Int, _ layout: Layout) {
    self.batch = batch
    self.record = record
    self.layout = layout
  }

  func text(_ field: String) -> String { layout.slot(field, in: .detail).map { batch.string(record, $0) } ?? "" }

  func fault(_ field: String, _ code: String, _ message: String) -> FileFault {
    guard let slot = layout.slot(field, in: .detail) else { return batch.fault(record, code: code, message: message) }
    return batch.fault(record, slot, code: code, message: message)
  }

  func amount(_ field: String) throws -> Pence {
    do { return try Amount.read(Array(text(field).utf8), style: layout.amounts) } catch {
      throw fault(field, error.code, error.message)
    }
  }

  func date(_ field: String) throws -> CivilDate {
    guard let date = try optionalDate(field) else { throw fault(field, "date", "A date is expected here.") }
    return date
  }

  func optionalDate(_ field: String) throws -> CivilDate? {
    let text = text(field)
    if text.isEmpty { return nil }
    guard let date = layout.dates.read(Array(text.utf8).span) else {
      throw fault(field, "date", "A date like \(layout.dates.rawValue) is expected here.")
    }
    return date
  }

  func flag(_ field: String) throws -> Bool {
    switch text(field) {
    case "yes": return true
    case "no", "": return false
    default: throw fault(field, field, "yes or no is expected here.")
    }
  }
}
