// A document as it goes by. The layout is strict: what it does not list is a fault, as it would be to a schema.

internal import CLibXML2

/// Where the parser is within a document, and the records that came by. A struct behind a pointer, so that the parser's calls
/// do without the checks that a class's properties have.
struct XMLDocument {
  /// Where the parser is.
  enum State: Equatable {
    case outside
    case root
    /// In a record's element; the plan's index.
    case record(Int)
    /// In a child element that is a field; the slot is negative for one that is passed over.
    case field(Int, slot: Int)
    /// In an element that nothing is known of; until its depth is left.
    case unknown(untilDepth: Int)
  }

  /// The record whose element is open.
  struct OpenRecord {
    /// Stands for a field that is not given.
    static let absent = UInt64.max

    var line = 0
    var column = 0
    /// Whether its order and its content so far are without fault.
    var isSound = true
    /// The spans of its fields, by slot.
    var spans: [UInt64] = []
    /// The text of the open field.
    var text: [UInt8] = []
  }

  let layout: Layout
  let limits: Limits
  let plans: [XMLPlan]
  let stride: Int
  var parser: xmlParserCtxtPtr?
  var order: RecordOrder
  var depth = 0
  var state = State.outside
  /// Where it was before an element that nothing is known of.
  var around = State.outside
  /// The names this document has used so far.
  var names = XMLNames()
  var record = OpenRecord()
  var batch = RecordBatch()
  var faults = FaultList()
  /// Whether a fault ended the reading.
  var isStopped = false

  init(_ layout: Layout, limits: Limits) {
    self.layout = layout
    self.limits = limits
    plans = RecordKind.allCases.compactMap { kind in layout.record(kind).map { XMLPlan($0, kind: kind) } }
    stride = plans.map(\.bySlot.count).max() ?? 0
    order = RecordOrder(layout, limits: limits)
  }

  /// Whether a record is open, so that the batch holds fields of a record it does not hold yet.
  var isInRecord: Bool {
    switch state {
    case .record, .field: true
    case .unknown: around != .root
    default: false
    }
  }

  /// Where the parser stands now.
  var place: TextPlace {
    TextPlace(line: Int(xmlSAX2GetLineNumber(parser)), column: Int(xmlSAX2GetColumnNumber(parser)))
  }

  /// Adds a fault at the place where the parser stands.
  mutating func fault(_ code: String, _ message: String) { faults.add(place.fault(code, message)) }

  /// Adds a fault after which nothing more is read. The parser itself is not stopped: that would free what its callers
  /// still use. It goes on to the end of its block, unheard.
  mutating func stop(_ code: String, _ message: String, at place: TextPlace? = nil) {
    guard !isStopped else { return }
    faults.add((place ?? self.place).fault(code, message))
    isStopped = true
  }
}
