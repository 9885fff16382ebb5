// One fault of a configuration file, with its place.

/// One fault of a configuration file: where it is and what was expected. Configuration holds no personal data, so the
/// message may name what was found.
public struct ConfigurationFault: Error, Hashable, Sendable {
  /// The file's name, as the person knows it.
  public let file: String
  /// The line, from 1; 0 where the fault is the whole file's.
  public let line: Int
  /// The column in Unicode scalars, from 1; 0 where the fault is the whole file's.
  public let column: Int
  /// What was expected, in one sentence or more.
  public let message: String

  /// A fault at a place.
  public init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }
}

extension ConfigurationFault: CustomStringConvertible {
  /// `config/payrolls/staff.yaml:12:3: There is no setting "delimeter" here; ...`
  public var description: String {
    line == 0 ? "\(file): \(message)" : "\(file):\(line):\(column): \(message)"
  }
}
