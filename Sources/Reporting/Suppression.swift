// Small numbers: what may be shown of counts of people.

/// How small a count of people must be to be hidden.
public struct SmallNumbers: Sendable {
  /// Counts from 1 to this are hidden; 0 is shown.
  public let hiddenUpTo: Int64

  /// Counts from 1 to `hiddenUpTo` are hidden.
  public init(hiddenUpTo: Int64 = 5) { self.hiddenUpTo = hiddenUpTo }

  /// Whether a count is hidden.
  public func isHidden(_ count: Int64) -> Bool { count >= 1 && count <= hiddenUpTo }
}
