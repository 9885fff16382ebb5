// Puts donors' letters on paper: a hundred thousand of them from one template, as plain text and as HTML.

import Dates
import Files
import Ledger
import Money

/// Writes the letters of a year. Everything they share is made once.
public struct DonorLetterPrinter {
  /// A letter as it is written.
  public struct Page: Sendable {
    /// As plain text.
    public let text: String
    /// As an article of HTML.
    public let html: String
  }

  /// One form of the letters: plain text or HTML.
  private struct Writer {
    let form: LetterText.Form
    let letter: FilledText
    let named: FilledText
    let unnamed: FilledText
    let place: FilledText
    let gift: FilledText
    let waiting: FilledText
    let matched: FilledText
    let removed: FilledText
    /// What is the same in every letter.
    let common: [String: String]
    /// Each fund's name, and what it did as a block.
    let funds: [Int64: (name: String, did: String)]
    /// What stands before the list of gifts.
    let went: String
    /// What stands before what the funds did.
    let did: String
    let before: String
    let after: String

    func shown(_ text: String) -> String { form == .html ? Harmless.html(text) : Harmless.line(text) }
    func block(_ lines: [String], isList: Bool = false) -> String { LetterText.block(lines, form, isList: isList) }
  }

  /// The places of a letter that are paragraphs or lists of their own, or nothing.
  private static let blocks: Set<String> = ["to", "edition", "gifts", "waiting", "matched", "did", "together"]

  private let writers: [Writer]
  private let words: DonorLetterWords
  private let page: FilledText
  private let cover: LetterText

  /// Takes the words of a year apart.
  /// - Throws: `ConfigurationFault` for a template that cannot be filled in.
  public init(_ words: DonorLetterWords, from first: CivilDate, until last: CivilDate, on date: CivilDate) throws {
    self.words = words
    let letter = try LetterText(
      words.templates.letter, file: "donor-letter.txt",
      known: [
        "to", "greeting", "edition", "gifts", "waiting", "matched", "did", "together", "given", "scheme", "from",
        "until", "date",
        "contact", "signed",
      ])
    guard letter.places.isSuperset(of: ["to", "given", "gifts", "matched", "did"]) else {
      throw ConfigurationFault(
        file: "donor-letter.txt", line: 0, column: 0,
        message: "A letter says to whom it is, what was given, what was added and what the funds did.")
    }
    guard words.edition == nil || letter.places.contains("edition") else {
      throw ConfigurationFault(
        file: "donor-letter.txt", line: 0, column: 0,
        message: "A letter that takes the place of one before says so: {{edition}} is missing.")
    }
    page = try FilledText(
      words.templates.page, file: "donor-letters.html", known: ["title", "letters"])
    cover = try LetterText(
      words.templates.cover, file: "donor-letters-cover.txt", known: ["scheme", "year", "first", "last", "all", "days"])
    writers = try [LetterText.Form.plain, .html].map { form in
      try Self.writer(
        form, letter, words,
        [
          "scheme": words.scheme, "from": first.inWords, "until": last.inWords, "date": date.inWords,
          "contact": words.contact, "signed": words.signed,
        ])
    }
  }

  private static func writer(
    _ form: LetterText.Form, _ letter: LetterText, _ words: DonorLetterWords, _ common: [String: String]
  ) throws -> Writer {
    let sentences = DonorSentences(words.templates.sentences)
    func shown(_ text: String) -> String { form == .html ? Harmless.html(text) : Harmless.line(text) }
    func sentence(_ name: String) throws -> FilledText { try sentences.text(name).withWords(shown) }
    let funds = words.funds.map { fund in
      (
        fund.number,
        (shown(fund.name), LetterText.block(fund.did.isEmpty ? [] : [shown(fund.did)], form, isList: false))
      )
    }
    let practice = words.isPractice ? [shown("PRACTICE. Nobody here is real.")] : []
    let opens = form == .html ? "<article>\n" : ""
    var values = common.mapValues(shown)
    values["together"] =
      words.together.isEmpty
      ? ""
      : LetterText.block([try sentence("together").filled([:])], form, isList: false)
        + LetterText.block(words.together.map(shown), form, isList: true)
    values["edition"] = LetterText.block(words.edition.map { [shown($0)] } ?? [], form, isList: false)
    return Writer(
      form: form, letter: letter.form(form, blocks: blocks), named: try sentence("named"),
      unnamed: try sentence("unnamed"), place: try sentence("place"), gift: try sentence("gift"),
      waiting: try sentence("waiting"), matched: try sentence("matched"),
      removed: try sentence("removed"), common: values,
      funds: Dictionary(funds) { first, _ in first },
      went: LetterText.block([try sentence("went").filled([:])], form, isList: false),
      did: LetterText.block([try sentence("did").filled([:])], form, isList: false),
      before: opens + LetterText.block(practice, form, isList: false),
      after: form == .html ? "</article>\n" : "")
  }

  /// Writes a letter.
  public func print(_ letter: DonorLetter, to addressee: Addressee) throws -> Page {
    Page(
      text: try Self.write(letter, to: addressee, by: writers[0]),
      html: try Self.write(letter, to: addressee, by: writers[1]))
  }

  private static func write(_ letter: DonorLetter, to addressee: Addressee, by writer: Writer) throws -> String {
    if addressee == .removed {
      return writer.before + writer.block([try writer.removed.filled(["letter": "\(letter.number)"])]) + writer.after
    }
    var values = writer.common
    let to = try address(addressee, by: writer)
    values["to"] = writer.block([to.lines.joined(separator: writer.form == .html ? "<br>\n" : "\n")])
    values["greeting"] = to.greeting
    values["given"] = Pence(letter.given).pounds
    let unallocated = Fund.unallocated.number
    let gifts = try letter.gifts.filter { $0.fund != unallocated && $0.given != 0 }.map { gift in
      try writer.gift.filled([
        "amount": Pence(gift.given).pounds, "fund": writer.funds[gift.fund]?.name ?? "fund \(gift.fund)",
      ])
    }
    values["gifts"] = gifts.isEmpty ? "" : writer.went + writer.block(gifts, isList: true)
    let waiting = letter.gifts.reduce(Int64(0)) { $0 &+ ($1.fund == unallocated ? $1.given : 0) }
    values["waiting"] =
      waiting > 0 ? writer.block([try writer.waiting.filled(["amount": Pence(waiting).pounds])]) : ""
    let matched = letter.matched
    values["matched"] =
      matched > 0
      ? writer.block([
        try writer.matched.filled([
          "amount": Pence(matched).pounds, "together": Pence(letter.given &+ matched).pounds,
        ])
      ]) : ""
    let did = letter.gifts.map { writer.funds[$0.fund]?.did ?? "" }.joined()
    values["did"] = did.isEmpty ? "" : writer.did + did
    let text = writer.before + (try writer.letter.filled(values))
    return (writer.form == .plain ? trimmed(text) + "\n" : text) + writer.after
  }

  /// To whom, line by line, and how they are greeted.
  private static func address(
    _ addressee: Addressee, by writer: Writer
  ) throws -> (lines: [String], greeting: String) {
    func line(_ place: Addressee.Place) throws -> String {
      try writer.place.filled([
        "payrollNumber": writer.shown(place.payrollNumber), "payroll": writer.shown(place.payroll),
        "employer": writer.shown(place.employer),
      ])
    }
    switch addressee {
    case .named(let name, let place):
      let name = writer.shown(name)
      return ([name] + (try place.map { [try line($0)] } ?? []), try writer.named.filled(["name": name]))
    case .numbered(let place): return ([try line(place)], try writer.unnamed.filled([:]))
    case .blank, .removed: return (["-"], "-")
    }
  }

  /// Text without the line ends after its last paragraph.
  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.last == "\n" { text.removeLast() }
    return text
  }
}

/// A bundle: letters that are printed together, behind a page for whoever hands them out.
extension DonorLetterPrinter {
  /// What stands before and after the letters of a bundle.
  public struct Bundle: Sendable {
    /// Before the first letter.
    public let before: Page
    /// Between two letters.
    public let between: Page
    /// After the last.
    public let after: Page
  }

  /// The frame of a bundle.
  /// - Parameters:
  ///   - numbers: the first and last letter's number.
  ///   - all: how many letters the year has.
  ///   - edition: which edition they are: the page before says so from the second on.
  public func bundle(_ numbers: ClosedRange<Int64>, of all: Int64, year: String, edition: Int) throws -> Bundle {
    let values = [
      "scheme": words.scheme, "year": year, "first": "\(numbers.lowerBound)", "last": "\(numbers.upperBound)",
      "all": "\(all)", "days": "\(words.keptDays)",
    ]
    let notes =
      (words.isPractice ? ["PRACTICE. Nobody here is real."] : [])
      + (edition == 1
        ? [] : ["Edition \(edition). Letters of this year from before are out of date: hand out none of them."])
    let html = try cover.html(values)
    let mark = "\u{0}"
    let frame = try page.filled(["title": html.title, "letters": mark]).components(at: mark)
    let paper = notes.map { "<p>\($0)</p>\n" }.joined()
    let opens =
      "\(frame.before)<article class=\"cover\">\n\(paper)<h1>\(html.title)</h1>\n\(html.body)\n</article>\n"
    return Bundle(
      before: Page(
        text: notes.map { "\($0)\n\n" }.joined() + (try cover.plain(values)) + "\u{0C}\n", html: opens),
      between: Page(text: "\u{0C}\n", html: ""), after: Page(text: "", html: frame.after))
  }
}

extension String {
  /// What stands before a mark and after it.
  fileprivate func components(at mark: String) -> (before: String, after: String) {
    guard let range = firstRange(of: mark) else { return (self, "") }
    return (String(self[..<range.lowerBound]), String(self[range.upperBound...]))
  }
}
