// nolimits application: what a support adult does with an application, one step each.

import ArgumentParser
import Grants
import Operations
import Store

/// What each of these commands takes.
struct ApplicationStepOptions: ParsableArguments {
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The application's number.")
  var number: Int64

  /// Makes the change and says what it did.
  func run(_ action: Action, words: String, _ body: (House, Write) throws -> Void) throws {
    let house = try common.houseForDecision(action)
    try house.grantWork(action, about: "\(number)", isDryRun: dryRun.isOn) { write in
      try body(house, write)
      return number
    }
    try common.screen.show(["application": number], words: words)
    dryRun.remind(common.screen)
  }
}

struct ScreeningCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen", abstract: "Take an application up, let it go to the panel, or say that it is not eligible.",
    discussion: """
      EXAMPLES
        nolimits application screen 12                          take it up
        nolimits application screen 12 --pass                   it can go on
        nolimits application screen 12 --not-eligible not-in-area
      """)
  @OptionGroup var options: ApplicationStepOptions
  @Flag(help: "It can go on: every rule is met or was set aside by two people.")
  var pass = false
  @Option(name: .customLong("not-eligible"), help: "It is not eligible, and why: a code.")
  var notEligible: String?

  func run() throws {
    let number = options.number
    if pass, notEligible != nil { throw ValidationError("It is one or the other.") }
    let words =
      pass
      ? "Application \(number) can go on." : notEligible == nil ? "You have taken it up." : "Recorded as not eligible."
    try options.run(Action("application.screen"), words: words) { house, write in
      if let notEligible {
        try Application.refuseEligibility(
          number, reason: notEligible, on: house.businessDate, by: house.actor, in: write)
      } else if pass {
        try Application.pass(number, on: house.businessDate, by: house.actor, in: write)
      } else {
        try Application.make(.screen, of: number, by: house.actor, in: write)
      }
    }
  }
}

struct QuestionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Note that the applicant was asked something; the question itself stays in the letter.")
  @OptionGroup var options: ApplicationStepOptions

  func run() throws {
    try options.run(Action("application.screen"), words: "Noted: a question was asked.") { house, write in
      try Application.make(.ask, of: options.number, by: house.actor, in: write)
    }
  }
}

struct AnswerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Note that the applicant answered.")
  @OptionGroup var options: ApplicationStepOptions

  func run() throws {
    try options.run(Action("application.screen"), words: "Noted: the answer is here.") { house, write in
      try Application.make(.answer, of: options.number, by: house.actor, in: write)
    }
  }
}

struct WithdrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "The applicant takes it back, before it is awarded.")
  @OptionGroup var options: ApplicationStepOptions

  func run() throws {
    try options.run(Action("application.withdraw"), words: "Application \(options.number) was taken back.") {
      house, write in
      try Award.withdraw(options.number, on: house.businessDate, by: house.actor, in: write)
    }
  }
}

struct ConcernCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concern",
    abstract: "A safeguarding concern: the panel does not see it until the lead says so. No detail is kept here.",
    discussion: """
      Tell the safeguarding lead yourself, now. If someone is in danger call 999.
      """)
  @OptionGroup var options: ApplicationStepOptions
  @Flag(help: "The safeguarding lead says that it can go on.")
  var over = false

  func run() throws {
    try options.run(
      Action("application.concern"),
      words: over ? "The concern is over." : "The panel does not see it. Tell the lead now."
    ) { house, write in
      try Application.concern(options.number, isOver: over, by: house.actor, in: write)
    }
  }
}

struct SecondLookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "second-look", abstract: "Look again at one that was not helped: someone who had no part in it.")
  @OptionGroup var options: ApplicationStepOptions

  func run() throws {
    try options.run(Action("application.second-look"), words: "You are looking at it again.") { house, write in
      try Application.secondLook(options.number, by: house.actor, in: write)
    }
  }
}

struct OverrideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "override", abstract: "Set a rule aside for one application; a second person must agree.")
  @OptionGroup var options: ApplicationStepOptions
  @Option(help: "The rule, such as within-cap.")
  var rule: EligibilityRule
  @Option(help: "Why: a code.")
  var reason: String

  func run() throws {
    let house = try options.common.houseForDecision(Action("application.override"))
    let words = try house.override(rule, of: options.number, reason: reason, isDryRun: options.dryRun.isOn)
    try options.common.screen.show(["outcome": words], words: words)
    options.dryRun.remind(options.common.screen)
  }
}
