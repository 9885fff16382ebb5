// After a yes in a practice home: the signature, the agreement, the payment in its three steps, and what comes back.

import Dates
import Exchange
import Grants
import Money
import Operations
import Store

extension DemoStory {
  /// What comes after a yes, as planned.
  func follow(_ number: Int64) throws {
    let planned = grants.plans[number]
    let fate = planned?.fate ?? .paid
    if fate == .waits { return }
    let manager = try house("fundmanager")
    if fate == .refused {
      try manager.grantWork(Action("award.refuse"), about: "\(number)") {
        try Award.refuse(number, on: .purpose, date: manager.businessDate, by: manager.actor, in: $0)
        return number
      }
      return
    }
    try manager.signOff(number)
    if planned?.programme == "activities" {
      try manager.recipient(GrantRecipient(name: "Hills and Water Centre", charityNumber: "1087654"), of: number)
    }
    try move(.accept, number, as: "award.accept")
    if fate == .cancelled {
      onWorkingDay(today.adding(days: 3)) {
        let manager = try self.house("fundmanager")
        try manager.grantWork(Action("award.cancel"), about: "\(number)") {
          try Award.cancel(number, reason: "plans-changed", on: manager.businessDate, by: manager.actor, in: $0)
          return number
        }
      }
      return
    }
    onWorkingDay(today.adding(days: 1)) { try self.pay(number, fate) }
  }

  /// Pays all that is left of an award: written down, approved, let go, on its way to the bank in a file.
  private func pay(_ number: Int64, _ fate: DemoFate) throws {
    let store = practice.store
    let adult = try house("supportadult")
    guard let award = try Award.find(number, for: adult.actor, store.reading) else { return }
    let left = Pence(award.amountPence - award.releasedPence)
    let isClub = grants.plans[number]?.programme == "community"
    let id = try adult.grantWork(Action("payment.propose"), about: "\(number)") {
      try Payment.propose(
        of: number, amount: left, to: isClub ? .organisation : .supplier,
        details: "Household Supplies Ltd 20-20-15 5555\(FileText.digits(Int(number), 4))", on: adult.businessDate,
        by: adult.actor, in: $0, store: store)
    }
    try house("finance").approvePayment(id)
    try house("fundmanager").releasePayment(id)
    let file = try house("finance").exportPayments()
    if let file = file.number { try house("finance2").paymentExport().handOver(file) }
    let paidOn = workingDay(today.adding(days: 1))
    bank.book(-left, on: paidOn, "FASTER PAYMENT \(id)")
    // What comes after is done once the bank's statement of that month has come.
    onWorkingDay(paidOn.month.next.firstDay.adding(days: 1)) { try self.afterwards(number, id, left, fate) }
  }

  private func afterwards(_ number: Int64, _ id: String, _ amount: Pence, _ fate: DemoFate) throws {
    let finance = try house("finance")
    switch fate {
    case .told, .toldInConfidence:
      onWorkingDay(today.adding(days: 10)) { try self.tell(number, isPublic: fate == .told) }
    case .unspent:
      let back = Pence(2_000)
      let expectation = try finance.grantWork(Action("payment.returned"), about: id) {
        try Payment.unspent(id, amount: back, on: finance.businessDate, by: finance.actor, in: $0)
      }
      bank.book(back, on: workingDay(today.adding(days: 6)), "RETURNED \(expectation)")
    case .returned:
      let expectation = try finance.grantWork(Action("payment.returned"), about: id) {
        try Payment.takeBack(id, on: finance.businessDate, by: finance.actor, in: $0) ?? ""
      }
      guard !expectation.isEmpty else { return }
      bank.book(amount, on: workingDay(today.adding(days: 4)), "RETURNED \(expectation)")
      onWorkingDay(today.month.next.firstDay.adding(days: 3)) { try self.pay(number, .paid) }
    default: break
    }
  }

  /// A young person says what it helped with, and what the words may be used for.
  private func tell(_ number: Int64, isPublic: Bool) throws {
    let store = practice.store
    let adult = try house("supportadult")
    let words =
      isPublic
      ? "I sleep well now, and I can ask a friend to stay." : "It helped me a lot. Please keep that to yourselves."
    try adult.grantWork(Action("followup.record"), about: "\(number)") {
      try FollowUp.record(
        words, of: number, agreedTo: isPublic ? [.boardReport, .yearlyReport, .donorLetters] : [],
        on: adult.businessDate, by: adult.actor, in: $0, store: store)
      return number
    }
  }

  /// Once a month all letters that are due are written and handed over, and grants that were told of, or that nobody
  /// answers for, are closed. A letter that needs words of a person waits.
  func writeLetters() throws {
    let adult = try house("supportadult")
    for due in try adult.lettersDue(limit: 1000) where try !adult.needsWords(due.kind, of: due.application) {
      let isClub = ["community", "activities"].contains(grants.plans[due.application]?.programme ?? "")
      let made = try adult.makeLetter(due.kind, of: due.application, toOrganisation: isClub)
      try adult.letterSent(made.letter)
    }
    let waits = try practice.configuration.afterAward().closeAfterDays
    for followUp in try adult.followUpsDue() where followUp.next == .close || followUp.next == .told {
      try adult.grantWork(Action("followup.close"), about: "\(followUp.application)") {
        try FollowUp.close(
          followUp.application, on: adult.businessDate, closesAfter: waits, by: adult.actor, in: $0)
        return followUp.application
      }
    }
  }
}
