// Bringing donors, posts and mandates into the register, one by one or from a file.

import Dates
import Foundation
import Ledger
import Money
import People
import Store

/// A donor's place on a payroll as a person or a file describes it.
public struct PostTerms: Sendable {
  /// The employer's code.
  public let employer: String
  /// The payroll's code.
  public let payroll: String
  /// The payroll number: text, leading zeros matter.
  public let payrollNumber: String
  /// The first day.
  public let from: CivilDate
  /// The last day, or nil.
  public let until: CivilDate?

  /// A place on a payroll.
  /// - Throws: ``GivingError/mandate(_:)`` if the payroll number is empty or too long.
  public init(employer: String, payroll: String, payrollNumber: String, from: CivilDate, until: CivilDate? = nil) throws
  {
    let payrollNumber = payrollNumber.precomposedStringWithCanonicalMapping
    guard (1...40).contains(payrollNumber.utf8.count) else {
      throw GivingError.mandate("A payroll number has from 1 to 40 signs.")
    }
    self.employer = employer
    self.payroll = payroll
    self.payrollNumber = payrollNumber
    self.from = from
    self.until = until
  }
}

/// Changes to the register.
public enum Registration {
  /// Records a new donor with a post.
  public static func addDonor(
    name: String, post: PostTerms, in write: Write, store: Store
  ) throws -> (donor: Int64, post: Post) {
    let donor = try Person.add([PersonFacts(name: name)], in: write, store: store)[0]
    return (donor, try addPost(post, donor: donor, in: write, store: store))
  }

  /// Records another post of a donor.
  public static func addPost(_ terms: PostTerms, donor: Int64, in write: Write, store: Store) throws -> Post {
    let payroll = try Payroll.findOrAdd(employer: terms.employer, code: terms.payroll, in: write)
    return try Post.add(
      donor: donor, payroll: payroll, payrollNumber: terms.payrollNumber, from: terms.from, until: terms.until,
      in: write, store: store)
  }

  /// The post that holds a payroll number on a day, or nil.
  public static func post(_ terms: PostTerms, _ reading: Reading) throws -> Post? {
    guard let payroll = try Payroll.find(employer: terms.employer, code: terms.payroll, reading) else { return nil }
    return try Post.holders(of: terms.payrollNumber, payroll: payroll.number, reading).first {
      $0.from <= terms.from && terms.from <= $0.until ?? .distantFuture
    }
  }

  /// Records a mandate for a post.
  public static func addMandate(_ terms: MandateTerms, post: Post, in write: Write) throws -> Mandate {
    try Mandate.add(terms, post: post, in: write)
  }

  /// Stops a donor's giving: every post and mandate ends on a day.
  /// - Returns: how many mandates were stopped.
  public static func stopDonor(_ donor: Int64, on date: CivilDate, in write: Write) throws -> Int {
    let posts = try Post.of(donor: donor, write.reading)
    guard !posts.isEmpty else { throw GivingError.notFound(kind: "donor", id: "\(donor)") }
    return try stop(posts, on: date, in: write)
  }

  /// Stops giving through an employer: every post and mandate on its payrolls ends on a day.
  /// - Returns: how many mandates were stopped.
  public static func stopEmployer(_ code: String, on date: CivilDate, in write: Write) throws -> Int {
    guard try Employer.find(code, write.reading) != nil else {
      throw GivingError.notFound(kind: "employer", id: code)
    }
    let payrolls = Set(try Payroll.all(write.reading).filter { $0.employer == code }.map(\.number))
    return try stop(try Post.all(write.reading).filter { payrolls.contains($0.payroll) }, on: date, in: write)
  }

  /// Records a donor's name anew; the earlier one is gone.
  public static func renameDonor(_ donor: Int64, name: String, in write: Write, store: Store) throws {
    guard try !Post.of(donor: donor, write.reading).isEmpty else {
      throw GivingError.notFound(kind: "donor", id: "\(donor)")
    }
    guard !name.isEmpty, !write.isDryRun else { return }
    try Vault.put(name, kind: .name, person: donor, in: write, store: store)
  }

  private static func stop(_ posts: [Post], on date: CivilDate, in write: Write) throws -> Int {
    var stopped = 0
    for post in posts where post.until ?? .distantFuture > date {
      for mandate in try Mandate.of(post: post.number, write.reading) where mandate.until ?? .distantFuture > date {
        try mandate.stop(on: date, in: write)
        stopped += 1
      }
      try post.end(on: date, in: write)
    }
    return stopped
  }
}
