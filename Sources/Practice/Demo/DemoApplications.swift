// What young people ask for in a practice home, how its panel votes, and what comes of it: one of every outcome.

import Grants
import Money

/// A member's passcode in a practice home, where nobody's secret is kept.
public struct DemoPasscode: Codable, Hashable, Sendable {
  /// The login that `--as` takes.
  public let login: String
  /// The member's number as a person.
  public let person: Int64
  /// The member's invented name, as the meeting shows it.
  public let name: String
  /// The six digits.
  public let passcode: String
}

/// What becomes of a planned application after the panel said yes.
enum DemoFate {
  /// It is paid; told, with or without leave to use the words; not told; some comes back; all comes back and goes again.
  case paid, told, toldInConfidence, unspent, returned
  /// The foundation refuses; the award is cancelled; it waits for the signature.
  case refused, cancelled, waits
}

/// One application to the panel.
struct DemoApplication {
  let key: String
  let words: String
  let pounds: Int64
  let least: Int64
  var programme = "individual"
  var fate = DemoFate.paid
  /// The key of another one by the same person.
  var samePersonAs: String?
}

/// What is planned for one meeting: new applications, and how the five members vote on each that waits.
struct DemoMeeting {
  let applications: [DemoApplication]
  /// By key: y yes, s yes to less, n not this time, ? not sure, - no ballot, x sits out.
  let votes: [String: String]
}

extension DemoMeeting {
  /// A year of meetings.
  static let all = [
    DemoMeeting(
      applications: [
        DemoApplication(
          key: "bed", words: "A bed and a desk for my first room.", pounds: 250, least: 150, fate: .told),
        DemoApplication(
          key: "laptop", words: "A laptop for college. I do my work on my phone now.", pounds: 300, least: 180,
          fate: .unspent),
        DemoApplication(key: "games", words: "A games console to play with my friends.", pounds: 280, least: 280),
      ], votes: ["bed": "yyyy?", "laptop": "sssyy", "games": "nnnyn"]),
    DemoMeeting(
      applications: [
        DemoApplication(
          key: "course", words: "A short course so that I can work as a barber.", pounds: 200, least: 200,
          fate: .returned),
        DemoApplication(key: "boots", words: "Boots and a coat for work outside.", pounds: 90, least: 60),
      ], votes: ["course": "xyyyy", "boots": "yynn?"]),
    DemoMeeting(
      applications: [
        DemoApplication(
          key: "lessons", words: "Driving lessons. The bus does not go to my job.", pounds: 240, least: 120,
          fate: .toldInConfidence),
        DemoApplication(
          key: "holiday", words: "A trip abroad with my friends.", pounds: 300, least: 300, fate: .refused),
      ], votes: ["boots": "yyynn", "lessons": "yy---", "holiday": "yyyyn"]),
    DemoMeeting(
      applications: [
        DemoApplication(
          key: "cooker", words: "A cooker, so that I can make my own meals.", pounds: 220, least: 180, fate: .cancelled),
        DemoApplication(
          key: "flood", words: "A new bed. A pipe broke and mine is wet through.", pounds: 180, least: 120,
          samePersonAs: "bed"),
      ], votes: ["lessons": "yyyy-", "cooker": "yyyyy", "flood": "yyyyn"]),
    DemoMeeting(
      applications: [
        DemoApplication(key: "music", words: "A guitar and ten lessons.", pounds: 210, least: 150),
        DemoApplication(
          key: "camp", words: "A weekend in the hills for twelve of us.", pounds: 450, least: 400,
          programme: "activities"),
        DemoApplication(
          key: "kayak", words: "A day of kayaking for eight of us.", pounds: 300, least: 250, programme: "activities"),
      ], votes: ["music": "yynn-", "camp": "yyyyy", "kayak": "yyyyn"]),
    DemoMeeting(
      applications: [
        DemoApplication(
          key: "bike", words: "A bike to get to my training.", pounds: 160, least: 120, fate: .waits)
      ], votes: ["music": "yynn-", "kayak": "yyyyn", "bike": "yyyy?"]),
  ]

  /// What waits for whoever tries a meeting.
  static let waiting = [
    DemoApplication(key: "washer", words: "A washing machine for my flat.", pounds: 230, least: 200),
    DemoApplication(key: "glasses", words: "New glasses. Mine broke.", pounds: 95, least: 60),
    DemoApplication(key: "suit", words: "Clothes for job interviews.", pounds: 120, least: 80),
  ]
}
