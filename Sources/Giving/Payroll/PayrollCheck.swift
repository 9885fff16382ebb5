// `payroll check`: how a file would be read, in words, without a database. It changes nothing and posts nothing.

import Dates
import Files
import Foundation
import Ledger
import Money

/// How a payroll file is read by a profile, and what is wrong with it.
public struct PayrollCheck: Codable, Sendable {
  /// One thing that a file or line says.
  public struct Field: Codable, Hashable, Sendable {
    /// What it is: `payroll number`.
    public let name: String
    /// What it is understood to be: `£10.00`, `30 October 2026`.
    public var value: String
    /// Whether it says something of a person, or may do: what is not understood might be a name in the wrong column.
    public let personal: Bool
  }

  /// One of the first lines.
  public struct Row: Codable, Sendable {
    /// Its line in the file.
    public let line: Int
    /// What it says.
    public var fields: [Field]
  }

  /// The file's name.
  public let file: String
  /// The profile's name.
  public let profile: String
  /// What the profile is, in words.
  public let words: String
  /// What kind of file it is read as.
  public let format: String
  /// The encoding it is read in, and why.
  public let encoding: String
  /// What the file as a whole says: employer, payroll, pay date, tax month, sequence; empty where that is at fault.
  public let heading: [Field]
  /// The first lines.
  public var rows: [Row]
  /// The fields that are passed over unread.
  public let unread: [String]
  /// How many lines there are.
  public let lines: Int64
  /// The sum of those that can be read.
  public let totalPence: Int64
  /// Whether the file must end with its count and sum.
  public let hasControlTotals: Bool
  /// What is good to know and no fault; nil where there is nothing.
  public let note: String?
  /// What is wrong with it, in order of line and column.
  public let faults: [FileFault]
  /// How many faults there are beyond those.
  public let moreFaults: Int
  /// What the published schema finds wrong with it; nil where it was not held against one.
  public let schemaFaults: [FileFault]?

  /// Whether nothing is wrong with it.
  public var isSound: Bool { faults.isEmpty && schemaFaults ?? [] == [] }
}

extension PayrollCheck {
  /// Looks at the file at `path`.
  /// - Parameters:
  ///   - schema: the XML Schema that an XML file is held against, `config/schemas/payroll-1.xsd` for the canonical one.
  ///   - stated: what a person says of a file that does not say it itself.
  ///   - rows: how many of its first lines are shown.
  /// - Throws: `IntakeError` when the file cannot be read, `XMLSchema.Failure` when the schema cannot.
  public static func read(
    _ path: String, profile: Profile, schema: String? = nil, stated: StatedKey = StatedKey(), rows: Int = 5
  ) throws -> PayrollCheck {
    try requireRegular(path, limits: profile.limits)
    let name = (path as NSString).lastPathComponent
    var faults = FaultList(limit: profile.limits.faultsShown)
    let heading = try heading(path, name, profile, stated, &faults)
    var lines = PayrollLines(.withoutRegister(profile, try heading ?? .standIn(path, profile)))
    try lines.read(path) { _ in true }
    let isHeldAgainstSchema = profile.layout.format == .xml && schema != nil
    return PayrollCheck(
      file: name, profile: profile.name, words: profile.words, format: format(profile.layout),
      encoding: try encoding(path, profile.layout), heading: heading?.fields(profile) ?? [],
      rows: try firstRows(path, profile, atMost: rows),
      unread: profile.layout.detail.fields.filter(\.skip).map(\.name), lines: lines.totals.lines,
      totalPence: lines.totals.total.rawValue, hasControlTotals: profile.hasControlTotals,
      note: note(name, profile),
      faults: (faults.faults + lines.faults.faults).sorted { ($0.line, $0.column) < ($1.line, $1.column) },
      moreFaults: faults.notShown + lines.faults.notShown,
      schemaFaults: try schema.flatMap {
        isHeldAgainstSchema ? try XMLSchema.validate(file: path, schema: $0, limits: profile.limits) : nil
      })
  }

  /// The same, with what it says of persons left out: for an output that is no terminal.
  public func withoutPersonalValues() -> PayrollCheck {
    var check = self
    for row in check.rows.indices {
      for field in check.rows[row].fields.indices where check.rows[row].fields[field].personal {
        check.rows[row].fields[field].value = "(not shown)"
      }
    }
    return check
  }

  /// What the file says of itself. What it needs and nobody says is a fault like any other here.
  private static func heading(
    _ path: String, _ name: String, _ profile: Profile, _ stated: StatedKey, _ faults: inout FaultList
  ) throws -> PayrollHeading? {
    do {
      return try PayrollHeading.scan(path, profile: profile, fileName: name, stated: stated, faults: &faults)
    } catch let error as GivingError {
      faults.add(FileFault(code: error.code, message: error.sentence))
      return nil
    }
  }

  /// Whether the night would know the file by its name.
  private static func note(_ name: String, _ profile: Profile) -> String? {
    guard let pattern = profile.fileName else {
      return "The night does not take this profile's files: it has no fileName."
    }
    guard pattern.read(name) == nil else { return nil }
    return "The night would not know this file by its name: this profile's files are called \(pattern.text)."
  }

  /// Only regular files are read, and none beyond the limit: a pipe would be waited for, a device never end.
  private static func requireRegular(_ path: String, limits: Limits) throws(IntakeError) {
    guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { throw .notFound(path: path) }
    switch found[.type] as? FileAttributeType {
    case .typeRegular?: break
    case .typeDirectory?: throw .notRegular(path: path, .directory)
    case .typeSymbolicLink?: throw .notRegular(path: path, .symbolicLink)
    case .typeSocket?: throw .notRegular(path: path, .socket)
    case .typeCharacterSpecial?, .typeBlockSpecial?: throw .notRegular(path: path, .device)
    default: throw .notRegular(path: path, .pipe)
    }
    if let size = found[.size] as? Int, size > limits.fileBytes {
      throw .tooLarge(path: path, limitBytes: limits.fileBytes)
    }
  }
}

// MARK: - How the file is read

extension PayrollCheck {
  private static func format(_ layout: Layout) -> String {
    let skipped =
      layout.skipLines == 0
      ? "" : ", the first \(layout.skipLines == 1 ? "line" : "\(layout.skipLines) lines") passed over"
    switch layout.format {
    case .csv:
      let sign = layout.delimiter == UInt8(ascii: "\t") ? "tab" : "\"\(Character(Unicode.Scalar(layout.delimiter)))\""
      return "CSV, fields separated by \(sign)\(layout.headings ? ", columns found by their headings" : "")\(skipped)"
    case .fixedWidth:
      return "lines of \(layout.width.map { "\($0) characters" } ?? "fields at fixed characters")\(skipped)"
    case .xml:
      return "XML, \(layout.root)\(layout.namespace.map { " of \($0)" } ?? "")"
    }
  }

  /// The encoding, as the file's first bytes and the profile say it.
  private static func encoding(_ path: String, _ layout: Layout) throws -> String {
    var head: [UInt8] = []
    _ = try ByteSource(path: path).append(to: &head)
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return "UTF-8, as its byte order mark says" }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      return "UTF-16, as its byte order mark says"
    }
    if layout.format == .xml {
      let declaration = String(decoding: head.prefix(200).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
      let quoted = declaration.split(separator: "encoding=", maxSplits: 1).dropFirst().first?.dropFirst()
      let name = quoted?.prefix { $0.isLetter || $0.isNumber || $0 == "-" } ?? ""
      return name.isEmpty ? "UTF-8, as XML without another word is" : "\(name), as its XML declaration says"
    }
    switch layout.encoding {
    case .utf8: return "UTF-8, as the profile says"
    case .windows1252, .latin1: return "Windows-1252, as the profile says"
    }
  }
}

extension PayrollHeading {
  /// What the file as a whole says, in words.
  fileprivate func fields(_ profile: Profile) -> [PayrollCheck.Field] {
    func field(_ name: String, _ value: String) -> PayrollCheck.Field {
      .init(name: name, value: value, personal: false)
    }
    let month = TaxMonth(payDate: key.payDate)
    let sender =
      profile.bureau.map { field("bureau", "\($0); each line says its employer") }
      ?? field("employer", key.sender)
    return [
      sender, field("payroll", key.payroll), field("pay date", key.payDate.inWords),
      field("tax month", "\(month), \(month.firstDay.inWords) to \(month.lastDay.inWords)"),
      field("sequence", "\(key.sequence)"),
    ]
  }
}

// MARK: - The first lines

extension PayrollCheck {
  private static func firstRows(_ path: String, _ profile: Profile, atMost limit: Int) throws -> [Row] {
    var rows: [Row] = []
    var reader = try RecordReader(file: path, layout: profile.layout, limits: profile.limits)
    var batch = RecordBatch()
    var faults = FaultList()
    while rows.count < limit, try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count where batch.kind(record) == .detail && rows.count < limit {
        rows.append(row(batch, record, profile))
      }
    }
    return rows
  }

  private static func row(_ batch: RecordBatch, _ record: Int, _ profile: Profile) -> Row {
    var fields: [Field] = []
    for (slot, place) in profile.layout.detail.kept.enumerated() {
      guard let name = Profile.DetailField(rawValue: place.name) else { continue }
      let value = understood(name, batch, record, slot, profile)
      let shown = value ?? "\"\(batch.string(record, slot))\", which is not understood"
      fields.append(Field(name: name.words, value: shown, personal: place.personal || value == nil))
    }
    return Row(line: batch.line(record), fields: fields)
  }

  /// What a field is understood to be, or nil.
  private static func understood(
    _ field: Profile.DetailField, _ batch: RecordBatch, _ record: Int, _ slot: Int, _ profile: Profile
  ) -> String? {
    let text = batch.string(record, slot)
    switch field {
    case .amount: return try? batch.amount(record, slot, style: profile.layout.amounts).pounds
    case .payDate: return batch.date(record, slot, style: profile.layout.dates)?.inWords
    case .employer: return profile.payrolls.contains { $0.employer == text } ? text : nil
    case .code: return profile.codes.first { $0.code == text }.map { "\(text), for the fund \($0.fund)" }
    case .payrollNumber, .surname, .initials: return text.isEmpty ? "(empty)" : text
    }
  }
}

// MARK: - In words

extension PayrollCheck {
  /// The whole check, a line each, as a person reads it.
  public var inWords: [String] {
    var text = ["\(file), read as \(profile): \(words)", "  format: \(format)", "  encoding: \(encoding)"]
    text += heading.map { "  \($0.name): \($0.value)" }
    if !unread.isEmpty { text.append("  passed over unread: \(unread.joined(separator: ", "))") }
    text += rows.map { row in
      "line \(row.line): " + row.fields.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
    }
    text.append("\(lines) \(lines == 1 ? "line" : "lines"), \(Pence(totalPence).pounds) in all. \(closing)")
    if let note { text.append(note) }
    text += faults.map { "\(file):\($0.line):\($0.column): \($0.code): \($0.message)" }
    if moreFaults > 0 { text.append("and \(moreFaults) more") }
    text += (schemaFaults ?? []).map { "\(file):\($0.line):\($0.column): \($0.code): \($0.message)" }
    return text
  }

  private var closing: String {
    let count = faults.count + moreFaults
    if count > 0 {
      return count == 1 ? "One fault: the file would be refused." : "\(count) faults: the file would be refused."
    }
    if schemaFaults?.isEmpty == false { return "The schema finds what our reader does not." }
    return hasControlTotals
      ? "No faults; its control totals agree." : "No faults. It has no control totals to hold it against."
  }
}
