// A mapping of a configuration file. A key it does not know is a fault: a misspelt setting must not be silently ignored.

import Yams

/// The settings of one mapping, in the order they are written.
public struct ConfigurationMapping {
  /// One setting: its name, where the name stands, and its value.
  public struct Entry {
    /// The name before the colon.
    public let key: String
    /// The name as a value, for faults at its place.
    public let name: ConfigurationValue
    /// What follows the colon.
    public let value: ConfigurationValue
  }

  /// The settings in the order they are written.
  public let entries: [Entry]
  /// The mapping as a value, for faults at its place.
  public let place: ConfigurationValue

  init(_ pairs: Node.Mapping, at place: ConfigurationValue) throws(ConfigurationFault) {
    self.place = place
    var entries: [Entry] = []
    for (key, value) in pairs {
      let name = ConfigurationValue(node: key, file: place.file)
      entries.append(
        Entry(key: try name.string(), name: name, value: ConfigurationValue(node: value, file: place.file)))
    }
    self.entries = entries
  }

  /// The names of the settings, in the order they are written.
  public var keys: [String] { entries.map(\.key) }

  /// The value of a setting, or nil where it is not given: `try mapping["delimiter"]?.string() ?? ","`.
  public subscript(key: String) -> ConfigurationValue? { entries.first { $0.key == key }?.value }

  /// The value of a setting that must be given.
  public func required(_ key: String) throws(ConfigurationFault) -> ConfigurationValue {
    guard let value = self[key] else { throw place.fault("The setting \"\(key)\" is missing here.") }
    return value
  }

  /// Refuses every setting but these; one fault names all that are not known, each with its place.
  public func allow(only known: [String]) throws(ConfigurationFault) {
    let unknown = entries.filter { !known.contains($0.key) }
    guard let first = unknown.first else { return }
    let also = unknown.dropFirst().map { "\"\($0.key)\" (\($0.name.line):\($0.name.column))" }
    let more = also.isEmpty ? "" : " Nor are there: \(also.joined(separator: ", "))."
    throw first.name.fault(
      "There is no setting \"\(first.key)\" here; known are: \(known.joined(separator: ", ")).\(more)")
  }
}
