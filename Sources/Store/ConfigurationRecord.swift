// Which configuration was in force: recorded with the first change made under it, so that a change of it can be told file
// by file.

import Dates
import Files

/// The configuration that a change was made under.
struct ConfigurationRecord {
  let digest: [UInt8]
  let files: [String: String]

  init(_ settings: StoreSettings) {
    digest = settings.configurationDigest
    files = settings.configurationFiles
  }

  /// The newest one recorded, or nil.
  init?(newestIn reading: Reading) throws {
    let found = try reading.first("SELECT digest, files FROM configuration ORDER BY id DESC LIMIT 1") {
      ($0.blob(0), $0.text(1))
    }
    guard let found else { return nil }
    digest = found.0
    files = Self.files(found.1)
  }

  /// The digests by file, from how the book holds them.
  static func files(_ text: String) -> [String: String] {
    Dictionary(
      text.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[1], parts[0]) : nil
      }
    ) { first, _ in first }
  }

  /// Appends it, unless it is the newest one already.
  func record(in write: Write) throws {
    guard try ConfigurationRecord(newestIn: write.reading)?.digest != digest else { return }
    let lines = files.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: "\n")
    try write.append(to: Self.book, [.blob(digest), .text(lines)])
  }

  static let book = Book("configuration", ["digest", "files"])
  static let schema = Schema.book("configuration", "digest BLOB NOT NULL, files TEXT NOT NULL")
}

extension Reading {
  /// The files of the configuration that were new, changed or gone with a change of the books between two days, both
  /// included: each as `2026-10-03: scheme.yaml`.
  public func configurationChanges(from first: CivilDate, through last: CivilDate) throws -> [String] {
    var before: [String: String]?
    var changes: [String] = []
    try each(
      """
      SELECT c.files, l.business_date FROM configuration AS c
      JOIN audit_rows AS r ON r.book = 'configuration' AND c.id >= r.first_row AND c.id < r.first_row + r.count
      JOIN audit_link AS l ON l.id = r.link ORDER BY c.id
      """
    ) { row in
      let now = ConfigurationRecord.files(row.text(0))
      let date = try row.day(1)
      if let before, date >= first, date <= last {
        let names = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
        changes += names.map { "\(date): \($0)" }
      }
      before = now
    }
    return changes
  }
}

extension Store {
  /// The files of the configuration that are not as they were at the last change to the books: new, changed or gone.
  public func changedConfigurationFiles() throws -> [String] {
    guard let before = try ConfigurationRecord(newestIn: reading) else { return [] }
    let now = settings.configurationFiles
    return Set(before.files.keys).union(now.keys).filter { before.files[$0] != now[$0] }.sorted()
  }
}
