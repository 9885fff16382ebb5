// The codes that the finance system has for our accounts and funds.

import Files

/// What `config/outputs/accounts.yaml` says:
///
/// ```yaml
/// accounts:
///   "asset:bank:FDN": "1200"
///   "asset:in-transit:*": "1310"
/// funds:
///   no-limits: "R410"
/// ```
///
/// An account is looked up by its whole name first, then by the longest beginning that has a `*`. A fund `*` stands for every fund that is not named.
public struct AccountCodes: Sendable {
  private var accounts: [String: String] = [:]
  private var beginnings: [(text: String, code: String)] = []
  private var funds: [String: String] = [:]

  /// Reads the file.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String) throws(ConfigurationFault) -> AccountCodes {
    try AccountCodes(YAMLDocument(path: path))
  }

  /// Reads codes from YAML.
  public init(_ document: YAMLDocument) throws(ConfigurationFault) {
    let mapping = try document.root.mapping(keys: ["accounts", "funds"])
    for entry in try mapping.required("accounts").mapping().entries {
      let code = try Self.code(entry.value)
      if entry.key.hasSuffix("*") {
        beginnings.append((String(entry.key.dropLast()), code))
      } else {
        accounts[entry.key] = code
      }
    }
    beginnings.sort { $0.text.utf8.count > $1.text.utf8.count }
    for entry in try mapping.required("funds").mapping().entries { funds[entry.key] = try Self.code(entry.value) }
  }

  private static func code(_ value: ConfigurationValue) throws(ConfigurationFault) -> String {
    let code = try value.string()
    guard FormulaGuard.protect(code) == code else { throw value.fault("A spreadsheet would take this for a formula.") }
    return code
  }

  /// The finance system's code of an account, or nil.
  func account(_ name: String) -> String? { accounts[name] ?? beginnings.first { name.hasPrefix($0.text) }?.code }

  /// The finance system's code of a fund, or nil.
  func fund(_ code: String) -> String? { funds[code] ?? funds["*"] }

  /// The accounts and funds of these places that have no code.
  func missing(_ places: [LedgerSums.Place]) -> [String] {
    Set(places.filter { account($0.account) == nil }.map(\.account)).sorted()
      + Set(places.filter { fund($0.fund) == nil }.map { "the fund \($0.fund)" }).sorted()
  }
}
