// The minutes of a sitting, and the words that decisions have everywhere: no name, no count of yes and no.

import Dates
import Files
import Grants
import Money
import Store

/// The record of a sitting, to print. Programs read no more than people: who sat out is "some" where it is 1 to 5.
public struct PanelMinutes: Encodable, Sendable {
  /// One decision.
  public struct Item: Encodable, Sendable {
    /// The application's number.
    public let application: Int64
    /// What came of it.
    public let verdict: PanelDecision.Verdict
    /// What was given.
    public let givenPence: Int64
    /// The lot drawn for it, where it was a yes.
    public let lot: Int64?
    /// How many sat it out: nothing where nobody did, "some" where it is 1 to 5.
    public let satOut: String?

    init(_ decision: PanelDecision) {
      application = decision.application
      verdict = decision.verdict
      givenPence = decision.givenPence
      lot = decision.lot
      satOut =
        switch decision.satOut {
        case 0: nil
        case 1...5: "some"
        default: "\(decision.satOut)"
        }
    }
  }

  /// The sitting.
  public let sitting: Sitting
  /// How many members had a vote on one item or more.
  public let voted: Int64
  /// The decisions, in order of application.
  public let decisions: [Item]

  /// The minutes of a closed sitting, without the applications that this actor may not see.
  /// - Throws: ``GrantsError/notFound(kind:id:)`` if there is none of this number, or it is still open.
  public static func of(_ number: Int64, for actor: Actor, _ reading: Reading) throws -> PanelMinutes {
    guard let sitting = try Sitting.all(reading).first(where: { $0.number == number }), sitting.closedOn != nil else {
      throw GrantsError.notFound(kind: "closed meeting", id: "\(number)")
    }
    return PanelMinutes(
      sitting: sitting, voted: try PanelDecision.voters(sitting: number, reading),
      decisions: try PanelDecision.of(sitting: number, reading).filter {
        try !Wall.hides($0.application, from: actor, reading)
      }.map { Item($0) })
  }

  /// A decision in words.
  public static func words(_ decision: PanelDecision) -> String { words(Item(decision)) }

  static func words(_ decision: Item) -> String {
    switch decision.verdict {
    case .approved: "yes, \(Pence(decision.givenPence).pounds)"
    case .notThisTime: "not this time"
    case .tooFew: "there were not enough of us, we'll come back to it"
    case .tie: "as many yes as no, we'll come back to it"
    case .money: "yes, and the money does not reach, we'll come back to it"
    case .foundation: "as many yes as no again, the foundation decides"
    case .stopped: "this cannot go ahead"
    case .withdrawn: "it was taken back"
    }
  }

  /// The lines, for the terminal and for the page.
  public var lines: [String] {
    func day(_ text: String) -> String { CivilDate(text)?.inWords ?? text }
    var lines = [
      "We began on \(day(sitting.openedOn)) and ended on \(day(sitting.closedOn ?? "")).",
      "\(voted) members voted.",
      "We gave \(Pence(decisions.reduce(0) { $0 + $1.givenPence }).pounds) in all.", "",
    ]
    for decision in decisions {
      let lot = decision.lot.map { " Lot \($0)." } ?? ""
      let out = decision.satOut.map { " \($0.first?.uppercased() ?? "")\($0.dropFirst()) sat this one out." } ?? ""
      lines.append("Application \(decision.application): \(Self.words(decision)).\(lot)\(out)")
    }
    return lines
  }

  /// The minutes as a page that stands alone.
  public func page(isPractice: Bool) -> String {
    let items = lines.filter { !$0.isEmpty }.map { "<li>\(Harmless.html($0))</li>" }.joined(separator: "\n")
    return PanelPage.page(
      title: "Minutes of the panel's meeting \(sitting.number)", isPractice: isPractice, body: "<ul>\n\(items)\n</ul>")
  }
}

/// The frame of the panel's printed pages: one file, nothing from outside.
enum PanelPage {
  static func page(title: String, isPractice: Bool, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en-GB">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Harmless.html(title))</title>
    <style>
    @page { size: A4; margin: 18mm; }
    body { font: 13pt/1.5 sans-serif; color: #000; background: #fff; max-width: 42em; margin: 2em auto; padding: 0 1em; }
    body { overflow-wrap: anywhere; }
    h2 { break-after: avoid; margin-top: 2em; border-top: 2px solid #000; padding-top: 0.5em; }
    section { break-inside: avoid; }
    blockquote { margin: 1em 0; padding: 0.5em 1em; border-left: 4px solid #444; }
    .practice { font-weight: bold; border: 2px solid #000; padding: 0.3em 0.6em; display: inline-block; }
    </style>
    </head>
    <body>
    <main>
    <h1>\(Harmless.html(title))</h1>
    \(isPractice ? "<p class=\"practice\">PRACTICE. Nothing here is real.</p>" : "")
    \(body)
    </main>
    </body>
    </html>

    """
  }
}
