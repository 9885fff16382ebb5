// Profiles: how the files of one payroll system are read and what the scheme knows of the payrolls in them.

import Dates
import Files
import Ledger
import Money

/// One payroll that a profile's files may hold.
public struct ProfilePayroll: Hashable, Sendable {
  /// How its gifts reach the foundation.
  public enum Route: Hashable, Sendable {
    /// Before tax, through the approved agency of this code (ITEPA 2003 s714).
    case agency(String)
    /// From net pay, straight to the foundation.
    case direct

    /// Whom the employer pays.
    var payee: String {
      switch self {
      case .agency(let code): code
      case .direct: Expectation.foundation
      }
    }
  }
  /// The employer's code.
  public let employer: String
  /// The payroll's code.
  public let payroll: String
  /// Whose pay it is.
  public let givers: Account.Givers
  /// How the gifts reach the foundation.
  public let route: Route
  /// How often it pays.
  public let frequency: PayFrequency
}

/// How often a payroll pays, as payroll systems write it.
public enum PayFrequency: String, CaseIterable, Hashable, Sendable {
  /// Every month.
  case monthly = "M1"
  /// Every week.
  case weekly = "W1"
  /// Every second week.
  case fortnightly = "W2"
  /// Every fourth week.
  case fourWeekly = "W4"

  /// The last day of the one pay period in which a single gift from this day can be taken.
  func lastDay(from day: CivilDate) -> CivilDate {
    switch self {
    case .monthly: day.month.lastDay
    case .weekly: day.adding(days: 6)
    case .fortnightly: day.adding(days: 13)
    case .fourWeekly: day.adding(days: 27)
    }
  }
}

/// How the files of one payroll system are read.
public struct Profile: Sendable {
  /// How many fields a detail must and may have, by name.
  public enum DetailField: String, CaseIterable, Sendable {
    /// The payroll number: text, leading zeros matter.
    case payrollNumber
    /// The deduction code.
    case code
    /// The amount.
    case amount
    /// The employer, where one file holds several.
    case employer
    /// The pay date, where every line says it.
    case payDate
    /// The surname; kept in the archived file only.
    case surname
    /// The initials; kept in the archived file only.
    case initials

    /// What people call it.
    var words: String {
      switch self {
      case .payrollNumber: "payroll number"
      case .code: "deduction code"
      case .payDate: "pay date"
      case .amount, .employer, .surname, .initials: rawValue
      }
    }

    /// How many characters it may have, as `config/schemas/payroll-1.xsd` says it.
    var limit: Int {
      switch self {
      case .code, .employer: 20
      case .payrollNumber, .initials: 40
      case .surname: 100
      case .amount, .payDate: .max
      }
    }
  }

  /// The profile's name: `canonical-csv`.
  public let name: String
  /// What it is, in words.
  public let words: String
  /// What the names of its files look like; nil where a person always names the profile.
  public let fileName: FileNamePattern?
  /// The bureau's code, where one file holds several employers.
  public let bureau: String?
  /// The payrolls its files may hold.
  public let payrolls: [ProfilePayroll]
  /// Deduction codes, and the code of the fund each is for.
  public let codes: [(code: String, fund: String)]
  /// Whether a file must end with its sum, and its count where it gives one. A profile without them says so by name.
  public let hasControlTotals: Bool
  /// Whether consents are kept by payroll and not here: then a line goes to its code's fund.
  public let consentsKeptByPayroll: Bool
  /// How far the total may move against the month before without a second person.
  public let holdTotalMoved: Rate
  /// How far the number of givers may move against the month before without a second person.
  public let holdHeadsMoved: Rate
  /// How its files are read.
  public let layout: Layout
  /// How much is read before a file is refused.
  public let limits: Limits
}

extension Profile {
  /// Reads a profile from its YAML file.
  /// - Throws: `ConfigurationFault` with the line and column of the first thing that cannot be meant.
  public static func read(_ path: String, limits: Limits) throws(ConfigurationFault) -> Profile {
    try Profile(YAMLDocument(path: path).root, limits: limits)
  }

  init(_ root: ConfigurationValue, limits: Limits) throws(ConfigurationFault) {
    let settings = try root.mapping(keys: [
      "profile", "words", "fileName", "bureau", "payrolls", "codes", "controlTotals", "consents", "hold", "limits",
      "layout",
    ])
    name = try settings.required("profile").string()
    words = try settings.required("words").string()
    fileName = try settings["fileName"].map(Self.pattern)
    bureau = try settings["bureau"].map(Self.code)
    payrolls = try Self.payrolls(settings.required("payrolls"))
    codes = try Self.codes(settings.required("codes"))
    hasControlTotals = try settings.required("controlTotals").choice(of: ControlTotals.self) == .required
    consentsKeptByPayroll = try settings["consents"]?.choice(of: Consents.self) == .payroll
    let hold = try settings.required("hold").mapping(keys: ["totalMoved", "givers"])
    holdTotalMoved = try hold.required("totalMoved").percent()
    holdHeadsMoved = try hold.required("givers").percent()
    self.limits =
      try settings["limits"].map { value throws(ConfigurationFault) in try Limits(from: value, standard: limits) }
      ?? limits
    let layoutValue = try settings.required("layout")
    layout = try Layout(from: layoutValue)
    try Self.check(layout, hasControlTotals: hasControlTotals, at: layoutValue)
    try checkEmployers(settings["bureau"] ?? layoutValue)
  }

  /// A file of several employers needs a sender of its own, and each of its lines an employer.
  private func checkEmployers(_ value: ConfigurationValue) throws(ConfigurationFault) {
    let isOnLines = layout.slot("employer", in: .detail) != nil
    if bureau != nil, !isOnLines {
      throw value.fault("A bureau's files need the field employer in the detail record.")
    }
    if bureau == nil, isOnLines, layout.slot("employer", in: .header) == nil, Set(payrolls.map(\.employer)).count > 1 {
      throw value.fault("Where each line says its employer, the setting \"bureau\" says who sends the file.")
    }
  }

  private enum ControlTotals: String, CaseIterable { case required, none }
  private enum Consents: String, CaseIterable { case here, payroll }
  private enum RouteKind: String, CaseIterable { case agency, direct }

  private static func pattern(_ value: ConfigurationValue) throws(ConfigurationFault) -> FileNamePattern {
    guard let pattern = FileNamePattern(try value.string()) else {
      throw value.fault("A file name is expected here, with parts from {employer} {payroll} {payDate} {sequence} {*}.")
    }
    return pattern
  }

  private static func code(_ value: ConfigurationValue) throws(ConfigurationFault) -> String {
    let text = try value.string()
    guard Employer.isCode(text) else { throw value.fault("A code of letters, digits and hyphens is expected here.") }
    return text
  }

  private static func payrolls(_ value: ConfigurationValue) throws(ConfigurationFault) -> [ProfilePayroll] {
    var payrolls: [ProfilePayroll] = []
    for item in try value.list() {
      let settings = try item.mapping(keys: ["employer", "payroll", "givers", "route", "agency", "frequency"])
      let route: ProfilePayroll.Route
      switch try settings.required("route").choice(of: RouteKind.self) {
      case .agency: route = .agency(try code(settings.required("agency")))
      case .direct: route = .direct
      }
      let payroll = ProfilePayroll(
        employer: try code(settings.required("employer")), payroll: try code(settings.required("payroll")),
        givers: try settings.required("givers").choice(), route: route,
        frequency: try settings["frequency"]?.choice() ?? .monthly)
      guard !payrolls.contains(where: { $0.employer == payroll.employer && $0.payroll == payroll.payroll }) else {
        throw item.fault("This employer and payroll stand here already.")
      }
      payrolls.append(payroll)
    }
    guard !payrolls.isEmpty else { throw value.fault("At least one payroll is expected here.") }
    return payrolls
  }

  private static func codes(_ value: ConfigurationValue) throws(ConfigurationFault) -> [(code: String, fund: String)] {
    var codes: [(code: String, fund: String)] = []
    for entry in try value.mapping().entries {
      codes.append((try code(entry.name), try code(entry.value)))
    }
    guard (1...200).contains(codes.count) else { throw value.fault("From 1 to 200 deduction codes are expected here.") }
    return codes
  }

  /// What a payroll layout needs beyond what every layout needs.
  private static func check(
    _ layout: Layout, hasControlTotals: Bool, at value: ConfigurationValue
  ) throws(ConfigurationFault) {
    for field in [DetailField.payrollNumber, .code, .amount] where layout.slot(field.rawValue, in: .detail) == nil {
      throw value.fault("The detail record of a payroll needs the field \(field.rawValue).")
    }
    let allowed: [RecordKind: Set<String>] = [
      .header: ["version", "employer", "payroll", "payDate", "frequency", "sequence", "created"],
      .detail: Set(DetailField.allCases.map(\.rawValue)), .trailer: ["count", "total"],
    ]
    for (kind, names) in allowed {
      if let stray = layout.record(kind)?.kept.first(where: { !names.contains($0.name) }) {
        throw value.fault(
          "The \(kind.name) record has no field \(stray.name); it may have \(names.sorted().joined(separator: ", ")), and others with skip: true."
        )
      }
    }
    if hasControlTotals, layout.slot("total", in: .trailer) == nil {
      throw value.fault("controlTotals: required needs a trailer record with the field total.")
    }
  }

  /// What the scheme knows of a payroll, or nil if the profile's files may not hold it.
  func payroll(employer: String, payroll: String) -> ProfilePayroll? {
    payrolls.first { $0.employer == employer && $0.payroll == payroll }
  }
}
