// The auditor's pack of a year: what is in it, as lists that become CSV files and one page.

import Dates
import Files
import Store

/// One list of the pack.
public struct AuditPackSection: Sendable {
  /// The name of its file, without `.csv`.
  public let name: String
  /// Its heading on the page.
  public let title: String
  /// What it shows, in a sentence or two.
  public let words: String
  /// The headings of its columns.
  public let headings: [String]
  /// Its rows.
  public let rows: [[CSVField]]

  /// A list.
  public init(_ name: String, _ title: String, _ words: String, _ headings: [String], _ rows: [[CSVField]]) {
    self.name = name
    self.title = title
    self.words = words
    self.headings = headings
    self.rows = rows
  }
}

/// The auditor's pack of a year.
public struct AuditPackContent: Sendable {
  /// The scheme's name.
  public let scheme: String
  /// Whether it is a practice home's.
  public let isPractice: Bool
  /// The year.
  public let year: GivingYear
  /// What chose the samples: the same seed chooses the same ones.
  public let seed: UInt64
  /// The signed head of the audit chain: what the pack was made from.
  public let head: String
  /// The lists.
  public let sections: [AuditPackSection]

  /// A pack.
  public init(
    scheme: String, isPractice: Bool, year: GivingYear, seed: UInt64, head: String, sections: [AuditPackSection]
  ) {
    self.scheme = scheme
    self.isPractice = isPractice
    self.year = year
    self.seed = seed
    self.head = head
    self.sections = sections
  }

  /// The name of its folder.
  public var name: String { "audit-pack-\(year.name)-seed-\(seed)" }

  /// Writes it as a folder, whole or not at all: a CSV for each list, `audit-pack.html`, `head.txt` and `manifest.csv`. The
  /// same books and the same seed give the same bytes.
  /// - Returns: the files' names.
  /// - Throws: `OutputError`.
  public func write(to path: String) throws -> [String] {
    try AtomicFolder.write(path) { folder in
      for section in sections {
        try folder.file("\(section.name).csv") { sink in
          let writer = CSVWriter(to: sink)
          try writer.headings(section.headings)
          for row in section.rows { try writer.row(row) }
        }
      }
      try folder.file("head.txt") { try $0.write("\(head)\n") }
      try folder.file("audit-pack.html") { try $0.write(AuditPackPage.bytes(self)) }
      let written = folder.files
      try folder.file("manifest.csv") { sink in
        let writer = CSVWriter(to: sink)
        try writer.headings(["file", "bytes", "sha256"])
        for (name, file) in written.sorted(by: { $0.key < $1.key }) {
          try writer.row([.plain(name), .integer(file.byteCount), .plain(Hex.string(file.sha256))])
        }
      }
    }.keys.sorted()
  }
}

/// A choice that looks like chance and is the same each time (SplitMix64).
public enum AuditChoice {
  /// A number for the n-th draw of a seed.
  public static func draw(_ number: UInt64, _ seed: UInt64) -> UInt64 {
    var z = seed &+ (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// So many different places from 0 up to a count, in order; all of them where there are no more.
  public static func places(_ wanted: Int, of count: Int64, seed: UInt64) -> [Int64] {
    guard count > Int64(wanted) else { return Array(0..<max(0, count)) }
    var chosen: Set<Int64> = []
    var number: UInt64 = 0
    while chosen.count < wanted {
      chosen.insert(Int64(draw(number, seed) % UInt64(count)))
      number += 1
    }
    return chosen.sorted()
  }
}
