// The statement as a page that stands alone: no script, nothing fetched, one or two sheets of A4, read aloud in order.

import Dates
import Money

/// Writes a statement as HTML.
public enum StatementHTML {
  /// The page, in UTF-8; the same bytes for the same content.
  public static func bytes(_ content: StatementContent) -> [UInt8] {
    HTMLWriter.page(title: title(content), styles: [StatementStyle.sheet]) {
      body(content, to: &$0)
    } footer: {
      footer(content, to: &$0)
    }
  }

  private static func monthWords(_ text: String) -> String { Month(text)?.inWords ?? text }

  private static func title(_ content: StatementContent) -> String {
    let fund = content.fund.map { ", \($0.name)" } ?? ""
    return "\(content.isDraft ? "DRAFT: " : "")\(content.scheme)\(fund), statement for \(monthWords(content.month))"
  }

  private static func body(_ content: StatementContent, to html: inout HTMLWriter) {
    html.element("header") { html in
      html.element("p", ["class": "scheme"]) { $0.element("bdi", content.scheme) }
      html.element("h1") { html in
        html.words("Statement for \(monthWords(content.month))")
        if let fund = content.fund {
          html.words(": ")
          html.element("bdi", fund.name)
        }
      }
      html.element("p", ["class": "kind"], "Unaudited management statement")
      if let fund = content.fund {
        html.element("p", ["class": "note"]) { html in
          html.words("For: ")
          html.element("bdi", fund.purpose)
        }
      }
      for mark in marks(content) { html.element("p", ["class": "mark"], mark) }
    }
    html.element("p", ["class": "first"], content.firstLine)
    money(content, to: &html)
    counts(content, to: &html)
    kinds(content, to: &html)
    html.pictures(StatementChart.all(content))
    corrections(content, to: &html)
    waiting(content, to: &html)
    lists(content, to: &html)
  }

  private static func marks(_ content: StatementContent) -> [String] {
    [
      content.isPractice ? "PRACTICE. The people and the money are invented." : nil,
      content.isDraft ? "DRAFT. The month is open. These figures can still change." : nil,
      content.edition > 1
        ? "Edition \(content.edition). The month was opened again; this takes the place of the statement before." : nil,
    ].compactMap(\.self)
  }

  /// Lines that are left out where they are nothing in every column: few schemes have them.
  private static let rare: Set<String> = [
    "taken-on", "gift-aid", "other-income", "other-expense", "volunteering", "suspense", "awaiting-sign-off",
    "fees-due",
  ]

  private static func money(_ content: StatementContent, to html: inout HTMLWriter) {
    func shown(_ lines: [StatementFigures.Line]) -> [StatementFigures.Line] {
      lines.filter {
        !rare.contains($0.code) || $0.monthPence != 0 || $0.yearToDatePence != 0 || $0.lastYearPence != 0
      }
    }
    html.section("money", "The money") { html in
      html.wide("The money") { html in
        html.element("table", ["class": "money"]) { html in
          html.element("caption", "What came in, what it did, and what is left, in pounds")
          heads(["", monthWords(content.month), "Year to date", "Same month last year"], to: &html)
          html.element("tbody") { html in
            for line in shown(content.figures.movements) {
              let isBalance = line.code == "opening" || line.code == "closing"
              row(line, isStrong: isBalance, to: &html)
            }
          }
          html.element("tbody") { html in
            html.element("tr", ["class": "part"]) { html in
              html.element("th", ["scope": "rowgroup", "colspan": "4"], "Where it is at the end")
            }
            for line in shown(content.figures.position) {
              row(line, isStrong: line.code == "available", to: &html)
            }
          }
        }
      }
    }
  }

  private static func row(_ line: StatementFigures.Line, isStrong: Bool, to html: inout HTMLWriter) {
    html.element("tr", ["class": isStrong ? "strong" : "line"]) { html in
      html.element("th", ["scope": "row"], line.words)
      for pence in [line.monthPence, line.yearToDatePence, line.lastYearPence] {
        html.element("td", ["class": "number"], Pence(pence).pounds)
      }
    }
  }

  private static func counts(_ content: StatementContent, to html: inout HTMLWriter) {
    html.section("counts", "How many") { html in
      html.wide("How many") { html in
        html.element("table", ["class": "counts"]) { html in
          html.element("caption", "Counts. A “c” is not shown: it is a small number, or would give one away.")
          heads(["", monthWords(content.month), "Year to date", "Same month last year"], to: &html)
          html.element("tbody") { html in
            for count in content.counts {
              html.element("tr") { html in
                html.element("th", ["scope": "row"], count.words)
                for cell in [count.month, count.yearToDate, count.lastYear] {
                  html.element("td", ["class": "number"], cell ?? "not told")
                }
              }
            }
          }
        }
      }
    }
  }

  private static func kinds(_ content: StatementContent, to html: inout HTMLWriter) {
    guard !content.kinds.isEmpty else { return }
    html.section("kinds", "What grants were for") { html in
      html.element("table", ["class": "counts"]) { html in
        html.element("caption", "Grants signed for in the year to date")
        heads(["", "Grants", "Amount"], to: &html)
        html.element("tbody") { html in
          for kind in content.kinds {
            html.element("tr") { html in
              html.element("th", ["scope": "row"], kind.words)
              html.element("td", ["class": "number"], kind.count)
              html.element("td", ["class": "number"], kind.pence.map { Pence($0).pounds } ?? PublishedTable.hiddenSign)
            }
          }
        }
      }
      guard content.kinds.contains(where: { $0.pence == nil }) else { return }
      html.element(
        "p",
        """
        What grants came to in all stands in full above: a balance has to add up. Where a month’s grants were all of one \
        kind, that sum tells of the kind.
        """)
    }
  }

  private static func corrections(_ content: StatementContent, to html: inout HTMLWriter) {
    html.section("corrections", "Of earlier months") { html in
      guard !content.corrections.isEmpty else {
        return html.element("p", "Nothing in this month belongs to an earlier one.")
      }
      html.element("p", "This came after its own month was closed, so it counts here. It is in the figures above.")
      html.element("table") { html in
        html.element("caption", "What belongs to earlier months")
        heads(["Its own month", "Entries", "Changes the balance by"], to: &html)
        html.element("tbody") { html in
          for correction in content.corrections {
            html.element("tr") { html in
              html.element("th", ["scope": "row"], monthWords(correction.month))
              html.element("td", ["class": "number"], correction.entries.map { "\($0)" } ?? PublishedTable.hiddenSign)
              html.element(
                "td", ["class": "number"], correction.pence.map { Pence($0).pounds } ?? PublishedTable.hiddenSign)
            }
          }
        }
      }
    }
  }

  /// How many kinds of things that wait the page shows, so that it stays on two sheets: the oldest.
  private static let waitingShown = 8

  private static func waiting(_ content: StatementContent, to html: inout HTMLWriter) {
    html.section("waiting", "What needs someone") { html in
      if content.waiting.isEmpty {
        html.element("p", "Nothing waits.")
      } else {
        html.element("table") { html in
          html.element(
            "caption",
            "What waits for a person, and for how long\(content.fund == nil ? "" : ", in all funds together")")
          heads(["What", "How many", "Oldest since", "Days"], to: &html)
          html.element("tbody") { html in
            for item in content.waiting.prefix(waitingShown) {
              html.element("tr") { html in
                html.element("th", ["scope": "row"], item.words.prefix(1).uppercased() + item.words.dropFirst())
                html.element("td", ["class": "number"], "\(item.count)")
                html.element("td", ["class": "number"], CivilDate(item.since)?.inWords ?? item.since)
                html.element("td", ["class": "number"], "\(item.days)\(item.isLong ? " – too long" : "")")
              }
            }
          }
        }
        let rest = content.waiting.dropFirst(waitingShown)
        if !rest.isEmpty {
          html.element(
            "p",
            """
            And \(rest.reduce(0) { $0 + $1.count }) of \(rest.count) more kinds, none of which waits longer. The CSV and the \
            XML have them all.
            """)
        }
      }
      html.element("h3", "Differences, and what is missing")
      list(content.differences, none: "None was found.", to: &html)
    }
  }

  private static func lists(_ content: StatementContent, to html: inout HTMLWriter) {
    html.section("powers", "Powers and settings") { html in
      html.element("h3", "Powers given and taken this month")
      list(content.powers, none: "None.", to: &html)
      html.element("h3", "Settings changed this month")
      list(content.configuration, none: "None.", to: &html)
    }
  }

  private static func list(_ lines: [String], none: String, to html: inout HTMLWriter) {
    guard !lines.isEmpty else { return html.element("p", none) }
    html.element("ul", ["class": "lines"]) { html in for line in lines { html.element("li", line) } }
  }

  private static func footer(_ content: StatementContent, to html: inout HTMLWriter) {
    html.element("footer") { html in
      html.element(
        "p",
        "Unaudited management statement. These are not the foundation’s yearly accounts. Made for \(CivilDate(content.asOf)?.inWords ?? content.asOf)."
      )
      html.element("p", ["class": "head"]) { html in
        html.words("Audit head: ")
        html.element("code", content.auditHead ?? "none until the month is closed")
      }
    }
  }

  private static func heads(_ titles: [String], to html: inout HTMLWriter) {
    html.element("thead") { html in
      html.element("tr") { html in
        for (index, title) in titles.enumerated() {
          if title.isEmpty {
            html.element("td", "")
          } else {
            html.element("th", ["scope": "col", "class": index > 0 ? "number" : "first-column"], title)
          }
        }
      }
    }
  }
}
