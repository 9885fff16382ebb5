// The auditor's pack as one page to read: it stands alone, and says of each list what it shows and which file has it.

import Dates
import Files

enum AuditPackPage {
  /// How many rows of a list the page shows; its file has all.
  private static let shown = 200

  /// The page, in UTF-8; the same bytes for the same content.
  static func bytes(_ pack: AuditPackContent) -> [UInt8] {
    HTMLWriter.page(title: "\(pack.scheme): the auditor's pack for \(pack.year.name)", styles: [style]) { main in
      front(pack, &main)
      for section in pack.sections { list(section, &main) }
    } footer: { _ in
    }
  }

  private static func front(_ pack: AuditPackContent, _ page: inout HTMLWriter) {
    if pack.isPractice { page.element("p", ["class": "practice"], "PRACTICE. Nobody here is real.") }
    page.element("h1", "\(pack.scheme): the auditor's pack for \(pack.year.name)")
    page.element(
      "p",
      """
      From \(pack.year.firstDay.inWords) to \(pack.year.lastDay.inWords). The samples were chosen by the seed \
      \(pack.seed): the same seed chooses the same ones. No donor and no young person is named; people who worked on the \
      books stand as numbers.
      """)
    page.element("p") { line in
      line.words("The audit chain ended here when this was made. Hold the books to it with ")
      line.element("code", "nolimits verify --heads head.txt")
      line.words(":")
    }
    page.element("p", ["class": "head"], pack.head)
    page.element("h2", "What is in it")
    table("What is in it", &page) { table in
      headings(["List", "File", "Rows"], &table)
      table.element("tbody") { body in
        for section in pack.sections {
          body.element("tr") { row in
            row.element("th", ["scope": "row"], section.title)
            row.element("td", "\(section.name).csv")
            row.element("td", ["class": "number"], "\(section.rows.count)")
          }
        }
      }
    }
  }

  private static func list(_ section: AuditPackSection, _ page: inout HTMLWriter) {
    page.element("section") { part in
      part.element("h2", section.title)
      part.element("p", section.words)
      guard !section.rows.isEmpty else { return part.element("p", "There were none.") }
      table(section.title, &part) { table in
        headings(section.headings.map(Self.words), &table)
        table.element("tbody") { body in
          for row in section.rows.prefix(shown) { cells(row, &body) }
        }
      }
      if section.rows.count > shown {
        part.element("p", "The first \(shown) of \(section.rows.count). All are in \(section.name).csv.")
      }
    }
  }

  private static func table(_ name: String, _ page: inout HTMLWriter, _ rows: (inout HTMLWriter) -> Void) {
    page.wide(name) { box in box.element("table", [:], rows) }
  }

  private static func headings(_ names: [String], _ table: inout HTMLWriter) {
    table.element("thead") { head in
      head.element("tr") { row in for name in names { row.element("th", ["scope": "col"], name) } }
    }
  }

  private static func cells(_ row: [CSVField], _ body: inout HTMLWriter) {
    body.element("tr") { cells in
      for field in row {
        switch field {
        case .text(let text): cells.element("td", text)
        case .plain(let text):
          if text.isEmpty || Int64(text.filter { $0 != "." && $0 != "-" }) == nil || text.dropFirst().contains("-") {
            cells.element("td", text)
          } else {
            cells.element("td", ["class": "number"], text)
          }
        }
      }
    }
  }

  /// A column's name as people read it: `eventDate` is `Event date`.
  private static func words(_ name: String) -> String {
    var words = ""
    for letter in name { words += letter.isUppercase ? " \(letter.lowercased())" : String(letter) }
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static let style: StaticString = """
    @page { size: A4 landscape; margin: 15mm; }
    body { font: 10.5pt/1.4 sans-serif; margin: 0 auto; padding: 0 1em 2em; max-width: 80em; color: #111; background: #fff; }
    h1 { font-size: 1.6em; } h2 { font-size: 1.25em; margin-top: 1.6em; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: 0.2em 0.5em; border-bottom: 1px solid #767676; overflow-wrap: anywhere; }
    th { font-weight: bold; overflow-wrap: normal; }
    td { min-width: 6.5em; }
    .number { text-align: right; white-space: nowrap; min-width: 0; }
    .head { font-family: monospace; overflow-wrap: anywhere; }
    .practice { font-weight: bold; }
    tr { break-inside: avoid; } thead { display: table-header-group; }
    h2, h2 + p { break-after: avoid; }
    .wide { overflow-x: auto; } .wide:focus { outline: 3px solid #1d4f73; }
    @media print { .wide { overflow: visible; } body { max-width: none; padding: 0; } }
    """
}
