// Why a file that came in was not taken.

/// Why a file could not be taken into the private spool.
public enum IntakeError: Error, Hashable, Sendable {
  /// What stands at a path in place of a regular file.
  public enum Kind: String, Hashable, Sendable {
    /// A symbolic link: it could name a file its owner may not read.
    case symbolicLink = "a symbolic link"
    /// A directory.
    case directory = "a directory"
    /// A named pipe.
    case pipe = "a named pipe"
    /// A socket.
    case socket = "a socket"
    /// A device.
    case device = "a device"
  }

  /// There is no such file.
  case notFound(path: String)
  /// The file may not be read.
  case notPermitted(path: String)
  /// Only regular files are read.
  case notRegular(path: String, Kind)
  /// The file changed while it was copied.
  case stillBeingWritten(path: String)
  /// The file is larger than the limit `fileBytes`.
  case tooLarge(path: String, limitBytes: Int)
  /// Reading failed.
  case cannotRead(path: String, reason: String)
  /// The spool could not be written.
  case cannotSpool(directory: String, reason: String)

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .notFound: "not-found"
    case .notPermitted: "not-permitted"
    case .notRegular: "not-a-regular-file"
    case .stillBeingWritten: "still-being-written"
    case .tooLarge: "file-too-large"
    case .cannotRead: "cannot-read"
    case .cannotSpool: "cannot-spool"
    }
  }

  /// The exit status it asks for (sysexits).
  public var exitStatus: Int32 {
    switch self {
    case .notFound, .notPermitted: 66
    case .notRegular, .tooLarge: 65
    case .stillBeingWritten: 75
    case .cannotRead: 74
    case .cannotSpool: 73
    }
  }
}

extension IntakeError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .notFound(let path): "There is no file \(path)."
    case .notPermitted(let path): "The file \(path) may not be read by this user."
    case .notRegular(let path, let kind): "\(path) is \(kind.rawValue); only regular files are read."
    case .stillBeingWritten(let path):
      "The file \(path) changed while it was being copied; try again when it has been written."
    case .tooLarge(let path, let limit): "The file \(path) is larger than the limit fileBytes, \(limit) bytes."
    case .cannotRead(let path, let reason): "The file \(path) cannot be read: \(reason)."
    case .cannotSpool(let directory, let reason): "The spool \(directory) cannot be written: \(reason)."
    }
  }
}
