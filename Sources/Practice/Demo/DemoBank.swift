// The bank of a practice home: what it booked on the foundation's account, and its statement of a month as camt.053.

import Dates
import Files
import Foundation
import Money

/// What a bank knows of one account.
struct DemoBank {
  private struct Line {
    let date: CivilDate
    let amount: Pence
    let narrative: String
  }

  private var lines: [Line] = []
  private var balance: Pence
  private var entries = 0
  let identification: String

  init(identification: String, opening: Pence) {
    self.identification = identification
    balance = opening
  }

  /// Books what came, or if negative what went.
  mutating func book(_ amount: Pence, on date: CivilDate, _ narrative: String) {
    lines.append(Line(date: date, amount: amount, narrative: narrative))
  }

  /// The statement of a month, with all that was booked until its end and stood in none before.
  mutating func statement(of month: Month) -> [UInt8] {
    let told = lines.filter { $0.date <= month.lastDay }.sorted { $0.date < $1.date }
    lines.removeAll { $0.date <= month.lastDay }
    let opening = balance
    balance += told.map(\.amount).sum()
    let made = "\(month.lastDay)T18:00:00"
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
      <GrpHdr><MsgId>MSG-\(month)</MsgId><CreDtTm>\(made)</CreDtTm></GrpHdr>
      <Stmt><Id>FDN-\(month)</Id><CreDtTm>\(made)</CreDtTm><Acct><Id><IBAN>\(identification)</IBAN></Id></Acct>
      \(Self.balance("OPBD", opening, month.firstDay))
      \(Self.balance("CLBD", balance, month.lastDay))

      """
    for line in told {
      entries += 1
      text += Self.entry(line, entries) + "\n"
    }
    return Array((text + "</Stmt></BkToCstmrStmt></Document>\n").utf8)
  }

  private static func balance(_ code: String, _ amount: Pence, _ date: CivilDate) -> String {
    """
    <Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp>\(sum(amount))<Dt><Dt>\(date)</Dt></Dt></Bal>
    """
  }

  private static func sum(_ amount: Pence) -> String {
    "<Amt Ccy=\"GBP\">\(amount.magnitude)</Amt><CdtDbtInd>\(amount < .zero ? "DBIT" : "CRDT")</CdtDbtInd>"
  }

  private static func entry(_ line: Line, _ number: Int) -> String {
    """
    <Ntry><NtryRef>\(FileText.digits(number, 6))</NtryRef>\(sum(line.amount))<Sts>BOOK</Sts>\
    <BookgDt><Dt>\(line.date)</Dt></BookgDt><BkTxCd/><NtryDtls><TxDtls><RmtInf><Ustrd>\(line.narrative)</Ustrd></RmtInf>\
    </TxDtls></NtryDtls></Ntry>
    """
  }
}
