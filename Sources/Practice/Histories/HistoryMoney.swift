// The money of a history that is not payroll's, as values: gifts, payouts, agencies' reports, statements, transfers, entries
// that are taken back, a sponsor, the foundation's fee, months that are closed.
//
// A history is made up before it is played. Where a step is about what stands in the books by then, it names the n-th of a
// list, counted round, so that it always finds something there; -1 is the last.

import Dates
import Ledger

/// A gift by hand.
public struct HistoryGift: Hashable, Sendable {
  /// The fund's code.
  public let fund: String
  /// How much.
  public let pence: Int
  /// The day.
  public let date: CivilDate
  /// A body's code, or `anonymous`.
  public let giver: String
  /// The bank account that it is in already, or nil.
  public let receivedIn: String?
  /// Whether one like it may stand beside it.
  public let isAnother: Bool
}

/// The file of a web platform's payout.
public struct HistoryPayout: Hashable, Sendable {
  /// The name of the file in its history, among all files that are not payroll's.
  public let label: Int
  /// The platform's reference.
  public let payout: String
  /// Its gifts.
  public let gifts: [Gift]

  /// One of its gifts.
  public struct Gift: Hashable, Sendable {
    /// The day.
    public let date: CivilDate
    /// How much.
    public let pence: Int
    /// What the platform keeps of it.
    public let fee: Int
    /// The platform's code of the fund.
    public let code: String
  }
}

/// An agency's report.
public struct HistoryReport: Hashable, Sendable {
  /// The name of the file in its history, among all files that are not payroll's.
  public let label: Int
  /// The agency's code.
  public let agency: String
  /// The day on which the agency received the money.
  public let date: CivilDate
  /// The agency's number of the report.
  public let number: Int
  /// Its lines.
  public let lines: [Line]
  /// Whether it is to take the place of the posted report of its key.
  public let supersedes: Bool

  /// One of its lines.
  public enum Line: Hashable, Sendable {
    /// All that the n-th employer owes the agency by then, and so much more.
    case employer(Int, more: Int, charge: Charge, match: Int)
    /// A gift of so much from an employer that nobody knows.
    case stranger(Int)
    /// Figures that contradict each other, with a total of so much.
    case contradiction(Int)
  }

  /// What the agency says that it keeps.
  public enum Charge: Hashable, Sendable {
    /// What was agreed.
    case agreed
    /// So much, or all of it.
    case other(Int)
    /// It does not say.
    case untold
  }
}

/// A line of an agency's report, in pence.
public struct ReportFigures: Hashable, Sendable {
  /// What the report calls the employer.
  public let employer: String
  /// The gift; nil where it is not told.
  public let gross: Int?
  /// What the agency keeps; nil where it is not told.
  public let charge: Int?
  /// The gift less the charge.
  public let net: Int
  /// What the employer adds.
  public let match: Int
  /// What the agency pays.
  public let total: Int

  /// What a line of a history comes to, once it is known what its employer owes.
  public init(_ line: HistoryReport.Line, owed: Int, name: String) {
    switch line {
    case .employer(_, let more, let charge, let match):
      let gross = max(1, max(0, owed) + more)
      let kept: Int? =
        switch charge {
        case .agreed: (gross * 4 + 50) / 100
        case .other(let pence): min(pence, gross)
        case .untold: nil
        }
      employer = name
      self.gross = kept == nil ? nil : gross
      self.charge = kept
      net = gross - (kept ?? 0)
      self.match = match
      total = net + match
    case .stranger(let gross):
      employer = "A stranger"
      self.gross = gross
      charge = (gross * 4 + 50) / 100
      net = gross - (gross * 4 + 50) / 100
      match = 0
      total = net
    case .contradiction(let total):
      employer = name
      gross = total
      charge = 0
      net = total + 1
      match = 0
      self.total = total
    }
  }
}

/// How an item of an agency's report or of a payout is settled.
public enum HistoryMoneySettlement: Hashable, Sendable {
  /// To a fund.
  case fund(String)
  /// As what this employer deducted.
  case deducted(String)
  /// A person has looked.
  case noted
}

/// A sponsor's offer.
public struct HistoryOffer: Hashable, Sendable {
  /// The sponsor's code.
  public let sponsor: String
  /// Hundredths of a per cent.
  public let basisPoints: Int
  /// The most for a giver and month, or nil.
  public let cap: Int?
  /// The most in all.
  public let pot: Int
  /// The days.
  public let from: CivilDate
  /// See ``from``.
  public let until: CivilDate
  /// The funds' codes.
  public let funds: [String]
}

/// A step of the money that is not payroll's.
public enum MoneyStep: Hashable, Sendable {
  /// Balances are taken on, in pence by fund; what the foundation states is so much more than their sum.
  case takeOn([HistoryMandate.Share], on: CivilDate, more: Int)
  /// A gift by hand.
  case gift(HistoryGift)
  /// A payout's file.
  case payout(HistoryPayout)
  /// An agency's report.
  case report(HistoryReport)
  /// A statement of the bank.
  case statement(HistoryStatement)
  /// The very file of this label once more.
  case again(file: Int)
  /// The n-th line of the bank that waits is assigned.
  case assign(Int, to: HistoryTarget)
  /// The n-th item of an agency or a payout is settled.
  case settle(Int, as: HistoryMoneySettlement)
  /// The n-th item of what was passed on too much is set against the n-th of what is due: of the same payer, or of all.
  case setOff(Int, against: Int, ofPayer: Bool)
  /// Money moves between funds.
  case transfer(from: String, to: String, pence: Int, reason: FundTransfer.Reason)
  /// The n-th of all entries and lines of the bank is taken back.
  case reverse(Int)
  /// A sponsor's offer.
  case offer(HistoryOffer)
  /// A claim on the sponsor.
  case claim(String, until: CivilDate)
  /// The foundation's fee after a month.
  case fee(Month)
  /// The giver of a post declares Gift Aid, on a day, for gifts from a day on.
  case declare(post: Int, from: CivilDate, madeOn: CivilDate)
  /// The n-th declaration is cancelled from a day on.
  case undeclare(Int, from: CivilDate)
  /// The n-th gift is found to be of the giver of a post.
  case giver(Int, post: Int)
  /// Gift Aid is claimed on the gifts until a day.
  case giftAid(until: CivilDate)
  /// HMRC's schedule of the n-th claim is written.
  case schedule(Int)
  /// The night looks for late money, as of a day.
  case late(CivilDate)
  /// A month is closed.
  case close(Month)
  /// A month is opened again.
  case reopen(Month)
}
