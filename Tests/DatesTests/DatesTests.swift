import Dates
import Foundation
import Testing

@Suite("Dates")
struct DatesTests {
  @Test("every day from 1900 to 2999 is its own name, and follows the day before")
  func roundTrip() throws {
    var day = try #require(CivilDate("1900-01-01"))
    #expect(day.weekday == 1)
    while day.year < 2100 {
      let again = try #require(CivilDate(day.description))
      #expect(again == day)
      let next = day.adding(days: 1)
      #expect(next.weekday == day.weekday % 7 + 1)
      day = next
    }
  }

  @Test(
    "days that no calendar has",
    arguments: [
      "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "26-01-01", "2026-1-01", "2026-10-30 ",
      "２026-10-30",
    ])
  func noSuchDay(text: String) { #expect(CivilDate(text) == nil) }

  @Test("leap days") func leap() { #expect(CivilDate("2024-02-29")?.month.lastDay.description == "2024-02-29") }

  @Test("each style reads its own and no other")
  func styles() {
    let samples: [DateStyle: String] = [
      .iso: "2026-10-30", .slashes: "30/10/2026", .dashes: "30-10-2026", .points: "30.10.2026", .compact: "20261030",
      .compactDayFirst: "30102026",
    ]
    for style in DateStyle.allCases {
      for (other, text) in samples {
        let read = style.read(Array(text.utf8).span)
        if other == style { #expect(read?.description == "2026-10-30") } else { #expect(read == nil) }
      }
    }
  }

  @Test(
    "tax months and the day the agency must have the money",
    arguments: [
      ("2025-04-05", "24-25 M12", "2025-04-18"), ("2025-04-06", "25-26 M01", "2025-05-19"),
      ("2025-09-30", "25-26 M06", "2025-10-17"), ("2025-10-31", "25-26 M07", "2025-11-19"),
      ("2025-11-28", "25-26 M08", "2025-12-19"), ("2026-01-05", "25-26 M09", "2026-01-19"),
      ("2026-01-06", "25-26 M10", "2026-02-19"),
    ])
  func taxMonth(payDate: String, name: String, due: String) throws {
    let month = TaxMonth(payDate: try #require(CivilDate(payDate)))
    #expect(month.description == name)
    #expect(TaxMonth(name) == month)
    #expect(month.paymentDue(withinDays: 14, holidays: Holidays([])).description == due)
  }

  @Test("a holiday moves the due day to the working day before")
  func holiday() throws {
    let month = TaxMonth(payDate: try #require(CivilDate("2025-11-28")))
    let holidays = Holidays([try #require(CivilDate("2025-12-19")), try #require(CivilDate("2025-12-18"))])
    #expect(month.paymentDue(withinDays: 14, holidays: holidays).description == "2025-12-17")
  }

  @Test("today is London's, also in the hour that differs from UTC")
  func london() throws {
    let london = try #require(TimeZone(identifier: "Europe/London"))
    let summerNight = Int64(try #require(CivilDate("2026-07-01")).dayNumber) * 86_400 - 1800
    #expect(Clock(timeZone: london) { summerNight }.today.description == "2026-07-01")
    #expect(Clock(timeZone: .gmt) { summerNight }.today.description == "2026-06-30")
    #expect(Clock.timestamp(summerNight) == "2026-06-30T23:30:00Z")
  }

  @Test("months count across years")
  func months() throws {
    let december = try #require(Month("2026-12"))
    #expect(december.next.description == "2027-01")
    #expect(december.lastDay.description == "2026-12-31")
    #expect(december.inWords == "December 2026")
    #expect(Month("2026-13") == nil)
  }
}
