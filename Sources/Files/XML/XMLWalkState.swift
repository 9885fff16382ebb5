// Where a walk through nested XML is: which elements are open, and which way they are on.

internal import CLibXML2

/// The ways that a walk looks for, as a tree of names.
struct XMLWays {
  /// A place in the tree: the elements from the root to here are those of some way.
  struct Node {
    /// The way that ends here, or -1.
    var way: Int32 = -1
    var tellsStart = false
    /// Whether elements of other names may lie between here and the next name.
    var isDeep = false
    var children: [(name: String, node: Int32)] = []
  }

  private(set) var nodes = [Node()]

  init(_ ways: [String], startsOf starts: Set<Int>) {
    for (index, way) in ways.enumerated() {
      var place = 0
      for name in way.split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
        if name.isEmpty { nodes[place].isDeep = true } else { place = child(name, of: place) }
      }
      nodes[place].way = Int32(index)
      nodes[place].tellsStart = starts.contains(index)
    }
  }

  private mutating func child(_ name: String, of place: Int) -> Int {
    if let known = nodes[place].children.first(where: { $0.name == name }) { return Int(known.node) }
    nodes.append(Node())
    nodes[place].children.append((name, Int32(nodes.count - 1)))
    return nodes.count - 1
  }
}

/// Where a walk is. It lies at a fixed place, as the parser knows it by its address.
struct XMLWalkState {
  private struct Open {
    let node: Int32
    /// The way that ends here, or -1: its text is of no interest.
    let way: Int32
    let text: Int
  }

  /// A step in the tree that was made before. The parser keeps each name once, so a pointer stands for a name.
  private struct Known {
    var name: UnsafePointer<xmlChar>?
    var node: Int32 = 0
    var next: Int32 = 0
  }

  /// What no way leads through.
  private static let nowhere: Int32 = -1
  /// A power of two, and how many places are tried in it.
  private static let (knownCount, knownTries) = (1024, 8)

  private let nodes: [XMLWays.Node]
  private let attribute: String
  private let limits: Limits
  private var known = [Known](repeating: Known(), count: knownCount)
  private var open: [Open] = []
  /// How many elements are open that no way leads through.
  private var passedOver = 0
  private var text: [UInt8] = []
  var parser: xmlParserCtxtPtr?
  var namespace = ""
  var batch = XMLSteps()
  var faults = FaultList()
  var isStopped = false

  init(_ ways: XMLWays, attribute: String, limits: Limits) {
    nodes = ways.nodes
    self.attribute = attribute
    self.limits = limits
  }

  mutating func start(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes
  ) {
    let depth = open.count + passedOver
    if depth == 0 { namespace = uri.map { String(cString: $0) } ?? "" }
    guard depth < limits.xmlDepth else {
      return stop("too-deep", "Elements may lie at most \(limits.xmlDepth) deep (limit xmlDepth).")
    }
    guard passedOver == 0 else { return passedOver += 1 }
    let from = open.last?.node ?? 0
    let node = next(from, name)
    guard node != Self.nowhere else { return passedOver = 1 }
    let isWay = node != from && nodes[Int(node)].way >= 0
    let way = isWay ? nodes[Int(node)].way : -1
    open.append(Open(node: node, way: way, text: text.count))
    guard isWay, nodes[Int(node)].tellsStart else { return }
    let start = batch.bytes.count
    for index in 0..<attributes.count where isEqual(attributes.name(index), attribute) {
      batch.bytes.append(contentsOf: attributes.value(index))
    }
    step(way, isStart: true, text: start..<batch.bytes.count)
  }

  mutating func end() {
    guard passedOver == 0 else { return passedOver -= 1 }
    guard let closed = open.popLast(), closed.way >= 0 else { return }
    var (low, high) = (closed.text, text.count)
    while low < high, isXMLSpace(text[low]) { low += 1 }
    while low < high, isXMLSpace(text[high - 1]) { high -= 1 }
    let start = batch.bytes.count
    batch.bytes.append(contentsOf: text[low..<high])
    step(closed.way, isStart: false, text: start..<batch.bytes.count)
    text.removeLast(text.count - closed.text)
  }

  mutating func characters(_ more: UnsafeBufferPointer<UInt8>) {
    guard passedOver == 0, let inside = open.last, inside.way >= 0 else { return }
    // What lies before an element's value, or between its children, is no part of it: a statement has millions of line ends.
    if text.count == inside.text, more.allSatisfy(isXMLSpace) { return }
    guard text.count - inside.text + more.count <= limits.lineBytes else {
      return stop("value-too-long", "A value may have at most \(limits.lineBytes) bytes (limit lineBytes).")
    }
    text.append(contentsOf: more)
  }

  mutating func stop(_ code: String, _ message: String, line: Int = 0, column: Int = 0) {
    guard !isStopped else { return }
    faults.add(
      FileFault(
        line: line > 0 ? line : Int(xmlSAX2GetLineNumber(parser)),
        column: line > 0 ? column : Int(xmlSAX2GetColumnNumber(parser)), code: code, message: message))
    isStopped = true
  }

  /// Where an element of this name leads from a place in the tree.
  @inline(__always)
  private mutating func next(_ node: Int32, _ name: UnsafePointer<xmlChar>) -> Int32 {
    var place = (Int(bitPattern: name) >> 3 &+ Int(node) &* 37) & (Self.knownCount - 1)
    for _ in 0..<Self.knownTries {
      let entry = known[place]
      if entry.name == name, entry.node == node { return entry.next }
      if entry.name == nil { break }
      place = (place + 1) & (Self.knownCount - 1)
    }
    return lookUp(node, name, rememberAt: place)
  }

  private mutating func lookUp(_ node: Int32, _ name: UnsafePointer<xmlChar>, rememberAt place: Int) -> Int32 {
    let here = nodes[Int(node)]
    let next = here.children.first { isEqual(name, $0.name) }?.node ?? (here.isDeep ? node : Self.nowhere)
    known[place] = Known(name: name, node: node, next: next)
    return next
  }

  private mutating func step(_ way: Int32, isStart: Bool, text: Range<Int>) {
    batch.steps.append(
      XMLStep(
        way: way, isStart: isStart, line: Int32(truncatingIfNeeded: xmlSAX2GetLineNumber(parser)),
        column: Int32(truncatingIfNeeded: xmlSAX2GetColumnNumber(parser)), text: text))
  }
}
