// How a receiver wants the CSVs: other names for columns, other codes. The XML stays as its schema says.

import Files
import Ledger

/// An output profile, such as `config/outputs/foundation.yaml`:
///
/// ```yaml
/// columns:
///   contributions:
///     externalId: GiftRef
/// codes:
///   givers:
///     staff: EMP
/// ```
public struct OutputProfile: Hashable, Sendable {
  /// Section, then column: its heading.
  private var headings: [String: [String: String]] = [:]
  /// Column, then code: what is written for it.
  private var codes: [String: [String: String]] = [:]

  /// Our own names and codes.
  public static let standard = OutputProfile()

  /// The columns whose codes may be renamed.
  private static let coded = ["kind", "givers"]

  private init() {}

  /// Reads a profile from its file.
  /// - Throws: `ConfigurationFault` with the place of what is wrong.
  public static func read(_ path: String) throws(ConfigurationFault) -> OutputProfile {
    try OutputProfile(YAMLDocument(path: path))
  }

  /// Reads a profile from YAML.
  /// - Throws: `ConfigurationFault` for a section, column or code that there is not, and for two of one name.
  public init(_ document: YAMLDocument) throws(ConfigurationFault) {
    let mapping = try document.root.mapping(keys: ["columns", "codes"])
    if let columns = try mapping["columns"]?.mapping(keys: FoundationContent.sections.map(\.name)) {
      for section in FoundationContent.sections {
        guard let value = columns[section.name] else { continue }
        headings[section.name] = try Self.headings(section, value)
      }
    }
    if let coded = try mapping["codes"]?.mapping(keys: Self.coded) {
      for column in Self.coded {
        guard let value = coded[column] else { continue }
        codes[column] = try Self.codes(column, value)
      }
    }
  }

  private static func headings(
    _ section: Section, _ value: ConfigurationValue
  ) throws(ConfigurationFault) -> [String: String] {
    let mapping = try value.mapping(keys: section.columns.map(\.name))
    var names: [String: String] = [:]
    for entry in mapping.entries {
      let name = try entry.value.string()
      guard FormulaGuard.protect(name) == name else {
        throw entry.value.fault("A spreadsheet would take this heading for a formula.")
      }
      names[entry.key] = name
    }
    let all = section.columns.map { names[$0.name] ?? $0.name }
    guard Set(all).count == all.count else { throw value.fault("Two columns of \(section.name) would have one name.") }
    return names
  }

  private static func codes(
    _ column: String, _ value: ConfigurationValue
  ) throws(ConfigurationFault) -> [String: String] {
    let givers = Account.Givers.allCases.map(\.rawValue)
    let mapping = try column == "givers" ? value.mapping(keys: givers) : value.mapping()
    var written: [String: String] = [:]
    for entry in mapping.entries { written[entry.key] = try entry.value.string() }
    guard Set(written.values).count == written.count else {
      throw value.fault("Two codes of \(column) would be written alike.")
    }
    return written
  }

  /// The heading of a column.
  func heading(_ column: String, in section: String) -> String { headings[section]?[column] ?? column }

  /// What is written for a text in a column.
  func written(_ text: String, in column: String) -> String { codes[column]?[text] ?? text }

  /// What was meant by a text in a column.
  func meant(_ text: String, in column: String) -> String {
    codes[column]?.first { $0.value == text }?.key ?? text
  }
}
