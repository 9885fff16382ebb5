// A YAML file of the configuration, read strictly: one document, no key twice, every fault with its place.

import Yams

/// One YAML file of the configuration.
public struct YAMLDocument {
  /// The file's name, as faults show it.
  public let file: String
  /// What the file holds.
  public let root: ConfigurationValue

  /// Reads the file at `path`; `name` is what faults call it, its path unless given.
  public init(path: String, name: String? = nil) throws(ConfigurationFault) {
    let file = name ?? path
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.read(path, limit: Self.limitBytes)
    } catch {
      throw ConfigurationFault(file: file, line: 0, column: 0, message: "The file cannot be read: \(error)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationFault(file: file, line: 0, column: 0, message: "The file is not UTF-8.")
    }
    try self.init(text: text, file: file)
  }

  /// Reads YAML text; `file` is what faults call it.
  public init(text: String, file: String) throws(ConfigurationFault) {
    self.file = file
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw ConfigurationFault(file: file, line: 0, column: 0, message: "The file is empty.")
      }
      root = ConfigurationValue(node: node, file: file)
    } catch let fault as ConfigurationFault {
      throw fault
    } catch let error as YamlError {
      throw Self.fault(error, file: file)
    } catch {
      throw ConfigurationFault(file: file, line: 0, column: 0, message: "The file cannot be read as YAML.")
    }
  }

  /// Configuration is written by people; more than this is a mistake.
  private static let limitBytes = 4 << 20

  private static func fault(_ error: YamlError, file: String) -> ConfigurationFault {
    func at(_ mark: Mark?, _ message: String) -> ConfigurationFault {
      ConfigurationFault(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, message: message)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return at(mark, "This is not YAML: \(problem).")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
      return at(context.mark, "A setting may stand only once; given again: \(names).")
    case .reader(let problem, _, _, _):
      return at(nil, "This is not YAML: \(problem).")
    default:
      return at(nil, "The file cannot be read as YAML.")
    }
  }
}
