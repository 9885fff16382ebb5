// One field of a record: where it stands and what is known of it.

/// One field of a record.
public struct FieldLayout: Hashable, Sendable {
  /// Where a field stands.
  public enum Place: Hashable, Sendable {
    /// CSV: a column, from 1.
    case column(Int)
    /// CSV: the column under a heading.
    case heading(String)
    /// Fixed width: characters of the line, from 1, inclusive.
    case range(ClosedRange<Int>)
    /// XML: an attribute of the record's element.
    case attribute(String)
    /// XML: a child element that holds only text.
    case element(String)
  }

  /// The field's name in the program.
  public var name: String
  /// Where it stands.
  public var place: Place
  /// Whether it says something of a person; then it never shows in a message.
  public var personal: Bool
  /// Whether it may be empty or absent.
  public var optional: Bool
  /// Whether it is passed over unread: known to be there, never copied.
  public var skip: Bool
  /// How many digits it has; fewer are filled up with zeros from the left, which a spreadsheet took.
  public var width: Int?

  /// A field.
  public init(
    _ name: String, _ place: Place, personal: Bool = false, optional: Bool = false, skip: Bool = false,
    width: Int? = nil
  ) {
    self.name = name
    self.place = place
    self.personal = personal
    self.optional = optional
    self.skip = skip
    self.width = width
  }
}
