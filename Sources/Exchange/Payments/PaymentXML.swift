// ISO 20022 pain.001.001.09: the file by which a bank is told to pay.

import Files
import Money

/// One payment of a file.
struct PaymentLine: Hashable {
  /// The payment's public id; the bank carries it as the end-to-end id, so that its own line names what it paid.
  let payment: String
  /// How much, in pence.
  let pence: Int64
  /// To whom.
  let payee: PayeeAccount
}

/// The content of a file.
struct PaymentContent {
  let number: Int64
  /// The day on which the bank is to pay.
  let date: String
  let debtor: PaymentDebtor
  let lines: [PaymentLine]

  /// What its lines come to, in pence.
  var totalPence: Int64 { lines.reduce(0) { $0 &+ $1.pence } }

  /// What the bank knows the file by.
  var message: String { "nolimits-\(ExportName.padded(number))-\(date)" }

  /// The file. Counts and sums are those of the lines, and the written file is read again and must say the same.
  /// - Throws: ``ExchangeError/totals(what:)``, `OutputError`.
  func bytes() throws -> [UInt8] {
    let sink = MemorySink()
    var xml = try XMLWriter(to: sink)
    try xml.element("Document", ["xmlns": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"]) { xml in
      try xml.element("CstmrCdtTrfInitn") { xml in
        try xml.element("GrpHdr") { try header(&$0) }
        try xml.element("PmtInf") { try instruction(&$0) }
      }
    }
    guard Self.counted(sink.text) == (lines.count, totalPence), !lines.isEmpty,
      Set(lines.map(\.payment)).count == lines.count, lines.allSatisfy({ $0.pence > 0 })
    else { throw ExchangeError.totals(what: "payments of file \(number)") }
    return sink.bytes
  }

  private func header(_ xml: inout XMLWriter) throws {
    try xml.element("MsgId", text: message)
    try xml.element("CreDtTm", text: "\(date)T00:00:00")
    try sums(&xml)
    try xml.element("InitgPty") { try $0.element("Nm", text: debtor.name) }
  }

  private func sums(_ xml: inout XMLWriter) throws {
    try xml.element("NbOfTxs", text: "\(lines.count)")
    try xml.element("CtrlSum", text: Pence(totalPence).description)
  }

  private func instruction(_ xml: inout XMLWriter) throws {
    try xml.element("PmtInfId", text: "\(message)-1")
    try xml.element("PmtMtd", text: "TRF")
    try xml.element("BtchBookg", text: "false")
    try sums(&xml)
    try xml.element("PmtTpInf") { try $0.element("SvcLvl") { try $0.element("Cd", text: "NURG") } }
    try xml.element("ReqdExctnDt") { try $0.element("Dt", text: date) }
    try xml.element("Dbtr") { try $0.element("Nm", text: debtor.name) }
    try xml.element("DbtrAcct") { xml in
      try xml.element("Id") { try $0.element("IBAN", text: debtor.iban) }
      try xml.element("Ccy", text: "GBP")
    }
    try xml.element("DbtrAgt") { try bank(debtor.sortCode, &$0) }
    for line in lines { try xml.element("CdtTrfTxInf") { try transfer(line, &$0) } }
  }

  private func transfer(_ line: PaymentLine, _ xml: inout XMLWriter) throws {
    try xml.element("PmtId") { try $0.element("EndToEndId", text: line.payment) }
    try xml.element("Amt") { try $0.element("InstdAmt", ["Ccy": "GBP"], text: Pence(line.pence).description) }
    try xml.element("CdtrAgt") { try bank(line.payee.sortCode, &$0) }
    try xml.element("Cdtr") { try $0.element("Nm", text: line.payee.name) }
    try xml.element("CdtrAcct") { xml in
      try xml.element("Id") { xml in
        try xml.element("Othr") { xml in
          try xml.element("Id", text: line.payee.number)
          try xml.element("SchmeNm") { try $0.element("Cd", text: "BBAN") }
        }
      }
    }
    try xml.element("RmtInf") { xml in
      try xml.element("Ustrd", text: line.payee.reference ?? line.payment)
    }
  }

  /// A bank by its sort code, in the United Kingdom's clearing.
  private func bank(_ sortCode: String, _ xml: inout XMLWriter) throws {
    try xml.element("FinInstnId") { xml in
      try xml.element("ClrSysMmbId") { xml in
        try xml.element("ClrSysId") { try $0.element("Cd", text: "GBDSC") }
        try xml.element("MmbId", text: sortCode)
      }
    }
  }

  /// How many transfers a written file has and what they come to, read from its text alone; nil where it contradicts its
  /// own header.
  static func counted(_ text: String) -> (Int, Int64)? {
    func values(_ element: String) -> [String] {
      text.components(between: "<\(element)", and: "</").map { String($0.drop { $0 != ">" }.dropFirst()) }
    }
    let amounts = values("InstdAmt ").compactMap { try? Amount.read(Array($0.utf8)).rawValue }
    let sum = amounts.reduce(0, &+)
    let count = text.components(between: "<CdtTrfTxInf", and: ">").count
    guard amounts.count == count, values("NbOfTxs") == ["\(count)", "\(count)"],
      values("CtrlSum") == [Pence(sum).description, Pence(sum).description]
    else { return nil }
    return (count, sum)
  }
}

extension String {
  /// What stands between each of the one and the next of the other.
  fileprivate func components(between start: String, and end: String) -> [Substring] {
    var found: [Substring] = []
    var rest = self[...]
    while let begin = rest.firstRange(of: start) {
      rest = rest[begin.upperBound...]
      guard let stop = rest.firstRange(of: end) else { break }
      found.append(rest[..<stop.lowerBound])
    }
    return found
  }
}

/// Equal where both are there and alike.
private func == (a: (Int, Int64)?, b: (Int, Int64)) -> Bool { a.map { $0.0 == b.0 && $0.1 == b.1 } ?? false }
