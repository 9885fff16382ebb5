// Agencies read from YAML, every fault with its line, and the columns of the standard report.

import Dates
import Files
import Money

extension Agency {
  /// Reads an agency from its YAML file.
  /// - Throws: `ConfigurationFault` with the line and column of the first thing that cannot be meant.
  public static func read(_ path: String, limits: Limits) throws(ConfigurationFault) -> Agency {
    try Agency(YAMLDocument(path: path).root, limits: limits)
  }

  init(_ root: ConfigurationValue, limits: Limits) throws(ConfigurationFault) {
    let settings = try root.mapping(keys: [
      "agency", "name", "nameInReports", "approved", "charityNumber", "fundReference", "contract", "clients", "fees",
      "term", "narratives", "fileName", "limits", "encoding", "layout",
    ])
    code = try Self.code(settings.required("agency"))
    name = try settings.required("name").string()
    nameInReports = try settings["nameInReports"]?.string() ?? name
    let approved = try settings.required("approved").mapping(keys: ["from", "until"])
    approvedFrom = try approved.required("from").date()
    approvedUntil = try approved["until"]?.date()
    charityNumber = try settings.required("charityNumber").string()
    fundReference = try settings.required("fundReference").string()
    contract = try settings["contract"].map(Self.contract)
    clients = try Self.clients(settings.required("clients"))
    fees = try Self.fees(settings.required("fees"))
    term = try settings["term"]?.choice() ?? .listed
    narratives = try settings["narratives"]?.strings() ?? []
    fileName = try settings["fileName"].map(Self.pattern)
    self.limits =
      try settings["limits"].map { value throws(ConfigurationFault) in try Limits(from: value, standard: limits) }
      ?? limits
    if let value = settings["layout"] {
      if let encoding = settings["encoding"] {
        throw encoding.fault("A layout says its own encoding; leave this out.")
      }
      layout = try Layout(from: value)
      try Self.check(layout, at: value)
    } else {
      var standard = AgencyReportColumn.standardLayout
      standard.encoding = try settings["encoding"]?.choice() ?? .utf8
      layout = standard
    }
  }

  private static func code(_ value: ConfigurationValue) throws(ConfigurationFault) -> String {
    let text = try value.string()
    guard Employer.isCode(text) else { throw value.fault("A code of letters, digits and hyphens is expected here.") }
    return text
  }

  private static func contract(_ value: ConfigurationValue) throws(ConfigurationFault) -> Contract {
    let settings = try value.mapping(keys: ["reference", "signed"])
    return Contract(
      reference: try settings.required("reference").string(), signed: try settings.required("signed").date())
  }

  private static func clients(_ value: ConfigurationValue) throws(ConfigurationFault) -> [Client] {
    var clients: [Client] = []
    for item in try value.list() {
      let settings = try item.mapping(keys: ["employer", "reference", "names"])
      let client = Client(
        employer: try code(settings.required("employer")), reference: try settings.required("reference").string(),
        names: try settings["names"]?.strings() ?? [])
      let names = Set(([client.employer] + client.names).map(folded))
      let taken = clients.flatMap { [$0.employer] + $0.names }.map(folded)
      guard names.isDisjoint(with: taken) else {
        throw item.fault("Another client has this code or one of these names.")
      }
      clients.append(client)
    }
    return clients
  }

  private static func fees(_ value: ConfigurationValue) throws(ConfigurationFault) -> [FeeRule] {
    var fees: [FeeRule] = []
    for item in try value.list() {
      let settings = try item.mapping(keys: ["from", "rate", "perDonor", "minimum", "paidBy"])
      let rule = FeeRule(
        from: try settings.required("from").date(), rateBasisPoints: try settings["rate"]?.percent().basisPoints ?? 0,
        perDonorPence: try settings["perDonor"]?.amount().rawValue ?? 0,
        minimumPence: try settings["minimum"]?.amount().rawValue ?? 0,
        paidBy: try settings["paidBy"]?.choice() ?? .fund)
      guard min(rule.perDonorPence, rule.minimumPence) >= 0, rule.rateBasisPoints <= Rate.whole.basisPoints else {
        throw item.fault("A fee is from nothing to the whole gift.")
      }
      guard fees.last.map({ $0.from < rule.from }) ?? true else { throw item.fault("Fees stand in order of date.") }
      fees.append(rule)
    }
    return fees
  }

  private static func pattern(_ value: ConfigurationValue) throws(ConfigurationFault) -> FileNamePattern {
    guard let pattern = FileNamePattern(try value.string(), parts: FileNamePattern.Part.ofReport) else {
      throw value.fault("A file name is expected here, with parts from {reportDate} {report} {*}.")
    }
    return pattern
  }

  private static func check(_ layout: Layout, at value: ConfigurationValue) throws(ConfigurationFault) {
    let known = Set(AgencyReportColumn.allCases.map(\.rawValue))
    if let stray = layout.detail.kept.first(where: { !known.contains($0.name) }) {
      throw value.fault(
        "A report has no field \(stray.name); it may have \(known.sorted().joined(separator: ", ")), and others with skip: true."
      )
    }
    for column in [AgencyReportColumn.donor, .net, .total] where layout.slot(column.rawValue, in: .detail) == nil {
      throw value.fault("The detail record of a report needs the field \(column.rawValue).")
    }
  }
}

/// A column of an agency's report.
enum AgencyReportColumn: String, CaseIterable {
  case agency, donor, employer, gross, charge, net, employerMatch, otherMatch, total

  /// The heading that agencies agreed on for their reports to charities.
  private var heading: String {
    switch self {
    case .agency: "AgencyName"
    case .donor: "PGA Donor Ref Number"
    case .employer: "Employer Name"
    case .gross: "Gross Donation"
    case .charge: "Admin Charge"
    case .net: "Net Donation"
    case .employerMatch: "Employer Matched Donation"
    case .otherMatch: "Other Match"
    case .total: "Total Donation to Charity"
    }
  }

  /// What people call it.
  var words: String { heading }

  private var isOptional: Bool { self != .net && self != .total }

  /// The standard report. Names and addresses stand in columns that are not listed, and are passed over unread.
  static var standardLayout: Layout {
    var layout = Layout(
      .csv,
      detail: RecordLayout(
        .none,
        fields: allCases.map {
          FieldLayout(
            $0.rawValue, .heading($0.heading), personal: $0 == .donor || $0 == .employer, optional: $0.isOptional)
        }))
    layout.headings = true
    layout.trim = true
    layout.amounts = AmountStyle(thousands: true, poundSign: true)
    return layout
  }
}
