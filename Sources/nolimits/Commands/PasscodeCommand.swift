// nolimits person passcode, person login

import ArgumentParser
import Foundation
import Operations
import People
import Store

struct PasscodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passcode", abstract: "Give a person a passcode. It is shown once, at a terminal, and kept nowhere.",
    discussion: """
      EXAMPLES
        nolimits person passcode 12               the first one, or another, with the member there
        nolimits person passcode 12 --forgotten   two adults agree that the member may have a new one

      Who has one already types it first. After --forgotten and a second adult's yes, the first line gives a new one.
      """)
  @OptionGroup var common: Common
  @Argument(help: "The person's number.")
  var person: Int64
  @Flag(help: "The member forgot it: propose to a second adult that they may have a new one.")
  var forgotten = false

  func run() throws {
    let house = try common.houseForDecision(Action("person.passcode"))
    if forgotten {
      let words = try house.renewPasscode(of: person)
      return try common.screen.show(["result": words], words: words)
    }
    let talk = try Talk(for: house, common)
    var agrees = false
    if try Passcode.needsMember(person, house.store.reading) {
      agrees = try Doorbell(talk: talk, house: house).letIn(person)
      guard agrees else { return }
    }
    let digits = try house.issuePasscode(to: person, memberAgrees: agrees)
    talk.page("A passcode for member \(person)")
    talk.say("\(digits.prefix(3)) \(digits.suffix(3))\n")
    talk.wait("Only the member reads this. Learn it, then press Enter; it is not shown again.")
    talk.page("Done")
  }
}

struct LoginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login", abstract: "Give a person a way in; a second person must agree.",
    discussion: """
      EXAMPLES
        nolimits person login 12 panel1
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The person's number.")
  var person: Int64
  @Argument(help: "The login: a code.")
  var login: String

  func run() throws {
    let words = try common.houseForDecision(Action("person.login")).giveLogin(login, to: person, isDryRun: dryRun.isOn)
    try common.screen.show(["result": words], words: words)
    dryRun.remind(common.screen)
  }
}
