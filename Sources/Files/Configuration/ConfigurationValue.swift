// One value of a configuration file, which knows its place and says what it was expected to be.

import Dates
import Money
import Yams

/// One value of a configuration file. Each way to read it either gives what was asked for or throws a fault with file, line
/// and column.
public struct ConfigurationValue {
  /// The YAML node.
  public let node: Node
  /// The file's name, as faults show it.
  public let file: String

  /// A value of this file.
  public init(node: Node, file: String) {
    self.node = node
    self.file = file
  }

  /// The line it begins on, from 1.
  public var line: Int { node.mark?.line ?? 0 }
  /// The column it begins at, from 1.
  public var column: Int { node.mark?.column ?? 0 }

  /// A fault at this place.
  public func fault(_ message: String) -> ConfigurationFault {
    ConfigurationFault(file: file, line: line, column: column, message: message)
  }

  /// A mapping that may have these keys and no others. All unknown ones are named in one fault, each with its place.
  public func mapping(keys: [String]) throws(ConfigurationFault) -> ConfigurationMapping {
    let mapping = try self.mapping()
    try mapping.allow(only: keys)
    return mapping
  }

  /// A mapping whose keys are the writer's own: names of fields, codes of funds.
  public func mapping() throws(ConfigurationFault) -> ConfigurationMapping {
    guard case .mapping(let pairs) = node else {
      throw fault("Settings of the form \"name: value\" are expected here.")
    }
    return try ConfigurationMapping(pairs, at: self)
  }

  /// A list; each of its values knows its own place.
  public func list() throws(ConfigurationFault) -> [ConfigurationValue] {
    guard case .sequence(let nodes) = node else { throw fault("A list is expected here.") }
    return nodes.map { ConfigurationValue(node: $0, file: file) }
  }

  /// A list of texts.
  public func strings() throws(ConfigurationFault) -> [String] {
    var texts: [String] = []
    for value in try list() { texts.append(try value.string()) }
    return texts
  }

  /// A text that is not empty, just as it is written: `no`, `007` and `1.10` stay what they are.
  public func string() throws(ConfigurationFault) -> String {
    let text = try stringOrEmpty()
    guard !text.isEmpty else { throw fault("A text is expected here, and it is empty.") }
    return text
  }

  /// A text that may be empty.
  public func stringOrEmpty() throws(ConfigurationFault) -> String {
    guard case .scalar(let scalar) = node else { throw fault("One text is expected here.") }
    return scalar.string
  }

  /// A whole number within a range.
  public func integer(in range: ClosedRange<Int> = 0...Int(Int32.max)) throws(ConfigurationFault) -> Int {
    let text = try stringOrEmpty()
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(text) else {
      throw fault("A whole number is expected here.")
    }
    guard range.contains(number) else {
      throw fault("A number from \(range.lowerBound) to \(range.upperBound) is expected here.")
    }
    return number
  }

  /// `true` or `false`.
  public func boolean() throws(ConfigurationFault) -> Bool {
    switch try stringOrEmpty() {
    case "true": true
    case "false": false
    default: throw fault("true or false is expected here.")
    }
  }

  /// A day: `2026-10-30`.
  public func date() throws(ConfigurationFault) -> CivilDate {
    guard let date = CivilDate(try stringOrEmpty()) else { throw fault("A date like 2026-10-30 is expected here.") }
    return date
  }

  /// A proportion in per cent with at most two decimals: `60`, `12.5`, `80%`.
  public func percent() throws(ConfigurationFault) -> Rate {
    let text = try stringOrEmpty()
    guard let rate = Rate(percent: text.hasSuffix("%") ? text.dropLast() : text[...]) else {
      throw fault("A percentage like 12.5 is expected here.")
    }
    return rate
  }

  /// An amount in pounds: `1234.50`.
  public func amount() throws(ConfigurationFault) -> Pence {
    guard let amount = try? Amount.read(Array(try stringOrEmpty().utf8)) else {
      throw fault("An amount of pounds like 1234.50 is expected here.")
    }
    return amount
  }

  /// One of the words that `Choice` knows.
  public func choice<Choice>(
    of type: Choice.Type = Choice.self
  ) throws(ConfigurationFault) -> Choice where Choice: RawRepresentable<String> & CaseIterable {
    guard let choice = Choice(rawValue: try stringOrEmpty()) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault("One of these is expected here: \(words).")
    }
    return choice
  }
}
