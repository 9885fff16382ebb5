// Gathers a report from the books and from what of it may be shown.

import Dates
import Giving
import Grants
import Ledger
import Money
import Store

extension BoardContent {
  /// Makes a report without publishing it: what it would say now.
  /// - Parameter isLate: whether a grant was signed later than it should be.
  public static func draft(
    _ period: ReportPeriod, _ setting: BoardSetting, isLate: (SignedGrant) -> Bool, _ reading: Reading
  ) throws -> BoardContent {
    let applications = try applications(period, reading)
    let table = BoardDisclosure.table(period, try .read(period, isLate: isLate, applications, reading))
    let published = Disclosure.publish(
      table, given: try PublishedReport.related(to: table, reading), rules: setting.rules)
    return try read(period, setting, published, applications, stories: 0, reading)
  }

  /// Makes a report and publishes it: its figures, its files, the places of its stories.
  public static func publish(
    _ period: ReportPeriod, _ setting: BoardSetting, isLate: (SignedGrant) -> Bool, by actor: Actor, in write: Write,
    store: Store
  ) throws {
    let reading = write.reading
    let applications = try applications(period, reading)
    let table = BoardDisclosure.table(period, try .read(period, isLate: isLate, applications, reading))
    let published = try PublishedReport.publish(table, rules: setting.rules, in: write)
    let stories = try BoardStory.keep(applications.told, of: period, by: actor, in: write, store: store)
    try KeptReport.keep(
      try read(period, setting, published, applications, stories: stories, reading), of: period, in: write)
  }

  private static func applications(_ period: ReportPeriod, _ reading: Reading) throws -> ApplicationReport {
    try .read(from: period.months.lowerBound.firstDay, through: period.months.upperBound.lastDay, reading)
  }

  /// The halves of a year; nothing for a half-year.
  private static func halves(_ period: ReportPeriod, _ reading: Reading) throws -> [ApplicationReport] {
    guard period.kind == .year else { return [] }
    let middle = period.months.lowerBound.adding(ReportPeriod.Kind.board.length)
    return try [(period.months.lowerBound, middle.previous), (middle, period.months.upperBound)].map {
      try .read(from: $0.firstDay, through: $1.lastDay, reading)
    }
  }

  private static func read(
    _ period: ReportPeriod, _ setting: BoardSetting, _ published: PublishedTable, _ applications: ApplicationReport,
    stories: Int, _ reading: Reading
  ) throws -> BoardContent {
    let last = try KeptReport.periods(reading).last {
      $0.kind == period.kind && $0.months.upperBound < period.months.lowerBound
    }
    let before = try last.flatMap { try KeptReport.content($0, reading) }
    // Its "year to date" is the report's time: the year is taken to begin with it.
    let figures = try StatementFigures.read(
      period.months.upperBound, yearBegins: period.months.lowerBound.number, reading
    ).shown(apart: setting.apart)
    let told = Told(published: published, before: before)
    let moved = try FundTransfer.moved(in: period.months, reading)
    let corrections = try corrections(before: period, reading)
    let parts: [(Part, [Line])] = [
      (.raised, told.raised(figures, moved: moved.values.reduce(0, +))), (.givers, told.givers),
      (.months, try months(period, moved, setting.rules, reading)),
      (.kinds, told.kinds), (.priorities, told.priorities),
      (.waits, told.waits(applications, halves: try halves(period, reading))),
      (.decisions, told.decisions), (.accounts, period.kind == .year ? accounts(figures) : []),
    ]
    return BoardContent(
      scheme: setting.scheme, isPractice: setting.isPractice, kind: period.kind, code: period.code,
      first: "\(period.months.lowerBound)", last: "\(period.months.upperBound)", words: period.words,
      before: last?.words, asOf: setting.asOf.description, hiddenUpTo: setting.rules.hiddenUpTo,
      signWithinDays: setting.signWithinDays,
      parts: Dictionary(uniqueKeysWithValues: parts.map { ($0.rawValue, $1) }),
      campaigns: try campaigns(published, reading), corrections: corrections.isEmpty ? nil : corrections,
      stories: stories, auditHead: setting.auditHead)
  }

  /// What came in in each month, and how many gave, as that month's statement told it.
  private static func months(
    _ period: ReportPeriod, _ moved: [Month: Int64], _ rules: DisclosureRules, _ reading: Reading
  ) throws -> [Line] {
    // Months from before the scheme's books were never closed: there is nothing to tell of them.
    try period.eachMonth.filter { try MonthClose.find($0, reading) != nil }.map { month in
      let income = try StatementFigures.read(month, reading).income.reduce(0) { $0 + $1.monthPence }
      let published = try PublishedReport.find(
        StatementDisclosure.name(month, edition: try MonthClose.times(month, reading)), reading)
      let givers =
        try published?.cell("givers") ?? MonthClose.find(month, reading).map { rules.cell($0.givers) }
      return Line(
        code: "\(month)", words: month.inWords, count: givers, pence: "\(income - moved[month, default: 0])")
    }
  }

  private static func accounts(_ figures: StatementFigures) -> [Line] {
    (figures.movements + figures.position).map {
      Line(code: $0.code, words: $0.words, pence: "\($0.yearToDatePence)")
    }
  }

  private static func campaigns(_ published: PublishedTable, _ reading: Reading) throws -> [Campaign] {
    let funds = try Funds.read(reading)
    let targets = Dictionary(
      uniqueKeysWithValues: try Giving.Campaign.all(reading).map { ($0.fund, $0.targetPence) })
    return funds.all.compactMap { fund in
      func cell(_ name: String) -> String? { published.cell("campaign/\(fund.code)/\(name)") }
      guard let raised = cell("raised"), let givers = cell("givers") else { return nil }
      return Campaign(
        code: fund.code, name: fund.name, targetPence: targets[fund.code] ?? 0, raised: raised, givers: givers,
        books: cell("books") ?? "0", vouchers: cell("vouchers") ?? "0")
    }
  }
}

/// The lines of a report, beside those of the report before.
private struct Told {
  let published: PublishedTable
  let before: BoardContent?

  typealias Line = BoardContent.Line

  private func beside(_ part: BoardContent.Part, _ line: Line) -> Line {
    guard let before else { return line }
    let last = before[part, line.code]
    var line = line
    // What the report before did not tell of was nothing then.
    line.lastCount = last?.count ?? (line.count == nil || part == .waits ? nil : "0")
    line.lastPence = last?.pence ?? (line.pence == nil ? nil : "0")
    return line
  }

  /// - Parameter moved: what moved between the scheme's own funds: it is income of one and expense of another.
  func raised(_ figures: StatementFigures, moved: Int64) -> [Line] {
    let sums = figures.income.map { line in
      line.code == "transfers-in"
        ? (line.code, "From funds elsewhere", line.yearToDatePence - moved)
        : (line.code, line.words, line.yearToDatePence)
    }
    let lines = sums.filter { $0.2 != 0 || ["match", "gifts"].contains($0.0) }.map { code, words, pence in
      pay(beside(.raised, Line(code: code, words: words, pence: "\(pence)")))
    }
    let total = sums.reduce(0) { $0 + $1.2 }
    return lines + [beside(.raised, Line(code: "total", words: "In all", pence: "\(total)"))]
  }

  /// Councillors and partners were told among staff, or apart: then the report before does not say what this one asks.
  private func pay(_ line: Line) -> Line {
    guard let before, line.code.hasPrefix(StatementFigures.pay), before[.raised, line.code] == nil,
      before[.raised].contains(where: { $0.code.hasPrefix(StatementFigures.pay) })
    else { return line }
    var line = line
    line.lastPence = nil
    return line
  }

  private func counted(_ part: BoardContent.Part, _ code: String, _ words: String, _ key: String? = nil) -> Line {
    beside(part, Line(code: code, words: words, count: published.cell(key ?? code)))
  }

  var givers: [Line] {
    [
      counted(.givers, "givers", "People who gave from their pay"),
      counted(.givers, "gifts", "Gifts that did not come from pay"),
    ]
  }

  private func both(
    _ part: BoardContent.Part, _ code: String, _ words: String, _ count: String?, _ pence: String
  ) -> Line {
    beside(
      part, Line(code: code, words: words, count: count.flatMap { published.cell($0) }, pence: published.cell(pence)))
  }

  var kinds: [Line] {
    let words: [Account.GrantUse: String] = [
      .individuals: "For one young person", .activities: "For what young people do together",
      .community: "For the community",
    ]
    return Account.GrantUse.allCases.map {
      both(.kinds, $0.rawValue, words[$0] ?? $0.rawValue, "signed/\($0.rawValue)", "granted/\($0.rawValue)")
    } + [
      both(
        .kinds, StatementDisclosure.cameBack, StatementDisclosure.cameBackWords, StatementDisclosure.cameBack,
        StatementDisclosure.cameBackSum),
      both(.kinds, "total", "In all, less what came back", "signed", "granted"),
    ]
  }

  var priorities: [Line] {
    Programme.Priority.allCases.map {
      both(.priorities, $0.rawValue, $0.reportWords, "signed-for/\($0.rawValue)", "granted-for/\($0.rawValue)")
    }
  }

  /// Days. Of nobody there is nothing to tell.
  func waits(_ applications: ApplicationReport, halves: [ApplicationReport]) -> [Line] {
    func days(_ code: String, _ words: String, _ all: KeyPath<ApplicationReport, Waits>, _ figure: Int?) -> Line {
      let isTold = applications[keyPath: all].isTold(beside: halves.map { $0[keyPath: all] })
      let sign = applications[keyPath: all].days.isEmpty ? nil : PublishedTable.hiddenSign
      let told = isTold ? figure.map { "\($0)" } : sign
      return beside(.waits, Line(code: code, words: words, count: told))
    }
    let (answer, money) = (applications.toAnswer, applications.toMoney)
    return [
      days("answer-middle", "From asking to an answer: the middle one", \.toAnswer, answer.median),
      days("answer-longest", "From asking to an answer: the longest", \.toAnswer, answer.longest),
      days("money-middle", "From asking to the money: the middle one", \.toMoney, money.median),
      days("money-longest", "From asking to the money: the longest", \.toMoney, money.longest),
    ]
  }

  var decisions: [Line] {
    [
      counted(.decisions, "declined", "The panel said: not this time"),
      counted(.decisions, "refused", "The foundation refused to sign what was decided"),
      counted(.decisions, "late", "The foundation signed late"),
      counted(.decisions, "overridden", "A rule was set aside, by two people"),
    ]
  }
}

extension Programme.Priority {
  /// What it serves, in plain words.
  var reportWords: String {
    switch self {
    case .stability: "A home, people and school that last"
    case .resilience: "Getting through hard things"
    case .education: "Learning, training and work"
    case .health: "Health and wellbeing"
    case .listening: "Being listened to"
    case .careExperienced: "Leaving care well"
    case .corporateParent: "The council as a good parent"
    }
  }

  /// The name that the board's own plan has for it.
  var planName: String {
    switch self {
    case .stability: "stability"
    case .resilience: "resilience"
    case .education: "education, employment and training"
    case .health: "health"
    case .listening: "listening"
    case .careExperienced: "care experienced"
    case .corporateParent: "being a good corporate parent"
    }
  }
}
