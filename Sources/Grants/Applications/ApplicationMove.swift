// The moves of an application as one table: from where, to where, and by whom (`grants.md`, "The way of an application").

import People

/// A move of an application from one state to another.
public enum ApplicationMove: String, CaseIterable, Codable, Sendable {
  /// It came in.
  case submit
  /// A support adult takes it up.
  case screen
  /// The applicant is asked something.
  case ask
  /// The applicant answered.
  case answer
  /// The rules let it go to the panel.
  case pass
  /// The rules do not.
  case refuseEligibility = "not-eligible"
  /// Someone uninvolved looks at it again.
  case secondLook = "second-look"
  /// It goes on a meeting's list.
  case takeUp = "take-up"
  /// The panel said yes, or it was agreed in advance.
  case approve
  /// The panel did not say yes.
  case decline = "not-this-time"
  /// The panel comes back to it.
  case comeBack = "come-back"
  /// The foundation's yes.
  case signOff = "sign-off"
  /// The foundation's no, on a listed ground.
  case refuse
  /// A conflict was found after the vote: the panel votes afresh.
  case voteAgain = "vote-again"
  /// The agreement was accepted.
  case accept
  /// The first payment left.
  case pay
  /// The last payment left.
  case payAll = "pay-all"
  /// A payment came back, and its money is promised again.
  case payBack = "paid-back"
  /// What it helped with was told.
  case report
  /// Done.
  case close
  /// The applicant takes it back.
  case withdraw
  /// The award is cancelled and its money freed.
  case cancel
  /// It was awarded before this program was used, and is taken on.
  case takeOn = "take-on"

  /// From where, to where.
  public struct Way: Sendable {
    /// The states it begins in; none means that there was no application yet.
    public let from: Set<ApplicationState>
    /// Where it leads.
    public let to: ApplicationState
  }

  /// The way of this move: the table.
  public var way: Way {
    switch self {
    case .submit: Way(from: [.started], to: .submitted)
    case .screen: Way(from: [.submitted], to: .screening)
    case .ask: Way(from: [.screening], to: .questionAsked)
    case .answer: Way(from: [.questionAsked], to: .screening)
    case .pass: Way(from: [.screening], to: .ready)
    case .refuseEligibility: Way(from: [.screening], to: .notEligible)
    case .secondLook: Way(from: [.notEligible, .notThisTime], to: .screening)
    case .takeUp: Way(from: [.ready, .comeBack], to: .inReview)
    case .approve: Way(from: [.inReview, .ready], to: .awaitingSignOff)
    case .decline: Way(from: [.inReview], to: .notThisTime)
    case .comeBack: Way(from: [.inReview], to: .comeBack)
    case .signOff: Way(from: [.awaitingSignOff], to: .awarded)
    case .refuse: Way(from: [.awaitingSignOff], to: .refused)
    case .voteAgain: Way(from: [.awaitingSignOff], to: .comeBack)
    case .accept: Way(from: [.awarded], to: .agreed)
    case .pay: Way(from: [.agreed, .paying], to: .paying)
    case .payAll: Way(from: [.agreed, .paying], to: .paid)
    case .payBack: Way(from: [.paying, .paid, .reported, .closed], to: .paying)
    case .report: Way(from: [.paid], to: .reported)
    case .close: Way(from: [.paid, .reported], to: .closed)
    case .withdraw:
      Way(
        from: [
          .started, .submitted, .screening, .questionAsked, .notEligible, .ready, .inReview, .notThisTime, .comeBack,
          .awaitingSignOff,
        ], to: .withdrawn)
    case .cancel: Way(from: [.awarded, .agreed, .paying], to: .cancelled)
    case .takeOn: Way(from: [.started], to: .awarded)
    }
  }
}

extension ApplicationState {
  /// What staff read.
  public var words: String {
    switch self {
    case .started: "started"
    case .submitted: "new"
    case .screening: "being checked"
    case .questionAsked: "question asked"
    case .notEligible: "not eligible"
    case .ready: "ready for the panel"
    case .inReview: "with the panel"
    case .notThisTime: "not this time"
    case .comeBack: "we'll come back to it"
    case .awaitingSignOff: "awaiting sign-off"
    case .refused: "refused by the foundation"
    case .awarded: "awarded"
    case .agreed: "agreement accepted"
    case .paying: "partly paid"
    case .paid: "paid"
    case .reported: "reported"
    case .closed: "closed"
    case .withdrawn: "withdrawn"
    case .cancelled: "cancelled"
    }
  }

  /// What the young person who applied reads. Where the programme was agreed in advance, no panel talks about it.
  public func applicantWords(_ way: Programme.Way) -> String {
    switch self {
    case .started: "You have started it. Send it when you are ready."
    case .submitted, .screening: "We have it."
    case .questionAsked: "We need to ask you something."
    case .notEligible: "This fund cannot help with this. You can ask us to look again."
    case .ready, .inReview, .comeBack:
      way == .panel ? "The panel of young people will talk about it." : "We are reading it."
    case .notThisTime: "Not this time. You can ask us to look again."
    case .awaitingSignOff:
      "\(way == .panel ? "The panel has talked about it" : "We have read it"). We will write to you soon."
    case .refused: "This cannot go ahead. We have written to you."
    case .awarded: "Yes! Please read the letter and say that you agree."
    case .agreed, .paying: "We are paying it."
    case .paid: "It is paid. Tell us how it goes."
    case .reported, .closed: "All done. Thank you for telling us."
    case .withdrawn: "You took it back."
    case .cancelled: "It was stopped. We have written to you."
    }
  }
}
