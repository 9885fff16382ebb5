// The vote: who is enough, what a yes is, how much it comes to. Pure functions on values (`grants.md`, "The panel").

import Money

/// The rules of a panel's vote; each is a setting.
public struct PanelRules: Hashable, Sendable {
  /// The fewest ballots that are enough of us.
  public var leastBallots = 3
  /// The fewest yes that approve.
  public var leastYes = 2
  /// The steps that amounts come in.
  public var step = Pence(1000)

  /// The rules of the design.
  public init() {}

  /// Whether so few may vote on an item that the reserve is asked in: they could not be enough of us.
  public func needsReserve(_ entitled: Int) -> Bool { entitled < leastBallots }

  /// How many ballots are enough: the fewest, and at least half of those who may vote on the item.
  public func enough(of entitled: Int) -> Int { max(leastBallots, entitled / 2 + entitled % 2) }
}

/// One member's ballot on one item.
public struct Ballot: Hashable, Sendable {
  /// What a member says.
  public enum Choice: String, CaseIterable, Sendable {
    /// Yes.
    case yes
    /// Not this time.
    case no
    /// Not sure: it counts towards enough of us, and not towards the majority.
    case notSure = "not-sure"
  }

  /// What the member says.
  public let choice: Choice
  /// The smaller amount that a yes proposes, if it does.
  public let smaller: Pence?

  /// A ballot.
  public init(_ choice: Choice, smaller: Pence? = nil) {
    self.choice = choice
    self.smaller = smaller
  }
}

/// What the panel votes on.
public struct PanelItem: Hashable, Sendable {
  /// The application's number.
  public let application: Int64
  /// What is asked.
  public let asked: Pence
  /// The least that still helps.
  public let least: Pence
  /// The most that the programme gives.
  public let cap: Pence
  /// Whether a vote on it was a tie before.
  public let wasTied: Bool

  /// An item.
  public init(application: Int64, asked: Pence, least: Pence, cap: Pence, wasTied: Bool = false) {
    self.application = application
    self.asked = asked
    self.least = least
    self.cap = cap
    self.wasTied = wasTied
  }
}

/// What came of an item.
public enum ItemOutcome: Hashable, Sendable {
  /// The panel says yes to so much.
  case approved(Pence)
  /// Not this time.
  case notThisTime
  /// We'll come back to it.
  case comeBack(Why)
  /// Tied again: the foundation decides and writes its reason.
  case foundationDecides

  /// Why an item comes back.
  public enum Why: String, Sendable {
    /// There were not enough of us.
    case tooFew = "too-few"
    /// As many yes as no.
    case tie
    /// The money did not reach.
    case money
  }
}

extension PanelItem {
  /// What the ballots come to, before the money is looked at.
  /// - Parameters:
  ///   - ballots: those that count: one a member, and none of a member who sat out.
  ///   - entitled: how many may vote on this item: accredited on the day, in the room or not, and not sitting it out.
  public func outcome(_ ballots: [Ballot], entitled: Int, rules: PanelRules) -> ItemOutcome {
    precondition(ballots.count <= entitled, "more ballots than members who may vote")
    guard ballots.count >= rules.enough(of: entitled) else { return .comeBack(.tooFew) }
    let yes = ballots.count { $0.choice == .yes }
    let no = ballots.count { $0.choice == .no }
    if yes == no { return wasTied ? .foundationDecides : .comeBack(.tie) }
    guard yes > no, yes >= rules.leastYes else { return .notThisTime }
    return .approved(amount(ballots, rules: rules))
  }

  /// What was asked, unless members who said yes proposed less: then the lower median of the yes amounts, in steps, never
  /// below the least that still helps; never above the cap.
  private func amount(_ ballots: [Ballot], rules: PanelRules) -> Pence {
    let proposals = ballots.filter { $0.choice == .yes }.map { min($0.smaller ?? asked, asked) }.sorted()
    let median = proposals[(proposals.count - 1) / 2]
    let stepped = median == asked ? asked : rules.stepped(median)
    return min(max(stepped, least), cap)
  }
}

extension PanelRules {
  /// The amount in whole steps, rounded down.
  func stepped(_ amount: Pence) -> Pence {
    step > .zero ? Pence(amount.rawValue / step.rawValue * step.rawValue) : amount
  }
}

/// An item the panel said yes to, on its way to the money.
public struct PanelYes: Hashable, Sendable {
  /// The item.
  public let item: PanelItem
  /// How much the panel said.
  public let amount: Pence
  /// Yes minus no.
  public let margin: Int
  /// The lot drawn for it in the room: the lower one goes first.
  public let lot: Int

  /// A yes.
  public init(item: PanelItem, amount: Pence, margin: Int, lot: Int) {
    self.item = item
    self.amount = amount
    self.margin = margin
    self.lot = lot
  }
}

/// The money of a sitting.
public enum PanelBudget {
  /// Gives the money out in order of yes minus no, then by lot, while it lasts. The first that it does not reach in full
  /// gets what is left in whole steps, if that still helps; it or whatever comes after comes back to another meeting.
  /// - Returns: the outcome of every yes, by application.
  public static func share(_ yeses: [PanelYes], available: Pence, rules: PanelRules) -> [Int64: ItemOutcome] {
    var left = available
    var isSpent = false
    var outcomes: [Int64: ItemOutcome] = [:]
    for yes in yeses.sorted(by: { ($1.margin, $0.lot) < ($0.margin, $1.lot) }) {
      let given = yes.amount <= left ? yes.amount : rules.stepped(left)
      if isSpent || given < yes.item.least || given <= .zero {
        isSpent = true
        outcomes[yes.item.application] = .comeBack(.money)
        continue
      }
      isSpent = given < yes.amount
      left -= given
      outcomes[yes.item.application] = .approved(given)
    }
    return outcomes
  }
}
