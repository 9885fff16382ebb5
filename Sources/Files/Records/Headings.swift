// The line of headings that names a CSV file's columns.

extension TextRecords {
  /// Places the columns of every kind of record; false where one needs a column the file does not have.
  mutating func placeColumns(headings: [[UInt8]: Int], columns: Int?) -> Bool {
    var allPlaced = true
    for index in plans.indices {
      guard let record = layout.record(plans[index].kind) else { continue }
      if !plans[index].place(record, headings: headings, columns: columns) { allPlaced = false }
    }
    return allPlaced
  }

  /// Reads the line of headings. Each one that the layout names must be there once; others are passed over.
  mutating func takeHeadings(_ block: LineBlock, from start: Int, faults: inout FaultList) {
    let count = min(fields.count, fields.capacity)
    guard count == fields.count else {
      isUnsure = true
      let message = "A record may have at most \(limits.fields) fields (limit fields)."
      return faults.add(TextPlace(line: line).fault("too-many-fields", message))
    }
    var columns: [[UInt8]: Int] = [:]
    var repeated: [[UInt8]: Int] = [:]
    for column in 0..<count {
      let heading = heading(block, column)
      if columns[heading] != nil { repeated[heading] = column } else { columns[heading] = column }
    }
    let before = faults.count
    for name in neededHeadings {
      let key = Composition.composed(name)
      if let column = repeated[key] {
        let place = block.place(of: fields.starts[column], from: start, line: line)
        faults.add(place.fault("duplicate-heading", "The heading \"\(name)\" may stand only once."))
      } else if columns[key] == nil {
        faults.add(TextPlace(line: line).fault("missing-heading", "There must be a heading \"\(name)\" in this line."))
      }
    }
    let allPlaced = placeColumns(headings: columns, columns: count)
    if !allPlaced, faults.count == before {
      let message = "The layout reads columns that this line does not have."
      faults.add(TextPlace(line: line).fault("too-few-fields", message))
    }
    isUnsure = isUnsure || faults.count > before
  }

  private func heading(_ block: LineBlock, _ column: Int) -> [UInt8] {
    let range = trimmed(block, fields.starts[column]..<fields.ends[column])
    let text = String(decoding: UnsafeBufferPointer(start: block.base, count: block.end)[range], as: UTF8.self)
    let isDoubled = fields.marks[column] & FieldScan.Mark.doubled != 0
    return Composition.composed(isDoubled ? text.replacing("\"\"", with: "\"") : text)
  }

  /// The headings that the layout names, each once, in its order.
  private var neededHeadings: [String] {
    var names: [String] = []
    for record in RecordKind.allCases.compactMap({ layout.record($0) }) {
      if case .heading(let name, _) = record.mark { names.append(name) }
      for field in record.fields {
        if case .heading(let name) = field.place { names.append(name) }
      }
    }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
