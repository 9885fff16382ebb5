// A member shows who they are, before a turn.

import Operations
import People

/// Asks a member for the passcode.
struct Doorbell {
  let talk: Talk
  let house: House

  /// Whether the member gave it.
  func letIn(_ member: Int64) throws -> Bool {
    while true {
      let answer = talk.secret(
        "What is your passcode?",
        help: "It is the six numbers that you were given. If you forgot them, two adults can agree to new ones.")
      guard case .value(let digits) = answer else { return false }
      switch try Passcode.attempt(digits.filter { !$0.isWhitespace }, by: member, house.store) {
      case .right(let isNew):
        if isNew {
          talk.wait("You use this passcode for the first time. If you did not ask for it, say so. Press Enter.")
        }
        return true
      case .wrong: talk.say("That is not it. Try again.\n")
      case .wait(let minutes):
        talk.wait("There were too many wrong tries. Wait \(Words.counted(minutes, "minute")). Press Enter.")
        return false
      case .none:
        talk.wait("You have no passcode yet. An adult can give you one: nolimits person passcode \(member)")
        return false
      }
    }
  }
}
