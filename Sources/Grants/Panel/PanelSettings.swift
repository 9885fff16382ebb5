// The panel's settings, as `config/panel.yaml` has them.

import Files
import Foundation
import Money

/// The panel's settings: `config/panel.yaml`, with the design's defaults (`grants.md`).
public struct PanelSettings: Sendable {
  /// The rules of the vote.
  public var vote = PanelRules()
  /// The two trainings that a member must have done, by code.
  public var trainings = ["money-and-fairness", "privacy-and-conflicts"]
  /// For how many days a member is accredited at the most.
  public var longestAccreditation = 730
  /// Whether the count of yes and no is told in the room. It is never in letters, minutes or statements.
  public var tellsTally = true

  /// The design's defaults.
  public init() {}

  /// Reads the file; where there is none, the design's defaults hold.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String) throws -> PanelSettings {
    guard FileManager.default.fileExists(atPath: path) else { return PanelSettings() }
    let file = try YAMLDocument(path: path).root.mapping(keys: [
      "leastBallots", "leastYes", "step", "trainings", "longestAccreditationDays", "tellTheTally",
    ])
    var settings = PanelSettings()
    settings.vote.leastBallots = try file.required("leastBallots").integer(in: 2...50)
    settings.vote.leastYes = try file.required("leastYes").integer(in: 1...50)
    settings.vote.step = try file.required("step").amount()
    guard settings.vote.step > .zero else {
      throw try file.required("step").fault("Amounts come in steps above nothing.")
    }
    settings.trainings = try file.required("trainings").strings()
    guard settings.trainings.count == 2 else {
      throw try file.required("trainings").fault("A member does two trainings; name both.")
    }
    settings.longestAccreditation = try file.required("longestAccreditationDays").integer(in: 1...3660)
    settings.tellsTally = try file.required("tellTheTally").boolean()
    return settings
  }
}
