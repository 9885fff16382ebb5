// A proportion in basis points: fees, match funding, percentages of a split.

/// A proportion in basis points, hundredths of a per cent: 10,000 is the whole.
public struct Rate: Hashable, Comparable, Sendable {
  /// Hundredths of a per cent.
  public let basisPoints: Int64

  /// All of it.
  public static let whole = Rate(basisPoints: 10_000)

  /// A rate of so many basis points.
  public init(basisPoints: Int64) { self.basisPoints = basisPoints }

  /// The smaller rate comes first.
  public static func < (a: Rate, b: Rate) -> Bool { a.basisPoints < b.basisPoints }

  /// Reads `60`, `12.5` or `33.33` (per cent), at most two decimals; nil for anything else.
  public init?(percent text: some StringProtocol) {
    guard let hundredths = try? Amount.read(Array(text.utf8), style: .plain), hundredths >= .zero else { return nil }
    self.init(basisPoints: hundredths.rawValue)
  }
}

extension Rate: CustomStringConvertible {
  /// As people and files write it: `60%`, `12.50%`.
  public var description: String {
    basisPoints % 100 == 0 ? "\(basisPoints / 100)%" : "\(Pence(basisPoints))%"
  }
}
