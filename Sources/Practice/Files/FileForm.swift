// Writes files of any layout, so that a demo has files of every profile, those that a customer made among them.

import Files
import Money

/// Gives the cell of a field by its name.
typealias FileCells = (String) -> FileCell

/// The form of a payroll file: what stands before, between and after its lines.
struct FileForm: Sendable {
  private let layout: Layout
  private let text: FileText
  /// CSV: the headings in the order of their columns.
  private let headings: [String]

  init(_ layout: Layout) {
    self.layout = layout
    text = FileText(layout)
    headings = Self.headings(layout)
  }

  /// What stands before the first line.
  func opening(title: String, _ cells: FileCells) -> [UInt8] {
    var bytes: [UInt8] = []
    if layout.format == .xml {
      bytes += Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(layout.root)\(namespace)>\n".utf8)
    }
    for line in 0..<layout.skipLines { bytes += end(text.bytes(line == 0 ? title : "")) }
    if layout.headings { bytes += end(row(headings.map { .text($0) })) }
    if let header = layout.header { bytes += record(header, cells) }
    return bytes
  }

  /// One line.
  func line(_ cells: FileCells) -> [UInt8] { record(layout.detail, cells) }

  /// What stands after the last line.
  func closing(_ cells: FileCells) -> [UInt8] {
    var bytes = layout.trailer.map { record($0, cells) } ?? []
    if layout.format == .xml { bytes += Array("</\(layout.root)>\n".utf8) }
    return bytes
  }

  private var namespace: String { layout.namespace.map { " xmlns=\"\($0)\"" } ?? "" }

  private func end(_ line: [UInt8]) -> [UInt8] { line + [0x0A] }

  private func record(_ record: RecordLayout, _ cells: FileCells) -> [UInt8] {
    switch layout.format {
    case .csv: end(csv(record, cells))
    case .fixedWidth: end(fixed(record, cells))
    case .xml: element(record, cells)
    }
  }

  /// A field's cell; what is passed over unread holds something that belongs to nobody.
  private func cell(_ field: FieldLayout, _ cells: FileCells) -> FileCell {
    field.skip ? .text(field.name == "nino" ? "QQ123456C" : "") : cells(field.name)
  }

  /// A field as it is spelt; where zeros are put back on reading, a spreadsheet took them.
  private func spelt(_ field: FieldLayout, _ cells: FileCells) -> String {
    let spelt = text.spell(cell(field, cells))
    guard field.width != nil, spelt.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return spelt }
    return String(spelt.drop { $0 == "0" })
  }
}

// MARK: - CSV

extension FileForm {
  private static func headings(_ layout: Layout) -> [String] {
    guard layout.headings else { return [] }
    var names: [String] = []
    for record in [layout.detail, layout.trailer].compactMap(\.self) {
      let marked: [FieldLayout.Place] = if case .heading(let name, _) = record.mark { [.heading(name)] } else { [] }
      for place in marked + record.fields.map(\.place) {
        guard case .heading(let name) = place, !names.contains(name) else { continue }
        names.append(name)
      }
    }
    return names
  }

  private func csv(_ record: RecordLayout, _ cells: FileCells) -> [UInt8] {
    var columns = [FileCell](repeating: .text(""), count: columnCount(record))
    switch record.mark {
    case .column(let column, let value): columns[column - 1] = .text(value)
    case .heading(let name, let value): if let column = headings.firstIndex(of: name) { columns[column] = .text(value) }
    default: break
    }
    for field in record.fields {
      switch field.place {
      case .column(let column): columns[column - 1] = .text(spelt(field, cells))
      case .heading(let name):
        if let column = headings.firstIndex(of: name) { columns[column] = .text(spelt(field, cells)) }
      default: break
      }
    }
    return row(columns)
  }

  private func columnCount(_ record: RecordLayout) -> Int {
    if layout.headings { return headings.count }
    var last = record.columns ?? 1
    if case .column(let column, _) = record.mark { last = max(last, column) }
    for field in record.fields { if case .column(let column) = field.place { last = max(last, column) } }
    return last
  }

  private func row(_ cells: [FileCell]) -> [UInt8] {
    var line: [UInt8] = []
    for (index, cell) in cells.enumerated() {
      if index > 0 { line.append(layout.delimiter) }
      let bytes = text.bytes(text.spell(cell))
      guard bytes.contains(where: { $0 == layout.delimiter || $0 == 0x22 }) else {
        line += bytes
        continue
      }
      line.append(0x22)
      for byte in bytes { line += byte == 0x22 ? [0x22, 0x22] : [byte] }
      line.append(0x22)
    }
    return line
  }
}

// MARK: - Fixed width

extension FileForm {
  private func fixed(_ record: RecordLayout, _ cells: FileCells) -> [UInt8] {
    var line = [Character](repeating: " ", count: layout.width ?? lastCharacter(record))
    func put(_ text: String, at range: ClosedRange<Int>, right: Bool) {
      let cut = text.prefix(range.count)
      let start = right ? range.upperBound - cut.count : range.lowerBound - 1
      for (offset, character) in cut.enumerated() { line[start + offset] = character }
    }
    if case .range(let range, let value) = record.mark { put(value, at: range, right: false) }
    for field in record.fields {
      guard case .range(let range) = field.place else { continue }
      let spelt = spelt(field, cells)
      switch cell(field, cells) {
      case .amount(let amount) where layout.amounts.impliedPence && amount >= .zero:
        put(filled(spelt, range.count), at: range, right: true)
      case .number: put(filled(spelt, range.count), at: range, right: true)
      case .amount: put(spelt, at: range, right: true)
      default: put(spelt, at: range, right: false)
      }
    }
    return text.bytes(String(line))
  }

  private func filled(_ digits: String, _ count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }

  private func lastCharacter(_ record: RecordLayout) -> Int {
    var last = 0
    if case .range(let range, _) = record.mark { last = range.upperBound }
    for field in record.fields { if case .range(let range) = field.place { last = max(last, range.upperBound) } }
    return last
  }
}

// MARK: - XML

extension FileForm {
  private func element(_ record: RecordLayout, _ cells: FileCells) -> [UInt8] {
    guard case .element(let name) = record.mark else { return [] }
    var attributes = ""
    var children = ""
    for field in record.fields {
      let value = Self.escaped(spelt(field, cells))
      switch field.place {
      case .attribute(let attribute): attributes += " \(attribute)=\"\(value)\""
      case .element(let child): children += "<\(child)>\(value)</\(child)>"
      default: break
      }
    }
    let line = children.isEmpty ? "  <\(name)\(attributes)/>\n" : "  <\(name)\(attributes)>\(children)</\(name)>\n"
    return Array(line.utf8)
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22].contains($0) }) else { return text }
    return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
