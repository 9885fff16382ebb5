// Asking for a grant at a terminal: question by question, going back, a wrong answer met with help, stopped and taken up
// again, and killed in the middle.

import Foundation
import Testing

@Suite("Asking for a grant at a terminal") struct ApplicationTalkTests {
  private func home() throws -> PanelHome { try PanelHome(members: 0, applications: [], budget: "2000.00") }

  private func talk(_ home: PanelHome, _ more: String...) throws -> Conversation {
    try Conversation(["application", "new", "--home", home.home, "--as", "supportadult"] + more)
  }

  private func firstThree(_ talk: Conversation) throws {
    try talk.answers("Question 1 of 9", "Robin Example")
    try talk.answers("When were you born?", "31/03/2006")
    try talk.answers("How can we reach you safely?", "07700 900123")
  }

  private func rest(_ talk: Conversation) throws {
    try talk.answers("How much does it cost?", "£249.99")
    try talk.answers("What is the least", "")
    try talk.answers("Which language", "English")
    try talk.answers("May we check", "yes")
    try talk.answers("who should not see this?", "")
  }

  @Test("It is stopped, killed and taken up again, and nothing but the answer being typed is lost")
  func takenUp() throws {
    let home = try home()
    let first = try talk(home, "--round", "help-1")
    try firstThree(first)
    try first.answers("What do you need", "stop")
    try first.hears("Your answers are kept safe until")
    try first.hears("application new --resume")
    #expect(first.ends() == 0)
    #expect(try home.done("status", as: "supportadult").contains("not finished"))
    let held = try Data(contentsOf: URL(fileURLWithPath: "\(home.home)/nolimits.sqlite"))
    #expect(held.range(of: Data("900123".utf8)) == nil)

    let second = try talk(home)
    try second.answers("You have one that is not finished", "1")
    try second.answers("What do you need", "A bed.")
    try second.types("I sleep on the floor.")
    try second.types("")
    try second.hears("How much does it cost?")
    second.kill()

    let third = try talk(home, "--resume")
    try third.hears("Question 5 of 9")
    try rest(third)
    let page = try third.hears("Shall we send it?")
    #expect(page.contains("I sleep on the floor.") && page.contains("2006-03-31") && page.contains("07700 900123"))
    try third.hears(">")
    try third.types("1")
    try third.hears("We have it. It is application 1")
    #expect(third.ends() == 0)

    let listed = try home.done("application", "list", "--json", as: "supportadult")
    #expect(listed.contains("24999"))
    #expect(try !home.done("status", as: "supportadult").contains("not finished"))
    let none = try talk(home, "--resume")
    try none.hears("There is no unfinished application")
    #expect(none.ends() != 0)
    try home.done("verify")
  }

  @Test("A wrong answer is met with help, back goes to the last question, and an answer can be changed at the end")
  func helped() throws {
    let home = try home()
    let talk = try talk(home)
    try talk.answers("Which round is it for?", "1")
    try talk.answers("What is your name?", "")
    try talk.hears("That answer does not fit here. Type your first name and your last name.")
    try talk.types("Robin")
    try talk.answers("When were you born?", "next year")
    try talk.hears("like 31/03/2006")
    try talk.types("31/03/2996")
    try talk.hears("does not fit")
    try talk.types("back")
    try talk.answers("Your answer so far: Robin", "Robin Example")
    try talk.answers("When were you born?", "2006-03-31")
    try talk.answers("How can we reach you safely?", "a text")
    try talk.answers("What do you need", "A bed.")
    try talk.types("")
    try talk.answers("How much does it cost?", "lots")
    try talk.hears("Type the pounds, like 250 or 249.99.")
    try talk.types("250")
    try talk.answers("What is the least", "300")
    try talk.answers("Which language", "")
    try talk.answers("May we check", "perhaps")
    try talk.hears("Type yes or no.")
    try talk.types("no")
    try talk.answers("who should not see this?", "")
    try talk.answers("Shall we send it?", "1")
    try talk.hears("One answer needs another look")
    try talk.types("")
    try talk.answers("Question 6 of 9", "200")
    for question in ["Which language", "May we check", "who should not see this?"] { try talk.answers(question, "") }
    try talk.answers("Shall we send it?", "2")
    try talk.answers("Which one?", "5")
    try talk.answers("Change an answer", "260")
    try talk.answers("Shall we send it?", "1")
    try talk.hears("We have it. It is application 1")
    #expect(talk.ends() == 0)
    let listed = try home.done("application", "list", "--json", as: "supportadult")
    #expect(listed.contains("26000") && listed.contains("20000"))
  }
}
