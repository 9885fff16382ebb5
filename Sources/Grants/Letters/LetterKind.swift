// Which letters there are, and which move of an application makes each of them due.

import Store

/// A kind of letter to an applicant.
public enum LetterKind: String, CaseIterable, Codable, Sendable {
  /// The application came in.
  case received
  /// Something must be asked.
  case question
  /// The fund cannot help with this.
  case notEligible = "not-eligible"
  /// The panel said yes, and the foundation signed.
  case yes
  /// What is agreed before any payment; a page for a person, a written agreement for an organisation.
  case agreement
  /// The panel did not say yes.
  case notThisTime = "not-this-time"
  /// The foundation said no.
  case cannotGoAhead = "cannot-go-ahead"
  /// The award was cancelled.
  case cancelled
  /// A payment was let go.
  case paid
  /// What did it help with?
  case howDidItGo = "how-did-it-go"
  /// The same, once more.
  case reminder

  /// The letters that a move makes due: the table.
  static func wanted(by move: ApplicationMove) -> [LetterKind] {
    switch move {
    case .submit: [.received]
    case .ask: [.question]
    case .refuseEligibility: [.notEligible]
    case .decline: [.notThisTime]
    case .signOff: [.yes, .agreement]
    case .refuse: [.cannotGoAhead]
    case .cancel: [.cancelled]
    case .pay: [.paid]
    case .payAll: [.paid, .howDidItGo]
    default: []
    }
  }

  /// The move whose reason the letter tells; nil where it tells none. A refusal by the foundation gives the young person
  /// no ground: one of them is safeguarding.
  var tells: ApplicationMove? {
    switch self {
    case .notEligible: .refuseEligibility
    case .notThisTime: .decline
    case .cancelled: .cancel
    default: nil
    }
  }

  /// The coded reason that the letter tells, if there is one.
  public func reason(of application: Int64, _ reading: Reading) throws -> String? {
    guard let tells else { return nil }
    return try ApplicationStep.of(application, reading).last { $0.move == tells.rawValue }?.reason
  }

  /// What a worker reads.
  public var words: String {
    switch self {
    case .received: "we have it"
    case .question: "a question"
    case .notEligible: "this fund cannot help"
    case .yes: "yes"
    case .agreement: "the agreement"
    case .notThisTime: "not this time"
    case .cannotGoAhead: "it cannot go ahead"
    case .cancelled: "it was stopped"
    case .paid: "it is paid"
    case .howDidItGo: "how did it go?"
    case .reminder: "how did it go? once more"
    }
  }

  /// The names of its templates.
  public var templates: [String] {
    switch self {
    case .agreement: ["agreement-person", "agreement-organisation"]
    case .received, .yes: [rawValue, "\(rawValue)-in-advance"]
    default: [rawValue]
    }
  }

  /// The name of the template that fits: nobody is told of a vote where there is none.
  public func template(for way: Programme.Way, toOrganisation: Bool) -> String {
    switch self {
    case .agreement: templates[toOrganisation ? 1 : 0]
    case .received, .yes: templates[way == .inAdvance ? 1 : 0]
    default: rawValue
    }
  }

  /// What its template can fill in.
  public var fields: Set<LetterField> {
    let all: Set<LetterField> = [.name, .application, .programme, .date, .scheme, .contact, .signed]
    return switch self {
    case .received: all.union([.asked])
    case .question: all.union([.question])
    case .notEligible, .notThisTime, .cancelled: all.union([.reason])
    case .yes, .agreement: all.union([.amount])
    case .paid: all.union([.amount, .payee])
    case .cannotGoAhead, .howDidItGo, .reminder: all
    }
  }
}

/// What a letter fills in for a placeholder such as `{{name}}`.
public enum LetterField: String, CaseIterable, Sendable {
  /// The applicant's name as it is now.
  case name
  /// The application's number.
  case application
  /// The programme's name.
  case programme
  /// The day on which the letter is made.
  case date
  /// The scheme's name.
  case scheme
  /// Whom to ask, and how.
  case contact
  /// Who signs.
  case signed
  /// What was asked, in pounds.
  case asked
  /// What is awarded or paid, in pounds.
  case amount
  /// To whom a payment went, by kind.
  case payee
  /// Why.
  case reason
  /// What is asked of the applicant.
  case question
  /// How to reach the applicant safely; on the cover alone.
  case safeContact
  /// The applicant's language, and who may help; on the cover alone.
  case help
}
