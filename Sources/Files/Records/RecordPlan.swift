// A record's layout made ready for reading: which column goes to which slot.

/// How the fields of one kind of record are taken from its columns.
struct RecordPlan {
  /// One kept field: numbers only, so that reading it counts no references.
  struct Field {
    /// The column, from 0.
    var column = 0
    /// Fixed width: the characters, from 0.
    var characters = 0..<0
    let isRequired: Bool
    let width: Int
  }

  let kind: RecordKind
  /// The kept fields by slot. The memory lives until ``free()`` is called.
  let fields: UnsafeMutableBufferPointer<Field>
  /// Their names.
  let names: [String]
  /// Whether no field has a width to be filled up to.
  let isPlain: Bool
  /// CSV: how many columns a record has.
  var columns = 0
  /// The columns that no slot keeps; their content is blotted out.
  var blotted: [Int] = []

  /// The value that marks this kind of record, composed; empty for none.
  let mark: UnsafeMutableBufferPointer<UInt8>
  /// The column or characters where the mark stands.
  var markColumn = 0
  var markCharacters = 0..<0

  init(_ layout: RecordLayout, kind: RecordKind) {
    self.kind = kind
    names = layout.kept.map(\.name)
    isPlain = layout.kept.allSatisfy { $0.width == nil }
    fields = .copy(
      layout.kept.map { field in
        var characters = 0..<0
        if case .range(let range) = field.place { characters = range.lowerBound - 1..<range.upperBound }
        return Field(characters: characters, isRequired: !field.optional, width: field.width ?? 0)
      })
    switch layout.mark {
    case .none, .element: mark = .copy([])
    case .column(_, let value), .heading(_, let value): mark = .copy(Composition.composed(value))
    case .range(let range, let value):
      mark = .copy(Composition.composed(value))
      markCharacters = range.lowerBound - 1..<range.upperBound
    }
  }

  func free() {
    fields.deallocate()
    mark.deallocate()
  }

  /// Places the columns of a CSV layout; nil for a heading that the file does not have.
  mutating func place(_ layout: RecordLayout, headings: [[UInt8]: Int], columns count: Int?) -> Bool {
    func column(_ place: FieldLayout.Place) -> Int? {
      switch place {
      case .column(let column): column - 1
      case .heading(let heading): headings[Composition.composed(heading)]
      default: nil
      }
    }
    switch layout.mark {
    case .column(let column, _): markColumn = column - 1
    case .heading(let heading, _): markColumn = headings[Composition.composed(heading)] ?? -1
    default: break
    }
    columns = count ?? layout.columns ?? layout.lastColumn ?? 1
    for (slot, field) in layout.kept.enumerated() {
      guard let column = column(field.place), column < columns else { return false }
      fields[slot].column = column
    }
    guard markColumn >= 0, markColumn < columns else { return false }
    let kept = Set(fields.map(\.column)).union(mark.isEmpty ? [] : [markColumn])
    blotted = (0..<columns).filter { !kept.contains($0) }
    return true
  }
}

extension UnsafeMutableBufferPointer {
  /// Memory of its own with these values.
  static func copy(_ values: [Element]) -> Self {
    let memory = Self.allocate(capacity: values.count)
    _ = memory.initialize(from: values)
    return memory
  }
}
