// How agencies are listed and shown.

import ArgumentParser
import Dates
import Giving
import Money
import Operations

/// An agency, as lists show it.
struct ListedAgency: Encodable {
  let agency: String
  let name: String
  let approvedFrom: String
  let approvedUntil: String?
  let charityNumber: String
  let fundReference: String
  let contract: String?
  let term: String
  let fee: FeeRule?
  let clients: [Agency.Client]
  let reportNames: String?

  init(_ agency: Agency, on date: CivilDate) {
    self.agency = agency.code
    name = agency.name
    approvedFrom = agency.approvedFrom.description
    approvedUntil = agency.approvedUntil?.description
    charityNumber = agency.charityNumber
    fundReference = agency.fundReference
    contract = agency.contract.map { "\($0.reference), signed \($0.signed)" }
    term = agency.term.rawValue
    fee = agency.fee(on: date)
    clients = agency.clients
    reportNames = agency.fileName?.text
  }

  var feeWords: String {
    guard let fee else { return "none" }
    let parts = [
      fee.rateBasisPoints > 0 ? "\(Pence(fee.rateBasisPoints))% of the gift" : nil,
      fee.perDonorPence > 0 ? "\(fee.perDonorPence.pounds) a donor" : nil,
      fee.minimumPence > 0 ? "at least \(fee.minimumPence.pounds)" : nil,
    ].compactMap(\.self)
    return (parts.isEmpty ? "none" : parts.joined(separator: ", ")) + (fee.paidBy == .employer ? ", employer pays" : "")
  }

  var table: Table {
    let clients = clients.map { "\($0.employer) (\($0.reference))" }.joined(separator: ", ")
    let rows: [(String, String)] = [
      ("Name", name), ("Approved", "from \(approvedFrom)\(approvedUntil.map { " until \($0)" } ?? "")"),
      ("Our charity number there", charityNumber), ("Fund reference", fundReference),
      ("Contract on file", contract ?? "none"), ("Fee", feeWords), ("Pays as", term), ("Clients", clients),
      ("Names of its reports", reportNames ?? "a person names the agency"),
    ]
    return Table(["Agency \(agency)", ""], rows: rows.map { [.text($0.0), .text($0.1)] })
  }
}

struct AgencyList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "The agencies.")
  @OptionGroup var common: Common

  func run() throws {
    let house = try common.house()
    let agencies = house.configuration.agencies.map { ListedAgency($0, on: house.businessDate) }
    try common.screen.show(
      agencies,
      as: Table(
        ["Agency", "Name", "Fee", "Contract", "Clients", "Names of its reports"], leaving: ["Contract"],
        rows: agencies.map {
          [
            .text($0.agency), .text($0.name), .text($0.feeWords), .text($0.contract ?? "none"),
            .count(Int64($0.clients.count)), .optional($0.reportNames),
          ]
        }))
  }
}
