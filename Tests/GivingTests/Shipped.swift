// What the tests of payroll files share: the shipped profiles and samples, and files of a test's own.

import Files
import Foundation

@testable import Giving

/// What lies in the repository.
enum Shipped {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let schema = "\(root)/config/schemas/payroll-1.xsd"
  static let profileNames = [
    "canonical-csv", "canonical-xml", "councillors-allowances", "itrent-element-listing", "resourcelink-deductions",
  ]
  /// The sample of each profile.
  static let samples = [
    (profile: "canonical-csv", file: "payroll-SBC-STAFF-2026-10-30-0001.csv"),
    (profile: "canonical-xml", file: "payroll-ACME-STAFF-2026-10-30-0001.xml"),
    (profile: "councillors-allowances", file: "cllr-allowances-2026-10-30-0001.txt"),
    (profile: "itrent-element-listing", file: "itrent-elements-STAFF-2026-10-30-0001.csv"),
    (profile: "resourcelink-deductions", file: "rl-deductions-SBC-WEEKLY-2026-10-30-0001.csv"),
  ]

  /// The samples that are bank statements.
  static let statements = ["holding-2026-11.csv", "statement-FDN-2026-11.xml"]

  static func path(ofProfile name: String) -> String { "\(root)/config/payrolls/\(name).yaml" }

  static func path(ofSample file: String) -> String { "\(root)/batches/samples/\(file)" }

  static func text(ofProfile name: String) throws -> String {
    try String(contentsOfFile: path(ofProfile: name), encoding: .utf8)
  }

  static func profile(_ name: String) throws -> Profile { try Profile.read(path(ofProfile: name), limits: .standard) }

  static func sample(of profile: String) throws -> (name: String, bytes: [UInt8]) {
    guard let sample = samples.first(where: { $0.profile == profile }) else { throw CocoaError(.fileNoSuchFile) }
    return (sample.file, Array(try Data(contentsOf: URL(fileURLWithPath: path(ofSample: sample.file)))))
  }
}

/// Looks at a file of these bytes and this name, in a folder that is gone afterwards.
func check(
  _ bytes: [UInt8], named name: String, _ profile: Profile, schema: String? = nil, stated: StatedKey = StatedKey()
) throws -> PayrollCheck {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("giving-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent(name)
  try Data(bytes).write(to: file)
  return try PayrollCheck.read(file.path, profile: profile, schema: schema, stated: stated)
}

/// The same for text, read by a shipped profile.
func check(
  _ text: String, named name: String, profile: String, schema: String? = nil
) throws -> PayrollCheck {
  try check(Array(text.utf8), named: name, Shipped.profile(profile), schema: schema)
}

extension PayrollCheck {
  /// Its faults as `line:column code`.
  var codes: [String] { faults.map { "\($0.line):\($0.column) \($0.code)" } }
}

/// A canonical CSV file; what is not given is in order.
func canonical(
  header: String = "H,1,SBC,STAFF,2026-10-30,M1,0001,2026-10-28T18:00:00Z",
  lines: [String] = ["D,100234,NOLIM,10.00,Okafor,A", "D,100871,NLXMAS,5.00,\"Smith, J\",J"],
  trailer: String = "T,2,15.00"
) -> String { ([header] + lines + [trailer]).map { "\($0)\n" }.joined() }

/// What a canonical CSV file is called.
let canonicalName = "payroll-SBC-STAFF-2026-10-30-0001.csv"
