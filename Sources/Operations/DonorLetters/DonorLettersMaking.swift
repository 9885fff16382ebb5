// Donors' yearly letters: made once a year from what they gave and from what was published, and made again from what was
// recorded of them.

import Dates
import Foundation
import Giving
import Ledger
import People
import Reporting
import Store

/// What came of a year's letters.
public struct MadeDonorLetters: Codable, Hashable, Sendable {
  /// The year.
  public let year: String
  /// How many letters.
  public let letters: Int64
  /// What they say was given, in pence.
  public let givenPence: Int64
  /// What they say was added, in pence.
  public let matchedPence: Int64
  /// Whether they had been made before.
  public let isAgain: Bool
  /// Where they lie; nil where nothing was written.
  public var folder: String?
  /// The names of the files there.
  public var files: [String] = []
  /// The numbers of letters to people who were forgotten since: their pages say so.
  public var removed: [Int64] = []
  /// The numbers of letters that carry another name than when they were made first.
  public var renamed: [Int64] = []
  /// How many givers get none, because neither a name nor a payroll number of theirs is here. Nil when made again.
  public var notAddressed: Int?
  /// What came by payroll numbers that are nobody's on the register, in pence. Nil when made again.
  public var unknownPence: Int64?
}

/// Donors' letters that cannot be made.
public enum DonorLettersError: Refusal, Equatable {
  /// A month of the year is open: its figures may change, and have not been published.
  case open(year: String, month: Month)
  /// Nobody gave anything in it.
  case nobody(year: String)
  /// They were never made.
  case never(year: String)
  /// They were handed over before.
  case handed(year: String)
  /// There is no letter of this number among them.
  case noLetter(Int64, year: String)
  /// Somebody changed the books meanwhile.
  case moved
  /// Made again they would not be what was recorded.
  case changed(year: String)

  /// A stable code for programs; see `Refusal`.
  public var code: String {
    switch self {
    case .open: "year-open"
    case .nobody: "no-gifts"
    case .never, .noLetter: "not-found"
    case .handed: "handed-over"
    case .moved: "books-moved"
    case .changed: "letters-changed"
    }
  }

  /// One or two sentences for a person; see `Refusal`.
  public var sentence: String {
    switch self {
    case .open(let year, let month):
      "The year \(year) is not closed: \(month.inWords) is open, or was closed before statements were kept. Close it first, because letters tell only what its statement told. Nothing was made."
    case .nobody(let year): "Nobody who is known here gave anything in \(year). Nothing was made."
    case .never(let year): "No letters of \(year) were made. Nothing was changed."
    case .noLetter(let number, let year): "No letter \(number) of \(year) was made. Nothing was changed."
    case .handed(let year): "The letters of \(year) were handed over before. Nothing was changed."
    case .moved: "The books were changed just now. Try again. Nothing was made."
    case .changed(let year):
      "The letters of \(year) made again would not be what was recorded. Run: nolimits verify. Nothing was written."
    }
  }

  /// What the program leaves with; see `Refusal`.
  public var exit: ExitStatus {
    switch self {
    case .open, .nobody, .handed: .inputRefused
    case .never, .noLetter: .inputMissing
    case .moved: .busy
    case .changed: .invariantBroken
    }
  }
}

extension House {
  /// The year that is meant: the one named, else the last whose months are all closed.
  /// - Throws: `DonorLettersError.open` where no year is closed yet.
  public func givingYear(_ named: String?) throws -> GivingYear? {
    let yearBegins = try configuration.statements().yearBegins
    if let named { return GivingYear(named, yearBegins: yearBegins) }
    let running = GivingYear(holding: businessDate.month, yearBegins: yearBegins)
    guard let through = try Months.read(store.reading).closedThrough else {
      throw DonorLettersError.open(year: running.name, month: running.lastMonth)
    }
    let newest = GivingYear(holding: through, yearBegins: yearBegins)
    return newest.lastMonth == through
      ? newest : GivingYear(holding: newest.firstMonth.previous, yearBegins: yearBegins)
  }

  /// Makes a year's letters, once; asked again, makes the same ones again. Whose names are opened is one recorded look.
  public func donorLetters(_ year: GivingYear, isDryRun: Bool = false) throws -> MadeDonorLetters {
    try store.requirePermission(Self.donorLettersAction, of: actor, proposer: nil)
    if let run = try DonorLetterRun.find(year.name, store.reading) { return try again(run, isDryRun: isDryRun) }
    let head = try store.reading.auditHead()
    let plan = try store.snapshot { try donorLetterPlan(year, published: publishedYear(year, $0), $0) }
    let request = WriteRequest(
      Self.donorLettersAction, by: actor, key: "donor-letters/\(year.name)", inputs: Inputs(["year": year.name]),
      on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      // What was read before the lock was had must still be so.
      guard try write.reading.auditHead() == head else { throw DonorLettersError.moved }
      try record(plan, in: write)
      return plan.run.number
    }
    var made = MadeDonorLetters(plan.run, isAgain: false)
    made.notAddressed = plan.notAddressed
    made.unknownPence = plan.unknownPence
    if !isDryRun { try DonorLetterFiles(self, plan.run).write(into: &made) }
    return made
  }

  static let donorLettersAction = Action("report.donor-letters")

  /// Records a year's letters, and the look at everyone they are for.
  func record(_ plan: DonorLetterPlan, in write: Write) throws {
    try plan.run.record(plan.letters, in: write)
    try Look.record(of: plan.letters.map(\.donor), why: "donor letters \(plan.run.year)", by: actor, in: write)
  }

  private func again(_ run: DonorLetterRun, isDryRun: Bool) throws -> MadeDonorLetters {
    var made = MadeDonorLetters(run, isAgain: true)
    let request = WriteRequest(
      Self.donorLettersAction, by: actor, key: freshKey("donor-letters/\(run.year)/again"),
      inputs: Inputs(["year": run.year]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      var donors: [Int64] = []
      try run.each(write.reading) { donors.append($0.donor) }
      try Look.record(of: donors, why: "donor letters \(run.year) again", by: self.actor, in: write)
      return donors.count
    }
    if !isDryRun { try DonorLetterFiles(self, run).write(into: &made) }
    return made
  }

  /// Makes one of a year's letters again, in a folder of its own: for who lost it, without opening the names of all. The
  /// look at its giver is recorded first.
  /// - Throws: ``DonorLettersError`` where the year has no letters, or none of this number.
  public func donorLetter(_ number: Int64, of year: GivingYear, isDryRun: Bool = false) throws -> MadeDonorLetters {
    try store.requirePermission(Self.donorLettersAction, of: actor, proposer: nil)
    guard let run = try DonorLetterRun.find(year.name, store.reading) else {
      throw DonorLettersError.never(year: year.name)
    }
    guard let letter = try run.letter(number, store.reading) else {
      throw DonorLettersError.noLetter(number, year: year.name)
    }
    let request = WriteRequest(
      Self.donorLettersAction, by: actor, key: freshKey("donor-letters/\(run.year)/\(number)"),
      inputs: Inputs(["year": run.year, "letter": "\(number)"]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try Look.record(of: [letter.donor], why: "donor letter \(run.year) again", by: actor, in: write)
      return number
    }
    var made = MadeDonorLetters(
      year: run.year, letters: 1, givenPence: letter.given, matchedPence: letter.matched, isAgain: true)
    if !isDryRun { try DonorLetterFiles(self, run).write(only: number, into: &made) }
    return made
  }

  /// Notes that a year's letters were handed over, and deletes them here.
  public func donorLettersHandedOver(_ year: GivingYear, isDryRun: Bool = false) throws {
    guard let run = try DonorLetterRun.find(year.name, store.reading) else {
      throw DonorLettersError.never(year: year.name)
    }
    let request = WriteRequest(
      Action("report.donor-letters-handed"), by: actor, key: freshKey("donor-letters/\(year.name)/handed"),
      inputs: Inputs(["year": year.name]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      guard try DonorLetterRun.find(year.name, write.reading)?.isHandedOver == false else {
        throw DonorLettersError.handed(year: year.name)
      }
      try run.handOver(in: write)
      return run.number
    }
    if !isDryRun { try? FileManager.default.removeItem(atPath: DonorLetterFiles.folder(year.name, store)) }
  }

  /// The figures of the year's last statement, as they were published.
  private func publishedYear(_ year: GivingYear, _ reading: Reading) throws -> PublishedTable {
    let through = try Months.read(reading).closedThrough
    guard let through, through >= year.lastMonth else {
      throw DonorLettersError.open(year: year.name, month: max(year.firstMonth, through?.next ?? year.firstMonth))
    }
    let times = try MonthClose.times(year.lastMonth, reading)
    let name = StatementDisclosure.name(year.lastMonth, edition: times)
    guard let published = try PublishedReport.find(name, reading) else {
      throw DonorLettersError.open(year: year.name, month: year.lastMonth)
    }
    return published
  }
}

extension MadeDonorLetters {
  init(_ run: DonorLetterRun, isAgain: Bool) {
    self.init(
      year: run.year, letters: run.letters, givenPence: run.givenPence, matchedPence: run.matchedPence,
      isAgain: isAgain)
  }
}
