// What the ledger refuses, and in what words.

import Dates
import Money
import Store

/// What the ledger refuses.
public enum LedgerError: Refusal, Equatable {
  /// An entry does not balance within this fund.
  case unbalanced(entry: String, fund: Int64, difference: Pence)
  /// An entry without postings.
  case empty(entry: String)
  /// There is no such thing.
  case notFound(kind: String, id: String)
  /// It was reversed or settled before.
  case alreadyDone(kind: String, id: String)
  /// There is one of this name already.
  case taken(kind: String, id: String)
  /// A fund would close before it opens.
  case closesFirst(fund: String)
  /// A posting to an account of what is owed names no expectation, or one to another account names one.
  case expectation(entry: String, account: String)
  /// Less is there than is to be taken.
  case tooLittle(fund: String, has: Pence, wanted: Pence)
  /// An entry of this kind is not taken back so.
  case ownWay(entry: String, kind: String)
  /// The purpose of one fund's money does not let it go to the other.
  case purpose(from: String, to: String)
  /// Balances do not come to what was stated.
  case opening(sum: Pence, stated: Pence)
  /// The statements of a bank account say what is in it: only their lines change that.
  case stated(account: String)
  /// A name, purpose or reason is empty or holds control characters.
  case text(String)

  /// A month cannot be closed or opened again.
  case month(month: Month, why: String)

  /// A stable code for programs; see ``Refusal``.
  public var code: String {
    switch self {
    case .unbalanced: "unbalanced"
    case .empty: "empty-entry"
    case .notFound: "not-found"
    case .alreadyDone: "already-done"
    case .text: "text"
    case .taken: "taken"
    case .closesFirst: "closes-first"
    case .expectation: "expectation"
    case .tooLittle: "too-little"
    case .ownWay: "own-way"
    case .purpose: "purpose"
    case .opening: "opening"
    case .stated: "stated"
    case .month: "month"
    }
  }

  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    switch self {
    case .unbalanced(let entry, let fund, let difference):
      "Entry \(entry) does not balance in fund \(fund) by \(difference.pounds). Nothing was posted."
    case .empty(let entry): "Entry \(entry) has no postings. Nothing was posted."
    case .expectation(let entry, let account):
      "Entry \(entry) must say which expectation its posting to \(account) belongs to. Nothing was posted."
    case .tooLittle(_, _, let wanted) where wanted <= .zero:
      "An amount is more than nothing, such as 25.00. To move money the other way, name the funds the other way round. Nothing was changed."
    case .tooLittle(let fund, let has, let wanted):
      "\(fund) has \(has.pounds) there, less than \(wanted.pounds). Nothing was changed."
    case .ownWay(let entry, "payroll"):
      "\(entry) came with a payroll file: import the corrected file with --supersedes. Nothing was changed."
    case .ownWay(let entry, "bank-statement"):
      "\(entry) is what the bank says, and stands. Take back what one of its lines pays, by the line's id. Nothing was changed."
    case .ownWay(let entry, _):
      "\(entry) has a way of its own to be put right, and is not reversed by itself. Nothing was changed."
    case .purpose(let from, let to):
      "This reason does not let money go from \(from) to \(to), or \(to) takes none now. Nothing was changed."
    case .opening(let sum, let stated):
      "The balances come to \(sum.pounds), and the foundation states \(stated.pounds). Nothing was changed."
    case .month(let month, let why): "\(month) stays as it is: \(why). Nothing was changed."
    case .stated(let account):
      "Statements of the bank account \(account) are in the books: only their lines bring money in or take it out. Assign the line: nolimits bank unmatched. Nothing was changed."
    case .notFound(let kind, let id): "There is no \(kind) \(id). Nothing was changed."
    case .taken(let kind, let id): "There is a \(kind) \(id) already. Nothing was changed."
    case .closesFirst(let fund): "The fund \(fund) would close before it opens. Nothing was changed."
    case .text(let code):
      "The words given for \(code) must be text without control characters. Nothing was changed."
    case .alreadyDone(let kind, let id): "The \(kind) \(id) was settled before. Nothing was changed."
    }
  }

  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus {
    switch self {
    case .unbalanced, .empty, .expectation: .invariantBroken
    case .notFound: .inputMissing
    case .alreadyDone, .text, .taken, .closesFirst, .tooLittle, .ownWay, .purpose, .opening, .stated, .month:
      .inputRefused
    }
  }
}
