// The lines of an agency's report, as it tells them and as they are understood.

import Files
import Money

/// One line of a report, as the agency tells it.
struct AgencyLine {
  let line: Int64
  /// The agency's reference of the donor; nil where it gives none. It goes into no book but as a keyed digest.
  let reference: String?
  /// The employer's code, where the report names one that is known.
  let employer: String?
  /// The gift before the charge; nil for `n/a`.
  let gross: Pence?
  /// What the agency keeps; nil for `n/a`.
  let charge: Pence?
  let net: Pence
  let employerMatch: Pence
  let otherMatch: Pence
  let total: Pence

  /// A line's figures, where they agree with each other.
  struct Amounts: Equatable {
    let gross: Pence
    let charge: Pence
    let match: Pence
    /// Neither gross nor charge is told: then the gift is at least what is paid on, and no charge is made up.
    let isChargeKnown: Bool
  }

  /// What the figures come to; nil where they contradict each other. Nothing is guessed: a gross that is not told, or told
  /// as nothing beside a net gift, is net and charge together.
  var amounts: Amounts? {
    let match = employerMatch + otherMatch
    guard net + match == total else { return nil }
    let told = gross == .zero && net > .zero ? nil : gross
    switch (told, charge) {
    case (let gross?, let charge?):
      return gross - charge == net ? Amounts(gross: gross, charge: charge, match: match, isChargeKnown: true) : nil
    case (let gross?, nil):
      return gross >= net ? Amounts(gross: gross, charge: gross - net, match: match, isChargeKnown: true) : nil
    case (nil, let charge?):
      return Amounts(gross: net + charge, charge: charge, match: match, isChargeKnown: true)
    case (nil, nil): return Amounts(gross: net, charge: .zero, match: match, isChargeKnown: net == .zero)
    }
  }
}

/// Reads a report.
struct AgencyReportReader {
  let agency: Agency
  private(set) var lines: [AgencyLine] = []
  private(set) var faults: FaultList

  init(_ agency: Agency) {
    self.agency = agency
    faults = FaultList(limit: agency.limits.faultsShown)
  }

  /// Reads a whole report. All faults are found, each with its line and column.
  mutating func read(_ path: String) throws {
    var reader = try RecordReader(file: path, layout: agency.layout, limits: agency.limits)
    var batch = RecordBatch()
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count where batch.kind(record) == .detail {
        let before = faults.count
        let line = line(AgencyFields(batch: batch, record: record, layout: agency.layout))
        if let line, faults.count == before { lines.append(line) }
      }
    }
    if lines.isEmpty, faults.isEmpty {
      faults.add(FileFault(code: "no-lines", message: "The report has no line with a donation."))
    }
  }

  /// Takes a fault that only whoever reads the report can know.
  mutating func add(_ fault: FileFault) { faults.add(fault) }

  private mutating func line(_ fields: AgencyFields) -> AgencyLine? {
    if let name = fields.text(.agency), Agency.folded(name) != Agency.folded(agency.nameInReports) {
      faults.add(fields.fault(.agency, "wrong-agency", "Every line must name the agency \(agency.nameInReports)."))
    }
    let gross = amount(fields, .gross)
    let charge = amount(fields, .charge)
    let net = amount(fields, .net)
    let matches = (amount(fields, .employerMatch), amount(fields, .otherMatch))
    let total = amount(fields, .total)
    guard let net, let total else {
      for (column, value) in [(AgencyReportColumn.net, net), (.total, total)] where value == nil {
        faults.add(fields.fault(column, "amount-missing", "\(column.words) must be an amount."))
      }
      return nil
    }
    return AgencyLine(
      line: Int64(fields.batch.line(fields.record)), reference: fields.text(.donor),
      employer: fields.text(.employer).flatMap(agency.employer), gross: gross, charge: charge, net: net,
      employerMatch: matches.0 ?? .zero, otherMatch: matches.1 ?? .zero, total: total)
  }

  /// An amount that is not negative; nil where the agency does not tell it.
  private mutating func amount(_ fields: AgencyFields, _ column: AgencyReportColumn) -> Pence? {
    guard let text = fields.text(column) else { return nil }
    do {
      let amount = try Amount.read(Array(text.utf8), style: agency.layout.amounts)
      if amount < .zero {
        faults.add(
          fields.fault(column, "negative", "A report gives nothing back: an amount from nothing up is expected."))
      }
      return amount
    } catch {
      faults.add(fields.fault(column, error.code, error.message))
      return .zero
    }
  }
}

/// The fields of one line, by column.
private struct AgencyFields {
  let batch: RecordBatch
  let record: Int
  let layout: Layout

  /// What stands there; nil where the agency says nothing: `n/a`, `Anonymous`, or an empty field.
  func text(_ column: AgencyReportColumn) -> String? {
    guard let slot = layout.slot(column.rawValue, in: .detail) else { return nil }
    let text = batch.string(record, slot)
    return ["", "n/a", "anonymous"].contains(text.lowercased()) ? nil : text
  }

  func fault(_ column: AgencyReportColumn, _ code: String, _ message: String) -> FileFault {
    guard let slot = layout.slot(column.rawValue, in: .detail) else {
      return batch.fault(record, code: code, message: message)
    }
    return batch.fault(record, slot, code: code, message: message)
  }
}
