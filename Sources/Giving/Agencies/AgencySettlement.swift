// Settling what an agency reported and nobody could say the fund of.

import Dates
import Ledger
import Money
import Store

/// The settlement of one item of an agency's report.
struct AgencySettlement {
  let item: OpenItem
  /// What lies in suspense for it.
  let amount: Pence

  private var unallocated: Int64 { Fund.unallocated.number }

  /// The entry that moves the money, wherever it lies by now.
  func entry(_ resolution: Resolution, _ reading: Reading) throws -> EntryDraft {
    guard let date = CivilDate(item.eventDate) else {
      throw GivingError.settlement("What this item came from cannot be found.")
    }
    var draft = EntryDraft(id: "settled/\(item.id)", kind: "suspense-settled", eventDate: date)
    let places = try Whereabouts.find(amount, of: .unallocated, preferring: item.subject, reading)
    switch resolution {
    case .fund(let code):
      guard let fund = try Funds.read(reading)[code], fund.number != unallocated else {
        throw GivingError.notFound(kind: "fund", id: code)
      }
      guard fund.isOpen(on: date) else { throw GivingError.settlement("The fund \(code) took no gifts on \(date).") }
      for place in places { give(place, to: fund.number, &draft) }
    case .deducted(let employer):
      try clear(places, of: employer, &draft, reading)
    case .mandate, .against: throw GivingError.settlement("An agency's money is settled to a fund, or as deducted.")
    case .returned: throw GivingError.settlement("The agency has this money: payroll cannot have given it back.")
    case .noted: throw GivingError.settlement("Money lies in suspense for this item: say where it goes.")
    }
    return draft
  }

  /// A gift that no payroll file of ours tells of: its giver works for somebody else.
  private func give(_ place: Whereabouts, to fund: Int64, _ draft: inout EntryDraft) {
    let isMatch = item.code == AgencyFinding.matchNoFund.rawValue
    draft.add(Posting(.suspense, fund: unallocated, place.amount))
    draft.add(-place.amount, at: place, fund: unallocated)
    draft.add(place.amount, at: place, fund: fund)
    draft.add(Posting(isMatch ? .matchIncome : .payrollIncome(.partners), fund: fund, -place.amount))
  }

  /// The employer's deductions came after the report: its income is in the books already, so they are cleared.
  private func clear(
    _ places: [Whereabouts], of employer: String, _ draft: inout EntryDraft, _ reading: Reading
  ) throws {
    let agency = item.subject.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    let remittances = try OpenExpectation.remittances(to: agency, from: employer, reading)
    for place in places {
      var left = place.amount
      for open in remittances where left > .zero {
        left = try draft.clear(open.expectation.id, left, into: place.account, as: place.expectation, reading)
      }
      guard left == .zero else {
        throw GivingError.settlement("\(employer) has less than \(amount.pounds) on its way to \(agency).")
      }
      draft.add(-place.amount, at: place, fund: unallocated)
      draft.add(Posting(.suspense, fund: unallocated, place.amount))
    }
  }
}
