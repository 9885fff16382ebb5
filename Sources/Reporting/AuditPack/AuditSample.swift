// The samples of the auditor's pack: lines of payslips and payments of grants, chosen by a seed.

import Dates
import Giving
import Ledger
import Store

/// Something that was chosen to be followed through the books.
public struct AuditSample: Hashable, Sendable {
  /// What it is: `payslip line` or `payment`.
  public let kind: String
  /// Its public id.
  public let id: String
  /// What it comes to, in pence.
  public let pence: Int64

  /// Lines of payroll files whose pay day is among these days. A line is chosen by its place among all of them, files in
  /// order of their keys, so that the order in which they came makes no difference.
  public static func lines(
    _ wanted: Int, _ days: ClosedRange<CivilDate>, seed: UInt64, _ reading: Reading
  ) throws -> [AuditSample] {
    let files = try PostedFile.all(reading).filter { !$0.isSuperseded && days.contains($0.key.payDate) }
    let counts = try files.map { file in
      try reading.int(
        "SELECT count(DISTINCT line) FROM contribution WHERE id >= ? AND id < ?",
        [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)])
    }
    var samples: [AuditSample] = []
    for place in AuditChoice.places(wanted, of: counts.reduce(0, &+), seed: seed) {
      var left = place
      for (file, count) in zip(files, counts) {
        guard left >= count else {
          if let sample = try line(left, of: file, reading) { samples.append(sample) }
          break
        }
        left -= count
      }
    }
    return samples
  }

  private static func line(_ place: Int64, of file: PostedFile, _ reading: Reading) throws -> AuditSample? {
    let found = try reading.first(
      """
      SELECT line, max(post), sum(amount_pence) FROM contribution WHERE id >= ? AND id < ?
      GROUP BY line ORDER BY line LIMIT 1 OFFSET ?
      """, [.integer(file.rows.lowerBound), .integer(file.rows.upperBound), .integer(place)]
    ) { (line: $0.int(0), post: $0.int(1), pence: $0.int(2)) }
    guard let found, let employer = try employer(of: found.line, post: found.post, in: file, reading) else {
      return nil
    }
    return AuditSample(
      kind: "payslip line", id: "\(file.subject)/\(employer)/L\(found.line)", pence: found.pence)
  }

  /// The employer of a line: its post's; of a line of nobody's, the one that its open item names, or the file's only one.
  private static func employer(
    of line: Int64, post: Int64, in file: PostedFile, _ reading: Reading
  ) throws -> String? {
    let known = try reading.first(
      "SELECT employer FROM payroll JOIN post ON post.payroll = payroll.number WHERE post.post = ? LIMIT 1",
      [.integer(post)]
    ) { $0.text(0) }
    if let known { return known }
    let item = try reading.first(
      "SELECT public_id FROM open_item WHERE subject = ? AND line = ?", [.text(file.subject), .integer(line)]
    ) { $0.text(0) }
    if let item { return item.dropFirst(file.subject.count + 1).split(separator: "/").first.map(String.init) }
    return try file.entries(reading).first?.id.split(separator: "/").last.map(String.init)
  }

  /// Payments that were let go on these days.
  public static func payments(
    _ wanted: Int, _ days: ClosedRange<CivilDate>, seed: UInt64, _ reading: Reading
  ) throws -> [AuditSample] {
    let all = try AuditPackSections.released(days, reading)
    return AuditChoice.places(wanted, of: Int64(all.count), seed: seed).map { place in
      AuditSample(kind: "payment", id: all[Int(place)].id, pence: all[Int(place)].pence)
    }
  }
}
