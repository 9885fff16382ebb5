// Takes in the files of web forms: each form by itself, once, by its own reference. What is personal goes to the vault.

import Dates
import Files
import Foundation
import Ledger
import Money
import Store

/// What became of a file of forms.
public struct FormReport: Codable, Sendable {
  /// The file's number in the books; nil where nothing was recorded.
  public var file: Int64?
  /// Whether the same file came before.
  public var alreadyImported: Bool
  /// How many forms it has.
  public var forms: Int
  /// The numbers of the new applications.
  public var applications: [Int64]
  /// How many came before, by their reference.
  public var known: Int
  /// The forms that were not taken in: by line, field and code, never with their text.
  public var refused: [Fault]

  /// A form that was not taken in.
  public struct Fault: Codable, Hashable, Sendable {
    /// The line on which it begins; 0 for the whole file.
    public let line: Int
    /// What is wrong.
    public let fault: FormFault
  }
}

/// Who takes files of forms in, and when.
public struct FormIntake {
  private let store: Store
  private let layout: FormLayout
  private let limits: Limits
  private let actor: Actor
  private let date: CivilDate
  private let isDryRun: Bool
  /// The most bytes of a file: forms are read as a whole.
  static let mostBytes = 64 << 20

  /// - Parameter layout: how the files are read.
  public init(
    _ store: Store, layout: FormLayout, limits: Limits, actor: Actor, date: CivilDate, isDryRun: Bool = false
  ) {
    self.store = store
    self.layout = layout
    self.limits = limits
    self.actor = actor
    self.date = date
    self.isDryRun = isDryRun
  }

  private struct Form {
    let line: Int
    let form: ApplicationForm?
    let reference: String?
    let fault: FormFault?
  }

  /// Takes one file in.
  /// - Parameter round: the round; the newest open one of the layout's programme where it is nil.
  /// - Throws: `IntakeError`; ``GrantsError`` where no round takes forms, or more came today than a round takes: then
  ///   nothing of the file is taken in.
  public func take(_ path: String, round: String? = nil) throws -> FormReport {
    var limits = limits
    limits.fileBytes = min(limits.fileBytes, Self.mostBytes)
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: limits)
    let digest = store.schemeKey.digest("form-file", spooled.sha256)
    try store.requirePermission(Action("application.import"), of: actor, proposer: nil)
    if let known = try FormFile.known(digest, store.reading) {
      return FormReport(file: known, alreadyImported: true, forms: 0, applications: [], known: 0, refused: [])
    }
    let round = try round ?? openRound()
    var forms: [Form]
    do {
      guard let data = FileManager.default.contents(atPath: spooled.path) else {
        throw IntakeError.cannotRead(path: path, reason: "its private copy is gone")
      }
      let needed = layout.fields.filter { FormLayout.needed.contains($0.key) }
      forms = try FormRows.read(Array(data), needed: needed).map { form($0) }
      if forms.isEmpty { throw FormFault("", "no-forms", "At least one form is expected in a file.") }
    } catch let fault as FormFault {
      return try record([Form(line: 0, form: nil, reference: nil, fault: fault)], spooled, digest, round, count: 0)
    }
    return try record(forms, spooled, digest, round, count: forms.count)
  }

  private func openRound() throws -> String {
    let open = try Round.all(store.reading).filter { $0.programme == layout.programme && $0.isOpen(on: date) }
    guard let newest = open.max(by: { ($0.opens, $0.code) < ($1.opens, $1.code) }) else {
      throw GrantsError.notFound(kind: "open round", id: layout.programme)
    }
    return newest.code
  }

  /// The same bytes that could not be read at all may be read under another configuration.
  private func key(_ digest: [UInt8], isUnread: Bool) -> String {
    let name = Hex.string(digest.prefix(16))
    let configuration = Hex.string(store.settings.configurationDigest.prefix(8))
    return isUnread ? "forms-unread/\(name)/\(configuration)" : "forms/\(name)"
  }

  private func record(
    _ forms: [Form], _ spooled: SpooledFile, _ digest: [UInt8], _ round: String, count: Int
  ) throws -> FormReport {
    let request = WriteRequest(
      Action("application.import"), by: actor, key: key(digest, isUnread: count == 0),
      inputs: Inputs(digest: "bytes", digest), on: date, isDryRun: isDryRun)
    let outcome = try store.write(request) { write in
      let number = try FormFile.nextNumber(write.reading)
      var report = FormReport(
        file: number, alreadyImported: false, forms: count, applications: [], known: 0, refused: [])
      for form in forms { try take(form, of: number, to: round, &report, in: write) }
      try write.append(
        to: FormFile.book,
        [
          .integer(number), .text(layout.name), .blob(digest), .integer(Int64(count)),
          .integer(Int64(report.applications.count)), .integer(Int64(report.known)),
          .integer(Int64(count == 0 ? 0 : report.refused.count)), .day(date),
        ])
      if !write.isDryRun { try Archive(store, .forms).seal(spooled.path, number: number) }
      return report
    }
    var report = outcome.value
    if case .madeBefore = outcome { report.alreadyImported = true }
    if isDryRun { report.file = nil }
    return report
  }

  private func take(
    _ form: Form, of file: Int64, to round: String, _ report: inout FormReport, in write: Write
  ) throws {
    if let found = form.form, let reference = found.reference, form.fault == nil {
      if try Application.isKnown(reference, in: round, write.reading, store) {
        report.known += 1
        return
      }
      report.applications.append(
        try Application.submit(
          found, to: round, on: date, by: actor, mostADay: layout.mostADay, in: write, store: store))
      return try settle(reference, in: write)
    }
    let fault = form.fault ?? FormFault("", "unread", "A form is expected here.")
    report.refused.append(.init(line: form.line, fault: fault))
    let line = Int64(form.line)
    try write.append(
      to: FormFile.refusals,
      [.integer(file), .integer(line), .text(fault.field), .text(fault.code), .text(form.reference)])
    try OpenItem(
      id: FormFile.item(file, line), code: FormFile.itemCode, subject: "forms/\(file)", line: line, eventDate: date
    ).raise(in: write)
  }

  /// A form that was refused and now came again is no longer waited for.
  private func settle(_ reference: String, in write: Write) throws {
    let items = try write.reading.all(
      "SELECT file, line FROM form_refusal WHERE reference = ?", [.text(FormFile.reference(reference, store))]
    ) { FormFile.item($0.int(0), $0.int(1)) }
    for item in items {
      guard let (found, settled) = try OpenItem.find(item, write.reading), settled == nil else { continue }
      try found.settle(reason: "came-again", entry: nil, on: date, in: write)
    }
  }

  /// A row as a form, or what is wrong with it.
  private func form(_ row: FormRow) -> Form {
    func text(_ field: String) -> String { layout.fields[field].flatMap { row.texts[$0] } ?? "" }
    func optional(_ field: String) -> String? { text(field).isEmpty ? nil : text(field) }
    if let fault = row.fault { return Form(line: row.line, form: nil, reference: nil, fault: fault) }
    let reference = text("reference")
    guard !reference.isEmpty, reference.count <= 100 else {
      let fault = FormFault("reference", "reference", "A reference of up to 100 characters is expected.")
      return Form(line: row.line, form: nil, reference: nil, fault: fault)
    }
    let answer = text("mayAskWorker").lowercased()
    let form = ApplicationForm(
      reference: reference, name: text("name"),
      birthDate: layout.dates.read(Array(text("birthDate").utf8).span)?.description ?? "",
      safeContact: text("safeContact"), words: text("words"), asked: sum(text("asked")),
      least: optional("least").map { sum($0) }, help: optional("help"),
      mayAskWorker: answer.isEmpty ? nil : ["yes", "true", "y", "1"].contains(answer), notFor: optional("notFor"),
      address: optional("address"))
    let sealed = FormFile.reference(reference, store)
    if !["", "yes", "true", "y", "1", "no", "false", "n", "0"].contains(answer) {
      let fault = FormFault("mayAskWorker", "yes-or-no", "yes or no is expected.")
      return Form(line: row.line, form: nil, reference: sealed, fault: fault)
    }
    return Form(line: row.line, form: form, reference: sealed, fault: form.fault(on: date))
  }

  /// A sum in the layout's style as the form's own style; what cannot be read is told as a fault of the form.
  private func sum(_ text: String) -> String {
    guard let sum = try? Amount.read(Array(text.utf8), style: layout.amounts), sum >= .zero else { return "?" }
    let pence = sum.rawValue % 100
    return "\(sum.rawValue / 100).\(pence < 10 ? "0" : "")\(pence)"
  }
}
