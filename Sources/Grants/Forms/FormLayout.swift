// How the file of a web form is read: which of its fields is which of ours, and how many forms a day are let in.

import Dates
import Files
import Money

/// How the file of a web form is read, CSV and JSON alike.
public struct FormLayout: Sendable {
  /// The layout's name: that of its file.
  public let name: String
  /// What the names of its files begin with; the night takes them from the inbox.
  public let namePrefix: String
  /// The programme that the forms are for; the newest of its open rounds takes them.
  public let programme: String
  /// How many applications a round takes in one day before a person has to look.
  public let mostADay: Int64
  /// For how many days the sealed file is kept.
  public let keptDays: Int
  /// For how many days the answers of an application that is not finished are kept, sealed, after the last of them.
  public let draftDays: Int
  /// How the form writes days.
  public let dates: DateStyle
  /// How the form writes sums.
  public let amounts: AmountStyle
  /// Our field, and what the form calls it.
  public let fields: [String: String]

  static let needed = ["reference", "name", "birthDate", "safeContact", "words", "asked"]
  static let others = ["least", "help", "mayAskWorker", "notFor", "address"]

  /// Reads a layout from its YAML file.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String, name: String) throws -> FormLayout {
    let file = try YAMLDocument(path: path).root.mapping(keys: [
      "words", "fileName", "programme", "mostADay", "keptDays", "draftDays", "dates", "amounts", "form",
    ])
    _ = try file.required("words").string()
    let form = try file.required("form").mapping(keys: needed + others)
    var fields: [String: String] = [:]
    for field in needed { fields[field] = try form.required(field).string() }
    for entry in form.entries {
      let theirs = try entry.value.string()
      guard !fields.contains(where: { $0.key != entry.key && $0.value == theirs }) else {
        throw entry.value.fault("Another field is read from this one.")
      }
      fields[entry.key] = theirs
    }
    return FormLayout(
      name: name, namePrefix: try file.required("fileName").string(),
      programme: try file.required("programme").string(),
      mostADay: Int64(try file.required("mostADay").integer(in: 1...100_000)),
      keptDays: try file.required("keptDays").integer(in: 1...30),
      draftDays: try file["draftDays"]?.integer(in: 1...90) ?? 30,
      dates: try file["dates"]?.choice() ?? .iso,
      amounts: try file["amounts"].map { try AmountStyle(from: $0) } ?? .plain, fields: fields)
  }
}
