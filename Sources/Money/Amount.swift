// Reading amounts of pounds from bytes, digit by digit. Nothing is guessed and nothing is rounded.

/// How a file writes its amounts. The plain style is `1234.50`, `-5`, `10.0000`; everything else is asked for by name.
public struct AmountStyle: Hashable, Sendable {
  /// What other signs of a negative amount are known, besides a leading minus.
  public var trailingMinus: Bool
  /// Whether `12.00CR` is negative and `12.00DR` positive.
  public var creditSuffix: Bool
  /// Whether `(12.00)` is negative.
  public var brackets: Bool
  /// Whether `1,234.50` may group its thousands.
  public var thousands: Bool
  /// Whether a pound sign may lead.
  public var poundSign: Bool
  /// Whether the digits are pence without a point: `001250` is £12.50.
  public var impliedPence: Bool

  /// `1234.50` or `-1234.50` and nothing else.
  public static let plain = AmountStyle()

  /// A style; all is off unless named.
  public init(
    thousands: Bool = false, poundSign: Bool = false, trailingMinus: Bool = false, creditSuffix: Bool = false,
    brackets: Bool = false, impliedPence: Bool = false
  ) {
    self.thousands = thousands
    self.poundSign = poundSign
    self.trailingMinus = trailingMinus
    self.creditSuffix = creditSuffix
    self.brackets = brackets
    self.impliedPence = impliedPence
  }
}

/// Why some bytes are not an amount.
public enum AmountFault: Error, Equatable, Sendable {
  /// There was nothing.
  case empty
  /// The byte at this offset does not belong into an amount of this style.
  case unexpected(offset: Int)
  /// A third or fourth decimal that is not zero, or a fifth.
  case fractionOfAPenny(offset: Int)
  /// Beyond ``Pence/limit``.
  case tooLarge
}

/// Reading pounds as people and payroll systems write them.
public enum Amount {
  /// The amount that all of `bytes` spell.
  ///
  /// Up to four decimals are read, as payroll and agency files write them; a third or fourth that is not zero is refused,
  /// not rounded. Only the digits `0` to `9` are digits.
  /// - Throws: ``AmountFault``, with the offset of the first byte that does not fit.
  public static func read(_ bytes: [UInt8], style: AmountStyle = .plain) throws(AmountFault) -> Pence {
    try read(bytes.span, style: style)
  }

  /// The amount that all of `bytes` spell; see ``read(_:style:)``. Nothing above `limit` is read, either way.
  public static func read(
    _ bytes: Span<UInt8>, style: AmountStyle, limit: Pence = .limit
  ) throws(AmountFault) -> Pence {
    var cursor = AmountCursor(end: bytes.count, limit: limit.rawValue)
    return try cursor.amount(in: bytes, style: style)
  }
}

/// One amount being read: a place that only moves forward, and an end that a suffix moves back.
private struct AmountCursor {
  var at = 0
  var end: Int
  let limit: Int64

  init(end: Int, limit: Int64) {
    self.end = end
    self.limit = limit
  }

  mutating func amount(in bytes: Span<UInt8>, style: AmountStyle) throws(AmountFault) -> Pence {
    guard end > 0 else { throw .empty }
    let negative = try sign(in: bytes, style: style)
    if style.poundSign { skipPoundSign(in: bytes) }
    let pence =
      style.impliedPence
      ? try digits(in: bytes, grouped: false) : try poundsAndPence(in: bytes, grouped: style.thousands)
    guard at == end else { throw .unexpected(offset: at) }
    guard pence <= limit else { throw .tooLarge }
    return Pence(negative ? -pence : pence)
  }

  /// Takes one sign off, wherever the style lets it stand; a second one is left over and so refused.
  private mutating func sign(in bytes: Span<UInt8>, style: AmountStyle) throws(AmountFault) -> Bool {
    if bytes[0] == UInt8(ascii: "-") {
      at = 1
      return true
    }
    let last = bytes[end - 1]
    if style.trailingMinus, last == UInt8(ascii: "-") {
      end -= 1
      return true
    }
    if style.brackets, bytes[0] == UInt8(ascii: "("), last == UInt8(ascii: ")") {
      at = 1
      end -= 1
      return true
    }
    if style.creditSuffix, end > 2, last == UInt8(ascii: "R") {
      let letter = bytes[end - 2]
      guard letter == UInt8(ascii: "C") || letter == UInt8(ascii: "D") else { throw .unexpected(offset: end - 2) }
      end -= 2
      if bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
      return letter == UInt8(ascii: "C")
    }
    return false
  }

  /// The pound sign in UTF-8.
  private mutating func skipPoundSign(in bytes: Span<UInt8>) {
    if at + 1 < end, bytes[at] == 0xC2, bytes[at + 1] == 0xA3 { at += 2 }
  }

  private mutating func poundsAndPence(in bytes: Span<UInt8>, grouped: Bool) throws(AmountFault) -> Int64 {
    let pounds = try digits(in: bytes, grouped: grouped)
    guard pounds <= limit / 100 else { throw .tooLarge }
    guard at < end else { return pounds * 100 }
    guard bytes[at] == UInt8(ascii: ".") else { throw .unexpected(offset: at) }
    at += 1
    let firstDecimal = at
    var pence: Int64 = 0
    while at < end {
      let digit = try digit(in: bytes)
      switch at - firstDecimal {
      case 0, 1: pence = pence * 10 + digit
      case 2 where digit == 0, 3 where digit == 0: break
      default: throw .fractionOfAPenny(offset: at)
      }
      at += 1
    }
    switch at - firstDecimal {
    case 0: throw .unexpected(offset: firstDecimal - 1)
    case 1: pence *= 10
    default: break
    }
    return pounds * 100 + pence
  }

  /// Digits up to the point or the end. Grouped ones stand in threes after the first comma.
  private mutating func digits(in bytes: Span<UInt8>, grouped: Bool) throws(AmountFault) -> Int64 {
    let start = at
    var value: Int64 = 0
    var sinceComma: Int?
    while at < end, bytes[at] != UInt8(ascii: ".") {
      if grouped, bytes[at] == UInt8(ascii: ",") {
        guard at > start, at - start <= 3 || sinceComma != nil, sinceComma ?? 3 == 3 else {
          throw .unexpected(offset: at)
        }
        sinceComma = 0
      } else {
        value = value * 10 + (try digit(in: bytes))
        guard value <= limit else { throw .tooLarge }
        sinceComma = sinceComma.map { $0 + 1 }
      }
      at += 1
    }
    guard at > start else { throw at == end ? .empty : .unexpected(offset: at) }
    guard sinceComma ?? 3 == 3 else { throw .unexpected(offset: at) }
    return value
  }

  private func digit(in bytes: Span<UInt8>) throws(AmountFault) -> Int64 {
    let byte = bytes[at]
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { throw .unexpected(offset: at) }
    return Int64(byte - UInt8(ascii: "0"))
  }
}
