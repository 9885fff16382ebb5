// Everything that a month's statement says: gathered once, then written as a page, CSV and XML, so that all say the same.

import Dates
import Grants
import Ledger
import Money
import People
import Store

/// The content of a month's statement, of all funds together or of one.
public struct StatementContent: Codable, Hashable, Sendable {
  /// The scheme's name.
  public let scheme: String
  /// Whether it is a practice home's.
  public let isPractice: Bool
  /// The month, such as `2026-10`.
  public let month: String
  /// Whether the month is still open: figures can change.
  public let isDraft: Bool
  /// How often the month was closed with this one: above 1, it takes the place of one that was given out before.
  public let edition: Int
  /// The fund it is about; nil for all funds together.
  public let fund: Name?
  /// The day it was made for, ISO: what has waited is counted up to it.
  public let asOf: String
  /// What can be awarded, came in, is promised and waits, in one line.
  public let firstLine: String
  /// The lines of money.
  public let figures: StatementFigures
  /// What the funds had at the end of each of twelve months, the oldest first.
  public let balances: [Balance]
  /// Counts, small ones hidden.
  public let counts: [Count]
  /// Grants of the year to date by what they are for, of all funds together; nothing in a fund's own statement.
  public let kinds: [Kind]
  /// What counts in this month and belongs to earlier ones, by the true month.
  public let corrections: [Correction]
  /// What waits for a person.
  public let waiting: [Waiting]
  /// Differences and what is missing, in words.
  public let differences: [String]
  /// Powers given and taken in the month, in words.
  public let powers: [String]
  /// The files of the configuration that were changed in the month.
  public let configuration: [String]
  /// The signed audit head at the close; nil in a draft.
  public let auditHead: String?

  /// A fund by its code and name.
  public struct Name: Codable, Hashable, Sendable {
    /// The code.
    public let code: String
    /// The name, which a person wrote.
    public let name: String
    /// What gifts to it are for, in the words of the appeal.
    public let purpose: String
  }

  /// What the funds had at a month's end.
  public struct Balance: Codable, Hashable, Sendable {
    /// The month.
    public let month: String
    /// In pence.
    public let pence: Int64
  }

  /// A count in three columns, each a number, `c` where it is too small to be shown, or nil where it is not counted.
  public struct Count: Codable, Hashable, Sendable {
    /// A stable code.
    public let code: String
    /// What is counted.
    public let words: String
    /// In the month.
    public let month: String?
    /// In the year up to the end of the month.
    public let yearToDate: String?
    /// In the same month last year.
    public let lastYear: String?
  }

  /// Grants of one kind in the year up to the end of the month.
  public struct Kind: Codable, Hashable, Sendable {
    /// A stable code: what the grants are for.
    public let code: String
    /// That, in words.
    public let words: String
    /// How many were signed for; `c` where it is hidden.
    public let count: String
    /// What they came to; nil where it is hidden.
    public let pence: Int64?
  }

  /// What counts in this month and is of an earlier one, which was closed.
  public struct Correction: Codable, Hashable, Sendable {
    /// The true month.
    public let month: String
    /// How many entries; nil where that is hidden.
    public let entries: Int64?
    /// By how much they change the balance; nil where it is hidden.
    public let pence: Int64?

    /// What belongs to a month; both or neither are told.
    public init(month: String, entries: Int64?, pence: Int64?) {
      self.month = month
      self.entries = entries
      self.pence = pence
    }
  }

  /// What waits for a person.
  public struct Waiting: Codable, Hashable, Sendable {
    /// A stable code.
    public let code: String
    /// What it is, in words.
    public let words: String
    /// How many.
    public let count: Int64
    /// Since when the oldest waits, ISO.
    public let since: String
    /// How many days that is.
    public let days: Int

    /// Something that waits.
    public init(code: String, words: String, count: Int64, since: CivilDate, on date: CivilDate) {
      self.code = code
      self.words = words
      self.count = count
      self.since = since.description
      days = max(0, date.days(since: since))
    }

    /// From how many days on something has waited too long.
    public static let longDays = 30

    /// Whether it has waited too long.
    public var isLong: Bool { days > Self.longDays }
  }
}

/// What the one who makes a statement knows and the books of money do not say.
public struct StatementSetting: Sendable {
  /// The scheme's name.
  public var scheme: String
  /// Whether it is a practice home's.
  public var isPractice: Bool
  /// The month, 1 to 12, in which the year begins.
  public var yearBegins: Int
  /// The day it is made for.
  public var asOf: CivilDate
  /// How many people gave from their pay in the month, where it is open.
  public var givers: Int64
  /// Whose gifts from pay may stand apart from those of the council's staff: so many of them gave, or none.
  public var apart: Set<Account.Givers>
  /// What waits for a person.
  public var waiting: [StatementContent.Waiting]
  /// Differences and what is missing, in words.
  public var differences: [String]
  /// The signed audit head at the close.
  public var auditHead: String?
  /// The rules of disclosure.
  public var rules: DisclosureRules

  /// A setting.
  public init(
    scheme: String, isPractice: Bool, yearBegins: Int, asOf: CivilDate, givers: Int64, apart: Set<Account.Givers>,
    waiting: [StatementContent.Waiting], differences: [String], auditHead: String?,
    rules: DisclosureRules = DisclosureRules()
  ) {
    self.scheme = scheme
    self.isPractice = isPractice
    self.yearBegins = yearBegins
    self.asOf = asOf
    self.givers = givers
    self.apart = apart
    self.waiting = waiting
    self.differences = differences
    self.auditHead = auditHead
    self.rules = rules
  }
}

extension StatementContent {
  /// Gathers a statement.
  /// - Parameter published: what of the month's figures may be shown; nil shows all, for those who may see them.
  /// - Throws: `LedgerError.notFound` for a fund that there is not.
  public static func read(
    _ month: Month, fund code: String? = nil, _ setting: StatementSetting, showing published: PublishedTable?,
    _ reading: Reading
  ) throws -> StatementContent {
    let sums = try StatementFigures.sums(through: month, fund: code, reading)
    let moved = code == nil ? try FundTransfer.moved(in: month.adding(-12)...month, reading) : [:]
    let exact = StatementFigures(month, fund: code, yearBegins: setting.yearBegins, sums).without(
      moved: moved, yearBegins: setting.yearBegins)
    let figures = published == nil ? exact : exact.shown(apart: code == nil ? setting.apart : [])
    let fund = try code.flatMap { try Funds.read(reading)[$0] }
    let close = try MonthClose.find(month, reading)
    let waiting = close?.waiting ?? setting.waiting.reduce(0) { $0 + $1.count }
    return StatementContent(
      scheme: setting.scheme, isPractice: setting.isPractice, month: month.description, isDraft: close == nil,
      edition: try MonthClose.times(month, reading) + (close == nil ? 1 : 0),
      fund: fund.map { Name(code: $0.code, name: $0.name, purpose: $0.purpose) }, asOf: setting.asOf.description,
      firstLine: figures.firstLine(waiting: waiting), figures: figures,
      balances: StatementFigures.balances(month, sums).map { Balance(month: $0.month.description, pence: $0.pence) },
      counts: try published.map { try counts(month, fund, $0, setting.rules, reading) }
        ?? counts(month, fund, setting, reading),
      kinds: published.map { fund == nil ? kinds($0) : [] } ?? [],
      corrections: try corrections(month, fund?.number, published == nil ? nil : setting.rules, reading),
      waiting: setting.waiting,
      differences: setting.differences,
      powers: try Roles.changes(from: month.firstDay, through: month.lastDay, reading).map(\.words),
      configuration: try reading.configurationChanges(from: month.firstDay, through: month.lastDay),
      auditHead: close == nil ? nil : setting.auditHead)
  }

  private static let signedWords = "Grants signed for"
  private static let endedWords = "Grants refused or cancelled"
  private static let giversWords = "People who gave from their pay"

  /// Counts as they go out: people in the month, grants in the year to date.
  private static func counts(
    _ month: Month, _ fund: Fund?, _ published: PublishedTable, _ rules: DisclosureRules, _ reading: Reading
  ) throws -> [Count] {
    func year(_ code: String, _ words: String, _ key: String) -> Count {
      let name = (fund.map { "\($0.code)/" } ?? "") + key
      return Count(code: code, words: words, month: nil, yearToDate: published.cell(name), lastYear: nil)
    }
    let grants = [year("grants-signed", signedWords, "signed"), year("grants-ended", endedWords, "ended")]
    guard fund == nil else { return grants }
    // Last year's number is the one that went out then.
    let lastYear = month.adding(-12)
    let last = try PublishedReport.find(
      StatementDisclosure.name(lastYear, edition: try MonthClose.times(lastYear, reading)), reading)
    let before = try last?.cell("givers") ?? MonthClose.find(lastYear, reading).map { rules.cell($0.givers) }
    return [
      Count(code: "givers", words: giversWords, month: published.cell("givers"), yearToDate: nil, lastYear: before)
    ] + grants
  }

  /// What the year's grants were for, and what came back of them: together the year's sum of grants.
  private static func kinds(_ published: PublishedTable) -> [Kind] {
    func kind(_ code: String, _ words: String, _ count: String, _ pence: String) -> Kind {
      Kind(
        code: code, words: words, count: published.cell(count) ?? "0", pence: published[pence].map(\.shown) ?? 0)
    }
    let uses = [
      (Account.GrantUse.individuals, "For one young person"), (.activities, "For what young people do together"),
      (.community, "For the community"),
    ].map { use, words in kind(use.rawValue, words, "signed/\(use.rawValue)", "granted/\(use.rawValue)") }
    // Statements of before this was told do not tell it when they are made again.
    guard published[StatementDisclosure.cameBack] != nil else { return uses }
    return uses + [
      kind(
        StatementDisclosure.cameBack, StatementDisclosure.cameBackWords, StatementDisclosure.cameBack,
        StatementDisclosure.cameBackSum)
    ]
  }

  /// Counts with nothing hidden.
  private static func counts(
    _ month: Month, _ fund: Fund?, _ setting: StatementSetting, _ reading: Reading
  ) throws -> [Count] {
    func shown(_ count: Int64?) -> String? { count.map { "\($0)" } }
    var counts: [Count] = []
    if fund == nil {
      let last = try MonthClose.find(month.adding(-12), reading)?.givers
      counts.append(
        Count(
          code: "givers", words: giversWords,
          month: shown(try MonthClose.find(month, reading)?.givers ?? setting.givers), yearToDate: nil,
          lastYear: shown(last)))
    }
    let start = StatementFigures.yearStart(month, yearBegins: setting.yearBegins)
    let spans = [month...month, start...month, month.adding(-12)...month.adding(-12)]
    for (code, words, step) in [
      ("grants-signed", signedWords, Award.Counted.signed),
      ("grants-ended", endedWords, .ended),
    ] {
      let numbers = try spans.map {
        try Award.count(step, from: $0.lowerBound.firstDay, through: $0.upperBound.lastDay, fund: fund?.code, reading)
      }
      counts.append(
        Count(
          code: code, words: words, month: shown(numbers[0]), yearToDate: shown(numbers[1]), lastYear: shown(numbers[2])
        ))
    }
    return counts
  }

  /// What counts in this month and is dated in one before it.
}
