// Takes agencies' reports in: spools, recognises, posts or refuses each, and says what became of it.

import Dates
import Files
import Foundation
import Ledger
import Money
import Store

/// Who takes reports in, when and how.
public struct AgencyIntake {
  let store: Store
  /// The agencies of the scheme.
  public let agencies: [Agency]
  private let rules: GivingRules
  private let mainFund: String
  let actor: Actor
  let businessDate: CivilDate
  let isDryRun: Bool

  /// - Parameters:
  ///   - mainFund: the fund that bears the charge on gifts that are in no fund yet.
  ///   - actor: who brings the reports: the night, or a person.
  ///   - isDryRun: whether to do it all and keep nothing.
  public init(
    _ store: Store, agencies: [Agency], rules: GivingRules, mainFund: String, actor: Actor, businessDate: CivilDate,
    isDryRun: Bool = false
  ) {
    self.store = store
    self.agencies = agencies
    self.rules = rules
    self.mainFund = mainFund
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// What a person says of a report whose name does not.
  public struct Stated: Sendable {
    /// The agency's code.
    public var agency: String?
    /// The day on which the agency received the money.
    public var date: CivilDate?
    /// The agency's number of the report.
    public var report: String?
    /// Whether it is another month's report with the very bytes of an earlier one.
    public var isAnother: Bool

    /// Says nothing, unless given.
    public init(agency: String? = nil, date: CivilDate? = nil, report: String? = nil, isAnother: Bool = false) {
      self.agency = agency
      self.date = date
      self.report = report
      self.isAnother = isAnother
    }
  }

  /// Takes one report in.
  /// - Parameter path: where it lies; it is copied once, and only the copy is read.
  public func take(_ path: String, stated: Stated = Stated()) throws -> ImportReport {
    let (file, agency, key) = try incoming(path, stated)
    if let fault = try known(file, key) {
      guard let fault else { return try alreadyPosted(file, key) }
      var faults = FaultList()
      faults.add(fault)
      return try refuse(file, agency, key, faults, lines: 0)
    }
    let reader = try read(file, agency, key)
    guard reader.faults.isEmpty else {
      return try refuse(file, agency, key, reader.faults, lines: Int64(reader.lines.count))
    }
    return try post(file, agency, key, reader.lines, stated)
  }

  func incoming(
    _ path: String, _ stated: Stated
  ) throws -> (IncomingFile, Agency, AgencyReportKey) {
    let name = (path as NSString).lastPathComponent
    let agency = try agencies.agency(stated.agency, forFile: name)
    var key = try key(of: name, agency, stated)
    key.revision = try AgencyImport.times(key, store.reading) + 1
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: agency.limits)
    return (IncomingFile(spooled, name: name, store: store, kind: "agency-report"), agency, key)
  }

  func read(_ file: IncomingFile, _ agency: Agency, _ key: AgencyReportKey) throws -> AgencyReportReader {
    var reader = AgencyReportReader(agency)
    try reader.read(file.spooled.path)
    if key.date < agency.approvedFrom || agency.approvedUntil ?? .distantFuture < key.date {
      reader.add(FileFault(code: "not-approved", message: "The agency is not approved on the day of the report."))
    }
    if key.date > businessDate {
      reader.add(FileFault(code: "date-to-come", message: "The report is of \(key.date): that day has not come yet."))
    }
    return reader
  }

  private func key(of name: String, _ agency: Agency, _ stated: Stated) throws -> AgencyReportKey {
    let said = agency.fileName?.read(name) ?? [:]
    guard let date = stated.date ?? said[.reportDate].flatMap({ FileNamePattern.day($0) }) else {
      throw GivingError.fileKeyMissing(part: "day of the report", option: "--report-date")
    }
    if let named = said[.reportDate].flatMap({ FileNamePattern.day($0) }), named != date {
      throw GivingError.fileKeyOtherwise(part: "day of the report", named: "\(named)", stated: "\(date)")
    }
    let report = stated.report ?? said[.report] ?? "1"
    guard Employer.isCode(report) else { throw GivingError.notACode(report) }
    return AgencyReportKey(agency: agency.code, date: date, report: report)
  }

  /// Whether the report is known: nil if it is new, `.some(nil)` if it is posted already, else why it is refused.
  private func known(_ file: IncomingFile, _ key: AgencyReportKey) throws -> FileFault?? {
    guard let standing = try AgencyImport.standing(key, store.reading) else { return nil }
    let twins = try AgencyImport.standing(digest: file.digest, store.reading)
    if twins.contains(where: { $0.report == standing.report }) { return .some(nil) }
    return FileFault(
      code: "already-posted-otherwise",
      message: """
        A report of this agency, day and number is posted, with other bytes. Ask the agency which one holds. To put this \
        one in its place give --supersedes.
        """)
  }

  func alreadyPosted(_ file: IncomingFile, _ key: AgencyReportKey) throws -> ImportReport {
    var report = ImportReport(file: file.name, sha256: file.spooled.sha256, state: .alreadyPosted)
    let earlier = try AgencyImport.standing(key, store.reading)
    report.import = earlier?.number
    report.lines = earlier?.lines ?? 0
    report.totalPence = earlier?.totalPence ?? 0
    return report
  }

  private func post(
    _ file: IncomingFile, _ agency: Agency, _ key: AgencyReportKey, _ lines: [AgencyLine], _ stated: Stated
  ) throws -> ImportReport {
    let request = WriteRequest(
      Action("agency.import"), by: actor, key: key.subject,
      inputs: Inputs(["agency": agency.code], digest: "bytes", file.digest), on: businessDate, isDryRun: isDryRun)
    do {
      return file.report(
        try store.write(request) { write in
          try record(lines, agency, key, file, broughtBy: actor.name, isAnother: stated.isAnother, in: write)
        })
    } catch let copy as LikelyCopy {
      let what = copy.isSameBytes ? "These are the bytes of" : "Every amount, but for one line at most, is as in"
      var faults = FaultList()
      faults.add(
        FileFault(
          code: copy.isSameBytes ? "same-bytes" : "same-lines",
          message: """
            \(what) the report of \(copy.reportDate), and payroll has not deducted as much again since, or it is too soon \
            for the next one: it is likely a copy. If it is another, give --another.
            """))
      return try refuse(file, agency, key, faults, lines: Int64(lines.count))
    }
  }

  /// A report has the lines of a posted one, and tells of more than was deducted, or comes soon after it. Else it is the
  /// next one: a steady month looks like the last.
  private struct LikelyCopy: Error {
    let reportDate: CivilDate
    let isSameBytes: Bool
  }

  @discardableResult
  func record(
    _ lines: [AgencyLine], _ agency: Agency, _ key: AgencyReportKey, _ file: IncomingFile, broughtBy: String,
    isAnother: Bool = true, in write: Write
  ) throws -> PostingOutcome {
    let number = try AgencyImport.nextNumber(write.reading)
    let funds = try Funds.read(write.reading)
    guard let mainFund = funds[mainFund] else { throw GivingError.notFound(kind: "fund", id: mainFund) }
    let matched = try AgencyMatching(agency: agency, store: store, reading: write.reading).match(lines)
    let due = rules.agencyPaymentDue(received: key.date, term: agency.term)
    var posting = AgencyPosting(agency: agency, key: key, due: due, mainFund: mainFund.number)
    let findings = try posting.decide(matched, write.reading)
    if !isAnother {
      let isMore = findings.contains(.employerUnknown) || posting.items.contains(where: \.isNotDeducted)
      let near = isMore ? nil : key.date
      if let twin = try AgencyImport.twins(of: lines, by: agency.code, near: near, write.reading).first {
        let same = try AgencyImport.standing(digest: file.digest, write.reading)
        throw LikelyCopy(reportDate: twin.reportDate, isSameBytes: same.contains { $0.number == twin.number })
      }
    }
    if !write.isDryRun { try Archive(store, .agency).seal(file.spooled.path, number: number) }
    try AgencyImport(number: number, key, .posted, lines, broughtBy: broughtBy)
      .record(digest: file.digest, bytes: file.spooled.byteCount, in: write)
    for (line, finding) in zip(matched, findings) {
      try AgencyReportLine(line, finding).record(import: number, referenceDigest: line.referenceDigest, in: write)
    }
    try Expectation(
      id: key.subject, kind: .agencyPayment, from: agency.code, to: Expectation.foundation, period: "\(key.date)",
      dueDate: due
    ).record(in: write)
    if !posting.draft.postings.isEmpty { try posting.draft.post(in: write) }
    for item in posting.items { try item.raise(in: write) }
    let owed = posting.draft.postings.filter { $0.account == .atAgency(agency.code) }
    return PostingOutcome(
      number: number, lines: Int64(lines.count), totalPence: lines.map(\.total).sum().rawValue,
      openItems: Int64(posting.items.count),
      funds: owed.map { .init(fund: funds[$0.fund]?.code ?? "\($0.fund)", pence: $0.amount.rawValue) })
  }

  /// Records a report that cannot be posted.
  func refuse(
    _ file: IncomingFile, _ agency: Agency, _ key: AgencyReportKey, _ faults: FaultList, lines: Int64
  ) throws -> ImportReport {
    let refused = RefusedFile(
      .agency, file.spooled.path, digest: file.digest, name: "agency-refused/\(key.subject)", faults: faults)
    let number = try refused.record(
      as: Action("agency.refuse"), in: store, by: actor, on: businessDate, isDryRun: isDryRun
    ) { write in
      let number = try AgencyImport.nextNumber(write.reading)
      try AgencyImport(
        number: number, agency: agency.code, report: key.subject, reportDate: key.date, state: .refused,
        reason: refused.code, broughtBy: actor.name, lines: lines, grossPence: 0, chargePence: 0, matchPence: 0,
        totalPence: 0
      ).record(digest: file.digest, bytes: file.spooled.byteCount, in: write)
      return number
    }
    return file.refused(number, faults, lines: lines)
  }
}

extension AgencyReportLine {
  /// The row of a line that was matched.
  init(_ matched: MatchedLine, _ finding: AgencyFinding) {
    let told = matched.told
    self.init(
      line: told.line, employer: matched.employer, post: matched.post, rule: matched.rule,
      grossPence: told.gross?.rawValue, chargePence: told.charge?.rawValue, netPence: told.net.rawValue,
      employerMatchPence: told.employerMatch.rawValue, otherMatchPence: told.otherMatch.rawValue,
      totalPence: told.total.rawValue, finding: finding)
  }
}

extension AgencyImport {
  /// A report with these lines.
  init(
    number: Int64, _ key: AgencyReportKey, _ state: State, _ lines: [AgencyLine], broughtBy: String
  ) {
    let amounts = lines.compactMap(\.amounts)
    self.init(
      number: number, agency: key.agency, report: key.subject, reportDate: key.date, state: state, reason: nil,
      broughtBy: broughtBy, lines: Int64(lines.count), grossPence: amounts.map(\.gross).sum().rawValue,
      chargePence: amounts.map(\.charge).sum().rawValue, matchPence: amounts.map(\.match).sum().rawValue,
      totalPence: lines.map(\.total).sum().rawValue)
  }
}

extension OpenItem {
  /// Whether an agency told of more than payroll deducted.
  fileprivate var isNotDeducted: Bool { code == AgencyFinding.noDeduction.rawValue }
}
