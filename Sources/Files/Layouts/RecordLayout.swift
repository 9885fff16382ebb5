// How one kind of record is recognised and which fields it has.

/// How one kind of record is read.
public struct RecordLayout: Hashable, Sendable {
  /// How a record of this kind is told from the others.
  public enum Mark: Hashable, Sendable {
    /// It is what is left when no other kind fits.
    case none
    /// One column, from 1, holds exactly this text.
    case column(Int, value: String)
    /// The column under this heading holds exactly this text.
    case heading(String, value: String)
    /// These characters of the line, from 1, inclusive, hold exactly this text.
    case range(ClosedRange<Int>, value: String)
    /// XML: the element's local name.
    case element(String)
  }

  /// How it is told from the others.
  public var mark: Mark
  /// CSV without headings: how many columns it has; nil for as many as the fields and mark reach.
  public var columns: Int?
  /// Its fields, also those passed over, in the layout's order.
  public var fields: [FieldLayout]

  /// A kind of record.
  public init(_ mark: Mark, columns: Int? = nil, fields: [FieldLayout]) {
    self.mark = mark
    self.columns = columns
    self.fields = fields
  }

  /// The fields that a batch keeps, in the order of their slots.
  public var kept: [FieldLayout] { fields.filter { !$0.skip } }

  /// The slot of a field by name; nil where there is none, or it is passed over.
  public func slot(_ name: String) -> Int? { kept.firstIndex { $0.name == name } }
}
