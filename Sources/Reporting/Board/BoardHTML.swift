// The report as a page that stands alone: no script, nothing fetched, sheets of A4, read aloud in order, in plain words.

import Dates
import Grants
import Money

/// Writes a report as HTML, with places for young people's words.
enum BoardHTML {
  /// The page, in UTF-8; the same bytes for the same content.
  static func bytes(_ content: BoardContent) -> [UInt8] {
    HTMLWriter.page(
      title: "\(content.scheme), \(content.title.lowercased()), \(content.words)",
      styles: [StatementStyle.sheet, BoardStyle.sheet]
    ) {
      body(content, to: &$0)
    } footer: {
      footer(content, to: &$0)
    }
  }

  private static func body(_ content: BoardContent, to html: inout HTMLWriter) {
    html.element("header") { html in
      html.element("p", ["class": "scheme"]) { $0.element("bdi", content.scheme) }
      html.element("h1", "What the fund did, \(content.words)")
      html.element("p", ["class": "kind"], "\(content.title). Unaudited.")
      html.element(
        "p", ["class": "note"],
        "Children in our care and care-experienced young people decide what this fund does. This is what came of it.")
      if content.isPractice {
        html.element("p", ["class": "mark"], "PRACTICE. The people and the money are invented.")
      }
    }
    html.element("p", ["class": "first"], content.summary)
    cards(content, to: &html)
    stories(content, to: &html)
    changes(content, to: &html)
    corrections(content, to: &html)
    questions(content, to: &html)
    money(content, to: &html)
    grants(content, to: &html)
    waits(content, to: &html)
    answers(content, to: &html)
    campaigns(content, to: &html)
    accounts(content, to: &html)
    html.pictures(BoardCharts.all(content))
    reading(content, to: &html)
  }

  private static func cards(_ content: BoardContent, to html: inout HTMLWriter) {
    let givers = content[.givers, "givers"]?.count
    let isMonthly = givers == PublishedTable.hiddenSign && content.monthlyGivers != nil
    let cards: [(String?, String)] = [
      (BoardContent.amount(content[.raised, "total"]?.pence), "came in"),
      isMonthly
        ? (content.monthlyGivers, "people gave from their pay each month") : (givers, "people gave from their pay"),
      (content[.kinds, "total"]?.count, "grants were signed for"),
      (BoardContent.amount(content[.kinds, "total"]?.pence), "promised in grants, less what came back"),
    ]
    html.element("ul", ["class": "cards"]) { html in
      for (figure, words) in cards {
        html.element("li") { html in
          let isHidden = figure == PublishedTable.hiddenSign
          html.element("strong", isHidden ? "hidden" : figure ?? "not told")
          html.words(isHidden ? "how many \(words): it could point at someone" : words)
        }
      }
    }
  }

  private static func stories(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("stories", "What young people said it did") { html in
      guard content.stories > 0 else {
        return html.element(
          "p", "Nobody’s own words stand in this report. Telling is everyone’s own choice, and so is where it is told.")
      }
      html.element("p", "Their own words. They said yes to their standing here, and can take them back at any time.")
      for place in 1...content.stories { html.comment(BoardStory.mark(Int64(place))) }
      html.comment(BoardStory.removedMark)
    }
  }

  private static func changes(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("changes", "Since last time") { html in
      guard let before = content.before else {
        return html.element("p", "This is the first report of its kind. The next one will say what changed.")
      }
      table("This report beside the last one, on \(before)", ["", before, content.words, "What changed"], to: &html) {
        html in
        for change in content.changes {
          row(change.words, [change.last, change.now, change.what], to: &html)
        }
      }
    }
  }

  private static func money(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("money", "Money that came in, and from how many") { html in
      table(
        "What came in, in pounds, without what only moved between our own funds",
        ["", "This time"] + (content.before == nil ? [] : ["Last time"]), to: &html
      ) { html in
        for line in content[.raised] {
          row(
            line.words, amounts(content, line.pence, line.lastPence), isStrong: line.code == "total", to: &html)
        }
      }
      table(
        "From how many. \(hidden(content))", ["", "This time"] + (content.before == nil ? [] : ["Last time"]), to: &html
      ) { html in
        for line in content[.givers] { row(line.words, counts(content, line.count, line.lastCount), to: &html) }
      }
      details("How many gave, month by month", to: &html) { html in
        table(
          "As the monthly statements told it; the money of each month is under “In pictures”",
          ["", "People who gave from their pay"], to: &html
        ) { html in
          for line in content[.months] { row(line.words, [line.count ?? "not told"], to: &html) }
        }
      }
    }
  }

  private static func grants(_ content: BoardContent, to html: inout HTMLWriter) {
    let heads =
      ["", "Grants", "Amount"] + (content.before == nil ? [] : ["Grants last time", "Amount last time"])
    html.section("grants", "What it was for") { html in
      table("Grants that were signed for. \(hidden(content))", heads, to: &html) { html in
        for line in content[.kinds] {
          row(line.words, both(content, line), isStrong: line.code == "total", to: &html)
        }
      }
      table("The same grants by what they serve. \(hidden(content))", heads, to: &html) { html in
        for line in content[.priorities] {
          row(line.words, both(content, line), plan: BoardContent.planName(line.code), to: &html)
        }
      }
    }
  }

  private static func waits(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("waits", "How long people waited") { html in
      table(
        """
        Days. “The middle one” means: half waited less, half waited longer. Told where at least \(Waits.least) people \
        waited.
        """,
        ["", "This time"] + (content.before == nil ? [] : ["Last time"]), to: &html
      ) { html in
        for line in content[.waits] {
          let days = [line.count] + (content.before == nil ? [] : [line.lastCount])
          row(line.words, days.map { $0 ?? "nobody" }, to: &html)
        }
      }
    }
  }

  private static func answers(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("answers", "When the answer was no, or came late") { html in
      table(
        "Signed late: more than \(content.signWithinDays) working days after it was decided. \(hidden(content))",
        ["", "This time"] + (content.before == nil ? [] : ["Last time"]), to: &html
      ) { html in
        for line in content[.decisions] { row(line.words, counts(content, line.count, line.lastCount), to: &html) }
      }
    }
  }

  private static func campaigns(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("campaigns", "Campaigns") { html in
      guard !content.campaigns.isEmpty else { return html.element("p", "There was none.") }
      table(
        "What came in for each. \(hidden(content))",
        ["", "Hoped for in all", "Came in", "People and gifts", "Books given", "Vouchers given"], to: &html
      ) { html in
        for campaign in content.campaigns {
          html.element("tr") { html in
            html.element("th", ["scope": "row"]) { $0.element("bdi", campaign.name) }
            for figure in [
              Pence(campaign.targetPence).pounds, BoardContent.amount(campaign.raised) ?? "", campaign.givers,
              campaign.books, campaign.vouchers,
            ] { html.element("td", ["class": "number"], figure) }
          }
        }
      }
    }
  }

  private static func accounts(_ content: BoardContent, to html: inout HTMLWriter) {
    guard content.kind == .year else { return }
    html.section("accounts", "The year in the books") { html in
      table(
        "All funds together, in pounds; these are not the foundation’s yearly accounts", ["", "The year"], to: &html
      ) {
        html in
        for line in content[.accounts]
        where line.pence != "0" || ["opening", "closing", "available"].contains(line.code) {
          row(
            line.words, [BoardContent.amount(line.pence) ?? ""],
            isStrong: ["opening", "closing", "available"].contains(line.code), to: &html)
        }
      }
    }
  }

  private static func questions(_ content: BoardContent, to html: inout HTMLWriter) {
    guard content.kind == .board else { return }
    html.section("questions", "To talk about") { html in
      html.element("ul", ["class": "questions"]) { html in
        for question in content.questions { html.element("li", question) }
      }
    }
  }

  private static func reading(_ content: BoardContent, to html: inout HTMLWriter) {
    html.section("reading", "How to read this") { html in
      html.element("ul") { html in
        for line in [
          """
          A “c” is hidden: it is a number from 1 to \(content.hiddenUpTo), or would give such a number away beside other \
          figures here or in earlier reports and statements. Money is hidden with its number. 0 means none.
          """,
          """
          What came in, and what grants came to in all, stand in full: a balance has to add up, and the monthly statements \
          show it. Where all grants were of one kind, that sum tells of the kind; where a month had one grant, its own \
          statement shows that one.
          """,
          """
          What came in for a campaign is hidden here where few gave. The trustees’ statement of its fund shows the balance \
          all the same.
          """,
          "People are counted once, however often they gave. Nobody’s name is in this report.",
        ] { html.element("li", line) }
      }
    }
  }

  private static func footer(_ content: BoardContent, to html: inout HTMLWriter) {
    html.element("footer") { html in
      html.element(
        "p",
        """
        Unaudited. These are not the foundation’s yearly accounts. Made on \
        \(CivilDate(content.asOf)?.inWords ?? content.asOf), after every month of it was closed.
        """
      )
      html.element("p", ["class": "head"]) { html in
        html.words("Audit head at the close of \(Month(content.last)?.inWords ?? content.last): ")
        html.element("code", content.auditHead ?? "none")
      }
    }
  }
}
