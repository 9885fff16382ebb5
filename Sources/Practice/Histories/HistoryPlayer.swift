// Plays a history on a real home: every step by the person who takes it, through the same doors as always.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Operations
import People
import Store

/// Plays histories.
public final class HistoryPlayer {
  /// What became of a step, in words that a test compares.
  public typealias Outcome = String

  private let door: House.Door
  private let houses: [HistoryActor: House]
  private let folder: String
  private var posts: [Int: (donor: Int64, post: Int64)] = [:]
  private var mandates: [Int: Int64] = [:]
  private var imports: [Int: Int64] = [:]
  private var steps = 0
  private let money: MoneyPlayer

  /// The day on which all is done: after every history.
  public static let businessDate = Demo.standardDate

  /// Makes a home for a history and opens it for everyone in it.
  public init(_ history: History, directory: String, configurationFolder: String) throws {
    let practice = try PracticeHome.make(
      directory, configurationFolder: configurationFolder, seed: history.seed, date: Demo.standardDate,
      funds: history.funds)
    practice.close()
    door = House.Door(home: practice.home, configuration: practice.configuration)
    folder = practice.home.file("spool")
    var houses: [HistoryActor: House] = [:]
    for actor in HistoryActor.allCases {
      var door = door
      door.asLogin = actor == .night ? nil : actor.rawValue
      door.date = Self.businessDate
      houses[actor] = try House(door, asSystem: actor == .night)
    }
    self.houses = houses
    money = MoneyPlayer(practice.home) { try Self.house($0, of: houses) }
  }

  /// The home as finance sees it.
  public var house: House { get throws { try house(.finance) } }

  private func house(_ actor: HistoryActor) throws -> House { try Self.house(actor, of: houses) }

  private static func house(_ actor: HistoryActor, of houses: [HistoryActor: House]) throws -> House {
    guard let house = houses[actor] else { throw StoreError.broken("nobody is \(actor.rawValue)") }
    return house
  }

  /// Plays all steps.
  /// - Returns: what became of each.
  public func play(_ history: History) throws -> [Outcome] { try history.steps.map { try play($0) } }

  /// Plays one step. What the house refuses is an outcome, not an error.
  public func play(_ step: HistoryStep) throws -> Outcome {
    steps += 1
    do { return try outcome(of: step) } catch let refusal as any Refusal { return "refused \(refusal.code)" }
  }

  private func outcome(of step: HistoryStep) throws -> Outcome {
    switch step {
    case .join(let post): return try join(post)
    case .give(let mandate): return try give(mandate)
    case .stop(let label, let date): return try stop(label, date)
    case .change(let label, let mandate): return try change(label, mandate)
    case .leave(let label, let date): return try leave(label, date)
    case .closeFund(let code, let date): return try closeFund(code, date)
    case .take(let file, let actor): return try take(file, actor)
    case .approve(let label, let actor):
      guard let number = imports[label] else { return "no such file" }
      return Self.words(try house(actor).payrollIntake().approve(number))
    case .reject(let label, let actor):
      guard let number = imports[label] else { return "no such file" }
      try house(actor).payrollIntake().reject(number)
      return "rejected"
    case .settle(let label, let line, let how, let actor): return try settle(label, line, how, actor)
    case .money(let step, let actor): return try money.play(step, by: actor)
    }
  }
}

// MARK: - The register

extension HistoryPlayer {
  private func write<T: Codable>(_ action: String, _ body: (Write, Store) throws -> T) throws -> T {
    let house = try house(.finance)
    let request = WriteRequest(
      Action(action), by: house.actor, key: "history/\(steps)", inputs: Inputs(["step": "\(steps)"]),
      on: house.businessDate)
    return try house.store.write(request) { try body($0, house.store) }.value
  }

  private func join(_ post: HistoryPost) throws -> Outcome {
    let made = try write("donor.add") { write, store in
      let terms = try PostTerms(
        employer: post.employer, payroll: post.payroll, payrollNumber: post.payrollNumber, from: post.from)
      let made = try Registration.addDonor(name: "Donor \(post.label)", post: terms, in: write, store: store)
      return [made.donor, made.post.number]
    }
    posts[post.label] = (made[0], made[1])
    money.persons[post.label] = made[0]
    return "joined"
  }

  private func terms(_ mandate: HistoryMandate, _ write: Write) throws -> MandateTerms {
    let amount = Pence(Int64(mandate.pence))
    return try MandateTerms(
      code: mandate.code, amount: amount, from: mandate.from, until: mandate.until, once: mandate.once,
      split: SplitRule(mandate.written, amount: amount, funds: Funds.read(write.reading)),
      authority: "H-\(mandate.label)", authorityDate: mandate.from)
  }

  private func give(_ mandate: HistoryMandate) throws -> Outcome {
    guard let number = posts[mandate.post]?.post else { return "no such post" }
    mandates[mandate.label] = try write("mandate.add") { write, _ in
      guard let post = try Post.find(number, write.reading) else { throw GivingError.notFound(kind: "post", id: "") }
      return try Registration.addMandate(try terms(mandate, write), post: post, in: write).number
    }
    return "given"
  }

  private func stop(_ label: Int, _ date: CivilDate) throws -> Outcome {
    guard let number = mandates[label] else { return "no such mandate" }
    return try write("mandate.stop") { write, _ in
      try Mandate.find(number, write.reading)?.stop(on: date, in: write)
      return "stopped"
    }
  }

  private func change(_ label: Int, _ mandate: HistoryMandate) throws -> Outcome {
    guard let number = mandates[label] else { return "no such mandate" }
    mandates[mandate.label] = try write("mandate.change") { write, _ in
      try Mandate.find(number, write.reading)?.replace(with: try terms(mandate, write), in: write).number
    }
    return "changed"
  }

  private func leave(_ label: Int, _ date: CivilDate) throws -> Outcome {
    guard let donor = posts[label]?.donor else { return "no such post" }
    return try write("mandate.stop") { write, _ in
      "left \(try Registration.stopDonor(donor, on: date, in: write))"
    }
  }

  private func closeFund(_ code: String, _ date: CivilDate) throws -> Outcome {
    _ = try house(.finance).closeFund(code, after: date)
    let waiting = try house(.finance2).pendingApprovals().last { $0.action == "fund.close" }
    _ = try house(.finance2).approve(waiting?.id ?? "")
    return "closed"
  }
}

// MARK: - Files and items

extension HistoryPlayer {
  private func take(_ file: HistoryFile, _ actor: HistoryActor) throws -> Outcome {
    let inbox = "\(door.home.inbox)/\(file.name)"
    try AtomicFile.write(inbox, bytes: file.bytes)
    defer { try? FileManager.default.removeItem(atPath: inbox) }
    let report = try house(actor).payrollIntake().take(inbox, supersedes: file.supersedes)
    if report.state != .rejected { imports[file.label] = report.import }
    return Self.words(report)
  }

  private static func words(_ report: ImportReport) -> Outcome {
    switch report.state {
    case .posted: "posted \(report.lines) lines, \(report.totalPence)p, \(report.openItems) items"
    case .held: "held \(report.reason ?? "")"
    case .rejected: "refused file"
    case .alreadyPosted: "posted before"
    }
  }

  private func settle(_ label: Int, _ line: Int, _ how: HistorySettlement, _ actor: HistoryActor) throws -> Outcome {
    let house = try house(actor)
    guard let number = imports[label], let file = try PostedFile.find(number: number, house.store.reading),
      let id = try item(file, line, house)
    else { return "no such item" }
    let resolution: Resolution
    switch how {
    case .fund(let code): resolution = .fund(code)
    case .mandate(let label):
      guard let number = mandates[label] else { return "no such mandate" }
      resolution = .mandate(number)
    case .returned: resolution = .returned
    case .noted: resolution = .noted
    }
    return "settled \(try house.settling().settle(id, as: resolution, reason: .lookedAt).movedPence)p"
  }

  /// The item of a line, open or not.
  private func item(_ file: PostedFile, _ line: Int, _ house: House) throws -> String? {
    try house.store.reading.first(
      "SELECT public_id FROM open_item WHERE subject = ? AND line = ?",
      [.text(file.subject), .integer(Int64(line))]
    ) { $0.text(0) }
  }
}
