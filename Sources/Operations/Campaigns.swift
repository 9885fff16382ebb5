// What a campaign's page says beside its figures, and how it is closed.

import Dates
import Giving
import Ledger
import Money
import Store

/// The last pay date of which the money must be there in time, one way of paying.
public struct LastPayDate: Codable, Hashable, Sendable {
  /// The agency's code, or `direct` where employers pay the foundation without one.
  public let by: String
  /// The last pay date.
  public let payDate: String
}

/// A campaign on a page.
public struct CampaignPage: Codable, Sendable {
  /// Its figures.
  public let campaign: Campaign
  /// Its fund: name, purpose, window.
  public let fund: Fund
  /// How far it has come, in hundredths of its target, rounded down.
  public let percent: Int64
  /// By when payroll must have taken gifts for the law to bring them in time; empty where no day is set.
  public let lastPayDates: [LastPayDate]
}

extension House {
  /// The page of a campaign.
  /// - Throws: `GivingError.notFound`.
  public func campaign(_ code: String) throws -> CampaignPage {
    let campaign = try Campaign.find(code, store.reading)
    guard let fund = try Funds.read(store.reading)[code] else {
      throw GivingError.notFound(kind: "campaign", id: code)
    }
    return CampaignPage(
      campaign: campaign, fund: fund, percent: campaign.percent,
      lastPayDates: campaign.neededBy.flatMap { CivilDate($0) }.map(lastPayDates) ?? [])
  }

  /// The last pay dates of which the money must lawfully be there by a day: by each agency of the scheme, and direct.
  public func lastPayDates(for needed: CivilDate) -> [LastPayDate] {
    let rules = configuration.rules
    let agencies = configuration.agencies.filter { $0.approvedFrom <= needed }.map {
      LastPayDate(by: $0.code, payDate: rules.lastPayDate(for: needed, term: $0.term).description)
    }
    return agencies
      + [LastPayDate(by: "direct", payDate: rules.lastPayDate(for: needed, term: nil).description)]
  }

  /// Closes a campaign: a proposal, which a second person approves. The surplus goes where the wording says, or is held.
  public func closeCampaign(_ code: String, after date: CivilDate, isDryRun: Bool = false) throws -> String {
    let closing = try CampaignClosing(code, after: date, store.reading)
    return try doOrPropose("campaign.close", subject: code, closing, words: closing.words, isDryRun: isDryRun)
  }
}
