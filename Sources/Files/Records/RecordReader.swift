// Reads the records of a file in batches, whatever its format, and finds all faults of its structure.

/// Reads the records of a file, a batch at a time, in memory that does not grow with the file.
///
/// ```swift
/// var reader = try RecordReader(file: spooled.path, layout: layout)
/// var batch = RecordBatch()
/// var faults = FaultList()
/// while try reader.next(into: &batch, faults: &faults) {
///   for record in 0..<batch.count { ... }
/// }
/// ```
/// A record with a fault of structure is not delivered. A file with any fault is to be refused; the reader goes on to the
/// end so that all faults are known.
public struct RecordReader {
  private enum Format {
    case text(TextBox)
    case xml(XMLRecords)
  }

  private let format: Format

  /// Opens a file of our own, usually a spooled one.
  public init(file path: String, layout: Layout, limits: Limits = .standard) throws(IntakeError) {
    self.init(try ByteSource(path: path), layout: layout, limits: limits)
  }

  /// Reads bytes that are already in memory.
  public init(bytes: [UInt8], layout: Layout, limits: Limits = .standard) {
    self.init(ByteSource(bytes: bytes), layout: layout, limits: limits)
  }

  /// Reads what a source gives.
  public init(_ source: ByteSource, layout: Layout, limits: Limits = .standard) {
    format =
      switch layout.format {
      case .csv, .fixedWidth: .text(TextBox(TextRecords(source, layout: layout, limits: limits)))
      case .xml: .xml(XMLRecords(source, layout: layout, limits: limits))
      }
  }

  /// Fills the batch with the next records, in place of what it held; false at the end of the file, with an empty batch.
  ///
  /// A batch may be empty though the file goes on.
  /// - Throws: ``IntakeError`` when the file cannot be read. What is wrong with its content is a fault.
  public mutating func next(into batch: inout RecordBatch, faults: inout FaultList) throws(IntakeError) -> Bool {
    switch format {
    case .text(let box): try box.records.next(into: &batch, faults: &faults)
    case .xml(let records): try records.next(into: &batch, faults: &faults)
    }
  }
}

/// Holds the state of a text reader in one place, and frees what it allocated. The state itself is a struct, so that the hot
/// path does without the checks that a class's properties have.
private final class TextBox {
  var records: TextRecords

  init(_ records: TextRecords) { self.records = records }

  deinit { records.free() }
}
