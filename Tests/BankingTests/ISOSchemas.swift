// The ISO's schemas of statements are not ours to ship: where they are kept, samples are held to them.

import Foundation

/// Where the ISO's schemas lie.
enum ISOSchemas {
  /// The folder: named by a variable, or beside the repository; nil where there is none.
  static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["NOLIMITS_ISO20022"]
    let beside = "\(Samples.root)/../shared/reference/iso20022"
    return named ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil)
  }()
}
