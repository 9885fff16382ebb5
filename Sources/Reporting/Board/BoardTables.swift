// What the sections of a report's page are built of: sections, tables that a phone can move sideways, rows.

import Money

/// Sections, tables and rows.
extension BoardHTML {
  static func hidden(_ content: BoardContent) -> String {
    "A “c” is hidden: 1 to \(content.hiddenUpTo), or it would give such a number away."
  }

  static func counts(_ content: BoardContent, _ now: String?, _ last: String?) -> [String] {
    content.before == nil ? [now ?? "not told"] : [now ?? "not told", last ?? "not told"]
  }

  static func amounts(_ content: BoardContent, _ now: String?, _ last: String?) -> [String] {
    counts(content, BoardContent.amount(now), BoardContent.amount(last))
  }

  static func both(_ content: BoardContent, _ line: BoardContent.Line) -> [String] {
    let now = [line.count ?? "not told", BoardContent.amount(line.pence) ?? "not told"]
    guard content.before != nil else { return now }
    return now + [line.lastCount ?? "not told", BoardContent.amount(line.lastPence) ?? "not told"]
  }

  static func corrections(_ content: BoardContent, to html: inout HTMLWriter) {
    guard let corrections = content.corrections else { return }
    html.section("corrections", "Put right since") { html in
      html.element(
        "p",
        """
        Months that an earlier report told of were opened again after it was given out. That report stays as it was. What \
        was put right is in no other figure of this report.
        """)
      table(
        "What came in in the time of earlier reports, in pounds",
        ["", "Months put right", "The report told", "It is now"], to: &html
      ) { html in
        for told in corrections {
          row(told.words, [told.months, Pence(told.toldPence).pounds, Pence(told.nowPence).pounds], to: &html)
        }
      }
    }
  }

  static func details(_ title: String, to html: inout HTMLWriter, _ body: (inout HTMLWriter) -> Void) {
    html.element("details", ["open": "open"]) { html in
      html.element("summary", title)
      body(&html)
    }
  }

  /// A table; where it is wider than a phone it moves sideways by itself, with the keyboard too.
  static func table(
    _ caption: String, _ heads: [String], to html: inout HTMLWriter, _ rows: (inout HTMLWriter) -> Void
  ) {
    html.wide(caption) { html in
      html.element("table", ["class": heads.count > 3 ? "many" : "few"]) { html in
        html.element("caption", caption)
        html.element("thead") { html in
          html.element("tr") { html in
            for head in heads {
              if head.isEmpty {
                html.element("td", "")
              } else {
                html.element("th", ["scope": "col", "class": "number"], head)
              }
            }
          }
        }
        html.element("tbody") { html in rows(&html) }
      }
    }
  }

  static func row(
    _ words: String, _ figures: [String], plan: String? = nil, isStrong: Bool = false, to html: inout HTMLWriter
  ) {
    html.element("tr", ["class": isStrong ? "strong" : "line"]) { html in
      html.element("th", ["scope": "row"]) { html in
        html.words(words)
        if let plan { html.element("span", ["class": "plan"], plan) }
      }
      for figure in figures { html.element("td", ["class": "number"], figure) }
    }
  }
}
