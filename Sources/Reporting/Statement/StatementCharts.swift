// The charts of the statement: inline SVG in whole numbers, each with a title, a description and its figures in a table.

import Dates
import Money

/// A chart of amounts.
struct StatementChart {
  /// A bar.
  struct Bar {
    let words: String
    let pence: Int64
  }

  /// What its parts are named by in the page.
  let id: String
  let title: String
  /// What it shows, in a sentence.
  let description: String
  /// What its table's first column holds.
  let heading: String
  let bars: [Bar]
  /// Whether its bars are months in their order, and not kinds.
  var isOverTime = false

  /// The charts of a statement.
  static func all(_ content: StatementContent) -> [StatementChart] {
    let month = Month(content.month)
    let (first, last) = (content.balances.first, content.balances.last)
    let balance = StatementChart(
      id: "balance", title: "Balance over twelve months",
      description: first.flatMap { first in
        last.map {
          "From \(Pence(first.pence).pounds) at the end of \(words(first.month)) to \(Pence($0.pence).pounds) at the end of \(words($0.month))."
        }
      } ?? "",
      heading: "End of", bars: content.balances.map { Bar(words: words($0.month), pence: $0.pence) }, isOverTime: true)
    func year(_ id: String, _ title: String, _ lines: [StatementFigures.Line], _ sign: Int64) -> StatementChart {
      let bars = lines.filter { $0.yearToDatePence != 0 }.map {
        Bar(words: $0.words, pence: sign * $0.yearToDatePence)
      }
      let total = bars.reduce(0) { $0 + $1.pence }
      return StatementChart(
        id: id, title: title,
        description: bars.isEmpty
          ? "Nothing in the year to \(month?.inWords ?? content.month)."
          : "\(Pence(total).pounds) in the year to the end of \(month?.inWords ?? content.month).", heading: "Kind",
        bars: bars)
    }
    return [
      balance, year("came", "Where money came from", content.figures.income, 1),
      year("did", "What it did", content.figures.expense, -1),
    ]
  }

  private static func words(_ month: String) -> String { Month(month)?.inWords ?? month }

  private static let width: Int64 = 300
  private static let ink = "#1a1a1a"

  /// The figure: heading, picture, table.
  func write(to html: inout HTMLWriter) {
    html.element("section", ["class": "chart", "aria-labelledby": "\(id)-heading"]) { html in
      html.element("h3", ["id": "\(id)-heading"], title)
      html.element("p", ["class": "note"], description)
      guard !bars.isEmpty else { return }
      if isOverTime { columns(to: &html) } else { rows(to: &html) }
      html.element("table", ["class": "small"]) { html in
        html.element("caption", "\(title): the same figures")
        html.element("thead") { html in
          html.element("tr") { html in
            html.element("th", ["scope": "col"], heading)
            html.element("th", ["scope": "col", "class": "number"], "Amount")
          }
        }
        html.element("tbody") { html in
          for bar in bars {
            html.element("tr") { html in
              html.element("th", ["scope": "row"], bar.words)
              html.element("td", ["class": "number"], Pence(bar.pence).pounds)
            }
          }
        }
      }
    }
  }

  private func picture(_ height: Int64, to html: inout HTMLWriter, _ body: (inout HTMLWriter) -> Void) {
    html.element(
      "svg",
      [
        "viewBox": "0 0 \(Self.width) \(height)", "role": "img", "aria-labelledby": "\(id)-title \(id)-desc",
        "xmlns": "http://www.w3.org/2000/svg", "font-size": "13", "font-family": "Liberation Sans, Arial, sans-serif",
        "fill": Self.ink,
      ]
    ) { html in
      html.element("title", ["id": "\(id)-title"], title)
      html.element("desc", ["id": "\(id)-desc"], description)
      body(&html)
    }
  }

  private func text(
    _ words: String, x: Int64, y: Int64, anchor: String = "start", to html: inout HTMLWriter
  ) {
    html.element("text", ["x": "\(x)", "y": "\(y)", "text-anchor": anchor], words)
  }

  private func rectangle(
    x: Int64, y: Int64, width: Int64, height: Int64, isNegative: Bool, to html: inout HTMLWriter
  ) {
    html.element(
      "rect",
      [
        "x": "\(x)", "y": "\(y)", "width": "\(max(width, 1))", "height": "\(max(height, 1))",
        // As attributes: printers that know no style sheet in a picture show them too. Below nothing is dashed, not only red.
        "fill": isNegative ? "#ffffff" : "#2a6b99", "stroke": isNegative ? "#8a1c1c" : "#2a6b99",
        "stroke-dasharray": isNegative ? "4 2" : "none",
      ], "")
  }

  /// One bar for each month, up or down from nothing.
  private func columns(to html: inout HTMLWriter) {
    let (top, height, left, right): (Int64, Int64, Int64, Int64) = (10, 120, 48, 298)
    let scale = ChartScale(bars.map(\.pence))
    func y(_ pence: Int64) -> Int64 { top + scale.part(scale.highest - pence, of: height) }
    picture(top + height + 26, to: &html) { html in
      for tick in scale.ticks {
        html.element(
          "line",
          [
            "x1": "\(left)", "x2": "\(right)", "y1": "\(y(tick))", "y2": "\(y(tick))",
            "stroke": tick == 0 ? Self.ink : "#d0d0d0", "stroke-width": tick == 0 ? "1.5" : "1",
          ], "")
        text(Pence(tick).short, x: left - 6, y: y(tick) + 4, anchor: "end", to: &html)
      }
      let step = (right - left) / Int64(max(bars.count, 1))
      let width = step - 6
      for (index, bar) in bars.enumerated() {
        let x = left + Int64(index) * step + 3
        let (from, to) = (y(max(bar.pence, 0)), y(min(bar.pence, 0)))
        if bar.pence != 0 {
          rectangle(x: x, y: from, width: width, height: to - from, isNegative: bar.pence < 0, to: &html)
        }
        // Every third month is named: all twelve would run into each other where the picture is small.
        if (bars.count - 1 - index) % 3 == 0 {
          text(String(bar.words.prefix(3)), x: x + width / 2, y: top + height + 18, anchor: "middle", to: &html)
        }
      }
    }
  }

  /// One bar for each kind, its words and amount above it.
  private func rows(to html: inout HTMLWriter) {
    let rowHeight: Int64 = 34
    let scale = ChartScale(bars.map(\.pence))
    let more = bars.map { Self.areBesideEachOther($0.words, Pence($0.pence).pounds) ? 0 : Self.lineHeight }
    picture(Int64(bars.count) * rowHeight + more.reduce(0, +) + 2, to: &html) { html in
      let zero = scale.part(-scale.lowest, of: Self.width)
      var y: Int64 = 0
      for (bar, more) in zip(bars, more) {
        text(bar.words, x: 0, y: y + 14, to: &html)
        text(Pence(bar.pence).pounds, x: Self.width, y: y + 14 + more, anchor: "end", to: &html)
        let length = scale.part(Int64(bar.pence.magnitude), of: Self.width)
        rectangle(
          x: bar.pence < 0 ? zero - length : zero, y: y + 19 + more, width: length, height: 10,
          isNegative: bar.pence < 0, to: &html)
        y += rowHeight + more
      }
    }
  }

  private static let lineHeight: Int64 = 16

  /// Whether words and an amount have room on one line of the picture; a sign is at most about so wide.
  private static func areBesideEachOther(_ words: String, _ amount: String) -> Bool {
    let signWidth: Int64 = 7
    return Int64(words.count + amount.count + 2) * signWidth <= width
  }
}

/// How amounts are laid on a line: from nothing, or from below it, to a little above the largest.
struct ChartScale {
  let lowest: Int64
  let highest: Int64
  /// The amounts that lines are drawn at.
  let ticks: [Int64]

  init(_ amounts: [Int64]) {
    let (low, high) = (min(amounts.min() ?? 0, 0), max(amounts.max() ?? 0, 0))
    let step = Self.step((high - low) / 4 + 1)
    lowest = low / step * step - (low % step == 0 ? 0 : step)
    highest = max(high / step * step + (high % step == 0 ? 0 : step), lowest == 0 ? step : 0)
    ticks = Array(stride(from: lowest, through: highest, by: Int64.Stride(step)))
  }

  /// 1, 2 or 5 and noughts, from £1 on: at least so much.
  private static func step(_ least: Int64) -> Int64 {
    var step: Int64 = 100
    while step < least {
      for factor: Int64 in [2, 5] where step * factor >= least { return step * factor }
      step *= 10
    }
    return step
  }

  /// How long an amount is on a line of this length.
  func part(_ pence: Int64, of length: Int64) -> Int64 {
    let (high, low) = pence.multipliedFullWidth(by: length)
    return (highest - lowest).dividingFullWidth((high, low)).quotient
  }
}

extension Pence {
  /// As a chart's edge shows it: `£0`, `£500`, `£12k`, `-£1.5m`.
  var short: String {
    let pounds = rawValue.magnitude / 100
    let sign = rawValue < 0 ? "-£" : "£"
    func tenths(_ unit: UInt64) -> String {
      let tenths = pounds * 10 / unit
      return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
    return switch pounds {
    case 1_000_000_000...: "\(sign)\(tenths(1_000_000_000))bn"
    case 1_000_000...: "\(sign)\(tenths(1_000_000))m"
    case 1_000...: "\(sign)\(tenths(1_000))k"
    default: "\(sign)\(pounds)"
    }
  }
}
