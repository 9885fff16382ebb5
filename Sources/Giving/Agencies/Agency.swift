// Payroll giving agencies: charities that HMRC approved to take gifts from pay and pass them on (ITEPA 2003 s714). What we
// know of each is configuration: contract, references, fees, the form of its report.

import Dates
import Files
import Money

/// An approved payroll giving agency, as `config/agencies/NAME.yaml` says.
public struct Agency: Sendable {
  /// An employer as this agency knows it.
  public struct Client: Codable, Hashable, Sendable {
    /// The employer's code here.
    public let employer: String
    /// The reference that its remittance carries.
    public let reference: String
    /// What the agency's reports call it.
    public let names: [String]
  }

  /// Which of the lawful periods it has to pay on.
  public enum Term: String, CaseIterable, Codable, Sendable {
    /// It is told who gives, and to which charity, when the money comes.
    case listed
    /// It is not, or is new to the charity.
    case unlisted
  }

  /// The contract between employer and agency, which an inspector asks for.
  public struct Contract: Codable, Hashable, Sendable {
    /// Where it is kept.
    public let reference: String
    /// The day it was signed.
    public let signed: CivilDate
  }

  /// The code that payroll profiles use.
  public let code: String
  /// Its name in words.
  public let name: String
  /// What its reports say under the heading for the agency.
  public let nameInReports: String
  /// The first day of its approval by HMRC, as far as we know.
  public let approvedFrom: CivilDate
  /// The last day of its approval, or nil.
  public let approvedUntil: CivilDate?
  /// The number of the foundation there: the charity that a giver names is the foundation, never the fund.
  public let charityNumber: String
  /// The fund, as the agency's instruction names it.
  public let fundReference: String
  /// The contract on file, if there is one.
  public let contract: Contract?
  /// The employers that remit to it.
  public let clients: [Client]
  /// Its fees, by first day.
  public let fees: [FeeRule]
  /// Which of the lawful periods it has to pay on.
  public let term: Term
  /// What the bank's lines of its payments say.
  public let narratives: [String]
  /// What its reports are called; nil where a person always names the agency.
  public let fileName: FileNamePattern?
  /// How its reports are read.
  public let layout: Layout
  /// How much is read before a report is refused.
  public let limits: Limits

  /// The fee rule of a day.
  public func fee(on date: CivilDate) -> FeeRule? { fees.last { $0.from <= date } }

  /// The employer that its reports call so, or nil: a name that is not listed is nobody's.
  func employer(named name: String) -> String? {
    let wanted = Self.folded(name)
    guard !wanted.isEmpty else { return nil }
    return clients.first { ([$0.employer] + $0.names).contains { Self.folded($0) == wanted } }?.employer
  }

  /// Names are compared without case and outer or repeated spaces.
  static func folded(_ name: String) -> String {
    name.lowercased().split(separator: " ").joined(separator: " ")
  }
}

extension [Agency] {
  /// The agency of this code, or the one whose pattern fits a file's name.
  /// - Throws: ``GivingError`` if there is none, or several.
  public func agency(_ code: String?, forFile file: String) throws -> Agency {
    if let code {
      guard let agency = first(where: { $0.code == code }) else { throw GivingError.notFound(kind: "agency", id: code) }
      return agency
    }
    let fitting = filter { $0.fileName?.read(file) != nil }
    guard let agency = fitting.first, fitting.count == 1 else {
      throw GivingError.noAgency(file: file, agencies: fitting.map(\.code))
    }
    return agency
  }
}

extension [Agency] {
  /// The days that the names of reports say, by name.
  public func days(ofFiles names: [String]) -> [String: String] {
    var days: [String: String] = [:]
    for name in names {
      let said = lazy.compactMap { $0.fileName?.read(name)?[.reportDate] }.first
      days[name] = said.flatMap { FileNamePattern.day($0) }?.description
    }
    return days
  }
}
