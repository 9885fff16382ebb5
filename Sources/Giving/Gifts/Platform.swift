// Web platforms: how their files of donations are read, and when they pay.

import Files

/// How the files of one web platform are read.
public struct Platform: Sendable {
  /// The platform's code: it stands in accounts and file keys.
  public let code: String
  /// What it is, in words.
  public let words: String
  /// What the names of its files begin with.
  public let namePrefix: String
  /// How many days after its last gift a payout is expected in the bank.
  public let payoutDays: Int
  /// The platform's fund or campaign codes, and the code of the fund each is for.
  public let funds: [String: String]
  /// How its files are read.
  public let layout: Layout

  /// The fields that every layout of a platform has.
  static let fields = ["payout", "date", "amount", "fee", "giftAid", "fund"]

  /// Reads a platform from its YAML file.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String) throws -> Platform {
    let settings = try YAMLDocument(path: path).root.mapping(keys: [
      "platform", "words", "fileName", "payoutDays", "funds", "layout",
    ])
    let code = try settings.required("platform")
    guard Employer.isCode(try code.string()) else { throw code.fault("A code of letters, digits and hyphens, please.") }
    let place = try settings.required("layout")
    let layout = try Layout(from: place)
    for field in fields where layout.slot(field, in: .detail) == nil {
      throw place.fault("The field \"\(field)\" is missing here.")
    }
    var funds: [String: String] = [:]
    for entry in try settings.required("funds").mapping().entries { funds[entry.key] = try entry.value.string() }
    return Platform(
      code: try code.string(), words: try settings.required("words").string(),
      namePrefix: try settings.required("fileName").string(),
      payoutDays: try settings.required("payoutDays").integer(in: 0...366), funds: funds, layout: layout)
  }
}
