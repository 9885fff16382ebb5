// What a person may be in the scheme.

/// A role that a person holds. A person may hold several.
public enum Role: String, CaseIterable, Codable, Sendable {
  /// Payroll and transactional finance.
  case finance
  /// A young person trained and accredited to decide grants.
  case fundAdministrator = "fund-administrator"
  /// The worker who screens and runs the meeting's paperwork.
  case supportAdult = "support-adult"
  /// Signs off awards and releases payments, at the community foundation.
  case fundManager = "fund-manager"
  /// Reads the monthly statement.
  case trustee
  /// Checks.
  case auditor
  /// Looks after the installation.
  case `operator`

  /// The role in words.
  public var words: String {
    switch self {
    case .finance: "finance"
    case .fundAdministrator: "fund administrator"
    case .supportAdult: "support adult"
    case .fundManager: "fund manager"
    case .trustee: "trustee"
    case .auditor: "auditor"
    case .operator: "operator"
    }
  }
}
