// What all letters of a year have in common: the templates as they were, and what may be said of the funds. It is kept with
// the year's letters, so that they can be made again with the same bytes; nothing in it is about a person.

import Dates
import Files
import Grants
import Ledger
import Money
import Store

/// The words that all letters of a year share.
public struct DonorLetterWords: Codable, Hashable, Sendable {
  /// The templates of `config/templates`, as they were.
  public struct Templates: Codable, Hashable, Sendable {
    /// The letter's words.
    public let letter: String
    /// The page of HTML around letters.
    public let page: String
    /// What stands before each bundle, for whoever hands the letters out.
    public let cover: String
    /// The sentences that a letter is put together from, by their names.
    public let sentences: [String: String]

    /// The templates.
    public init(letter: String, page: String, cover: String, sentences: [String: String]) {
      self.letter = letter
      self.page = page
      self.cover = cover
      self.sentences = sentences
    }
  }

  /// A fund, and what may be said of what it did.
  public struct FundDid: Codable, Hashable, Sendable {
    /// The fund's number.
    public let number: Int64
    /// Its name.
    public let name: String
    /// What it did, in one sentence or more; empty where nothing was published of it.
    public let did: String
  }

  /// The templates.
  public let templates: Templates
  /// The scheme's name.
  public let scheme: String
  /// Whom a donor can ask.
  public let contact: String
  /// Who signs.
  public let signed: String
  /// How many days letters lie in the outbox, as the page before each bundle says.
  public let keptDays: Int
  /// Whether it is a practice home's.
  public let isPractice: Bool
  /// The funds.
  public let funds: [FundDid]
  /// What all funds did together, a sentence each.
  public let together: [String]

  /// That they take the place of letters before, and of which day; nil in a first edition.
  public let edition: String?

  /// The names of the sentences that `donor-letter-words.yaml` must have.
  public static let sentenceNames = DonorSentences.places.map(\.name)

  /// Puts the words together. Of what the funds did it says what was published and nothing else: where a count is hidden,
  /// neither it nor the money.
  /// - Parameters:
  ///   - published: the figures of the year's last statement, as they went out.
  ///   - before: the day of the letters that these take the place of; nil for a first edition.
  /// - Throws: `ConfigurationFault` for a sentence that is missing or cannot be filled in.
  public init(
    _ templates: Templates, scheme: String, contact: String, signed: String, keptDays: Int, isPractice: Bool,
    funds: [Fund], published: PublishedTable, insteadOf before: CivilDate? = nil
  ) throws {
    let sentences = DonorSentences(templates.sentences)
    self.templates = templates
    self.scheme = scheme
    self.contact = contact
    self.signed = signed
    self.keptDays = keptDays
    self.isPractice = isPractice
    edition = try before.map { try sentences.text("edition").filled(["before": $0.inWords]) }
    self.funds = try funds.filter { $0.number != Fund.unallocated.number }.map { fund in
      FundDid(
        number: fund.number, name: fund.name,
        did: try sentences.did(
          fund.name, count: published["\(fund.code)/signed"], money: published["\(fund.code)/granted/year"]))
    }
    // Beside the other funds' money, all funds' together would give back what one of them does not tell.
    let isAllTold = funds.allSatisfy { published["\($0.code)/signed"].map { $0.shown != nil } ?? true }
    together = try Account.GrantUse.allCases.filter { _ in isAllTold }.compactMap { use in
      try sentences.kind(
        use.rawValue, count: published["signed/\(use.rawValue)"], money: published["granted/\(use.rawValue)"])
    }
  }
}

/// The sentences of `donor-letter-words.yaml`.
struct DonorSentences {
  static let file = "donor-letter-words.yaml"

  /// Each sentence's name, and what it fills in.
  static let places: [(name: String, fills: Set<String>)] = [
    ("named", ["name"]), ("unnamed", []), ("place", ["payrollNumber", "payroll", "employer"]),
    ("went", []), ("gift", ["amount", "fund"]), ("waiting", ["amount"]), ("matched", ["amount", "together"]),
    ("fundGave", ["fund", "count", "amount"]), ("fundGaveFew", ["fund"]), ("fundGaveNothing", ["fund"]),
    ("did", []), ("together", []), ("individuals", ["count", "amount"]), ("activities", ["count", "amount"]),
    ("community", ["count", "amount"]),
    ("kindFew", []), ("removed", ["letter"]), ("edition", ["before"]),
  ]

  private let texts: [String: String]

  init(_ texts: [String: String]) { self.texts = texts }

  /// A sentence, to be filled in.
  /// - Throws: `ConfigurationFault` if there is none of this name, or it has a place that nobody fills in.
  func text(_ name: String) throws -> FilledText {
    guard let text = texts[name] else {
      throw ConfigurationFault(file: Self.file, line: 0, column: 0, message: "The sentence \(name) is missing.")
    }
    return try FilledText(text, file: Self.file, known: Self.places.first { $0.name == name }?.fills ?? [])
  }

  /// What may be said of a fund. Hidden money is never shown; nor is money whose count is hidden.
  func did(_ fund: String, count: PublishedFigure?, money: PublishedFigure?) throws -> String {
    guard let count else { return "" }
    guard let shown = count.shown, let pence = money.map(\.shown) ?? 0 else {
      return try text("fundGaveFew").filled(["fund": fund])
    }
    guard shown > 0 else { return try text("fundGaveNothing").filled(["fund": fund]) }
    return try text("fundGave").filled(["fund": fund, "count": "\(shown)", "amount": Pence(pence).pounds])
  }

  /// What may be said of a kind of grants of all funds; nil where there were none.
  func kind(_ name: String, count: PublishedFigure?, money: PublishedFigure?) throws -> String? {
    guard let count, count.shown != 0 else { return nil }
    guard let shown = count.shown, let pence = money.map(\.shown) ?? nil else {
      return try text("kindFew").filled([:])
    }
    return try text(name).filled(["count": "\(shown)", "amount": Pence(pence).pounds])
  }
}
