// What may be shown: the rules of disclosure control, in numbers.

/// The rules that figures are published by (`security.md`, "Small numbers").
///
/// What they hold: against a reader who has every report that was ever published, who knows these rules and which figure
/// is hidden for being small, a hidden count of 1 to 5 stays one of at least three numbers between 1 and 5; another hidden
/// count stays one of at least three; hidden money stays open by a fifth of what it is. What must be shown is set apart
/// and named: see ``PublishedTable/exceptions``.
public struct DisclosureRules: Hashable, Sendable {
  /// Counts from 1 to this are hidden; a true nought is shown.
  public let hiddenUpTo: Int64
  /// Money is hidden where more than this part of it, in hundredths, is one person's.
  public let dominancePercent: Int64
  /// How many numbers a hidden count must be able to be.
  public let leastChoices: Int
  /// How far hidden money must be open, in hundredths of what it is.
  public let spreadPercent: Int64
  /// From how many givers on councillors, or partners' staff, stand apart from the council's staff.
  public let kindsApartFrom: Int64

  /// The rules; without an argument, those of `security.md`.
  public init(
    hiddenUpTo: Int64 = 5, dominancePercent: Int64 = 80, leastChoices: Int = 3, spreadPercent: Int64 = 20,
    kindsApartFrom: Int64 = 10
  ) {
    self.hiddenUpTo = hiddenUpTo
    self.dominancePercent = dominancePercent
    self.leastChoices = leastChoices
    self.spreadPercent = spreadPercent
    self.kindsApartFrom = kindsApartFrom
  }

  /// Whether a count, or a difference of two, is too small to be shown.
  public func isSmall(_ count: Int64) -> Bool { count != 0 && abs(count) <= hiddenUpTo }

  /// A count as a cell: the number, or the sign of what is hidden.
  public func cell(_ count: Int64) -> String { isSmall(count) ? PublishedTable.hiddenSign : "\(count)" }

  /// Whether one person's part of a sum is too great for it to be shown.
  public func isDominated(_ pence: Int64, by largest: Int64) -> Bool {
    pence != 0 && largest * 100 > abs(pence) * dominancePercent
  }

  /// How many numbers a count of this value must be able to be.
  func choices(of value: Int64) -> Int { isSmall(value) ? min(leastChoices, Int(hiddenUpTo)) : leastChoices }
}
