// One fault of a file: where it is and what was expected. Never what was found, which may be personal.

/// One fault of a file.
///
/// The message is one sentence for a person and never holds a value from the file; the code is stable for programs.
public struct FileFault: Error, Hashable, Sendable, Codable {
  /// The line, from 1; 0 where the fault is the whole file's.
  public let line: Int
  /// The column in Unicode scalars, from 1; 0 where the fault is the whole line's.
  public let column: Int
  /// The stable name of this kind of fault: `unclosed-quote`.
  public let code: String
  /// What was expected, in one sentence.
  public let message: String

  /// A fault at a place.
  public init(line: Int, column: Int, code: String, message: String) {
    self.line = line
    self.column = column
    self.code = code
    self.message = message
  }

  /// A fault of the file as a whole.
  public init(code: String, message: String) {
    self.init(line: 0, column: 0, code: code, message: message)
  }
}

extension FileFault: CustomStringConvertible {
  /// `12:7 unclosed-quote: A quote that begins here is not closed.`
  public var description: String {
    line == 0 ? "\(code): \(message)" : "\(line):\(column) \(code): \(message)"
  }
}
