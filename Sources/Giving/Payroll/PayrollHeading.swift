// What a file says of itself before its first line: from its header, its name, its profile or a person; all must agree.

import Dates
import Files

/// What a person may say of a file that does not say it itself.
public struct StatedKey: Sendable {
  /// The day of pay.
  public var payDate: CivilDate?
  /// The employer's code.
  public var employer: String?
  /// The payroll's code.
  public var payroll: String?
  /// The run of that day.
  public var sequence: Int?

  /// Nothing unless named.
  public init(payDate: CivilDate? = nil, employer: String? = nil, payroll: String? = nil, sequence: Int? = nil) {
    self.payDate = payDate
    self.employer = employer
    self.payroll = payroll
    self.sequence = sequence
  }
}

/// What a file says of itself.
struct PayrollHeading {
  let key: FileKey
  /// The employer of all lines; nil where each line says its own.
  let employer: String?

  /// Puts together what header, name and person say.
  /// - Parameter faults: takes what does not agree, or cannot be read.
  /// - Returns: nil if there was a fault.
  static func read(
    profile: Profile, batch: RecordBatch?, fileName: String, stated: StatedKey, faults: inout FaultList
  ) throws -> PayrollHeading? {
    let before = faults.count
    let header = HeaderFields(profile: profile, batch: batch)
    header?.check(&faults)
    let name = profile.fileName?.read(fileName) ?? [:]
    let payDate = try Self.payDate(header, name, stated, profile, batch, &faults)
    let employer = try agreed(
      [header?.text("employer"), name[.employer], stated.employer, only(profile.payrolls.map(\.employer))],
      "employer", option: "--employer", needed: profile.bureau == nil, header, &faults)
    let payroll = try agreed(
      [header?.text("payroll"), name[.payroll], stated.payroll, only(profile.payrolls.map(\.payroll))],
      "payroll", option: "--payroll", needed: true, header, &faults)
    let sequence = Self.sequence(header, name, stated, &faults)
    guard faults.count == before, let payDate, let payroll else { return nil }
    guard profile.payrolls.contains(where: { $0.payroll == payroll && $0.employer == employer ?? $0.employer }) else {
      let code = employer == nil ? "wrong-payroll" : "wrong-employer"
      faults.add(fault(header, "employer", code, "This profile's files may not hold this employer and payroll."))
      return nil
    }
    guard let sender = profile.bureau ?? employer else { return nil }
    return PayrollHeading(
      key: FileKey(sender: sender, payroll: payroll, payDate: payDate, sequence: sequence), employer: employer)
  }

  /// Reads the beginning of a file and puts together what it, its name and a person say. Faults of its structure are not
  /// told here: whoever reads the lines finds them.
  static func scan(
    _ path: String, profile: Profile, fileName: String, stated: StatedKey, faults: inout FaultList
  ) throws -> PayrollHeading? {
    var reader = try RecordReader(file: path, layout: profile.layout, limits: profile.limits)
    var batch = RecordBatch()
    var structural = FaultList()
    while batch.count == 0, try reader.next(into: &batch, faults: &structural) {}
    return try read(
      profile: profile, batch: batch.count == 0 ? nil : batch, fileName: fileName, stated: stated, faults: &faults)
  }

  /// Stands in where a file does not say what it is, so that the faults of its lines can be found all the same.
  static func standIn(_ path: String, _ profile: Profile) throws -> PayrollHeading {
    var reader = try RecordReader(file: path, layout: profile.layout, limits: profile.limits)
    var batch = RecordBatch()
    var faults = FaultList()
    while batch.count == 0, try reader.next(into: &batch, faults: &faults) {}
    let dates = (0..<batch.count).compactMap { record -> CivilDate? in
      guard let slot = profile.layout.slot("payDate", in: batch.kind(record)) else { return nil }
      return batch.date(record, slot, style: profile.layout.dates)
    }
    let payroll = profile.payrolls[0]
    let isOnLines = profile.layout.slot("employer", in: .detail) != nil
    return PayrollHeading(
      key: FileKey(
        sender: profile.bureau ?? payroll.employer, payroll: payroll.payroll,
        payDate: dates.first ?? CivilDate(dayNumber: 0), sequence: 1),
      employer: isOnLines ? nil : payroll.employer)
  }

  private static func only(_ codes: [String]) -> String? { Set(codes).count == 1 ? codes.first : nil }

  /// The one value that all sources that speak give.
  private static func agreed(
    _ sources: [String?], _ part: String, option: String, needed: Bool, _ header: HeaderFields?,
    _ faults: inout FaultList
  ) throws -> String? {
    let said = sources.compactMap(\.self).filter { !$0.isEmpty }
    guard let value = said.first else {
      if needed { throw GivingError.fileKeyMissing(part: part, option: option) }
      return nil
    }
    guard said.allSatisfy({ $0 == value }) else {
      faults.add(
        fault(header, part, "wrong-\(part)", "The file, its name and its profile do not agree on the \(part)."))
      return nil
    }
    return value
  }

  private static func payDate(
    _ header: HeaderFields?, _ name: [FileNamePattern.Part: String], _ stated: StatedKey, _ profile: Profile,
    _ batch: RecordBatch?, _ faults: inout FaultList
  ) throws -> CivilDate? {
    var said: [CivilDate] = []
    if let header, header.has("payDate") {
      guard let date = header.date("payDate", style: profile.layout.dates) else {
        faults.add(fault(header, "payDate", "date", "A date like \(profile.layout.dates.rawValue) is expected here."))
        return nil
      }
      said.append(date)
    }
    if let text = name[.payDate] {
      guard let date = FileNamePattern.day(text) else {
        faults.add(FileFault(code: "file-name", message: "The file's name has no date where its profile expects one."))
        return nil
      }
      said.append(date)
    }
    if let date = stated.payDate { said.append(date) }
    if said.isEmpty, let batch, let line = firstLine(profile, batch) {
      guard let date = batch.date(line.record, line.slot, style: profile.layout.dates) else {
        let message = "A date like \(profile.layout.dates.rawValue) is expected here."
        faults.add(batch.fault(line.record, line.slot, code: "date", message: message))
        return nil
      }
      said.append(date)
    }
    guard let date = said.first else { throw GivingError.fileKeyMissing(part: "pay date", option: "--pay-date") }
    if said.contains(where: { TaxMonth(payDate: $0) != TaxMonth(payDate: date) }) {
      faults.add(fault(header, "payDate", "wrong-tax-month", "The file and its name are for different tax months."))
      return nil
    }
    guard said.allSatisfy({ $0 == date }) else {
      faults.add(fault(header, "payDate", "wrong-pay-date", "The file and its name are for different pay dates."))
      return nil
    }
    return date
  }

  /// Where neither header nor name says it, the first line does; all others must agree with it.
  private static func firstLine(_ profile: Profile, _ batch: RecordBatch) -> (record: Int, slot: Int)? {
    guard let slot = profile.layout.slot("payDate", in: .detail),
      let record = (0..<batch.count).first(where: { batch.kind($0) == .detail })
    else { return nil }
    return (record, slot)
  }

  private static func sequence(
    _ header: HeaderFields?, _ name: [FileNamePattern.Part: String], _ stated: StatedKey, _ faults: inout FaultList
  ) -> Int {
    var said: [Int] = []
    if let header, header.has("sequence") {
      guard header.text("sequence")?.count ?? 0 <= 4, let number = header.integer("sequence"), isSequence(number) else {
        faults.add(fault(header, "sequence", "sequence", "A sequence number from 0001 to 9999 is expected here."))
        return 0
      }
      said.append(number)
    }
    if let number = name[.sequence].flatMap({ Int($0) }) { said.append(number) }
    if let number = stated.sequence { said.append(number) }
    if !said.allSatisfy(isSequence) {
      faults.add(FileFault(code: "sequence", message: "A sequence number from 1 to 9999 is expected."))
    } else if Set(said).count > 1 {
      faults.add(
        fault(header, "sequence", "wrong-sequence", "The file and its name do not agree on the sequence number."))
    }
    return said.first ?? 1
  }

  private static func isSequence(_ number: Int) -> Bool { (1...9999).contains(number) }

  private static func fault(_ header: HeaderFields?, _ field: String, _ code: String, _ message: String) -> FileFault {
    header?.fault(field, code: code, message: message) ?? FileFault(code: code, message: message)
  }
}

/// The header record of a batch, by field name.
private struct HeaderFields {
  private let layout: Layout
  private let batch: RecordBatch
  private let record: Int

  /// Nil where the layout has no header, or the file none that could be read.
  init?(profile: Profile, batch: RecordBatch?) {
    guard let batch, let record = (0..<batch.count).first(where: { batch.kind($0) == .header }) else { return nil }
    layout = profile.layout
    self.batch = batch
    self.record = record
  }

  /// Checks what only the file says, and no key holds: its version, how often the payroll pays, when the file was made. The
  /// published schema of the canonical XML asks for the same.
  func check(_ faults: inout FaultList) {
    if let version = text("version"), version != "1" {
      faults.add(fault("version", code: "wrong-version", message: "Version 1 is expected here."))
    }
    if let frequency = text("frequency"), !["", "M1", "W1", "W2", "W4"].contains(frequency) {
      faults.add(fault("frequency", code: "frequency", message: "One of these is expected here: M1, W1, W2, W4."))
    }
    if let created = text("created"), !created.isEmpty, !Self.isMoment(Array(created.utf8)) {
      faults.add(fault("created", code: "date", message: "A moment like 2026-10-28T18:00:00Z is expected here."))
    }
  }

  /// Whether some text is a day, an hour, minute and second in UTC.
  private static func isMoment(_ text: [UInt8]) -> Bool {
    guard text.count == 20, DateStyle.iso.read(text.span.extracting(0..<10)) != nil else { return false }
    let form = Array("T00:00:00Z".utf8)
    for (byte, place) in zip(text[10...], form) {
      guard place == 0x30 ? (0x30...0x39).contains(byte) : byte == place else { return false }
    }
    func number(_ at: Int) -> Int { Int(text[at] - 0x30) * 10 + Int(text[at + 1] - 0x30) }
    return number(11) < 24 && number(14) < 60 && number(17) < 60
  }

  func has(_ field: String) -> Bool { layout.slot(field, in: .header) != nil }

  func text(_ field: String) -> String? { layout.slot(field, in: .header).map { batch.string(record, $0) } }

  func integer(_ field: String) -> Int? { layout.slot(field, in: .header).flatMap { batch.integer(record, $0) } }

  func date(_ field: String, style: DateStyle) -> CivilDate? {
    layout.slot(field, in: .header).flatMap { batch.date(record, $0, style: style) }
  }

  func fault(_ field: String, code: String, message: String) -> FileFault {
    guard let slot = layout.slot(field, in: .header) else { return batch.fault(record, code: code, message: message) }
    return batch.fault(record, slot, code: code, message: message)
  }
}
