// A whole meeting of the panel at a terminal: five young people, a conflict, a late one, a tie, too few, more than the
// money, a wrong answer met with help, going back, and the program killed in the middle, with and without the card.

import Foundation
import Testing

/// A practice home with a panel and applications.
final class PanelHome {
  let folder: Folder
  let home: String
  private(set) var members: [Int] = []
  private(set) var passcodes: [String] = []

  init(
    members count: Int, reserve: Int = 0, applications: [(asked: String, least: String)], budget: String
  ) throws {
    folder = try Folder()
    home = folder.file("practice")
    try done("demo", home, "--employees", "6", "--months", "1", "--inbox-only")
    let balances = folder.file("balances.csv")
    try Data("fund,balance\nno-limits,5000.00\n".utf8).write(to: URL(fileURLWithPath: balances))
    let taken = try done("takeon", balances, "--account", "FDN", "--stated", "5000.00", "--on", "2026-11-02")
    try done("approval", "give", String(try #require(taken.firstMatch(of: /Proposed as (A\d+)/)).1), as: "fundmanager")
    try done(
      "programme", "open", "help", "--name", "Help for me", "--fund", "no-limits", "--use", "individuals",
      "--priority", "stability", "--way", "panel", "--cap", "700.00", as: "fundmanager")
    try done("round", "open", "help", "--budget", budget, as: "supportadult")
    for number in stride(from: 1, through: count + reserve, by: 1) {
      try addMember(number, isReserve: number > count)
    }
    for (index, application) in applications.enumerated() {
      try apply(index + 1, asked: application.asked, least: application.least)
    }
  }

  @discardableResult
  func done(_ arguments: String..., as login: String = "finance", input: String = "") throws -> String {
    let practice = arguments[0] == "demo" ? [] : ["--home", home, "--as", login]
    let outcome = try Program.run(arguments + practice, input: input)
    try #require(outcome.status == 0, "\(arguments): \(outcome.error)")
    return outcome.out
  }

  private func addMember(_ number: Int, isReserve: Bool) throws {
    let added = try done("person", "add", "--json", as: "operator", input: "{\"name\": \"Young Person \(number)\"}")
    let person =
      try #require(
        try JSONSerialization.jsonObject(with: Data(added.utf8)) as? [String: Any])["person"] as? Int
    let member = try #require(person)
    members.append(member)
    for proposal in [["role", "\(member)", "fund-administrator"], ["login", "\(member)", "panel\(number)"]] {
      let words = try done("person", proposal[0], proposal[1], proposal[2], as: "operator")
      let id = try #require(words.firstMatch(of: /Proposed as (A\d+)/)).1
      try done("approval", "give", String(id), as: "operator2")
    }
    for training in ["money-and-fairness", "privacy-and-conflicts"] {
      try done("panel", "train", "\(member)", training, "--by", "trainer-1", "--on", "2026-11-01", as: "supportadult")
    }
    let next = Calendar(identifier: .gregorian).date(byAdding: .day, value: 300, to: Date()) ?? Date()
    let until = next.ISO8601Format(.iso8601Date(timeZone: .gmt))
    let accredit = ["panel", "accredit", "\(member)", "--until", until] + (isReserve ? ["--reserve"] : [])
    let accredited = try Program.run(accredit + ["--home", home, "--as", "fundmanager"])
    try #require(accredited.status == 0, "\(accredited.error)")
    let talk = try Conversation(["person", "passcode", "\(member)", "--home", home, "--as", "supportadult"])
    let said = try talk.hears("then press Enter")
    let digits = try #require(said.firstMatch(of: /(\d{3}) (\d{3})/))
    passcodes.append("\(digits.1)\(digits.2)")
    try talk.types("")
    #expect(talk.ends() == 0)
  }

  private func apply(_ number: Int, asked: String, least: String) throws {
    let form = """
      {"name": "Applicant Number\(number)", "birthDate": "2006-03-31", "safeContact": "a text",
      "words": "I need a bed.", "asked": "\(asked)", "least": "\(least)"}
      """
    try done("application", "new", "--round", "help-1", as: "supportadult", input: form)
    try done("application", "screen", "\(number)", as: "supportadult")
    try done("application", "attest", "\(number)", "--status", "relevant", as: "supportadult")
    try done(
      "application", "cover", "\(number)", as: "supportadult", input: "{\"words\": \"I need a bed, number \(number).\"}"
    )
    try done("application", "cover", "\(number)", "--agreed", as: "supportadult")
    try done("application", "screen", "\(number)", "--pass", as: "supportadult")
  }

  func meeting(_ more: String...) throws -> Conversation {
    try Conversation(["panel", "meeting", "--home", home, "--as", "supportadult"] + more)
  }

  func state(_ application: Int) throws -> String {
    let page = try Program.run(
      ["application", "show", "\(application)", "--json", "--home", home, "--as", "supportadult"]
    ).object()
    return (page["application"] as? [String: Any])?["state"] as? String ?? ""
  }
}

@Suite("A meeting at a terminal") struct PanelMeetingTests {
  /// What a member says to one application.
  enum Say { case yes, no, unsure, out, less(String) }

  /// One member's whole turn, from the chair's menu back to it.
  private func turn(_ talk: Conversation, _ home: PanelHome, _ index: Int, _ says: [Say]) throws {
    try talk.answers("What is next?", "1")
    try talk.answers("Who has the laptop?", "\(index + 1)")
    try talk.answers("What is your passcode?", home.passcodes[index])
    try talk.hears("for the first time")
    try talk.types("")
    try vote(talk, says)
    try talk.hears("Pass the laptop back")
    try talk.types("")
  }

  private func vote(_ talk: Conversation, _ says: [Say]) throws {
    for say in says {
      try talk.answers("Might you know who this is?", isOut(say) ? "2" : "1")
      guard isOut(say) else { continue }
      try talk.answers("Is that right?", "1")
      try talk.hears("Nobody is told why")
      try talk.types("")
    }
    for say in says where !isOut(say) { try talk.answers("might you know who this is?", "1") }
    for say in says where !isOut(say) {
      let answer =
        switch say {
        case .yes, .less: "1";
        case .no: "2";
        default: "3"
        }
      try talk.answers("What do you say?", answer)
    }
    for say in says {
      switch say {
      case .yes: try talk.answers("The least that still helps", "1")
      case .less(let sum):
        try talk.answers("The least that still helps", "2")
        try talk.answers("How much would you give?", sum)
      default: break
      }
    }
    try talk.answers("Is this right?", "1")
  }

  private func isOut(_ say: Say) -> Bool { if case .out = say { true } else { false } }

  @Test("Five members, a conflict, a late one, a tie, too few and more than the money, in one sitting")
  func wholeMeeting() throws {
    let home = try PanelHome(
      members: 5,
      applications: [("250.00", "150.00"), ("250.00", "150.00"), ("100.00", "50.00"), ("300.00", "290.00")],
      budget: "500.00")
    let talk = try home.meeting()
    let welcome = try talk.hears("Begin the meeting")
    #expect(welcome.contains("PRACTICE") && welcome.contains("£500.00 can be given. They ask for £900.00 in all."))
    try talk.hears(">")
    try talk.types("1")
    let card = try talk.hears("once they are written down")
    let words = try #require(card.firstMatch(of: /\n  (\w+ \w+ \w+ \w+)\n/)).1
    try talk.types("")
    // 1: yes, at less for one. 2: a tie. 3: three sit out, so too few. 4: yes, and the money does not reach.
    try turn(talk, home, 0, [.yes, .yes, .out, .yes])
    try turn(talk, home, 1, [.less("200"), .yes, .out, .yes])
    try turn(talk, home, 2, [.yes, .no, .out, .yes])
    try turn(talk, home, 3, [.yes, .no, .yes, .no])
    // The fifth votes yes on the second, then the adult takes them out of it: the tie stands.
    try turn(talk, home, 4, [.yes, .yes, .no, .unsure])
    try talk.answers("What is next?", "2")
    try talk.answers("Who?", "5")
    try talk.answers("Which one?", "2")
    try talk.answers("sit application 2 out?", "1")
    try talk.answers("What is next?", "3")
    try talk.answers("Open them now?", "1")
    let told = try talk.hears("Press Enter to go on.")
    #expect(told.contains("Application 1: yes, £250.00 (5 yes, 0 not this time, 0 not sure)"))
    #expect(told.contains("Application 2: as many yes as no, we'll come back to it"))
    #expect(told.contains("Application 3: there were not enough of us"))
    let flat = told.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(!flat.contains("(1 yes, 1 not this time"), "two votes of five are nobody's to read")
    #expect(told.contains("Application 4: yes, and the money does not reach"))
    try talk.types("")
    try talk.hears("nolimits panel minutes 1")
    #expect(talk.ends() == 0)
    #expect(try home.state(1) == "awaiting-sign-off" && home.state(4) == "come-back")
    let minutes = try home.done("panel", "minutes", "1", as: "supportadult")
    #expect(minutes.contains("PRACTICE") && minutes.contains("Some sat this one out."))
    #expect(!minutes.contains("Young") && !minutes.contains("5 yes"))
    #expect(!talk.heard.contains("Applicant") && !talk.heard.contains(home.passcodes[0]))
    #expect(!words.isEmpty)
    try home.done("verify")
  }

  @Test("Killed in the middle, it is taken up again: with the card nothing is lost, without it everyone votes again")
  func killed() throws {
    let home = try PanelHome(members: 3, applications: [("250.00", "150.00")], budget: "500.00")
    var talk = try home.meeting()
    try talk.answers("Begin the meeting", "1")
    let card = try talk.hears("once they are written down")
    let words = String(try #require(card.firstMatch(of: /\n  (\w+ \w+ \w+ \w+)\n/)).1)
    try talk.types("")
    try turn(talk, home, 0, [.no])
    try turn(talk, home, 1, [.no])
    try talk.hears("What is next?")
    talk.kill()
    // The third votes in their own time, signed in as themselves.
    let own = try Conversation(["panel", "vote", "--home", home.home, "--as", "panel3"])
    try own.answers("What is your passcode?", home.passcodes[2])
    try own.hears("for the first time")
    try own.types("")
    try vote(own, [.no])
    try own.hears("Your votes are in the box")
    #expect(own.ends() == 0)
    talk = try home.meeting("--plain")
    try talk.answers("What is next?", "3")
    try talk.answers("Open them now?", "1")
    try talk.answers("chair's card?", "one two three four")
    try talk.hears("Those are not the words")
    try talk.types("")
    try talk.answers("chair's card?", words)
    let told = try talk.hears("Press Enter to go on.")
    #expect(told.contains("not this time (0 yes, 3 not this time, 0 not sure)"))
    talk.kill()
    // The reason was not given before the kill: the next meeting begins with it.
    #expect(try home.state(1) == "in-review")
    talk = try home.meeting()
    try talk.answers("Which reason is nearest?", "3")
    try talk.answers("What shall we write to them?", "We liked it. Please ask again in spring.")
    try talk.hears("Nothing waits for the panel")
    #expect(talk.ends() == 0)
    #expect(try home.state(1) == "not-this-time")
    try home.done("verify")
  }

  @Test("Without the card everyone votes again; a wrong answer is met with help, and back goes back")
  func lostCard() throws {
    let home = try PanelHome(members: 3, applications: [("250.00", "250.00")], budget: "500.00")
    var talk = try home.meeting()
    try talk.answers("Begin the meeting", "maybe")
    try talk.answers("That answer does not fit here", "1")
    try talk.hears("once they are written down")
    try talk.types("")
    try turnWithBack(talk, home)
    try talk.hears("What is next?")
    talk.kill()
    talk = try home.meeting()
    #expect(try talk.hears("What is next?").contains("1 member had a turn."))
    try talk.types("3")
    try talk.answers("Open them now?", "1")
    try talk.answers("chair's card?", "lost")
    try talk.answers("Shall everyone vote again?", "1")
    try talk.hears("once they are written down")
    try talk.types("")
    #expect(try talk.hears("What is next?").contains("0 members had a turn."))
    try talk.types("stop")
    try talk.hears("The meeting stays open")
    #expect(talk.ends() == 0)
    try home.done("verify")
  }

  /// A first turn: a wrong passcode, help, back to the card and the reading, a changed mind.
  private func turnWithBack(_ talk: Conversation, _ home: PanelHome) throws {
    try talk.answers("What is next?", "1")
    try talk.answers("Who has the laptop?", "1")
    try talk.answers("What is your passcode?", "nope")
    try talk.answers("That is not it", home.passcodes[0])
    try talk.hears("for the first time")
    try talk.types("")
    try talk.answers("Might you know who this is?", "help")
    try talk.answers("You do not say why", "1")
    try talk.answers("might you know who this is?", "back")
    try talk.answers("Might you know who this is?", "1")
    try talk.answers("might you know who this is?", "1")
    try talk.answers("What do you say?", "2")
    try talk.answers("Is this right?", "2")
    let again = try talk.hears("What do you say?")
    #expect(again.contains("So far you say: not this time"))
    try talk.types("1")
    try talk.answers("Application 1: yes, £250.00", "1")
    try talk.hears("Pass the laptop back")
    try talk.types("")
  }

  @Test("It needs a terminal and the right person, and says so")
  func refused() throws {
    let home = try PanelHome(members: 1, applications: [], budget: "500.00")
    let piped = try Program.run(["panel", "meeting", "--home", home.home, "--as", "supportadult"])
    #expect(piped.status == 77 && piped.error.contains("terminal"))
    let other = try Program.run(["panel", "meeting", "--home", home.home, "--as", "finance"])
    #expect(other.status == 77)
    let talk = try home.meeting()
    try talk.hears("Nothing waits for the panel today.")
    #expect(talk.ends() == 0)
  }
}
