// What Giving brings to the house: its tables, its migration, its facts.

import Ledger
import Money
import Store

/// Giving's part in the house.
public enum GivingRoom {
  /// Its first migration.
  public static let migration = Migration(
    "0005-giving",
    Employer.schema + Payroll.schema + Post.schema + SplitRule.schema + Mandate.schema + Contribution.schema
      + PayrollFile.schema + PostedFile.schema)

  /// Agencies' reports and the officer's month.
  public static let agencyMigration = Migration(
    "0008-agencies", AgencyImport.schema + AgencyReportLine.schema + AgencyDonor.schema + CutOff.schema)

  /// Gifts that do not come from pay, and what sponsors add.
  public static let gifts = Migration(
    "0009-other-money-giving",
    Gift.schema + GiftImport.schema + MatchOffer.schema + MatchClaim.schema
      + Campaign.schema)

  /// Gift Aid.
  public static let giftAid = Migration(
    "0014-gift-aid", Declaration.schema + GiftGiver.schema + GiftAidClaim.schema + GiftAidSchedule.schema)

  /// By when campaigns need their money.
  public static let campaigns = Migration("0020-campaigns", Campaign.needSchema)

  /// What the foundation takes for its costs.
  public static let fees = Migration("0015-fees", FeeCharge.schema)

  /// Who gave in each file, and who has more than one post.
  public static let givers = Migration("0033-givers", PostedGivers.schema + Post.moreSchema)

  /// Its tables.
  public static let tables = Tables(
    books: [
      Employer.book, Payroll.book, Post.book, SplitRule.book, Mandate.book, Contribution.book, PayrollFile.book,
      PayrollFile.stateBook, PostedFile.book, AgencyImport.book, AgencyReportLine.book, AgencyDonor.book, CutOff.book,
      Gift.book, GiftImport.book, MatchOffer.book, MatchClaim.book, MatchClaim.giftBook, Campaign.book,
      Campaign.boughtBook, Campaign.needBook,
      Declaration.book, Declaration.cancelBook, GiftGiver.book, GiftAidClaim.book, GiftAidClaim.giftBook,
      GiftAidSchedule.book,
      FeeCharge.book, PostedGivers.book,
    ],
    tallies: [Mandate.tally, Post.tally], workings: [Post.vault])

  /// Adds the facts of payroll giving to a digest, in order of file key. The contributions of a file stand in it as the
  /// digest that the file's link holds.
  public static func addFacts(to digest: inout FactDigest, _ reading: Reading) throws {
    for file in try PostedFile.all(reading) {
      let contributions = try reading.first(
        "SELECT digest FROM audit_rows WHERE book = 'contribution' AND first_row = ? AND count = ?",
        [.integer(file.rows.lowerBound), .integer(Int64(file.rows.count))]
      ) { $0.blob(0) }
      digest.add([
        .text(file.key.description), .integer(Int64(file.revision)), .integer(file.lines), .integer(file.heads),
        .integer(file.total.rawValue), .integer(file.isSuperseded ? 1 : 0), .blob(contributions ?? []),
      ])
    }
    for report in try AgencyImport.all(reading).filter({ [.posted, .reversed].contains($0.state) })
      .sorted(by: { $0.report < $1.report })
    {
      digest.add([
        .text(report.report), .integer(report.lines), .integer(report.grossPence), .integer(report.chargePence),
        .integer(report.matchPence), .integer(report.totalPence),
      ])
    }
  }
}
