// An amount of money, in whole pence. The only form in which this program holds money.

/// An amount of pounds sterling in whole pence; negative is money going the other way.
///
/// Arithmetic is checked: an overflow stops the program rather than give a wrong sum. It cannot be reached from a file,
/// because no amount above ``limit`` is ever read.
public struct Pence: Hashable, Comparable, Sendable {
  /// The number of pence.
  public let rawValue: Int64

  /// The largest amount a file or a person may name, either way: £999,999,999.99.
  public static let limit = Pence(99_999_999_999)

  /// The largest sum of amounts that a file may state: £99,999,999,999,999.99.
  public static let sumLimit = Pence(9_999_999_999_999_999)

  /// No money.
  public static let zero = Pence(0)

  /// An amount of so many pence.
  @inlinable
  public init(_ rawValue: Int64) { self.rawValue = rawValue }

  /// The amount without its sign.
  @inlinable
  public var magnitude: Pence { Pence(abs(rawValue)) }

  /// The sum.
  @inlinable
  public static func + (a: Pence, b: Pence) -> Pence { Pence(a.rawValue + b.rawValue) }

  /// The difference.
  @inlinable
  public static func - (a: Pence, b: Pence) -> Pence { Pence(a.rawValue - b.rawValue) }

  /// The same amount the other way.
  @inlinable
  public static prefix func - (a: Pence) -> Pence { Pence(-a.rawValue) }

  /// Adds to an amount in place.
  @inlinable
  public static func += (a: inout Pence, b: Pence) { a = a + b }

  /// Takes from an amount in place.
  @inlinable
  public static func -= (a: inout Pence, b: Pence) { a = a - b }

  /// The smaller amount comes first.
  @inlinable
  public static func < (a: Pence, b: Pence) -> Bool { a.rawValue < b.rawValue }
}

extension Sequence<Pence> {
  // Only its caller knows what sequence it is: left generic, the sums of a bank statement were 2% of the work of its import.
  /// The sum of all.
  @inlinable
  public func sum() -> Pence { reduce(.zero, +) }
}

extension Pence: CustomStringConvertible {
  /// As programs read it: `-1234.50`.
  public var description: String { sign + whole(grouped: false) + "." + hundredths }

  /// As people read it: `-£1,234.50`.
  public var pounds: String { sign + "£" + whole(grouped: true) + "." + hundredths }

  private var sign: String { rawValue < 0 ? "-" : "" }

  private var hundredths: String {
    let pence = rawValue.magnitude % 100
    return pence < 10 ? "0\(pence)" : "\(pence)"
  }

  private func whole(grouped: Bool) -> String {
    let digits = String(rawValue.magnitude / 100)
    guard grouped, digits.count > 3 else { return digits }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
