// Mandates from a CSV file: the register of a scheme that begins, or what changed this month.

import Dates
import Files
import Ledger
import Money
import People
import Store

/// What a mandate file brought.
public struct MandateImportReport: Codable, Sendable {
  /// How many mandates were recorded.
  public var mandates: Int
  /// How many of them brought a donor who was not in the register.
  public var newDonors: Int
  /// What was wrong; then nothing was recorded.
  public var errors: [FileFault]
  /// Whether the same file was recorded before.
  public var alreadyImported: Bool
}

/// Reads a mandate file: headings `employer,payroll,payrollNumber,code,amount,from,until,once,split,authority,
/// authorityDate,name`. A payroll number that is not in the register brings a new donor of that name.
public struct MandateImport {
  private let store: Store
  private let layout: Layout
  private let limits: Limits

  /// - Parameter layout: `config/layouts/mandates.yaml`.
  public init(_ store: Store, layout: Layout, limits: Limits) {
    self.store = store
    self.layout = layout
    self.limits = limits
  }

  /// Records all mandates of a file in one change, or none.
  /// - Throws: ``GivingError`` for the first mandate that cannot stand beside what is recorded.
  public func take(_ path: String, by actor: Actor, on date: CivilDate, isDryRun: Bool = false) throws
    -> MandateImportReport
  {
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: limits)
    let digest = store.schemeKey.digest("mandate-file", spooled.sha256)
    let request = WriteRequest(
      Action("mandate.import"), by: actor, key: "mandates/\(Hex.string(digest.prefix(16)))",
      inputs: Inputs(digest: "bytes", digest), on: date, isDryRun: isDryRun)
    var faults = FaultList(limit: limits.faultsShown)
    let rows = try read(spooled.path, &faults)
    guard faults.isEmpty else {
      return MandateImportReport(mandates: 0, newDonors: 0, errors: faults.faults, alreadyImported: false)
    }
    let outcome = try store.write(request) { write in try record(rows, in: write) }
    var report = MandateImportReport(
      mandates: outcome.value[0], newDonors: outcome.value[1], errors: [], alreadyImported: false)
    if case .madeBefore = outcome { report.alreadyImported = true }
    return report
  }

  fileprivate struct Row {
    let post: PostTerms
    let terms: MandateTerms
    let name: String
  }

  private func read(_ path: String, _ faults: inout FaultList) throws -> [Row] {
    let funds = try Funds.read(store.reading)
    var rows: [Row] = []
    var reader = try RecordReader(file: path, layout: layout, limits: limits)
    var batch = RecordBatch()
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count {
        do { rows.append(try row(RecordFields(batch, record, layout), funds)) } catch let error as GivingError {
          faults.add(batch.fault(record, code: error.code, message: Self.expected(error)))
        } catch let fault as FileFault {
          faults.add(fault)
        }
      }
    }
    return rows
  }

  /// What is told of a row that cannot be meant: what was expected, never what was found.
  private static func expected(_ error: GivingError) -> String {
    switch error {
    case .mandate(let why): why
    case .split:
      "A split into funds that there are is expected, in percentages that make 100% or sums that make the amount."
    default: "Codes of letters, digits and hyphens are expected for employer, payroll and deduction."
    }
  }

  private func row(_ fields: RecordFields, _ funds: Funds) throws -> Row {
    let amount = try fields.amount("amount")
    let from = try fields.date("from")
    let split: SplitRule
    do { split = try SplitRule(fields.text("split"), amount: amount, funds: funds) } catch GivingError.split(let why) {
      throw fields.fault("split", "split", Self.expected(.split(why)))
    }
    return Row(
      post: try PostTerms(
        employer: fields.text("employer"), payroll: fields.text("payroll"), payrollNumber: fields.text("payrollNumber"),
        from: from),
      terms: try MandateTerms(
        code: fields.text("code"), amount: amount, from: from, until: try fields.optionalDate("until"),
        once: try fields.flag("once"), split: split, authority: fields.text("authority"),
        authorityDate: try fields.date("authorityDate")),
      name: fields.text("name"))
  }

  /// Records posts of payroll numbers that are new, then all mandates.
  private func record(_ rows: [Row], in write: Write) throws -> [Int] {
    var posts: [Post?] = try rows.map { row in
      let post = try Registration.post(row.post, write.reading)
      if let post { try requireSamePerson(row, post) }
      return post
    }
    var places: [String: Int] = [:]
    var newcomers: [Int] = []
    for (index, row) in rows.enumerated() where posts[index] == nil {
      let place = "\(row.post.employer)/\(row.post.payroll)/\(row.post.payrollNumber)"
      if let first = places[place] {
        guard rows[first].name == row.name else { throw GivingError.payrollNumberTaken }
      } else {
        places[place] = index
        newcomers.append(index)
      }
    }
    let donors = try Person.add(newcomers.map { PersonFacts(name: rows[$0].name) }, in: write, store: store)
    for (index, donor) in zip(newcomers, donors) {
      posts[index] = try Registration.addPost(rows[index].post, donor: donor, in: write, store: store)
    }
    for (index, row) in rows.enumerated() {
      let place = "\(row.post.employer)/\(row.post.payroll)/\(row.post.payrollNumber)"
      guard let post = posts[index] ?? places[place].flatMap({ posts[$0] }) else { continue }
      _ = try Mandate.add(row.terms, post: post, in: write)
    }
    return [rows.count, newcomers.count]
  }
}

extension MandateImport {
  /// Payroll numbers are reused: a consent must not fall to whoever held the number before. To compare is no look: nothing
  /// is shown.
  private func requireSamePerson(_ row: Row, _ post: Post) throws {
    guard !row.name.isEmpty, let known = try Vault.text(.name, person: post.donor, store), !known.isEmpty else {
      return
    }
    guard known == row.name else { throw GivingError.payrollNumberTaken }
  }
}
