// A layout read from YAML, every fault with its line and column.

import Dates
import Money
import Yams

extension Layout {
  /// Reads a layout from the value of a `layout:` setting.
  public static func read(from node: Node, file: String) throws(ConfigurationFault) -> Layout {
    try Layout(from: ConfigurationValue(node: node, file: file))
  }

  /// Reads a layout from the value of a `layout:` setting.
  public init(from value: ConfigurationValue) throws(ConfigurationFault) {
    let format = try value.mapping().required("format").choice(of: Format.self)
    let mapping = try value.mapping(keys: Self.shared + Self.own(format))
    let records = try mapping.required("records").mapping(keys: RecordKind.allCases.map(\.name))
    let headings = try mapping["headings"]?.boolean() ?? false
    func record(_ kind: RecordKind) throws(ConfigurationFault) -> RecordLayout? {
      guard let value = records[kind.name] else { return nil }
      return try RecordLayout(from: value, kind: kind, format: format, headings: headings)
    }
    guard let detail = try record(.detail) else {
      throw records.place.fault("The setting \"detail\" is missing here.")
    }
    self.init(format, detail: detail, header: try record(.header), trailer: try record(.trailer))
    self.headings = headings
    try readStyles(mapping)
    try readOwn(mapping)
    try requireTogether(records)
  }

  private static let shared = ["format", "encoding", "skipLines", "dates", "amounts", "records"]

  private static func own(_ format: Format) -> [String] {
    switch format {
    case .csv: ["delimiter", "headings", "trim", "formulaGuard"]
    case .fixedWidth: ["width"]
    case .xml: ["root", "namespace"]
    }
  }

  private mutating func readStyles(_ mapping: ConfigurationMapping) throws(ConfigurationFault) {
    encoding = try mapping["encoding"]?.choice() ?? .utf8
    skipLines = try mapping["skipLines"]?.integer(in: 0...1000) ?? 0
    dates = try mapping["dates"]?.choice() ?? .iso
    if let style = mapping["amounts"] { amounts = try AmountStyle(from: style) }
  }

  private mutating func readOwn(_ mapping: ConfigurationMapping) throws(ConfigurationFault) {
    switch format {
    case .csv:
      trim = try mapping["trim"]?.boolean() ?? false
      formulaGuard = try mapping["formulaGuard"]?.boolean() ?? false
      if let value = mapping["delimiter"] { delimiter = try Self.delimiter(value) }
    case .fixedWidth:
      width = try mapping["width"]?.integer(in: 1...65_536)
    case .xml:
      root = try mapping.required("root").string()
      namespace = try mapping["namespace"]?.string()
    }
  }

  private static func delimiter(_ value: ConfigurationValue) throws(ConfigurationFault) -> UInt8 {
    let text = try value.stringOrEmpty()
    if text == "tab" { return UInt8(ascii: "\t") }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte == UInt8(ascii: "\t") || (0x20..<0x7F).contains(byte),
      byte != UInt8(ascii: "\""), !(0x30...0x39).contains(byte)
    else { throw value.fault("One sign between fields is expected here, such as \",\", \";\", \"|\" or tab.") }
    return byte
  }

  /// What only shows when the whole layout is known.
  private func requireTogether(_ records: ConfigurationMapping) throws(ConfigurationFault) {
    for kind in RecordKind.allCases {
      guard let record = record(kind), let place = records[kind.name] else { continue }
      if kind != .detail, record.mark == .none {
        throw place.fault("A \(kind.name) needs a tag\(kind == .trailer ? " or totalsRow" : "") to be recognised by.")
      }
      if let width, record.lastCharacter > width {
        throw place.fault("A field of this record ends beyond the width \(width).")
      }
    }
    if detail.mark != .none, [header?.mark, trailer?.mark].contains(detail.mark) {
      throw records.place.fault("Two kinds of record have the same mark.")
    }
  }
}

extension RecordLayout {
  /// The last character of a fixed-width line that the record needs.
  var lastCharacter: Int {
    var last = 0
    if case .range(let range, _) = mark { last = range.upperBound }
    for field in fields {
      if case .range(let range) = field.place { last = max(last, range.upperBound) }
    }
    return last
  }

  init(
    from value: ConfigurationValue, kind: RecordKind, format: Layout.Format, headings: Bool
  ) throws(ConfigurationFault) {
    let mapping = try value.mapping(keys: Self.keys(kind, format, headings))
    let mark = try Self.mark(mapping, format: format)
    var fields: [FieldLayout] = []
    for entry in try mapping.required("fields").mapping().entries {
      fields.append(try FieldLayout(from: entry, format: format, headings: headings))
      if fields.dropLast().contains(where: { $0.place == fields.last?.place }) {
        throw entry.name.fault("Another field of this record stands at the same place.")
      }
    }
    self.init(mark, columns: try mapping["columns"]?.integer(in: 1...10_000), fields: fields)
    if let columns, let last = lastColumn, last > columns {
      throw value.fault("A field stands in column \(last), beyond the record's \(columns) columns.")
    }
  }

  /// The last column that the mark or a field needs, where they stand by number.
  var lastColumn: Int? {
    var columns: [Int] = fields.compactMap { if case .column(let column) = $0.place { column } else { nil } }
    if case .column(let column, _) = mark { columns.append(column) }
    return columns.max()
  }

  private static func keys(_ kind: RecordKind, _ format: Layout.Format, _ headings: Bool) -> [String] {
    switch format {
    case .xml: ["element", "fields"]
    case .fixedWidth: ["tag", "fields"]
    case .csv:
      ["tag", "fields"] + (headings ? [] : ["columns"]) + (kind == .trailer ? ["totalsRow"] : [])
    }
  }

  private static func mark(
    _ mapping: ConfigurationMapping, format: Layout.Format
  ) throws(ConfigurationFault) -> Mark {
    if format == .xml { return .element(try mapping.required("element").string()) }
    if let tag = mapping["tag"] {
      guard format == .fixedWidth else { return .column(1, value: try tag.string()) }
      let place = try tag.mapping(keys: ["from", "to", "value"])
      return .range(try place.characters(), value: try place.required("value").string())
    }
    guard let totals = mapping["totalsRow"] else { return .none }
    let place = try totals.mapping(keys: ["heading", "column", "value"])
    let value = try place.required("value").string()
    if let heading = place["heading"] { return .heading(try heading.string(), value: value) }
    return .column(try place.required("column").integer(in: 1...10_000), value: value)
  }
}

extension FieldLayout {
  init(
    from entry: ConfigurationMapping.Entry, format: Layout.Format, headings: Bool
  ) throws(ConfigurationFault) {
    let places =
      switch format {
      case .csv: headings ? ["column", "heading"] : ["column"]
      case .fixedWidth: ["from", "to"]
      case .xml: ["attribute", "element"]
      }
    let mapping = try entry.value.mapping(keys: places + ["personal", "optional", "skip", "width"])
    self.init(
      entry.key, try Self.place(mapping, format: format),
      personal: try mapping["personal"]?.boolean() ?? false,
      optional: try mapping["optional"]?.boolean() ?? false,
      skip: try mapping["skip"]?.boolean() ?? false,
      width: try mapping["width"]?.integer(in: 1...64))
  }

  private static func place(
    _ mapping: ConfigurationMapping, format: Layout.Format
  ) throws(ConfigurationFault) -> Place {
    switch format {
    case .fixedWidth: return .range(try mapping.characters())
    case .csv:
      if let heading = mapping["heading"] { return .heading(try heading.string()) }
      return .column(try mapping.required("column").integer(in: 1...10_000))
    case .xml:
      if let element = mapping["element"] { return .element(try element.string()) }
      return .attribute(try mapping.required("attribute").string())
    }
  }
}

extension ConfigurationMapping {
  /// `from` and `to` as a range of characters, from 1, inclusive.
  func characters() throws(ConfigurationFault) -> ClosedRange<Int> {
    let from = try required("from").integer(in: 1...65_536)
    return from...(try required("to").integer(in: from...65_536))
  }
}

extension AmountStyle {
  /// Reads an `amounts:` mapping; what it does not name is off.
  public init(from value: ConfigurationValue) throws(ConfigurationFault) {
    let names = ["thousands", "poundSign", "trailingMinus", "creditSuffix", "brackets", "impliedPence"]
    let mapping = try value.mapping(keys: names)
    func on(_ name: String) throws(ConfigurationFault) -> Bool { try mapping[name]?.boolean() ?? false }
    self.init(
      thousands: try on("thousands"), poundSign: try on("poundSign"), trailingMinus: try on("trailingMinus"),
      creditSuffix: try on("creditSuffix"), brackets: try on("brackets"), impliedPence: try on("impliedPence"))
  }
}
