// Agencies' reports and files of gifts that were refused, and in whose place nothing has come.

import Store

/// A file that was refused, and in whose place none was posted since.
public struct RefusedImport: Codable, Sendable {
  /// The import's number among those of its kind.
  public let number: Int64
  /// The agency's or platform's code.
  public let source: String
  /// Its first fault: a stable code.
  public let code: String

  /// Reports of agencies, oldest first.
  public static func reports(_ reading: Reading) throws -> [RefusedImport] {
    try list(
      """
      SELECT number, agency, reason FROM agency_import AS f WHERE state = 'refused' AND NOT EXISTS
      (SELECT 1 FROM agency_import AS p WHERE p.state = 'posted' AND p.number > f.number
      AND (p.report = f.report OR p.report GLOB f.report || '/r*' OR p.digest = f.digest)) ORDER BY number
      """, reading)
  }

  /// Files of gifts, oldest first. One whose payout cannot be read is answered by any later file of its platform.
  public static func gifts(_ reading: Reading) throws -> [RefusedImport] {
    try list(
      """
      SELECT number, platform, reason FROM gift_import AS f WHERE entry IS NULL AND NOT EXISTS
      (SELECT 1 FROM gift_import AS p WHERE p.entry IS NOT NULL AND p.number > f.number
      AND p.platform = f.platform AND f.payout IN ('', p.payout)) ORDER BY number
      """, reading)
  }

  private static func list(_ sql: String, _ reading: Reading) throws -> [RefusedImport] {
    try reading.all(sql) { RefusedImport(number: $0.int(0), source: $0.text(1), code: $0.optionalText(2) ?? "") }
  }
}
