// A bank statement as its file gives it, and the ids that it and its lines have here.

import Dates
import Files
import Money
import Store

/// A line of a statement.
public struct StatementLine: Hashable, Sendable {
  /// Its number within the statement, from 1, over entries and their details.
  public let ordinal: Int
  /// The bank's reference of the entry; empty where it gives none.
  public let reference: String
  /// The day it was booked.
  public let date: CivilDate
  /// What came, or if negative, what went.
  public let amount: Pence
  /// Whether it undoes an earlier entry.
  public let isReversal: Bool
  /// What the bank says of it: personal, and kept in the sealed archive only.
  public let narrative: [String]
  /// Where it stands in the file.
  public let line: Int

  /// A line.
  public init(
    ordinal: Int, reference: String, date: CivilDate, amount: Pence, isReversal: Bool = false, narrative: [String],
    line: Int = 0
  ) {
    self.ordinal = ordinal
    self.reference = reference
    self.date = date
    self.amount = amount
    self.isReversal = isReversal
    self.narrative = narrative
    self.line = line
  }
}

/// A statement, or one page of it.
public struct BankStatement: Sendable {
  /// How it names the account.
  public var identification = ""
  /// The bank's id of it.
  public var id = ""
  /// The page, from 1.
  public var page = 1
  /// Whether no page follows.
  public var isLastPage = true
  /// The balance it begins with; nil on a later page that does not say it.
  public var opening: Pence?
  /// The balance it ends with; nil on a page before the last that does not say it.
  public var closing: Pence?
  /// The day of its closing balance.
  public var date: CivilDate?
  /// Its booked lines.
  public var lines = StatementLines()
  /// Where it begins in the file.
  public var line = 0
  /// See ``line``.
  public var column = 0

  /// An empty statement.
  public init() {}

  /// What its lines come to.
  public var total: Pence { lines.total }

  /// A fault of the statement as a whole.
  func fault(_ code: String, _ message: String) -> FileFault {
    FileFault(line: line, column: column, code: code, message: message)
  }

  /// What makes two statements the same: all that they say, but for narratives.
  func digest(_ key: SchemeKey) -> [UInt8] {
    var digest = key.keyedDigest("bank-statement")
    var bytes: [UInt8] = []
    for part in [identification, id, "\(page)", "\(isLastPage)", "\(opening ?? .zero)", "\(closing ?? .zero)"] {
      bytes.append(contentsOf: part.utf8)
      bytes.append(0)
    }
    var day: (date: CivilDate, text: [UInt8])?
    for index in lines.indices {
      Digits.append(index + 1, to: &bytes)
      bytes.append(0)
      bytes.append(contentsOf: lines.reference(index))
      bytes.append(0)
      let date = lines.date(index)
      let written = day.flatMap { $0.date == date ? $0.text : nil } ?? Array("\(date)".utf8)
      day = (date, written)
      bytes.append(contentsOf: written)
      bytes.append(0)
      Digits.append(lines.amount(index), to: &bytes)
      bytes.append(0)
      if bytes.count > Self.digestBytes {
        digest.update(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    digest.update(bytes)
    return digest.finalized()
  }

  /// How many bytes are put together before they are digested.
  private static let digestBytes = 1 << 16
}

/// How statements and their lines are named here.
enum StatementID {
  /// `bank/FDN/2026/STMT-0041/p1`. Banks use their ids again in other years.
  static func of(_ statement: BankStatement, account: String, year: Int) -> String {
    "bank/\(account)/\(year)/\(plain(statement.id))/p\(statement.page)"
  }

  /// `bank/FDN/2026/STMT-0041/p1/REF7.12`, or where the bank gives no reference, `.../L12`: what follows the statement's id
  /// and a stroke. Put after what stands in `bytes`.
  static func appendLine(_ ordinal: Int, reference: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    if reference.isEmpty {
      bytes.append(UInt8(ascii: "L"))
    } else {
      appendPlain(reference, to: &bytes)
      bytes.append(UInt8(ascii: "."))
    }
    Digits.append(ordinal, to: &bytes)
  }

  /// What a bank writes, as part of an id; see ``plain(_:)``.
  static func appendPlain(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    if text.count <= longestPlain, text.allSatisfy(isPlain) {
      bytes.append(contentsOf: text)
    } else {
      bytes.append(contentsOf: plain(String(decoding: text, as: UTF8.self)).utf8)
    }
  }

  /// What a bank writes, as part of an id: letters, digits, points and hyphens.
  static func plain(_ text: String) -> String {
    if text.utf8.count <= longestPlain, text.utf8.allSatisfy(isPlain) { return text }
    return String(text.unicodeScalars.prefix(longestPlain).map { isPlain($0) ? Character($0) : "-" })
  }

  /// How many letters of what a bank writes stand in an id.
  private static let longestPlain = 40

  /// Whether a text is a code of ours.
  static func isPlain(_ text: String) -> Bool {
    (1...20).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy { isPlain($0) && $0 != "." }
  }

  /// An account's identification without spaces and hyphens.
  static func compact(_ text: String) -> String { text.uppercased().filter { $0 != " " && $0 != "-" } }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && isPlain(UInt8(truncatingIfNeeded: scalar.value))
  }

  private static func isPlain(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
