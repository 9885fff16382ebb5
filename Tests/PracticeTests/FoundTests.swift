// What the model test found, each as a history of its own: one for every fault that was mended.

import Dates
import Foundation
import Giving
import Ledger
import Money
import Operations
import Store
import Testing

@testable import Practice

@Suite struct FoundTests {
  private let folder = PracticeFolder()
  private let day = CivilDate(dayNumber: 19_783)  // 1 March 2024

  private func post(_ label: Int, from: CivilDate, number: String = "000101") -> HistoryStep {
    .join(HistoryPost(label: label, employer: "SBC", payroll: "STAFF", payrollNumber: number, from: from))
  }

  private func mandate(
    _ label: Int, _ pence: Int, from: CivilDate, until: CivilDate? = nil, post: Int = 0
  ) -> HistoryMandate {
    HistoryMandate(
      label: label, post: post, code: "NOLIM", pence: pence, from: from, until: until, once: false,
      shares: [.init(fund: "no-limits", weight: 10_000)], isFixed: false)
  }

  /// Plays a history and holds it against the auditor's.
  /// - Returns: what became of each step.
  private func play(_ make: (Profile, inout HistoryFileMaker) -> [HistoryStep]) throws -> [String] {
    let scheme = try SchemeConfiguration.read(PracticeFolder.configuration)
    let profile = try #require(scheme.profiles.first { $0.name == "canonical-csv" })
    var maker = HistoryFileMaker()
    let history = History(seed: 1, funds: [], steps: make(profile, &maker))
    let player = try HistoryPlayer(
      history, directory: folder.file("home"), configurationFolder: PracticeFolder.configuration)
    let outcomes = try player.play(history)
    var auditor = ModelAuditor(
      profiles: scheme.profiles, fundCodes: ["no-limits", "gift-of-giving"], history: history)
    #expect(outcomes == history.steps.map { auditor.predict($0) })
    #expect(try ModelBooks(player.house).differences(from: ModelBooks(auditor)) == [])
    let isClean = try player.house.verify().ok
    #expect(isClean)
    return outcomes
  }

  private func file(
    _ profile: Profile, _ maker: inout HistoryFileMaker, on date: CivilDate, sequence: Int = 1, _ pence: Int...
  ) -> HistoryFile {
    maker.file(
      profile, FileKey(sender: "SBC", payroll: "STAFF", payDate: date, sequence: sequence),
      pence.map {
        PracticeLine(employer: "SBC", payrollNumber: "000101", code: "NOLIM", amount: Pence(Int64($0)))
      })
  }

  @Test func stoppingAMandateLaterThanItEndsDoesNotProlongIt() throws {
    let end = day.adding(days: 9)
    let outcomes = try play { profile, maker in
      [
        post(0, from: day), .give(mandate(0, 500, from: day, until: end)),
        .give(mandate(1, 700, from: end.adding(days: 1))), .stop(mandate: 0, on: end.adding(days: 60)),
        .take(file(profile, &maker, on: end.adding(days: 20), 700), by: .night),
      ]
    }
    #expect(outcomes.last == "posted 1 lines, 700p, 0 items")
  }

  @Test func changingAMandateThatHasEndedDoesNotFillTheGap() throws {
    let end = day.adding(days: 9)
    let outcomes = try play { profile, maker in
      [
        post(0, from: day), .give(mandate(0, 500, from: day, until: end)),
        .change(mandate: 0, to: mandate(1, 700, from: end.adding(days: 60))),
        .take(file(profile, &maker, on: end.adding(days: 20), 500), by: .night),
      ]
    }
    #expect(outcomes.last == "posted 1 lines, 500p, 1 items")
  }

  @Test func aMandateThatWasCancelledStandsInNobodysWay() throws {
    let outcomes = try play { profile, maker in
      [
        post(0, from: day), .give(mandate(0, 500, from: day.adding(days: 40))),
        .stop(mandate: 0, on: day.adding(days: 10)), .give(mandate(1, 300, from: day)),
        .take(file(profile, &maker, on: day.adding(days: 20), 300), by: .night),
      ]
    }
    #expect(outcomes[3] == "given")
    #expect(outcomes.last == "posted 1 lines, 300p, 0 items")
  }

  @Test func whatPayrollGivesBackIsNoLongerOwed() throws {
    let outcomes = try play { profile, maker in
      let first = file(profile, &maker, on: day.adding(days: 20), 500, 250)
      let corrected = maker.file(
        profile, first.key,
        [
          PracticeLine(employer: "SBC", payrollNumber: "000101", code: "NOLIM", amount: Pence(500))
        ], supersedes: true)
      return [
        post(0, from: day), .give(mandate(0, 500, from: day)), .take(first, by: .night),
        .settle(file: first.label, line: 3, as: .returned, by: .finance), .take(corrected, by: .finance),
        .approve(file: corrected.label, by: .finance2),
      ]
    }
    #expect(outcomes[3] == "settled 250p")
    #expect(outcomes.last == "posted 1 lines, 500p, 0 items")
  }

  @Test func aFileThatWasRejectedCanBeSentAgain() throws {
    let outcomes = try play { profile, maker in
      let first = file(profile, &maker, on: day.adding(days: 20), 500)
      let second = file(profile, &maker, on: day.adding(days: 50), 900)
      return [
        post(0, from: day), .give(mandate(0, 500, from: day)), .take(first, by: .night), .take(second, by: .night),
        .reject(file: second.label, by: .finance), .take(second, by: .night),
        .approve(file: second.label, by: .finance),
      ]
    }
    #expect(outcomes[3...5] == ["held total-moved", "rejected", "held total-moved"])
    #expect(outcomes.last == "posted 1 lines, 900p, 1 items")
  }

  @Test func whatWasTakenBackInOneRunMayBeGivenInTheNext() throws {
    let outcomes = try play { profile, maker in
      let first = file(profile, &maker, on: day.adding(days: 20), -500)
      let second = file(profile, &maker, on: day.adding(days: 20), sequence: 2, 500)
      return [
        post(0, from: day), .give(mandate(0, 500, from: day)), .take(first, by: .night), .take(second, by: .night),
      ]
    }
    #expect(outcomes.last == "posted 1 lines, 500p, 0 items")
  }

  @Test func anUnknownCodeIsNotSettledByAnotherGiversMandate() throws {
    let outcomes = try play { profile, maker in
      let line = PracticeLine(employer: "SBC", payrollNumber: "000101", code: "NLOLD", amount: Pence(500))
      let key = FileKey(sender: "SBC", payroll: "STAFF", payDate: day.adding(days: 20), sequence: 1)
      let odd = maker.file(profile, key, [line])
      return [
        post(0, from: day), post(1, from: day, number: "000202"), .give(mandate(0, 500, from: day, post: 1)),
        .take(odd, by: .night), .settle(file: odd.label, line: 2, as: .mandate(0), by: .finance),
      ]
    }
    #expect(outcomes.last == "refused settlement")
  }
}
