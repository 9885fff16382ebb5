// The steps that jobs are made of, bound to their names.

import Banking
import Batch
import Dates
import Exchange
import Files
import Foundation
import Giving
import Ledger
import Store

/// The steps of all jobs. Each can be killed anywhere and done again from its beginning.
struct NightSteps {
  let house: House

  /// By the names that job files use.
  var byName: [String: Step] {
    [
      "collect": collect, "import": takeIn, "agencies": agencies, "gifts": takeGiftsIn, "bank": takeStatements,
      "verify-recent": { _ in try verify(sinceLast: true) }, "verify-all": { _ in try verify(sinceLast: false) },
      "export": export, "back-up": backUp,
      "forms": { try house.takeForms($0) },
      "foundation-fee": { try house.chargeFees($0) },
      "month-draft": { try house.draftMonth($0) },
      "board-report": { try house.makeReportsDue($0) },
    ]
  }

  private var store: Store { house.store }

  /// Looks at the inbox.
  private func collect(_ context: StepContext) throws -> StepReport {
    let inbox = Inbox.look(house)
    let found = inbox.count
    context.log.event("inbox", ["files": found, "left": inbox.left.count])
    var message = "\(found) files to take in"
    if !inbox.left.isEmpty {
      message +=
        ", \(inbox.left.count) left in the inbox: \(Set(inbox.left.map(\.code)).sorted().joined(separator: ", "))"
    }
    return StepReport(
      read: found, written: 0, skipped: inbox.left.count, message: message, waits: !inbox.left.isEmpty,
      foundWork: found > 0)
  }

  /// Takes in each file; one that fails does not stop the others. A file leaves the inbox once its fate is in the books.
  private func takeIn(_ context: StepContext) throws -> StepReport {
    let intake = PayrollIntake(
      store, profiles: house.configuration.profiles, rules: house.configuration.rules, actor: .system,
      businessDate: context.businessDate)
    return try takeIn(Inbox.look(house)[.payroll], context) { try intake.take($0) }.report
  }

  /// Takes in agencies' reports, then looks for money that is late and for late money that has come.
  private func agencies(_ context: StepContext) throws -> StepReport {
    let configuration = house.configuration
    let intake = AgencyIntake(
      store, agencies: configuration.agencies, rules: configuration.rules, mainFund: configuration.mainFund,
      actor: .system, businessDate: context.businessDate)
    let report = try takeIn(Inbox.look(house)[.agency], context) { try intake.take($0) }.report
    let late = try LateWatch(store, actor: .system, businessDate: context.businessDate).look()
    guard late.raised + late.settled > 0 else { return report }
    return StepReport(
      read: report.read, written: report.written, skipped: report.skipped,
      message: "\(report.message), late money: \(late.raised) new, \(late.settled) settled",
      waits: report.waits || late.raised > 0, foundWork: true)
  }

  private func takeIn(
    _ files: [InboxFile], _ context: StepContext, _ take: (String) throws -> ImportReport
  ) throws -> NightCounts {
    var counts = NightCounts()
    for file in files {
      do {
        let report = try take(file.path)
        counts.add(report)
        file.remove()
        context.log.event(
          "file", ["import": Int(report.import ?? 0), "lines": Int(report.lines), "openItems": Int(report.openItems)],
          codes: ["state": report.state.rawValue])
      } catch let error as StoreError where error.stopsTheNight {
        throw error
      } catch let error as any Refusal {
        counts.left += 1
        context.log.event("file-left", codes: ["code": error.code], level: .warning)
      }
    }
    return counts
  }

  /// Takes in the bank statements of the inbox, whatever their order; a file leaves it once its fate is in the books.
  private func takeStatements(_ context: StepContext) throws -> StepReport {
    let intake = house.bankIntake(by: .system, on: context.businessDate, false)
    let files = Inbox.look(house)[.bank]
    var left = 0
    let taken = try intake.takeEach(files.map(\.path)) { _, error in
      if let error = error as? StoreError, error.stopsTheNight { throw error }
      left += 1
      context.log.event("file-left", codes: ["code": error.code], level: .warning)
    }
    let fates = Set(taken.map(\.path))
    for file in files where fates.contains(file.path) { file.remove() }
    let reports = taken.map(\.report)
    let posted = reports.filter { $0.state == .posted }
    let refused = reports.count { $0.state == .refused }
    let items = posted.reduce(0) { $0 + $1.openItems }
    context.log.event("bank", ["files": files.count, "refused": refused, "openItems": Int(items)])
    let parts = [
      (posted.reduce(0) { $0 + $1.statements.count }, "statements posted"), (refused, "files refused"),
      (left, "left in the inbox"), (Int(items), "lines need a person"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return StepReport(
      read: files.count, written: posted.count, skipped: files.count - posted.count - refused - left,
      message: parts.isEmpty ? "no statements" : parts.joined(separator: ", "), waits: refused + left > 0 || items > 0,
      foundWork: !files.isEmpty)
  }

  /// Takes in each file of a web platform.
  private func takeGiftsIn(_ context: StepContext) throws -> StepReport {
    let intake = house.giftIntake(by: .system, on: context.businessDate, isDryRun: context.isDryRun)
    return try takeIn(Inbox.look(house)[.gifts], context) { try intake.take($0) }.report
  }

  private func verify(sinceLast: Bool) throws -> StepReport {
    let before = try store.verifiedLink()
    let report = try house.verify(sinceLast: sinceLast)
    guard report.ok else { throw VerifyFailure(report: report) }
    let links = Int(try store.verifiedLink() - before)
    return StepReport(
      read: links, written: 0, skipped: 0, message: "\(report.checks.count) checks, all well", waits: false,
      foundWork: links > 0)
  }

  private func export(_ context: StepContext) throws -> StepReport {
    let export = try house.foundationExport(by: .system, on: context.businessDate, isDryRun: context.isDryRun)
    guard let made = try export.make() else {
      return StepReport(message: "nothing new for the foundation")
    }
    return StepReport(
      read: made.sections.reduce(0) { $0 + $1.count }, written: 1,
      message: "export \(made.number.map(String.init) ?? "again")")
  }

  /// How long copies hold keys (`security.md`, "Keys and forgetting").
  private static let keysDays = 35

  /// One copy for each state of the books. Old copies lose their keys, so that what is forgotten is gone from copies too;
  /// but only once a copy stands whose keys stay.
  private func backUp(_ context: StepContext) throws -> StepReport {
    let head = try store.reading.auditHead().number
    let name = "\(context.businessDate)-\(head)"
    let oldest = context.businessDate.adding(days: -Self.keysDays)
    let standing = store.backups().contains {
      $0.hasSuffix("-\(head)") && store.hasKeys(backup: $0) && $0.prefix(10) >= oldest.description
    }
    if standing {
      try store.forgetOldKeys(before: oldest)
      return StepReport(read: 0, written: 0, skipped: 1, message: "the copy of link \(head) is there", waits: false)
    }
    let made = try store.backUp(name: name)
    try store.forgetOldKeys(before: oldest)
    return StepReport(
      read: 0, written: 1, skipped: 0, message: "link \(made.auditHead), \(made.bytes / 1024) KiB", waits: false,
      foundWork: true)
  }
}

/// What a night's files came to.
private struct NightCounts {
  var posted = 0
  var already = 0
  var held = 0
  var refused = 0
  var left = 0
  var openItems: Int64 = 0
  var lines: Int64 = 0

  mutating func add(_ report: ImportReport) {
    lines += report.lines
    openItems += report.openItems
    switch report.state {
    case .posted: posted += 1
    case .alreadyPosted: already += 1
    case .held: held += 1
    case .rejected: refused += 1
    }
  }

  var report: StepReport {
    let parts = [
      (posted, "posted"), (already, "posted before"), (held, "held"), (refused, "refused"), (left, "left in the inbox"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let items = openItems > 0 ? ["\(openItems) lines need a person"] : []
    let words = parts + items
    return StepReport(
      read: posted + already + held + refused + left, written: posted, skipped: already,
      message: words.isEmpty ? "no files" : words.joined(separator: ", "),
      waits: held + refused + left > 0 || openItems > 0, foundWork: posted + already + held + refused + left > 0)
  }
}

extension StoreError {
  /// Whether it is the house's fault and not one file's: then nothing more can be taken in.
  fileprivate var stopsTheNight: Bool {
    switch self {
    case .conflict, .notPermitted, .secondPersonNeeded: false
    default: true
    }
  }
}
