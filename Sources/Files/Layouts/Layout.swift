// How a file is read: its format, encoding, columns, date and amount styles. Read from YAML, so that whoever knows a payroll
// system can write one.

import Dates
import Money

/// How a file is read.
public struct Layout: Hashable, Sendable {
  /// What kind of file it is.
  public enum Format: String, CaseIterable, Sendable {
    /// Fields between delimiters, quoted after RFC 4180.
    case csv
    /// Fields at fixed columns of a line.
    case fixedWidth = "fixed-width"
    /// Elements and attributes.
    case xml
  }

  /// How a file without a byte order mark writes its text. XML says so itself.
  public enum Encoding: String, CaseIterable, Sendable {
    /// Strict UTF-8.
    case utf8 = "utf-8"
    /// Windows-1252: what spreadsheets on Windows write.
    case windows1252 = "windows-1252"
    /// Read as Windows-1252, as browsers do.
    case latin1 = "iso-8859-1"
  }

  /// What kind of file it is.
  public var format: Format
  /// Its encoding, unless a byte order mark says otherwise.
  public var encoding = Encoding.utf8
  /// CSV: the byte between fields.
  public var delimiter = UInt8(ascii: ",")
  /// CSV: whether spaces around an unquoted field are dropped.
  public var trim = false
  /// How many lines before the first record, or before the headings, are passed over.
  public var skipLines = 0
  /// CSV: whether a line of headings names the columns.
  public var headings = false
  /// Fixed width: how long every line is; nil where it only has to reach the last field.
  public var width: Int?
  /// How the file writes dates.
  public var dates = DateStyle.iso
  /// How the file writes amounts.
  public var amounts = AmountStyle.plain
  /// XML: the local name of the root element.
  public var root = ""
  /// XML: the namespace of all elements; nil for none.
  public var namespace: String?
  /// CSV of our own making: whether a leading `'` guards text from spreadsheets and is taken off.
  public var formulaGuard = false
  /// The header record, if files have one.
  public var header: RecordLayout?
  /// The records of the matter itself.
  public var detail: RecordLayout
  /// The trailer record, if files have one; then it must be there.
  public var trailer: RecordLayout?

  /// A layout; what has a default is set afterwards.
  public init(_ format: Format, detail: RecordLayout, header: RecordLayout? = nil, trailer: RecordLayout? = nil) {
    self.format = format
    self.detail = detail
    self.header = header
    self.trailer = trailer
  }

  /// How records of a kind are read; nil where files have none.
  public func record(_ kind: RecordKind) -> RecordLayout? {
    switch kind {
    case .header: header
    case .detail: detail
    case .trailer: trailer
    }
  }

  /// Where a batch keeps the field of this name; nil where the layout has none, or passes over it unread.
  public func slot(_ name: String, in kind: RecordKind) -> Int? { record(kind)?.slot(name) }

  /// The field that a batch keeps in a slot.
  public func field(_ slot: Int, in kind: RecordKind) -> FieldLayout? {
    guard let fields = record(kind)?.kept, fields.indices.contains(slot) else { return nil }
    return fields[slot]
  }
}
