// One member's private turn: first whether they may know someone, then the reading, then yes, no or not sure for all, then
// the sums. Nothing is in the box before "send"; until then going back is always possible.

import Dates
import Files
import Foundation
import Grants
import Ledger
import Money
import Operations
import Store

/// One member's turn.
struct MemberTurn {
  /// A page of the turn.
  private enum Page {
    case card(PanelItem)
    case read(PanelItem)
    case vote(PanelItem)
    case sum(PanelItem)
    case send
  }

  private enum Step { case on, back, stop, done }

  let talk: Talk
  let house: House
  let sitting: Sitting
  let member: Int64
  private var choices: [Int64: Ballot.Choice] = [:]
  private var sums: [Int64: Pence] = [:]
  private var out: Set<Int64> = []

  init(talk: Talk, house: House, sitting: Sitting, member: Int64) {
    self.talk = talk
    self.house = house
    self.sitting = sitting
    self.member = member
  }

  /// Leads through the turn.
  /// - Returns: whether votes were sent.
  mutating func run() throws -> Bool {
    let items = try sitting.openItems(for: member, on: house.businessDate, house.store.reading)
    guard !items.isEmpty else {
      talk.page("Your turn")
      talk.wait("There is nothing here for you to vote on today. Press Enter.")
      return false
    }
    let pages =
      items.map { Page.card($0) } + items.map { Page.read($0) } + items.map { Page.vote($0) }
      + items.map { Page.sum($0) } + [.send]
    var place = 0
    var direction = 1
    while true {
      guard isWanted(pages[place]) else {
        place = max(0, place + direction)
        if place == 0 { direction = 1 }
        continue
      }
      switch try show(pages[place], of: items) {
      case .on:
        direction = 1
        place += 1
      case .back:
        direction = place == 0 ? 1 : -1
        place = max(0, place - 1)
      case .stop: if stops() { return false }
      case .done: return true
      }
    }
  }

  private func isWanted(_ page: Page) -> Bool {
    switch page {
    case .card(let item), .read(let item), .vote(let item): !out.contains(item.application)
    case .sum(let item): !out.contains(item.application) && choices[item.application] == .yes && item.least < item.asked
    case .send: true
    }
  }

  private mutating func show(_ page: Page, of items: [PanelItem]) throws -> Step {
    switch page {
    case .card(let item): try card(item)
    case .read(let item): try read(item)
    case .vote(let item): try vote(item)
    case .sum(let item): sum(item)
    case .send: try send(items)
    }
  }

  /// The short card, before anything is read.
  private mutating func card(_ item: PanelItem) throws -> Step {
    talk.page("Application \(item.application)")
    talk.say("\(try kind(item)). They ask for \(item.asked.pounds).\n")
    return try askConflict(item, "Might you know who this is? Would you, or someone close to you, gain from it?")
  }

  private func kind(_ item: PanelItem) throws -> String {
    guard let code = try Award.programme(of: item.application, house.store.reading),
      let programme = try Programme.find(code, house.store.reading)
    else { return "Help" }
    switch programme.use {
    case .individuals: return "Help for one young person (\(programme.name))"
    case .activities: return "Something the group does together (\(programme.name))"
    case .community: return "Something for the community (\(programme.name))"
    }
  }

  private mutating func read(_ item: PanelItem) throws -> Step {
    talk.page("Application \(item.application), in their own words")
    talk.say(Harmless.lines(try house.panelWords(item.application, for: member)))
    talk.say("\nThey ask for \(item.asked.pounds). The least that still helps is \(item.least.pounds).\n")
    return try askConflict(item, "Now that you have read it: might you know who this is?")
  }

  private mutating func askConflict(_ item: PanelItem, _ question: String) throws -> Step {
    let help = """
      If you know them, or think you might, or you would gain from it, you sit this one out. That is fair to them and \
      to you. You do not say why, and nobody is told.
      """
    switch talk.choose(question, ["No", "Yes, or I'd rather not say"], help: help) {
    case .back: return .back
    case .stop: return .stop
    case .value(0): return .on
    case .value: break
    }
    let sure = talk.choose(
      "Then you sit this one out. Is that right?", ["Yes, I sit this one out", "No, I pressed the wrong number"],
      help: "You will not see this one again, and you do not vote on it.")
    guard case .value(0) = sure else { return try askConflict(item, question) }
    try house.sitOut(member, of: item.application)
    out.insert(item.application)
    talk.wait("You sit this one out. Nobody is told why. Press Enter.")
    return .on
  }

  private mutating func vote(_ item: PanelItem) throws -> Step {
    talk.page("Your vote on application \(item.application)")
    if let before = choices[item.application] { talk.say("So far you say: \(Self.words(before)).\n") }
    let answer = talk.choose(
      "They ask for \(item.asked.pounds). What do you say?",
      ["Yes", "No, not this time", "Not sure", "Let me read it again", "I sit this one out"],
      help: """
        Yes: the fund should help. No: not this time. Not sure: your vote counts as being here, and not as a yes or \
        a no. You can change it until you send your votes.
        """)
    switch answer {
    case .back: return .back
    case .stop: return .stop
    case .value(3):
      talk.page("Application \(item.application), in their own words")
      talk.say(Harmless.lines(try house.panelWords(item.application, for: member)))
      talk.wait()
      return try vote(item)
    case .value(4):
      try house.sitOut(member, of: item.application)
      out.insert(item.application)
      talk.wait("You sit this one out. Nobody is told why. Press Enter.")
    case .value(let place): choices[item.application] = Ballot.Choice.allCases[place]
    }
    return .on
  }

  private mutating func sum(_ item: PanelItem) -> Step {
    talk.page("How much for application \(item.application)?")
    let answer = talk.choose(
      "They ask for \(item.asked.pounds). The least that still helps is \(item.least.pounds).",
      ["All of it", "Less"], help: "If some say less, the panel gives the sum in the middle.")
    switch answer {
    case .back: return .back
    case .stop: return .stop
    case .value(0): sums[item.application] = nil
    case .value:
      let step = house.configuration.panel.vote.step
      let less = talk.amount(
        "How much would you give?", from: item.least, to: item.asked, step: step,
        help: "Give a sum from \(item.least.pounds) to \(item.asked.pounds), in steps of \(step.pounds).")
      switch less {
      case .back: return sum(item)
      case .stop: return .stop
      case .value(let sum): sums[item.application] = sum < item.asked ? sum : nil
      }
    }
    return .on
  }

  private mutating func send(_ items: [PanelItem]) throws -> Step {
    talk.page("Your votes")
    let mine = items.filter { !out.contains($0.application) && choices[$0.application] != nil }
    for item in mine {
      let sum = choices[item.application] == .yes ? ", \((sums[item.application] ?? item.asked).pounds)" : ""
      talk.say("Application \(item.application): \(choices[item.application].map(Self.words) ?? "")\(sum)")
    }
    if mine.isEmpty { talk.say("You sit all of them out.") }
    let answer = talk.choose(
      "\nIs this right?", ["Yes, send my votes", "No, let me go back"],
      help:
        "Your votes are sealed. Nobody can see how you voted, now or later. You can vote again until the votes close.")
    switch answer {
    case .stop: return .stop
    case .back, .value(1): return .back
    case .value: break
    }
    let ballots = Dictionary(
      uniqueKeysWithValues: mine.map { item in
        let choice = choices[item.application] ?? .notSure
        return (item.application, Ballot(choice, smaller: choice == .yes ? sums[item.application] : nil))
      })
    try house.cast(ballots, by: member, in: sitting)
    return .done
  }

  private func stops() -> Bool {
    let answer = talk.choose(
      "\nStop now? What you chose is not sent and not kept.", ["Stop", "Go on"],
      help: "If you stop, you can begin your turn again later.")
    if case .value(1) = answer { return false }
    if case .back = answer { return false }
    return true
  }

  static func words(_ choice: Ballot.Choice) -> String {
    switch choice {
    case .yes: "yes"
    case .no: "not this time"
    case .notSure: "not sure"
    }
  }
}
