// Why a file was not written.

/// Why a file or folder could not be written. Nothing half-written is left behind.
public enum OutputError: Error, Hashable, Sendable {
  /// The place refuses the file: no such folder, no permission, a directory in the way. Exit status 73.
  case cannotWrite(path: String, reason: String)
  /// Writing began and failed: disk full, disk fault. Exit status 74.
  case inputOutput(path: String, reason: String)
  /// A text holds a character that the format cannot carry.
  case forbiddenCharacter(scalar: UInt32)

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .cannotWrite: "cannot-write"
    case .inputOutput: "input-output"
    case .forbiddenCharacter: "forbidden-character"
    }
  }

  /// The exit status it asks for (sysexits).
  public var exitStatus: Int32 {
    switch self {
    case .cannotWrite: 73
    case .inputOutput: 74
    case .forbiddenCharacter: 65
    }
  }
}

extension OutputError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)."
    case .inputOutput(let path, let reason): "Writing \(path) failed: \(reason). What stood there before is unchanged."
    case .forbiddenCharacter(let scalar):
      "The file cannot carry the character U+\(String(scalar, radix: 16, uppercase: true))."
    }
  }
}
