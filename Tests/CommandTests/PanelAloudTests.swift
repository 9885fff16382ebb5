// A meeting that is read aloud: plain text, a conflict seen only after reading, the reserve asked in, a turn that is left and
// taken up, and the whole meeting quit and resumed.

import Foundation
import Testing

@Suite("A meeting that is read aloud") struct PanelAloudTests {
  private func begin(_ talk: Conversation, _ home: PanelHome, _ number: Int, isNew: Bool = true) throws {
    try talk.answers("What is next?", "1")
    try talk.answers("Who has the laptop?", "\(number)")
    try talk.answers("What is your passcode?", home.passcodes[number - 1])
    if isNew {
      try talk.hears("for the first time")
      try talk.types("")
    }
    try talk.answers("Might you know who this is?", "1")
  }

  private func sayYes(_ talk: Conversation) throws {
    try talk.answers("might you know who this is?", "1")
    try talk.answers("What do you say?", "1")
    try talk.answers("Is this right?", "1")
    try talk.hears("Pass the laptop back")
    try talk.types("")
  }

  @Test(
    "A conflict after reading asks the reserve in; a turn and the meeting are left and taken up; nothing but plain text"
  )
  func readAloud() throws {
    let home = try PanelHome(members: 3, reserve: 1, applications: [("250.00", "250.00")], budget: "500.00")
    var talk = try home.meeting("--plain")
    #expect(try talk.hears("Begin the meeting").contains("3 members may vote today."))
    try talk.hears(">")
    try talk.types("1")
    let card = try talk.hears("once they are written down")
    let words = String(try #require(card.firstMatch(of: /\n  (\w+ \w+ \w+ \w+)\n/)).1)
    try talk.types("")
    // The first leaves the turn in the middle: nothing is sent.
    try talk.answers("What is next?", "1")
    try talk.hears("Who has the laptop?")
    let listed = try talk.hears(">")
    #expect(listed.contains("Young Person 3") && !listed.contains("Young Person 4"), "the reserve was not asked in yet")
    try talk.types("back")
    try begin(talk, home, 1)
    try talk.answers("might you know who this is?", "stop")
    try talk.answers("Stop now?", "1")
    try talk.hears("Nothing was sent.")
    try talk.types("")
    // Taken up: only after reading they see that they know them.
    try begin(talk, home, 1, isNew: false)
    try talk.answers("might you know who this is?", "2")
    try talk.answers("Is that right?", "1")
    try talk.hears("Nobody is told why")
    try talk.types("")
    try talk.hears("You sit all of them out.")
    try talk.answers("Is this right?", "1")
    try talk.hears("Pass the laptop back")
    try talk.types("")
    let menu = try talk.hears("What is next?")
    #expect(menu.contains("1 member had a turn.") && menu.contains("The reserve is asked in."))
    try talk.hears(">")
    try talk.types("4")
    try talk.hears("The meeting stays open")
    #expect(talk.ends() == 0)
    let first = talk.heard
    // Resumed: the reserve has a turn like everyone, and the card opens the votes.
    talk = try home.meeting("--plain")
    for number in 2...4 {
      try begin(talk, home, number)
      try sayYes(talk)
    }
    try talk.answers("What is next?", "3")
    try talk.answers("Open them now?", "1")
    try talk.answers("chair's card?", words)
    let told = try talk.hears("Press Enter to go on.")
    #expect(told.contains("Application 1: yes, £250.00 (3 yes, 0 not this time, 0 not sure)"))
    try talk.types("")
    #expect(talk.ends() == 0)
    isPlain(first + talk.heard)
    let minutes = try home.done("panel", "minutes", "1", as: "supportadult")
    #expect(minutes.contains("Some sat this one out.") && !minutes.contains("reserve"))
    try home.done("verify")
  }

  /// Aloud: no colour, no lines drawn, and every question says what can be typed.
  private func isPlain(_ heard: String) {
    let said = heard.replacing("\u{1B}[3J\u{1B}[2J\u{1B}[H", with: "")
    #expect(!said.contains("\u{1B}"), "but for the clearing of the page")
    let drawn = said.unicodeScalars.filter { (0x2500...0x259F).contains($0.value) || $0.value == 0x7C }
    #expect(drawn.isEmpty)
    let prompts = said.components(separatedBy: "\n> ").dropLast()
    #expect(prompts.count > 20)
    for prompt in prompts { #expect(prompt.suffix(120).contains("Or: back, help, stop."), "\(prompt.suffix(120))") }
  }
}
