// The three kinds of record a file may have.

/// What a record is in its file.
public enum RecordKind: UInt8, CaseIterable, Sendable {
  /// The first record: whose file this is and for when.
  case header
  /// One line of the matter itself.
  case detail
  /// The last record: count and sum of the details.
  case trailer

  /// Its name in a layout: `header`, `detail`, `trailer`.
  public var name: String {
    switch self {
    case .header: "header"
    case .detail: "detail"
    case .trailer: "trailer"
    }
  }
}
