// What every page that we give out is: it stands alone, fetches nothing, runs nothing, and is read aloud in order.

/// A page's frame, and the parts that statements and reports are built of.
extension HTMLWriter {
  /// A whole page, in UTF-8; the same bytes for the same content.
  /// - Parameters:
  ///   - title: what a browser and a screen reader call it.
  ///   - styles: its style sheets, in their order.
  ///   - main: what it says.
  ///   - footer: what stands below.
  static func page(
    title: String, styles: [StaticString], main: (inout HTMLWriter) -> Void, footer: (inout HTMLWriter) -> Void
  ) -> [UInt8] {
    var html = HTMLWriter()
    html.own("<!DOCTYPE html>")
    html.element("html", ["lang": "en-GB"]) { html in
      html.element("head") { html in
        html.void("meta", ["charset": "utf-8"])
        html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        html.void(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
          ])
        html.element("title", title)
        html.element("style") { html in
          for sheet in styles { html.own(sheet) }
        }
      }
      html.element("body") { html in
        html.element("main") { html in main(&html) }
        footer(&html)
      }
    }
    return Array(html.text.utf8)
  }

  /// A section with its heading.
  /// - Parameter id: its heading's name within the page.
  mutating func section(_ id: String, _ title: String, _ body: (inout HTMLWriter) -> Void) {
    element("section", ["aria-labelledby": id]) { html in
      html.element("h2", ["id": id], title)
      body(&html)
    }
  }

  /// What may be wider than a phone: it then moves sideways by itself, with the keyboard too.
  mutating func wide(_ label: String, _ body: (inout HTMLWriter) -> Void) {
    element("div", ["class": "wide", "role": "region", "aria-label": label, "tabindex": "0"], body)
  }

  /// The charts, each with its figures as a table.
  mutating func pictures(_ charts: [StatementChart]) {
    section("pictures", "In pictures") { html in
      html.element("div", ["class": "charts"]) { html in
        for chart in charts { chart.write(to: &html) }
      }
    }
  }
}
