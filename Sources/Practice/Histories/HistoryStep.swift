// What can happen to a scheme, as values: the steps of a history.

import Dates
import Giving
import Ledger
import Money

/// Who takes a step.
public enum HistoryActor: String, CaseIterable, Sendable {
  /// The nightly job.
  case night
  /// The first person of finance.
  case finance
  /// The second.
  case finance2
}

/// A donor's place on a payroll, as a history names it.
public struct HistoryPost: Hashable, Sendable {
  /// The name of the post in its history: later steps use it.
  public let label: Int
  /// The employer's code.
  public let employer: String
  /// The payroll's code.
  public let payroll: String
  /// The payroll number.
  public let payrollNumber: String
  /// The first day.
  public let from: CivilDate
}

/// A mandate, as a history names it.
public struct HistoryMandate: Hashable, Sendable {
  /// The name of the mandate in its history.
  public let label: Int
  /// The post's label.
  public let post: Int
  /// The deduction code.
  public let code: String
  /// How much each pay day.
  public let pence: Int
  /// The first day.
  public let from: CivilDate
  /// The last day, or nil.
  public let until: CivilDate?
  /// Whether it is for one pay day only.
  public let once: Bool
  /// The funds by code, each with its weight: basis points of a percentage, or pence.
  public let shares: [Share]
  /// Whether the weights are pence.
  public let isFixed: Bool

  /// One fund's part.
  public struct Share: Hashable, Sendable {
    /// The fund's code.
    public let fund: String
    /// Basis points or pence.
    public let weight: Int

    /// A part.
    public init(fund: String, weight: Int) {
      self.fund = fund
      self.weight = weight
    }
  }

  /// The split as a person writes it.
  public var written: String {
    if shares.count == 1 { return shares[0].fund }
    return shares.map { share in
      let weight = Pence(Int64(share.weight)).description
      return "\(share.fund)=\(weight)\(isFixed ? "" : "%")"
    }.joined(separator: ",")
  }
}

/// One line of a history's payroll file.
public struct HistoryLine: Hashable, Sendable {
  /// The number that names it within its file: of the line, or in XML of the deduction.
  public let line: Int
  /// The employer's code.
  public let employer: String
  /// The payroll number, as the register has it.
  public let payrollNumber: String
  /// The deduction code.
  public let code: String
  /// The amount.
  public let pence: Int
}

/// What is wrong with a file, so that it must be refused.
public enum HistoryDamage: String, CaseIterable, Sendable {
  /// The trailer's sum is a penny out.
  case controlTotal
  /// The trailer counts one line too many.
  case controlCount
  /// The trailer is not there.
  case noTrailer
  /// A line stands after the trailer.
  case afterTrailer
  /// An amount that is none.
  case amount
  /// A NUL in a line.
  case nul
  /// The name is of another tax month than the content.
  case name
}

/// A payroll file of a history.
public struct HistoryFile: Sendable {
  /// The name of the file in its history.
  public let label: Int
  /// Its profile.
  public let profile: String
  /// Its key.
  public let key: FileKey
  /// Its name, as it lies in the inbox.
  public let name: String
  /// Its bytes.
  public let bytes: [UInt8]
  /// What it says.
  public let lines: [HistoryLine]
  /// What is wrong with it, if anything.
  public let damage: HistoryDamage?
  /// Whether it is to take the place of the posted file of its key.
  public let supersedes: Bool
}

/// How a history's item is settled.
public enum HistorySettlement: Hashable, Sendable {
  /// To a fund.
  case fund(String)
  /// As the mandate of this label says.
  case mandate(Int)
  /// It is not coming.
  case returned
  /// A person has looked.
  case noted
}

/// One step of a history. Steps may be refused: then nothing changes, and that is what is expected.
public enum HistoryStep: Sendable {
  /// A new donor with a post.
  case join(HistoryPost)
  /// A mandate for a post.
  case give(HistoryMandate)
  /// The last day of a mandate.
  case stop(mandate: Int, on: CivilDate)
  /// A mandate in place of another, from its first day on.
  case change(mandate: Int, to: HistoryMandate)
  /// A donor leaves: all ends on a day.
  case leave(post: Int, on: CivilDate)
  /// A fund takes no gifts after a day.
  case closeFund(String, after: CivilDate)
  /// A file is taken in.
  case take(HistoryFile, by: HistoryActor)
  /// The yes to a file that is held, by its label.
  case approve(file: Int, by: HistoryActor)
  /// The no.
  case reject(file: Int, by: HistoryActor)
  /// An item is settled, by its file's label and line.
  case settle(file: Int, line: Int, as: HistorySettlement, by: HistoryActor)
  /// A step of the money that is not payroll's. Where two people are needed, the first of finance proposes it, and this one
  /// agrees.
  case money(MoneyStep, by: HistoryActor)
}

/// A history of a scheme.
public struct History: Sendable {
  /// The seed that it was made from.
  public let seed: UInt64
  /// The funds that it opens besides those of `start.yaml`.
  public let funds: [Fund]
  /// What happens, in order.
  public let steps: [HistoryStep]
}
