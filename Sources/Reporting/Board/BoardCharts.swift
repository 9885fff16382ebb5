// The charts of a report, drawn as the statement's are: each with its figures in a table. What is hidden has no bar.

import Dates
import Grants
import Money

/// The charts of a report.
enum BoardCharts {
  static func all(_ content: BoardContent) -> [StatementChart] {
    let months = content[.months].map { line in
      StatementChart.Bar(words: line.words, pence: line.pence.flatMap { Int64($0) } ?? 0)
    }
    return [
      StatementChart(
        id: "months", title: "Money, month by month",
        description: "\(BoardContent.amount(content[.raised, "total"]?.pence) ?? "") came in, \(content.words).",
        heading: "Month", bars: months, isOverTime: true),
      kinds("came", "Where money came from", content[.raised]),
      kinds("serves", "What grants serve", content[.priorities]),
    ]
  }

  private static func kinds(_ id: String, _ title: String, _ lines: [BoardContent.Line]) -> StatementChart {
    let lines = lines.filter { $0.code != "total" }
    let bars = lines.compactMap { line in
      line.pence.flatMap { Int64($0) }.flatMap { $0 == 0 ? nil : StatementChart.Bar(words: line.words, pence: $0) }
    }
    let hidden = lines.count { $0.pence == PublishedTable.hiddenSign }
    let total = bars.reduce(Int64(0)) { $0 + $1.pence }
    let shown = bars.isEmpty ? "There is nothing to draw." : "The bars come to \(Pence(total).pounds)."
    return StatementChart(
      id: id, title: title,
      description: hidden == 0 ? shown : "\(shown) \(hidden) of \(lines.count) \(hidden == 1 ? "is" : "are") hidden.",
      heading: "Kind", bars: bars)
  }
}

extension BoardContent {
  /// The name under which an application's plan has a priority.
  static func planName(_ code: String) -> String? { Programme.Priority(rawValue: code)?.planName }

  /// What the report is called.
  var title: String {
    kind == .board ? "Report to the Corporate Parenting Board" : "Yearly report, for cabinet and the accounts"
  }
}
