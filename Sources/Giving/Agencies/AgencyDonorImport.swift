// Agencies' donor references from a CSV file: whom each stands for, by payroll number, so that reports find their donors.

import Dates
import Files
import Foundation
import Store

/// What a file of references brought.
public struct AgencyDonorReport: Codable, Sendable {
  /// How many references were recorded.
  public var references: Int
  /// What was wrong; then nothing was recorded.
  public var errors: [FileFault]
  /// How many faults there are beyond those.
  public var moreErrors: Int
  /// Whether the same file was recorded before.
  public var alreadyImported: Bool
}

/// Reads a file of an agency's references: headings `reference,employer,payroll,payrollNumber`. A reference is known by a
/// keyed digest only, and the file goes into no archive.
public struct AgencyDonorImport {
  private let store: Store
  private let agency: String
  private let limits: Limits

  /// - Parameter agency: the agency's code.
  public init(_ store: Store, agency: String, limits: Limits) {
    self.store = store
    self.agency = agency
    self.limits = limits
  }

  private static var layout: Layout {
    var layout = Layout(
      .csv,
      detail: RecordLayout(
        .none,
        fields: ["reference", "employer", "payroll", "payrollNumber"].map {
          FieldLayout($0, .heading($0), personal: $0 == "reference" || $0 == "payrollNumber")
        }))
    layout.headings = true
    layout.trim = true
    return layout
  }

  /// Records all references of a file in one change, or none. A later record of a reference takes the place of an earlier.
  public func take(_ path: String, by actor: Actor, on date: CivilDate, isDryRun: Bool = false) throws
    -> AgencyDonorReport
  {
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: limits)
    let digest = store.schemeKey.digest("agency-donors", spooled.sha256)
    var faults = FaultList(limit: limits.faultsShown)
    let rows = try read(spooled.path, on: date, &faults)
    if rows.isEmpty, faults.isEmpty {
      faults.add(FileFault(code: "no-lines", message: "At least one reference is expected in a file."))
    }
    var report = AgencyDonorReport(
      references: 0, errors: faults.inOrder, moreErrors: faults.notShown, alreadyImported: false)
    guard faults.isEmpty else { return report }
    let request = WriteRequest(
      Action("agency.donor"), by: actor, key: "agency-donors/\(agency)/\(Hex.string(digest.prefix(16)))",
      inputs: Inputs(["agency": agency], digest: "bytes", digest), on: date, isDryRun: isDryRun)
    let outcome = try store.write(request) { write in
      for row in rows {
        try AgencyDonor.record(reference: row.reference, agency: agency, post: row.post, in: write, store: store)
      }
      return rows.count
    }
    report.references = outcome.value
    if case .madeBefore = outcome { report.alreadyImported = true }
    return report
  }

  private struct Row {
    let reference: String
    let post: Int64
  }

  private func read(_ path: String, on date: CivilDate, _ faults: inout FaultList) throws -> [Row] {
    var rows: [Row] = []
    var seen: Set<String> = []
    var reader = try RecordReader(file: path, layout: Self.layout, limits: limits)
    var batch = RecordBatch()
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count {
        do {
          let row = try row(RecordFields(batch, record, Self.layout), on: date)
          guard seen.insert(row.reference.uppercased()).inserted else {
            throw batch.fault(record, 0, code: "reference", message: "A reference stands once in a file.")
          }
          rows.append(row)
        } catch let fault as FileFault { faults.add(fault) }
      }
    }
    return rows
  }

  private func row(_ fields: RecordFields, on date: CivilDate) throws -> Row {
    let reference = fields.text("reference")
    guard !reference.isEmpty else {
      throw fields.fault("reference", "reference", "The agency's reference is expected here.")
    }
    let unknown = fields.fault(
      "payrollNumber", "unknown-payroll-number",
      "A payroll number that the register holds for this employer and payroll is expected here.")
    let terms: PostTerms
    do {
      terms = try PostTerms(
        employer: fields.text("employer"), payroll: fields.text("payroll"), payrollNumber: fields.text("payrollNumber"),
        from: date)
    } catch is GivingError {
      throw fields.fault("employer", "not-a-code", "Codes of letters, digits and hyphens are expected here.")
    }
    guard let post = try Registration.post(terms, store.reading) else { throw unknown }
    return Row(reference: reference, post: post.number)
  }
}
