// Bank accounts as `config/banks/` describes them: whose they are, how their statements are read, and who pays into them.

import Files
import Ledger

/// What tells who paid a line of a statement, and what for.
public struct BankPattern: Hashable, Sendable {
  /// What the narrative looks like.
  public let narrative: Wildcard
  /// What kind of money it is.
  public let kind: Expectation.Kind
  /// Who pays it.
  public let payer: String

  /// A pattern.
  public init(narrative: Wildcard, kind: Expectation.Kind, payer: String) {
    self.narrative = narrative
    self.kind = kind
    self.payer = payer
  }
}

/// A bank account and how its statements are read.
public struct BankAccount: Sendable {
  /// Whose it is.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// The community foundation's.
    case foundation
    /// A council's holding account: never available.
    case holding
  }

  /// What its statements are.
  public enum Format: Sendable {
    /// ISO 20022 camt.053, version 02 or 08.
    case camt
    /// CSV, as this layout says.
    case csv(Layout)
  }

  /// Its short name.
  public let code: String
  /// Whose it is.
  public let kind: Kind
  /// The fewest signs of an account's number: fewer could end another's, and its statements would be taken for ours.
  private static let shortestIdentification = 8

  /// How its statements name it: an IBAN, or sort code and number.
  public let identification: String
  /// Whether other funds' money goes through it too: then only lines that fit a pattern are kept.
  public let isShared: Bool
  /// What its statements are.
  public let format: Format
  /// What the names of their files look like.
  public let fileName: Wildcard?
  /// How many days before the due date money may come and still be taken for it.
  public let daysBefore: Int
  /// How many days after.
  public let daysAfter: Int
  /// Who pays into it, or is paid out of it.
  public let patterns: [BankPattern]

  /// Its ledger account.
  public var ledger: Account { kind == .foundation ? .bank(code) : .holding(code) }

  /// Reads an account from its YAML file.
  /// - Throws: `ConfigurationFault` with the line and column of the first thing that cannot be meant.
  public static func read(_ path: String) throws(ConfigurationFault) -> BankAccount {
    try BankAccount(YAMLDocument(path: path).root)
  }

  /// Reads an account from its settings.
  public init(_ root: ConfigurationValue) throws(ConfigurationFault) {
    let settings = try root.mapping(keys: [
      "account", "words", "kind", "identification", "shared", "format", "fileName", "window", "patterns", "layout",
    ])
    let name = try settings.required("account")
    code = try name.string()
    guard StatementID.isPlain(code) else { throw name.fault("A code of letters, digits and hyphens is expected here.") }
    _ = try settings.required("words").string()
    kind = try settings.required("kind").choice()
    let place = try settings.required("identification")
    identification = StatementID.compact(try place.string())
    guard identification.utf8.count >= Self.shortestIdentification else {
      throw place.fault("A bank account's number has 8 letters or digits at least, or another's would fit it too.")
    }
    isShared = try settings.required("shared").boolean()
    fileName = try settings["fileName"].map { value throws(ConfigurationFault) in Wildcard(try value.string()) }
    let window = try settings["window"]?.mapping(keys: ["before", "after"])
    daysBefore = try window?.required("before").integer(in: 0...366) ?? 62
    daysAfter = try window?.required("after").integer(in: 0...366) ?? 62
    var patterns: [BankPattern] = []
    for item in try settings.required("patterns").list() {
      let pattern = try item.mapping(keys: ["narrative", "kind", "payer"])
      patterns.append(
        BankPattern(
          narrative: Wildcard(try pattern.required("narrative").string()), kind: try pattern.required("kind").choice(),
          payer: try pattern.required("payer").string()))
    }
    self.patterns = patterns
    switch try settings.required("format").choice(of: FormatName.self) {
    case .camt:
      if let layout = settings["layout"] { throw layout.fault("A camt statement has no layout of its own.") }
      format = .camt
    case .csv:
      let value = try settings.required("layout")
      let layout = try Layout(from: value)
      try Self.check(layout, at: value)
      format = .csv(layout)
    }
  }

  private enum FormatName: String, CaseIterable { case camt, csv }

  /// What a statement's layout needs beyond what every layout needs.
  private static func check(_ layout: Layout, at value: ConfigurationValue) throws(ConfigurationFault) {
    func has(_ field: String) -> Bool { layout.slot(field, in: .detail) != nil }
    guard layout.format == .csv, has("date"), has("balance"), has("narrative") else {
      throw value.fault("A statement's layout is csv and has the fields date, narrative and balance.")
    }
    guard has("amount") != (has("paidIn") && has("paidOut")) else {
      throw value.fault("A statement's layout has the field amount, or both paidIn and paidOut.")
    }
    let known = ["date", "amount", "paidIn", "paidOut", "reference", "narrative", "balance"]
    if let stray = layout.detail.kept.first(where: { !known.contains($0.name) }) {
      throw value.fault("A statement has no field \(stray.name); it may have \(known.joined(separator: ", ")).")
    }
  }
}
