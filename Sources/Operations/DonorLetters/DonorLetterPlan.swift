// Which letters a year has: who gave, by which payroll number they are found, and in which order the letters lie.

import Dates
import Giving
import Ledger
import People
import Reporting
import Store

/// A year's letters before they are recorded.
struct DonorLetterPlan {
  let run: DonorLetterRun
  let letters: [DonorLetter]
  let notAddressed: Int
  let unknownPence: Int64
}

extension House {
  /// Plans the letters of a year.
  /// - Parameters:
  ///   - published: the figures of its last statement, as they went out.
  ///   - before: the edition that these take the place of; nil for the first.
  func donorLetterPlan(
    _ year: GivingYear, published: PublishedTable, insteadOf before: DonorLetterRun? = nil, _ reading: Reading
  ) throws -> DonorLetterPlan {
    let days = year.firstDay...year.lastDay
    let giving = try DonorGiving.read(days, reading)
    let (letters, notAddressed) = try letters(of: giving, reading)
    guard !letters.isEmpty else { throw DonorLettersError.nobody(year: year.name) }
    let settings = try configuration.donorLetters()
    let words = try DonorLetterWords(
      try configuration.donorLetterTemplates(), scheme: configuration.schemeName, contact: settings.contact,
      signed: settings.signed, keptDays: settings.keptDays, isPractice: store.isPractice,
      funds: try Funds.read(reading).all, published: published,
      insteadOf: before?.madeOn)
    let printer = try DonorLetterPrinter(words, from: days.lowerBound, until: days.upperBound, on: businessDate)
    var digest = DonorLetterDigest()
    for letter in letters { try digest.add(letter, by: printer) }
    let run = DonorLetterRun(
      number: try reading.int("SELECT max(number) FROM donor_letters") + 1, year: year.name,
      edition: (before?.edition ?? 0) + 1, days: days,
      report: published.report, madeOn: businessDate, letters: letters, words: words, digest: digest.keyed(store))
    return DonorLetterPlan(
      run: run, letters: letters, notAddressed: notAddressed, unknownPence: giving.unknownPence)
  }

  /// One letter for each person who gave more than payroll gave back, in order of payroll and post, so that those of one
  /// workplace lie together; then those who gave by other ways. Somebody with neither a name nor a payroll number here gets
  /// none: nobody guesses who they are.
  private func letters(of giving: DonorGiving, _ reading: Reading) throws -> ([DonorLetter], notAddressed: Int) {
    struct Giver {
      let donor: Int64
      let post: Int64
      let payroll: Int64
    }
    var payrolls: [Int64: Int64] = [:]
    try reading.each("SELECT post, payroll FROM post ORDER BY id") { payrolls[$0.int(0)] = $0.int(1) }
    var gifts: [Int64: [DonorLetter.Gift]] = [:]
    for (share, sum) in giving.sums where sum.given != 0 || sum.matched != 0 {
      gifts[share.donor, default: []].append(.init(fund: share.fund, given: sum.given, matched: sum.matched))
    }
    let givers = gifts.keys.map { donor in
      let post = giving.posts[donor] ?? 0
      return Giver(donor: donor, post: post, payroll: post == 0 ? .max : payrolls[post] ?? .max)
    }.sorted { ($0.payroll, $0.post, $0.donor) < ($1.payroll, $1.post, $1.donor) }
    let numbered = Set(try reading.all("SELECT DISTINCT post FROM payroll_number") { $0.int(0) })
    var letters: [DonorLetter] = []
    var notAddressed = 0
    for giver in givers {
      let theirs = (gifts[giver.donor] ?? []).sorted { $0.fund < $1.fund }
      guard theirs.reduce(Int64(0), { $0 &+ $1.given }) > 0 else { continue }
      let fact = try Vault.commitment(.name, person: giver.donor, reading) ?? 0
      let post = numbered.contains(giver.post) ? giver.post : 0
      guard fact != 0 || post != 0 else {
        notAddressed += 1
        continue
      }
      letters.append(
        DonorLetter(number: Int64(letters.count + 1), donor: giver.donor, post: post, nameFact: fact, gifts: theirs))
    }
    return (letters, notAddressed)
  }
}
