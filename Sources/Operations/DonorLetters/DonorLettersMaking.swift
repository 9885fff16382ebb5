// Donors' yearly letters: made once a year from what they gave and from what was published, and made again from what was
// recorded of them. Where the year was put right since, a new edition is made when somebody asks for it.

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
  /// Which edition: 1, or more where the year was put right after letters were made.
  public let edition: Int
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
  /// Whether the year was closed anew since these were made: they tell what is no longer so.
  public var isOutOfDate = false
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
  /// There is no such edition of them.
  case noEdition(Int, year: String)
  /// Nothing that they tell has changed: there is nothing for a new edition to say.
  case unchanged(year: String)
  /// Somebody changed the books meanwhile.
  case moved
  /// Made again they would not be what was recorded.
  case changed(year: String)

  /// A stable code for programs; see `Refusal`.
  public var code: String {
    switch self {
    case .open: "year-open"
    case .nobody: "no-gifts"
    case .never, .noLetter, .noEdition: "not-found"
    case .unchanged: "letters-unchanged"
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
    case .noEdition(let edition, let year):
      "No edition \(edition) of the letters of \(year) was made. Nothing was changed."
    case .unchanged(let year):
      "Nothing that the letters of \(year) tell has changed since they were made, so there is no new edition. Nothing was made."
    case .handed(let year): "The letters of \(year) were handed over before. Nothing was changed."
    case .moved: "The books were changed just now. Try again. Nothing was made."
    case .changed(let year):
      "The letters of \(year) made again would not be what was recorded. Run: nolimits verify. Nothing was written."
    }
  }

  /// What the program leaves with; see `Refusal`.
  public var exit: ExitStatus {
    switch self {
    case .open, .nobody, .handed, .unchanged: .inputRefused
    case .never, .noLetter, .noEdition: .inputMissing
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
  /// - Parameters:
  ///   - edition: which edition is made again; nil for the newest.
  ///   - anew: whether a new edition is wanted, because the year was put right since.
  public func donorLetters(
    _ year: GivingYear, edition: Int? = nil, anew: Bool = false, isDryRun: Bool = false
  ) throws -> MadeDonorLetters {
    try store.requirePermission(Self.donorLettersAction, of: actor, proposer: nil)
    let before = try donorLetterRun(year, edition: edition)
    if let before, !anew { return try again(before, of: year, isDryRun: isDryRun) }
    guard before != nil || !anew else { throw DonorLettersError.never(year: year.name) }
    let head = try store.reading.auditHead()
    let plan = try store.snapshot { reading in
      let plan = try donorLetterPlan(year, published: publishedYear(year, reading), insteadOf: before, reading)
      if let before, try !before.isOutOfDate(plan, reading) { throw DonorLettersError.unchanged(year: before.title) }
      return plan
    }
    let request = WriteRequest(
      Self.donorLettersAction, by: actor, key: "donor-letters/\(plan.run.name)",
      inputs: Inputs(["year": plan.run.name]),
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
    guard !isDryRun else { return made }
    try write(plan.run, into: &made)
    return made
  }

  /// Writes a year's letters. Nobody should hand out what is no longer so: what lies here of editions before goes first, also
  /// where a kill left it; the books still have it.
  private func write(_ run: DonorLetterRun, into made: inout MadeDonorLetters) throws {
    deleteDonorLetters(
      of: try DonorLetterRun.all(store.reading).filter { $0.year == run.year && $0.edition < run.edition })
    try DonorLetterFiles(self, run).write(into: &made)
  }

  /// The letters of a year; nil where none were made.
  /// - Parameter edition: which edition; nil for the newest.
  /// - Throws: ``DonorLettersError`` where an edition is named that is not there.
  private func donorLetterRun(_ year: GivingYear, edition: Int?) throws -> DonorLetterRun? {
    let run = try DonorLetterRun.find(year.name, edition: edition, store.reading)
    if let edition, run == nil { throw DonorLettersError.noEdition(edition, year: year.name) }
    return run
  }

  static let donorLettersAction = Action("report.donor-letters")

  /// Records a year's letters, and the look at everyone they are for.
  func record(_ plan: DonorLetterPlan, in write: Write) throws {
    try plan.run.record(plan.letters, in: write)
    try Look.record(of: plan.letters.map(\.donor), why: "donor letters \(plan.run.title)", by: actor, in: write)
  }

  private func again(
    _ run: DonorLetterRun, of year: GivingYear, isDryRun: Bool
  ) throws -> MadeDonorLetters {
    var made = MadeDonorLetters(run, isAgain: true)
    made.isOutOfDate =
      try run.report
      != StatementDisclosure.name(
        year.lastMonth, edition: MonthClose.times(year.lastMonth, store.reading))
    let request = WriteRequest(
      Self.donorLettersAction, by: actor, key: freshKey("donor-letters/\(run.name)/again"),
      inputs: Inputs(["year": run.name]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      var donors: [Int64] = []
      try run.each(write.reading) { donors.append($0.donor) }
      try Look.record(of: donors, why: "donor letters \(run.title) again", by: self.actor, in: write)
      return donors.count
    }
    if !isDryRun { try write(run, into: &made) }
    return made
  }

  /// Makes one of a year's letters again, in a folder of its own: for who lost it, without opening the names of all. The
  /// look at its giver is recorded first.
  /// - Throws: ``DonorLettersError`` where the year has no letters, or none of this number.
  public func donorLetter(
    _ number: Int64, of year: GivingYear, edition: Int? = nil, isDryRun: Bool = false
  ) throws -> MadeDonorLetters {
    try store.requirePermission(Self.donorLettersAction, of: actor, proposer: nil)
    guard let run = try donorLetterRun(year, edition: edition) else {
      throw DonorLettersError.never(year: year.name)
    }
    guard let letter = try run.letter(number, store.reading) else {
      throw DonorLettersError.noLetter(number, year: run.title)
    }
    let request = WriteRequest(
      Self.donorLettersAction, by: actor, key: freshKey("donor-letters/\(run.name)/\(number)"),
      inputs: Inputs(["year": run.name, "letter": "\(number)"]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try Look.record(of: [letter.donor], why: "donor letter \(run.title) again", by: actor, in: write)
      return number
    }
    var made = MadeDonorLetters(
      year: run.year, edition: run.edition, letters: 1, givenPence: letter.given, matchedPence: letter.matched,
      isAgain: true)
    if !isDryRun { try DonorLetterFiles(self, run).write(only: number, into: &made) }
    return made
  }

  /// Notes that a year's newest letters were handed over, and deletes all of that year that lie here: those of editions
  /// before, and letters made again alone, too.
  public func donorLettersHandedOver(_ year: GivingYear, isDryRun: Bool = false) throws {
    guard let run = try DonorLetterRun.find(year.name, store.reading) else {
      throw DonorLettersError.never(year: year.name)
    }
    let request = WriteRequest(
      Action("report.donor-letters-handed"), by: actor, key: freshKey("donor-letters/\(run.name)/handed"),
      inputs: Inputs(["year": run.name]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      guard try DonorLetterRun.find(year.name, write.reading)?.isHandedOver == false else {
        throw DonorLettersError.handed(year: run.title)
      }
      try run.handOver(in: write)
      return run.number
    }
    if !isDryRun {
      deleteDonorLetters(of: try DonorLetterRun.all(store.reading).filter { $0.year == run.year })
    }
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
      year: run.year, edition: run.edition, letters: run.letters, givenPence: run.givenPence,
      matchedPence: run.matchedPence,
      isAgain: isAgain)
  }
}

extension DonorLetterRun {
  /// Whether letters planned now tell another thing than these: of a statement that was published anew, or of other gifts.
  func isOutOfDate(_ plan: DonorLetterPlan, _ reading: Reading) throws -> Bool {
    guard plan.run.report == report else { return true }
    var told: [Int64: [DonorLetter.Gift]] = [:]
    try each(reading) { told[$0.donor] = $0.gifts }
    return told != Dictionary(plan.letters.map { ($0.donor, $0.gifts) }) { first, _ in first }
  }
}
