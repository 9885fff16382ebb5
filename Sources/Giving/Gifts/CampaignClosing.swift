// The end of a campaign: it takes no more gifts, and what is left goes where the appeal's wording says, or is held.

import Dates
import Ledger
import Money
import Store

/// A campaign that two people close.
public struct CampaignClosing: Codable, Hashable, Sendable {
  /// The code of its fund.
  public let fund: String
  /// The last day on which it takes gifts.
  public let closes: String
  /// What goes to the fund that the wording names; 0 where nothing is left, or the wording names none and it is held.
  public let surplusPence: Int64
  /// That fund, as both people read it; nil where a surplus is held.
  public let surplusTo: String?

  /// What closing a campaign after a day means as things are: all that is there and promised to nobody goes.
  /// - Throws: ``GivingError/notFound(kind:id:)`` if there is no such campaign.
  public init(_ code: String, after date: CivilDate, _ reading: Reading) throws {
    let campaign = try Campaign.find(code, reading)
    fund = code
    // One that was closed before stays closed since then; what has come since is moved.
    closes = min(campaign.closes ?? date.description, date.description)
    surplusTo = campaign.surplusTo
    surplusPence = campaign.surplusTo == nil ? 0 : max(0, campaign.availablePence)
  }

  /// What it does, in words.
  public var words: String {
    let left =
      surplusTo.map {
        surplusPence == 0 ? "nothing is left to move" : "move \(Pence(surplusPence).pounds) that is left to \($0)"
      } ?? "what is left is held in it, for its own purpose"
    return "close the campaign \(fund) to gifts after \(closes); \(left)"
  }

  /// Closes it, and moves what was agreed.
  /// - Throws: `LedgerError` if that much is not there any more, or the other fund takes none: nothing is then changed.
  public func post(on date: CivilDate, in write: Write) throws {
    _ = try Campaign.find(fund, write.reading)
    guard let open = try Funds.read(write.reading)[fund], let closes = CivilDate(closes) else {
      throw GivingError.notFound(kind: "campaign", id: fund)
    }
    if open.closes != closes {
      try Fund(
        number: open.number, code: open.code, name: open.name, purpose: open.purpose, parent: open.parent,
        opens: open.opens, closes: closes, surplusTo: open.surplusTo
      ).record(in: write)
    }
    guard let surplusTo, surplusPence > 0 else { return }
    try FundTransfer(from: fund, to: surplusTo, amount: Pence(surplusPence), reason: .surplus).post(on: date, in: write)
  }
}
