// The order in which records may come: header, details, trailer, nothing more. The same for every format.

/// Follows the order of a file's records and says what breaks it.
struct RecordOrder {
  private let hasHeader: Bool
  private let hasTrailer: Bool
  private let limit: Int
  private var count = 0
  private var sawHeader = false
  private var sawTrailer = false
  private var missedHeader = false
  /// Whether there are more records than the limit; then reading stops.
  private(set) var isOverLimit = false

  init(_ layout: Layout, limits: Limits) {
    hasHeader = layout.header != nil
    hasTrailer = layout.trailer != nil
    limit = limits.records
  }

  /// Whether a record of this kind may come now; if not, the fault is added.
  mutating func admits(_ kind: RecordKind, faults: inout FaultList, at place: TextPlace) -> Bool {
    count += 1
    if kind == .detail, count <= limit, !sawTrailer, sawHeader || !hasHeader { return true }
    return admitsSlowly(kind, faults: &faults, at: place)
  }

  private mutating func admitsSlowly(_ kind: RecordKind, faults: inout FaultList, at place: TextPlace) -> Bool {
    if count > limit {
      isOverLimit = true
      faults.add(place.fault("too-many-records", "A file may have at most \(limit) records (limit records)."))
      return false
    }
    if sawTrailer {
      faults.add(place.fault("after-trailer", "Nothing may follow the trailer."))
      return false
    }
    switch kind {
    case .header: return admitsHeader(faults: &faults, at: place)
    case .detail, .trailer:
      if kind == .trailer { sawTrailer = true }
      if hasHeader, !sawHeader, !missedHeader {
        missedHeader = true
        faults.add(place.fault("missing-header", "The header must be the first record."))
      }
      return true
    }
  }

  private mutating func admitsHeader(faults: inout FaultList, at place: TextPlace) -> Bool {
    if sawHeader {
      faults.add(place.fault("second-header", "A file has only one header."))
      return false
    }
    sawHeader = true
    guard count > 1 else { return true }
    faults.add(place.fault("misplaced-header", "The header must be the first record."))
    return false
  }

  /// Notes that something stood where a trailer could have been, but could not be understood.
  mutating func skip() { count += 1 }

  /// Adds what is missing at the end of the file.
  mutating func finish(faults: inout FaultList, at place: TextPlace) {
    if hasHeader, !sawHeader, !missedHeader {
      faults.add(place.fault("missing-header", "The header must be the first record."))
    }
    if hasTrailer, !sawTrailer, !isOverLimit {
      faults.add(place.fault("missing-trailer", "The file ends without its trailer; it may be cut off."))
    }
  }
}

extension TextPlace {
  init(line: Int, column: Int = 1) {
    self.line = line
    self.column = column
  }

  /// A fault at this place.
  func fault(_ code: String, _ message: String) -> FileFault {
    FileFault(line: line, column: column, code: code, message: message)
  }
}
