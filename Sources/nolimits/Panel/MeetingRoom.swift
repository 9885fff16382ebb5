// The sitting on one laptop: it greets, passes the laptop round, opens the votes and asks for the panel's reasons. What it
// knows stands in the database, so that it can be left, or killed, and taken up again at any point.

import Dates
import Files
import Foundation
import Grants
import Money
import Operations
import People
import Store

/// Leads a meeting.
struct MeetingRoom {
  let talk: Talk
  let house: House
  /// What opens the ballots, as long as this process lives.
  private var keys: [Int64: ItemKey]?
  /// Who had a turn while this process lives, whatever they left out.
  private var hadTurn: Set<Int64> = []
  /// The members' names, for the adult who leads.
  private let names: [Int64: String]

  init(talk: Talk, house: House) throws {
    self.talk = talk
    self.house = house
    let members = try [false, true].flatMap {
      try PanelMember.voting(on: house.businessDate, reserve: $0, house.store.reading)
    }
    names = try Look.names(
      of: members, why: "panel-meeting", by: house.actor, on: house.businessDate, key: house.freshKey("look"),
      house.store)
  }

  /// Those who have a turn now, for whom there is a name.
  private func members(_ sitting: Sitting) throws -> [Int64] {
    try house.panelMembers(in: sitting).filter { names[$0] != nil }
  }

  /// Leads from the greeting to the last reason.
  mutating func run() throws {
    try house.tidyBallots()
    if try giveReasons() == false { return }
    guard let sitting = try Sitting.current(house.store.reading) ?? begin() else { return }
    while true {
      switch try menu(sitting) {
      case .value(0): try passLaptop(sitting)
      case .value(1): try adultTakesOut(sitting)
      case .value(2): if try openVotes(sitting) { return }
      default:
        talk.say("The meeting stays open. Take it up again with: nolimits panel meeting")
        return
      }
    }
  }

  /// Shows what waits and opens a sitting, if the chair wants to.
  private mutating func begin() throws -> Sitting? {
    let items = try Sitting.waiting(for: house.actor, house.store.reading)
    talk.page("Welcome")
    guard !items.isEmpty else {
      talk.say("Nothing waits for the panel today.")
      return nil
    }
    talk.say("\(Words.counted(items.count, "application")) for the panel:\n")
    for item in items { talk.say("Application \(item.application) asks for \(item.asked.pounds).") }
    try sayMoney(items)
    let count = try PanelMember.voting(on: house.businessDate, house.store.reading).count
    talk.say("\(Words.counted(count, "member")) may vote today.\n")
    let answer = talk.choose(
      "Begin the meeting with these?", ["Yes, begin", "Not now"],
      help: "Once it has begun, all of these are open together, and close together. A meeting may last days.")
    guard case .value(0) = answer else { return nil }
    let opened = try house.openSitting()
    keys = opened.keys
    showCard(opened.card)
    return opened.sitting
  }

  private func sayMoney(_ items: [PanelItem]) throws {
    var rounds: [String: Pence] = [:]
    for item in items {
      guard let application = try Application.find(item.application, for: house.actor, house.store.reading) else {
        continue
      }
      rounds[application.round] = (rounds[application.round] ?? .zero) + item.asked
    }
    talk.say("")
    for (round, asked) in rounds.sorted(by: { $0.key < $1.key }) {
      let there = try Sitting.available(round, house.store.reading)
      talk.say("Round \(round): \(there.pounds) can be given. They ask for \(asked.pounds) in all.")
    }
  }

  private func showCard(_ card: String) {
    talk.page("The chair's card")
    talk.say("Write these four words on a card, and keep it safe until the votes are opened:\n\n  \(card)\n")
    talk.say(
      "If this program stops before then, the words open the votes. Without them, everyone votes again. They are not shown again."
    )
    talk.wait("Press Enter once they are written down.")
  }

  private func menu(_ sitting: Sitting) throws -> Talk.Answer<Int> {
    talk.page("Meeting \(sitting.number), opened \(CivilDate(sitting.openedOn)?.inWords ?? sitting.openedOn)")
    try sayHowFar(sitting)
    talk.say("")
    return talk.choose(
      "What is next?",
      ["Someone votes", "Someone sits one out", "Open the votes", "Stop for now"],
      help: "Pass the laptop to each member in turn. When all have voted, open the votes.")
  }

  /// How far the vote has come: who had a turn is counted, and never which items they voted on. A count beside each item
  /// would tell the room what the last member left out.
  private func sayHowFar(_ sitting: Sitting) throws {
    let reading = house.store.reading
    let items = try seenItems(sitting)
    talk.say(items.map { "Application \($0.application)" }.joined(separator: ", "))
    var turns = hadTurn
    var isEnough = true
    for item in items {
      let cast = try sitting.cast(on: item.application, reading)
      let may = try Sitting.entitled(to: item.application, on: house.businessDate, reading)
      turns.formUnion(cast)
      isEnough = isEnough && cast.count { may.contains($0) } >= house.configuration.panel.vote.enough(of: may.count)
    }
    talk.say("\(Words.counted(turns.count, "member")) had a turn.")
    talk.say(isEnough ? "There are enough of us for every application." : "We need more of us.")
    if try items.contains(where: { try Sitting.isReserveAsked(to: $0.application, reading) }) {
      talk.say("The reserve is asked in.")
    }
  }

  /// The open items, but any whose applicant named whoever leads.
  private func seenItems(_ sitting: Sitting) throws -> [PanelItem] {
    try sitting.openItems(house.store.reading).filter { try mayNameApplication($0.application) }
  }

  private func mayNameApplication(_ number: Int64) throws -> Bool {
    try Application.find(number, for: house.actor, house.store.reading) != nil
  }

  private func chooseMember(_ question: String, _ sitting: Sitting) throws -> Int64? {
    let listed = try members(sitting)
    let answer = talk.choose(
      question, listed.map { Harmless.line(names[$0] ?? "Member \($0)") }, help: "Type the number beside the name.")
    guard case .value(let place) = answer else { return nil }
    return listed[place]
  }

  /// One member's turn, behind their passcode. The page is cleared before and after.
  private mutating func passLaptop(_ sitting: Sitting) throws {
    talk.page("Who votes?")
    guard let member = try chooseMember("Who has the laptop?", sitting) else { return }
    talk.page("Hello, \(Harmless.line(names[member] ?? "member \(member)"))")
    talk.say("Make sure that only you can see the screen.\n")
    guard try Doorbell(talk: talk, house: house).letIn(member) else { return }
    var turn = MemberTurn(talk: talk, house: house, sitting: sitting, member: member)
    let sent = try turn.run()
    hadTurn.insert(member)
    talk.page("Thank you")
    talk.wait("\(sent ? "Your votes are in the box." : "Nothing was sent.") Pass the laptop back, then press Enter.")
  }

  private func adultTakesOut(_ sitting: Sitting) throws {
    talk.page("Someone sits one out")
    let items = try seenItems(sitting)
    guard let member = try chooseMember("Who?", sitting) else { return }
    let which = talk.choose(
      "Which one?", items.map { "Application \($0.application)" },
      help: "They do not see it any more, and a vote they cast on it does not count.")
    guard case .value(let place) = which else { return }
    let sure = talk.choose(
      "Do they sit application \(items[place].application) out?", ["Yes", "No"],
      help: "This cannot be taken back. No reason is kept.")
    guard case .value(0) = sure else { return }
    try house.sitOut(member, of: items[place].application)
  }

  /// Opens all votes at once.
  /// - Returns: whether the meeting is over.
  private mutating func openVotes(_ sitting: Sitting) throws -> Bool {
    talk.page("Open the votes")
    let sure = talk.choose(
      "All votes are opened together, and none can be changed after. Open them now?", ["Yes, open them", "Not yet"],
      help: "Check first that everyone who wants to vote has voted.")
    guard case .value(0) = sure, let keys = try keysOrCard(sitting) else { return false }
    let decisions = try house.closeSitting(sitting, keys: keys)
    try tell(decisions)
    _ = try giveReasons()
    talk.say("\nThe minutes: nolimits panel minutes \(sitting.number)")
    return true
  }

  private mutating func keysOrCard(_ sitting: Sitting) throws -> [Int64: ItemKey]? {
    if let keys { return keys }
    while true {
      talk.page("The chair's card")
      let answer = talk.words(
        "This program was started again since the meeting began. Which four words are on the chair's card? If it is lost, type: lost",
        longest: 100, help: "Type the four words with spaces between them. If nobody has the card, type: lost")
      guard case .value(let words) = answer else { return nil }
      if words.lowercased() == "lost" {
        try beginAgain(sitting)
        return nil
      }
      if let opened = try house.keys(ofCard: words, for: sitting) {
        keys = opened
        return opened
      }
      talk.wait("Those are not the words. Look at the card again, then press Enter.")
    }
  }

  private mutating func beginAgain(_ sitting: Sitting) throws {
    let sure = talk.choose(
      "Without the card the votes cannot be opened, by anyone. Shall everyone vote again?",
      ["Yes", "No, we look for it"],
      help: "Nothing else of the meeting is lost.")
    guard case .value(0) = sure else { return }
    let again = try house.voteAgain(sitting)
    keys = again.keys
    hadTurn = []
    showCard(again.card)
  }

  private func tell(_ decisions: [PanelDecision]) throws {
    talk.page("What we decided")
    for decision in decisions where try mayNameApplication(decision.application) {
      var line = "Application \(decision.application): \(PanelMinutes.words(decision))"
      if house.configuration.panel.tellsTally, decision.isCounted {
        let tally = try PanelDecision.tally(
          sitting: decision.sitting, application: decision.application, house.store.reading)
        let counts = Ballot.Choice.allCases.map { "\(tally[$0] ?? 0) \(MemberTurn.words($0))" }
        line += " (\(counts.joined(separator: ", ")))"
      }
      talk.say(line)
    }
    talk.say("")
    talk.wait()
  }

  /// The panel's one kind reason for each "not this time" that has none yet.
  /// - Returns: false if somebody stopped before the last one.
  private func giveReasons() throws -> Bool {
    for application in try PanelReason.missing(house.store.reading) {
      guard try giveReason(application) else {
        talk.say("Application \(application) still waits for its reason: nolimits panel meeting")
        return false
      }
    }
    return true
  }

  private func giveReason(_ application: Int64) throws -> Bool {
    while true {
      talk.page("A kind reason for application \(application)")
      let reasons = PanelReason.allCases
      let which = talk.choose(
        "We said \"not this time\". Which reason is nearest?", reasons.map(\.words),
        help: "Agree on one together. Nobody says how they voted.")
      guard case .value(let place) = which else { return false }
      let words = talk.words(
        "What shall we write to them? Say why, kindly, and what they can do next.", longest: PanelReason.longest,
        help: "A sentence or two is enough. It goes into their letter as you write it.")
      switch words {
      case .back: continue
      case .stop: return false
      case .value(let words):
        try house.record(reasons[place], words: words, for: application)
        return true
      }
    }
  }
}
