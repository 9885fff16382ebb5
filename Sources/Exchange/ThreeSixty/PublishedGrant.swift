// One published grant, field by field: what is not named here cannot get out.

import Files
import Foundation
import Money

/// A grant as the world reads it (360Giving Data Standard 1.4).
struct PublishedGrant: Hashable {
  /// To whom.
  enum Recipient: Hashable {
    /// An organisation, with its public id.
    case organisation(id: String, GrantRecipient)
    /// A young person, of whom nothing is said.
    case individual(id: String)
  }

  let id: String
  let title: String
  let description: String
  let pence: Int64
  /// ISO.
  let awardDate: String
  let recipient: Recipient
  /// The programme's code and title; nil where too few share it.
  let programme: (code: String, title: String)?
  let reasons: [String]
  let purposes: [String]

  static func == (a: PublishedGrant, b: PublishedGrant) -> Bool { a.id == b.id && a.cells(of: nil) == b.cells(of: nil) }
  func hash(into hasher: inout Hasher) { hasher.combine(id) }

  /// The grant as JSON.
  func json(_ terms: ThreeSixtyTerms, modified: String) -> JSONText {
    var fields: [(String, JSONText)] = [
      ("id", .text(id)), ("title", .text(title)), ("description", .text(description)), ("currency", .text("GBP")),
      ("amountAwarded", .number(Pence(pence).description)), ("awardDate", .text(awardDate)),
    ]
    switch recipient {
    case .organisation(let id, let organisation):
      var known: [(String, JSONText)] = [("id", .text(id)), ("name", .text(organisation.name))]
      if let number = organisation.charityNumber { known.append(("charityNumber", .text(number))) }
      if let number = organisation.companyNumber { known.append(("companyNumber", .text(number))) }
      fields.append(("recipientOrganization", .list([.object(known)])))
    case .individual(let id):
      fields.append(("recipientIndividual", .object([("id", .text(id)), ("name", .text(Self.individual))])))
      if !reasons.isEmpty || !purposes.isEmpty {
        var details = zip(["primaryGrantReason", "secondaryGrantReason"], reasons).map { ($0, JSONText.text($1)) }
        if !purposes.isEmpty { details.append(("grantPurpose", .list(purposes.map { .text($0) }))) }
        fields.append(("toIndividualsDetails", .object(details)))
      }
    }
    fields.append(
      (
        "beneficiaryLocation",
        .list([
          .object([
            ("name", .text(terms.place.name)), ("countryCode", .text("GB")), ("geoCode", .text(terms.place.code)),
            ("geoCodeType", .text(terms.place.type)),
          ])
        ])
      ))
    fields.append(
      (
        "fundingOrganization", .list([.object([("id", .text(terms.funderID)), ("name", .text(terms.funderName))])])
      ))
    if let programme {
      fields.append(
        (
          "grantProgramme", .list([.object([("code", .text(programme.code)), ("title", .text(programme.title))])])
        ))
    }
    fields.append(("dateModified", .text(modified)))
    return .object(fields)
  }

  /// The name that the standard's guidance gives to every individual.
  static let individual = "Individual Recipient"

  /// The headings of the CSV, as the standard's spreadsheets have them.
  static func headings(individuals: Bool) -> [String] {
    ["Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date"]
      + (individuals
        ? [
          "Recipient Ind:Identifier", "Recipient Ind:Name", "To Individuals Details:Primary Grant Reason",
          "To Individuals Details:Secondary Grant Reason", "To Individuals Details:Grant Purpose",
        ]
        : [
          "Recipient Org:Identifier", "Recipient Org:Name", "Recipient Org:Charity Number",
          "Recipient Org:Company Number",
        ]) + [
        "Beneficiary Location:Name", "Beneficiary Location:Country Code", "Beneficiary Location:Geographic Code",
        "Beneficiary Location:Geographic Code Type", "Funding Org:Identifier", "Funding Org:Name",
        "Grant Programme:Code", "Grant Programme:Title", "Last Modified",
      ]
  }

  /// The grant as a row of the CSV.
  func row(_ terms: ThreeSixtyTerms, modified: String) -> [CSVField] {
    cells(of: terms) + [.plain(modified)]
  }

  private func cells(of terms: ThreeSixtyTerms?) -> [CSVField] {
    var cells: [CSVField] = [
      .plain(id), .text(title), .text(description), .plain("GBP"), .amount(Pence(pence)), .plain(awardDate),
    ]
    switch recipient {
    case .organisation(let id, let organisation):
      cells += [
        .plain(id), .text(organisation.name), .text(organisation.charityNumber ?? ""),
        .text(organisation.companyNumber ?? ""),
      ]
    case .individual(let id):
      cells += [
        .plain(id), .plain(Self.individual), .plain(reasons.first ?? ""), .plain(reasons.dropFirst().first ?? ""),
        .plain(purposes.joined(separator: ";")),
      ]
    }
    cells += [
      .text(terms?.place.name ?? ""), .plain("GB"), .plain(terms?.place.code ?? ""), .plain(terms?.place.type ?? ""),
      .plain(terms?.funderID ?? ""), .text(terms?.funderName ?? ""), .plain(programme?.code ?? ""),
      .text(programme?.title ?? ""),
    ]
    return cells
  }
}

/// JSON whose keys stay in order and whose amounts are never binary fractions.
indirect enum JSONText {
  case text(String)
  /// Digits, as they are to stand.
  case number(String)
  case list([JSONText])
  case object([(String, JSONText)])

  /// As a file holds it: two spaces a level.
  func written(_ indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let digits): return digits
    case .list(let items):
      return "[\n" + items.map { inner + $0.written(inner) }.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let fields):
      return "{\n" + fields.map { "\(inner)\(Self.quoted($0)): \($1.written(inner))" }.joined(separator: ",\n")
        + "\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
