// Who publishes, and what is said of each programme: `config/outputs/threesixty.yaml`.

import Dates
import Files

/// What is published besides numbers and dates. Nothing that a person typed about an applicant is ever in it.
public struct ThreeSixtyTerms: Hashable, Sendable {
  /// What is said of the grants of a programme.
  struct Programme: Hashable {
    let title: String
    let description: String
    let reasons: [String]
    let purposes: [String]
  }

  /// A place no smaller than a council's area.
  struct Place: Hashable {
    let name: String
    let code: String
    let type: String
  }

  /// The prefix that 360Giving gave the publisher.
  let prefix: String
  let funderID: String
  let funderName: String
  let licence: String
  let place: Place
  /// Whether grants to individuals are published.
  let hasIndividuals: Bool
  let programmes: [String: Programme]

  /// Reads the file.
  /// - Throws: `ConfigurationFault` with line and column; a code that 360Giving's lists do not have is one.
  public static func read(_ path: String) throws(ConfigurationFault) -> ThreeSixtyTerms {
    try ThreeSixtyTerms(YAMLDocument(path: path))
  }

  /// Reads terms from YAML.
  public init(_ document: YAMLDocument) throws(ConfigurationFault) {
    let root = try document.root.mapping(keys: ["prefix", "funder", "licence", "place", "individuals", "programmes"])
    let prefix = try root.required("prefix")
    self.prefix = try prefix.string()
    guard self.prefix.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }) else {
      throw prefix.fault("A prefix is letters and digits.")
    }
    let funder = try root.required("funder").mapping(keys: ["id", "name"])
    funderID = try funder.required("id").string()
    funderName = try funder.required("name").string()
    licence = try root.required("licence").string()
    let place = try root.required("place").mapping(keys: ["name", "code", "type"])
    let type = try place.required("type")
    self.place = Place(
      name: try place.required("name").string(), code: try place.required("code").string(), type: try type.string())
    guard Self.placeTypes.contains(self.place.type) else {
      throw type.fault("A place is a council's area or larger: \(Self.placeTypes.joined(separator: ", ")).")
    }
    hasIndividuals = try root.required("individuals").boolean()
    var programmes: [String: Programme] = [:]
    for entry in try root.required("programmes").mapping().entries {
      programmes[entry.key] = try Self.programme(entry.value)
    }
    self.programmes = programmes
  }

  private static func programme(_ value: ConfigurationValue) throws(ConfigurationFault) -> Programme {
    let mapping = try value.mapping(keys: ["title", "description", "reasons", "purposes"])
    let title = try mapping.required("title")
    guard try title.string().count <= 140 else { throw title.fault("A title has at most 140 letters.") }
    return Programme(
      title: try title.string(), description: try mapping.required("description").string(),
      reasons: try codes(mapping["reasons"], "GTIR", through: 120, most: 2),
      purposes: try codes(mapping["purposes"], "GTIP", through: 170, most: 3))
  }

  /// Codes of 360Giving's lists of reasons and purposes (Data Standard 1.4): a prefix and a multiple of ten.
  private static func codes(
    _ value: ConfigurationValue?, _ prefix: String, through last: Int, most: Int
  ) throws(ConfigurationFault) -> [String] {
    guard let value else { return [] }
    let codes = try value.strings()
    for code in codes {
      guard code.hasPrefix(prefix), code.count == 7, let number = Int(code.dropFirst(4)), number % 10 == 0,
        (10...last).contains(number)
      else { throw value.fault("\(code) is none of \(prefix)010 to \(prefix)\(last).") }
    }
    guard codes.count <= most, Set(codes).count == codes.count else {
      throw value.fault("At most \(most) codes may stand here, each once.")
    }
    return codes
  }

  /// Kinds of area in 360Giving's list that are no smaller than a council's.
  private static let placeTypes = ["UA", "CTY", "MD", "NMD", "LONB", "CA", "RGN", "CTRY"]
}
