// Asks for a grant, question by question. Each answer is kept, sealed, before the next question is asked: whatever ends
// the program, at most the answer that is being typed is lost.

import Dates
import Files
import Foundation
import Grants
import Operations

/// The questions of one application.
struct ApplicationTalk {
  let talk: Talk
  let house: House
  let isDryRun: Bool
  var draft: ApplicationDraft

  /// Asks what is left to ask, shows the answers, and sends them.
  /// - Returns: the application's number; nil if it was kept for later.
  mutating func run() throws -> Int64? {
    let questions = Question.all(on: house.businessDate)
    while true {
      guard try askAll(questions) else { return try keepForLater() }
      switch check(questions) {
      case .stop: return try keepForLater()
      case .back: draft.question = questions.count - 1
      case .value(let place) where place < questions.count: try change(questions[place])
      case .value:
        let form = ApplicationForm(answers: draft.answers)
        if let fault = form.fault(on: house.businessDate) {
          draft.question = questions.firstIndex { $0.name == fault.field } ?? 0
          talk.page("One answer needs another look")
          talk.wait("\(questions[draft.question].help) Press Enter to go to it.")
          continue
        }
        let number = try house.submit(draft, form, isDryRun: isDryRun)
        talk.page("Thank you")
        return number
      }
    }
  }

  /// - Returns: false if it stopped.
  private mutating func askAll(_ questions: [Question]) throws -> Bool {
    while draft.question < questions.count {
      let place = draft.question
      talk.page("Question \(place + 1) of \(questions.count)")
      switch ask(questions[place]) {
      case .stop: return false
      case .back:
        if place == 0 { talk.wait("This is the first question. Press Enter to go on.") }
        draft.question = max(0, place - 1)
      case .value(let answer):
        if let answer { draft.answers[questions[place].name] = answer }
        draft.question += 1
      }
      try save()
    }
    return true
  }

  /// One question. An answer that was given before stays if Enter alone is pressed.
  /// - Returns: the answer; nil within a value where nothing changes.
  private func ask(_ question: Question) -> Talk.Answer<String?> {
    let before = draft.answers[question.name]
    talk.say(question.words)
    if let before { talk.say("\nYour answer so far:\n\(Harmless.lines(before))") }
    let prompt = before == nil ? question.prompt : "Type it anew, or just press Enter to keep what is there"
    let fits: (String) -> String?? = { text in
      if text.isEmpty { return before != nil || question.canBeLeftOut ? .some(nil) : nil }
      return question.read(text).map { .some($0) }
    }
    guard question.isLong else { return talk.listen(prompt, help: question.help, fits) }
    return talk.lines(prompt, longest: ApplicationForm.longestText, help: question.help, fits)
  }

  private mutating func change(_ question: Question) throws {
    talk.page("Change an answer")
    if question.canBeLeftOut { draft.answers[question.name] = nil }
    if case .value(let answer?) = ask(question) { draft.answers[question.name] = answer }
    try save()
  }

  /// All answers on one page.
  /// - Returns: the place of the one to change; the number of questions to send.
  private func check(_ questions: [Question]) -> Talk.Answer<Int> {
    talk.page("Is this right?")
    for (place, question) in questions.enumerated() {
      let answer = draft.answers[question.name].map { Harmless.lines($0) } ?? "(left out)"
      talk.say("\(place + 1)  \(question.words)\n   \(answer)\n")
    }
    let what = talk.choose(
      "Shall we send it?", ["Yes, send it", "No, change an answer"],
      help: "Type 1 to send it. Type 2 to change an answer. Type stop to keep it for later.")
    switch what {
    case .value(0): return .value(questions.count)
    case .value:
      return talk.listen(
        "Which one? Type its number, then press Enter", help: "Type a number from 1 to \(questions.count)."
      ) { Int($0).flatMap { questions.indices.contains($0 - 1) ? $0 - 1 : nil } }
    case .back: return .back
    case .stop: return .stop
    }
  }

  private mutating func save() throws {
    if !isDryRun { try house.save(&draft) }
  }

  private func keepForLater() throws -> Int64? {
    talk.page("Stopped")
    guard !draft.answers.isEmpty, !isDryRun else {
      try house.throwAway(draft)
      talk.say("Nothing was kept.")
      return nil
    }
    let until = try house.keptUntil(draft).inWords
    talk.say("Your answers are kept safe until \(until). Then they are deleted.")
    talk.say("To go on: nolimits application new --resume")
    return nil
  }
}

/// Which application it is: a new one, or one that is not finished.
struct DraftChoice {
  let talk: Talk
  let house: House

  /// One that is not finished.
  /// - Throws: ``GrantsError/notFound(kind:id:)`` if there is none.
  func unfinished() throws -> ApplicationDraft? {
    let drafts = try house.drafts()
    guard !drafts.isEmpty else { throw GrantsError.notFound(kind: "unfinished application", id: "of yours") }
    if drafts.count == 1 { return drafts[0] }
    talk.page("Not finished")
    let answer = talk.choose(
      "Which one do you want to go on with?", try drafts.map(words), help: "Type the number beside it.")
    guard case .value(let place) = answer else { return nil }
    return drafts[place]
  }

  /// Asks about those that are not finished, if there are any; else a new one.
  func choose(round: String?) throws -> ApplicationDraft? {
    let drafts = try house.drafts()
    guard let newest = drafts.last else { return try new(round) }
    talk.page("Not finished")
    let what =
      drafts.count == 1
      ? "You have one that is not finished: \(try words(newest))." : "You have \(drafts.count) that are not finished."
    let answer = talk.choose(
      "\(what) Go on with it?", ["Yes, go on", "No, begin a new one", "No, and delete what is not finished"],
      help: "What is not finished stays until its day, if you begin a new one.")
    switch answer {
    case .value(0): return try unfinished()
    case .value(1): return try new(round)
    case .value:
      for draft in drafts { try house.throwAway(draft) }
      return try new(round)
    case .back, .stop: return nil
    }
  }

  private func words(_ draft: ApplicationDraft) throws -> String {
    let until = try house.keptUntil(draft).inWords
    return "begun on \(draft.startedOn.inWords) for \(draft.round), kept until \(until)"
  }

  private func new(_ round: String?) throws -> ApplicationDraft? {
    if let round { return try house.beginDraft(for: round) }
    let rounds = try house.openRounds()
    guard !rounds.isEmpty else { throw GrantsError.notFound(kind: "round", id: "that is open today") }
    talk.page("What is it for?")
    let answer = talk.choose("Which round is it for?", rounds.map(\.code), help: "Type the number beside it.")
    guard case .value(let place) = answer else { return nil }
    return try house.beginDraft(for: rounds[place].code)
  }
}
