// Sending a closed month's statement to its trustees, each once.

import Dates
import Files
import Foundation
import Ledger
import People
import Reporting
import Store

/// What came of sending a statement. Persons by their numbers.
public struct StatementSent: Codable, Hashable, Sendable {
  /// The month.
  public let month: String
  /// To whom it was handed over now.
  public var handedOver: [Int64] = []
  /// Who had it before.
  public var before: [Int64] = []
  /// Whose copy the mail program did not take: run the command again.
  public var notAccepted: [Int64] = []
  /// Of whose copy nobody knows whether it went: a person must say.
  public var unsure: [Int64] = []
  /// Who has no address that can be used.
  public var noAddress: [Int64] = []
  /// The message in the outbox, where there is no mail program.
  public var outbox: String?
  /// Why the page and not a PDF goes with it; nil where the PDF does.
  public var noPDF: String?

  /// Whether something waits for a person.
  public var waits: Bool { !notAccepted.isEmpty || !unsure.isEmpty || !noAddress.isEmpty || outbox != nil }
}

/// What each trustee gets of a month.
private struct StatementCopy {
  let month: Month
  /// How often the month was closed with this one.
  let edition: Int
  /// The PDF, or the page.
  let attachment: MailMessage.Attachment
  /// Why it is the page; nil where it is the PDF.
  let noPDF: String?

  /// Whether it takes the place of one that trustees had.
  var isAnew: Bool { edition > 1 }

  init(month: Month, edition: Int, _ file: (MailMessage.Attachment, noPDF: String?)) {
    self.month = month
    self.edition = edition
    (attachment, noPDF) = file
  }
}

extension House {
  /// Sends a closed month's statement to every trustee who has not had it.
  /// - Throws: `LedgerError.month` for a month that is open, or was closed before statements were kept.
  public func sendStatement(_ month: Month, isDryRun: Bool = false) throws -> StatementSent {
    try store.requirePermission(Action("statement.send"), of: actor, proposer: nil)
    guard try !KeptStatement.of(month, store.reading).isEmpty else {
      throw LedgerError.month(month: month, why: "it is not closed, so it has no statement to send")
    }
    // One sender at a time: two that began together would both find that nobody has it.
    let lock = try FileLock(
      store.home.file("send.lock"), holder: "sending of \(month), process \(getpid())", waitSeconds: 10)
    defer { withExtendedLifetime(lock) {} }
    let trustees = try Roles.everyone(store.reading).filter { $0.roles.contains(.trustee) }.map(\.person)
    let states = try StatementDelivery.of(month, store.reading)
    var sent = StatementSent(month: month.description)
    sent.before = trustees.filter { [.handedOver, .saidSent].contains(states[$0]?.step) }
    sent.unsure = trustees.filter { states[$0]?.step == .intended }
    let open = trustees.filter { states[$0].map(\.isToSend) ?? true }
    guard !isDryRun, !open.isEmpty else {
      if isDryRun { sent.handedOver = open }
      return sent
    }
    let edition = try MonthClose.times(month, store.reading)
    let copy = try StatementCopy(month: month, edition: edition, attachment(month, edition))
    sent.noPDF = copy.noPDF
    let settings = try configuration.statements()
    guard let path = settings.mailProgram, let sender = settings.mailFrom,
      FileManager.default.isExecutableFile(atPath: path)
    else {
      sent.outbox = try leaveInOutbox(copy, from: settings.mailFrom)
      return sent
    }
    // What lay there for a person to send would be a second copy now, or the statement of an edition before.
    let left = store.home.file(outboxName(month))
    if FileManager.default.fileExists(atPath: left) { try FileManager.default.removeItem(atPath: left) }
    let program = OutsideProgram(path: path, seconds: settings.seconds)
    for person in open {
      try send(copy, to: person, from: sender, by: program, into: &sent)
    }
    return sent
  }

  /// Records where a trustee's copies go. The address lives in the vault alone.
  /// - Throws: ``MailError/recipient`` if it is not one plain address; `LedgerError.notFound` if there is no such trustee.
  public func recordAddress(_ address: String, of person: Int64, isDryRun: Bool = false) throws {
    guard try Roles.held(by: person, store.reading).contains(.trustee) else {
      throw LedgerError.notFound(kind: "trustee", id: "\(person)")
    }
    guard MailMessage.isAddress(address) else { throw MailError.recipient }
    let request = WriteRequest(
      Action("statement.address"), by: actor, key: freshKey("statement-address/\(person)"), inputs: Inputs([:]),
      on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { [store] write in
      try Vault.put(address, kind: .email, person: person, in: write, store: store)
      return 0
    }
  }

  /// A person's word on a copy of which nobody knows whether it went.
  public func confirmStatement(_ month: Month, to person: Int64, arrived: Bool, isDryRun: Bool = false) throws {
    try record(arrived ? .saidSent : .saidNotSent, month, person, isDryRun: isDryRun)
  }

  private func record(
    _ step: StatementDelivery.Step, _ month: Month, _ person: Int64, isDryRun: Bool = false
  ) throws {
    let request = WriteRequest(
      Action("statement.send"), by: actor, key: freshKey("statement/\(month)/\(person)/\(step.rawValue)"),
      inputs: Inputs(["step": step.rawValue]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try StatementDelivery.record(step, to: person, of: month, in: write)
      if step == .intended {
        // The address is opened for this alone.
        try Look.record(of: [person], why: "statement \(month)", by: actor, in: write)
      }
      return 0
    }
  }

  private func send(
    _ copy: StatementCopy, to person: Int64, from sender: String, by program: OutsideProgram,
    into sent: inout StatementSent
  ) throws {
    let message: MailMessage
    do throws(MailError) {
      guard let address = try address(of: person) else { return sent.noAddress.append(person) }
      message = try self.message(copy, from: sender, to: address, person: person, at: store.settings.clock.now())
    } catch {
      guard error == .recipient else { throw error }
      return sent.noAddress.append(person)
    }
    try record(.intended, copy.month, person)
    switch try program.run(["-i", "-t"], input: message.linesOfTheSystem, folder: store.home.spool) {
    case .left(0):
      try record(.handedOver, copy.month, person)
      sent.handedOver.append(person)
    case .left, .notStarted:
      try record(.notAccepted, copy.month, person)
      sent.notAccepted.append(person)
    case .killed, .tooLong:
      // It may have passed the message on before it ended.
      sent.unsure.append(person)
    }
  }

  private func address(of person: Int64) throws(MailError) -> String? {
    do { return try Vault.text(.email, person: person, store) } catch { throw .recipient }
  }

  /// The PDF where it can be made, else the page.
  private func attachment(_ month: Month, _ edition: Int) throws -> (MailMessage.Attachment, noPDF: String?) {
    try putInPlace(month, evenChanged: true)
    let page = KeptStatement.file(fund: nil, form: KeptStatement.Form.html.rawValue, isDraft: false)
    var files: [String] = []
    let noPDF = try makePDFs([page], in: folder(month), anew: false, into: &files)
    let name = files.first ?? page
    guard let bytes = FileManager.default.contents(atPath: "\(folder(month))/\(name)") else {
      throw StoreError.file(path: "\(folder(month))/\(name)", reason: "the statement cannot be read")
    }
    let isPDF = files.first != nil
    return (
      MailMessage.Attachment(
        name: "statement-\(month)\(edition > 1 ? "-edition-\(edition)" : "").\(isPDF ? "pdf" : "html")",
        type: isPDF ? "application/pdf" : "text/html; charset=utf-8", bytes: Array(bytes)), noPDF
    )
  }

  private func message(
    _ copy: StatementCopy, from sender: String, to address: String?, person: Int64, at seconds: Int64
  ) throws(MailError) -> MailMessage {
    let month = copy.month
    let name = "\(configuration.schemeName): statement for \(month.inWords)"
    let instead =
      copy.isAnew ? "The month was put right since. Please delete the statement you had before.\n" : ""
    return try MailMessage(
      from: sender, to: address,
      subject: (store.isPractice ? "PRACTICE: " : "") + name + (copy.isAnew ? " (edition \(copy.edition))" : ""),
      seconds: seconds, id: "statement.\(month).\(person).\(seconds)",
      text: """
        The statement of \(configuration.schemeName) for \(month.inWords) is attached.
        \(instead)
        It is an unaudited management statement. A “c” is not shown: it is a small number,
        or would give one away.
        Please do not pass it on.

        """, copy.attachment)
  }

  /// The message without a reader, for a person to send. Its time is the close's: made again it is the same bytes.
  private func leaveInOutbox(_ copy: StatementCopy, from sender: String?) throws -> String {
    let folder = "\(store.home.outbox)/mail"
    if !FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    AtomicFile.sweepTemporaries(in: folder)
    let close = try MonthClose.find(copy.month, store.reading)
    let closed = try close.flatMap { try store.signedHead(upTo: $0.headLink)?.time }
    let message = try message(
      copy, from: sender ?? "statements@example.invalid", to: nil, person: 0, at: closed ?? store.settings.clock.now())
    let name = outboxName(copy.month)
    try AtomicFile.write(store.home.file(name), bytes: message.bytes)
    return name
  }

  private func outboxName(_ month: Month) -> String { "outbox/mail/statement-\(month).eml" }
}
