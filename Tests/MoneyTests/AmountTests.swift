import Money
import Testing

@Suite("Amounts read from bytes")
struct AmountTests {
  @Test(
    "a right reading",
    arguments: [
      ("10", AmountStyle.plain, 1000), ("10.5", .plain, 1050), ("10.50", .plain, 1050), ("0.01", .plain, 1),
      ("10.5000", .plain, 1050), ("-5.00", .plain, -500), ("00012.30", .plain, 1230),
      ("999999999.99", .plain, 99_999_999_999), ("0", .plain, 0), ("-0.00", .plain, 0),
      ("1,234.50", .init(thousands: true), 123_450), ("1,234,567", .init(thousands: true), 123_456_700),
      ("£12.00", .init(poundSign: true), 1200), ("-£12.00", .init(poundSign: true), -1200),
      ("12.00-", .init(trailingMinus: true), -1200), ("12.00CR", .init(creditSuffix: true), -1200),
      ("12.00 CR", .init(creditSuffix: true), -1200), ("12.00DR", .init(creditSuffix: true), 1200),
      ("(12.00)", .init(brackets: true), -1200), ("001250", .init(impliedPence: true), 1250),
      ("1250-", .init(trailingMinus: true, impliedPence: true), -1250),
    ])
  func reads(text: String, style: AmountStyle, pence: Int64) throws {
    #expect(try Amount.read(Array(text.utf8), style: style) == Pence(pence))
  }

  @Test(
    "a refusal that says where",
    arguments: [
      ("", AmountStyle.plain, AmountFault.empty), ("-", .plain, .empty), ("1,234.50", .plain, .unexpected(offset: 1)),
      ("٣", .plain, .unexpected(offset: 0)), ("1e3", .plain, .unexpected(offset: 1)),
      ("0x10", .plain, .unexpected(offset: 1)), ("nan", .plain, .unexpected(offset: 0)),
      ("--5", .plain, .unexpected(offset: 1)), ("+5", .plain, .unexpected(offset: 0)),
      (" 5", .plain, .unexpected(offset: 0)), ("5 ", .plain, .unexpected(offset: 1)),
      ("5.", .plain, .unexpected(offset: 1)), (".5", .plain, .unexpected(offset: 0)),
      ("1.005", .plain, .fractionOfAPenny(offset: 4)), ("1.00001", .plain, .fractionOfAPenny(offset: 6)),
      ("1.00000", .plain, .fractionOfAPenny(offset: 6)), ("1.2.3", .plain, .unexpected(offset: 3)),
      ("1234567890123456789", .plain, .tooLarge), ("1000000000.00", .plain, .tooLarge),
      ("12,34", .init(thousands: true), .unexpected(offset: 5)),
      ("1234,567", .init(thousands: true), .unexpected(offset: 4)),
      (",123", .init(thousands: true), .unexpected(offset: 0)),
      ("-5-", .init(trailingMinus: true), .unexpected(offset: 2)),
      ("12.00", .init(impliedPence: true), .unexpected(offset: 2)),
      ("CR", .init(creditSuffix: true), .unexpected(offset: 0)),
      ("£", .init(poundSign: true), .empty), ("5-", .plain, .unexpected(offset: 1)),
    ])
  func refuses(text: String, style: AmountStyle, fault: AmountFault) {
    #expect(throws: fault) { try Amount.read(Array(text.utf8), style: style) }
  }

  @Test("what is printed is read back")
  func printsAndReads() throws {
    for pence: Int64 in [0, 1, -1, 99, 100, 123_456_789, -99_999_999_999] {
      #expect(try Amount.read(Array("\(Pence(pence))".utf8)) == Pence(pence))
    }
  }

  @Test("people read pounds with commas")
  func pounds() {
    #expect(Pence(123_456_789).pounds == "£1,234,567.89")
    #expect(Pence(-5).pounds == "-£0.05")
    #expect(Pence(100_000).pounds == "£1,000.00")
  }

  @Test("a rate is read from per cent")
  func rates() {
    #expect(Rate(percent: "60") == Rate(basisPoints: 6000))
    #expect(Rate(percent: "33.33")?.description == "33.33%")
    #expect(Rate(percent: "-1") == nil)
    #expect(Rate(percent: "x") == nil)
  }
}
