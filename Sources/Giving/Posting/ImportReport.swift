// What `payroll import` answers, as programs read it (`commands.md`).

import Files

/// What became of one file.
public struct ImportReport: Codable, Sendable {
  /// The file's name, as it was given.
  public var file: String
  /// The import's number; nil where nothing was recorded.
  public var `import`: Int64?
  /// SHA-256 of the bytes.
  public var sha256: String
  /// `posted`, `held`, `rejected` or `already-posted`.
  public var state: State
  /// Why it is held, or refused: a stable code.
  public var reason: String?
  /// How many lines.
  public var lines: Int64
  /// Their sum.
  public var totalPence: Int64
  /// How many lines need a person.
  public var openItems: Int64
  /// The faults that were found, where it was refused.
  public var errors: [FileFault]
  /// How many faults there are beyond those.
  public var moreErrors: Int
  /// What each fund received.
  public var funds: [FundShare]

  /// How an import ends.
  public enum State: String, Codable, Sendable {
    /// Its lines are in the books.
    case posted
    /// It waits for a second person.
    case held
    /// Nothing was posted.
    case rejected
    /// It was posted before; nothing to do.
    case alreadyPosted = "already-posted"
  }

  /// What one fund received.
  public struct FundShare: Codable, Sendable {
    /// The fund's code.
    public let fund: String
    /// How much.
    public let pence: Int64
  }

  init(file: String, sha256: [UInt8], state: State) {
    self.file = file
    self.sha256 = Hex.string(sha256)
    self.state = state
    lines = 0
    totalPence = 0
    openItems = 0
    errors = []
    moreErrors = 0
    funds = []
  }
}

/// What a posting leaves behind in the store: what the same key gives again.
struct PostingOutcome: Codable {
  let number: Int64
  let lines: Int64
  let totalPence: Int64
  let openItems: Int64
  let funds: [ImportReport.FundShare]
}
