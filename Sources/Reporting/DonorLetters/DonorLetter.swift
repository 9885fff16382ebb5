// A donor's letter in numbers: who, by which post, and what they gave to which fund. Whose name it carries is in the vault.

/// A donor's letter of a year.
public struct DonorLetter: Hashable, Sendable {
  /// Its number among the year's letters, from 1.
  public let number: Int64
  /// The donor: a person's number.
  public let donor: Int64
  /// The post whose payroll number stands on it; 0 for those who gave by other ways only.
  public let post: Int64
  /// The commitment of the name that it was made with; 0 where none was known.
  public let nameFact: Int64
  /// What was given, fund by fund.
  public let gifts: [Gift]

  /// What was given to a fund, in pence.
  public struct Gift: Hashable, Sendable {
    /// The fund's number.
    public let fund: Int64
    /// What was given.
    public let given: Int64
    /// What sponsors added to it.
    public let matched: Int64

    /// A gift.
    public init(fund: Int64, given: Int64, matched: Int64) {
      self.fund = fund
      self.given = given
      self.matched = matched
    }
  }

  /// A letter.
  public init(number: Int64, donor: Int64, post: Int64, nameFact: Int64, gifts: [Gift]) {
    self.number = number
    self.donor = donor
    self.post = post
    self.nameFact = nameFact
    self.gifts = gifts
  }

  /// What was given in all, in pence.
  public var given: Int64 { gifts.reduce(0) { $0 &+ $1.given } }
  /// What was added in all, in pence.
  public var matched: Int64 { gifts.reduce(0) { $0 &+ $1.matched } }
}

/// Whom a letter is to, as its page says.
public enum Addressee: Hashable, Sendable {
  /// Somebody with a name, and perhaps a payroll number.
  case named(String, Place?)
  /// Somebody whose name is not kept here: payroll knows them by this number.
  case numbered(Place)
  /// Nobody yet: what a year's letters are compared by, without a look at anyone.
  case blank
  /// Somebody who was forgotten.
  case removed

  /// A place on a payroll.
  public struct Place: Hashable, Sendable {
    /// The payroll number.
    public let payrollNumber: String
    /// The payroll's code.
    public let payroll: String
    /// The employer's name.
    public let employer: String

    /// A place.
    public init(payrollNumber: String, payroll: String, employer: String) {
      self.payrollNumber = payrollNumber
      self.payroll = payroll
      self.employer = employer
    }
  }
}
