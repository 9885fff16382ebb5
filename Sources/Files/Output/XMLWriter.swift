// XML as other systems read it: indented, the same bytes for the same content everywhere. Written here and not by libxml2,
// whose indenting and escaping change between releases.

/// Writes an XML document element by element.
public struct XMLWriter {
  private let sink: any ByteSink
  private var open: [String] = []

  /// Begins a document on a sink, with the XML declaration.
  public init(to sink: any ByteSink) throws(OutputError) {
    self.sink = sink
    try sink.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
  }

  /// Opens an element that will hold others. Attributes that are nil are left out.
  public mutating func start(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:]
  ) throws(OutputError) {
    var line = try tag(name, attributes)
    line.append(contentsOf: ">\n".utf8)
    try sink.write(line)
    open.append(name)
  }

  /// Writes an element that holds nothing or only text.
  public func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String? = nil
  ) throws(OutputError) {
    var line = try tag(name, attributes)
    if let text {
      line.append(UInt8(ascii: ">"))
      try Self.escape(text, inAttribute: false, to: &line)
      line.append(contentsOf: "</\(name)>\n".utf8)
    } else {
      line.append(contentsOf: "/>\n".utf8)
    }
    try sink.write(line)
  }

  /// Closes the element opened last.
  public mutating func end() throws(OutputError) {
    guard let name = open.popLast() else { preconditionFailure("there is no open element to close") }
    try sink.write(indent + "</\(name)>\n")
  }

  /// Opens an element, lets `body` write what it holds, and closes it.
  public mutating func element<Failure: Error>(
    _ name: String, _ attributes: KeyValuePairs<String, String?> = [:],
    _ body: (inout XMLWriter) throws(Failure) -> Void
  ) throws {
    try start(name, attributes)
    try body(&self)
    try end()
  }

  private var indent: String { String(repeating: "  ", count: open.count) }

  private func tag(_ name: String, _ attributes: KeyValuePairs<String, String?>) throws(OutputError) -> [UInt8] {
    precondition(Self.isName(name), "\(name) is no XML name")
    var line = Array(indent.utf8)
    line.append(UInt8(ascii: "<"))
    line.append(contentsOf: name.utf8)
    for (key, value) in attributes {
      guard let value else { continue }
      precondition(Self.isName(key), "\(key) is no XML name")
      line.append(contentsOf: " \(key)=\"".utf8)
      try Self.escape(value, inAttribute: true, to: &line)
      line.append(UInt8(ascii: "\""))
    }
    return line
  }

  /// Names are the program's own; a simple one is enough.
  private static func isName(_ name: String) -> Bool {
    func isStart(_ byte: UInt8) -> Bool {
      (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
    guard let first = name.utf8.first, isStart(first) else { return false }
    return name.utf8.allSatisfy { isStart($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x3A].contains($0) }
  }

  private static func escape(
    _ text: String, inAttribute: Bool, to line: inout [UInt8]
  ) throws(OutputError) {
    for scalar in String(decoding: Composition.composed(text), as: UTF8.self).unicodeScalars {
      switch scalar {
      case "&": line.append(contentsOf: "&amp;".utf8)
      case "<": line.append(contentsOf: "&lt;".utf8)
      case ">": line.append(contentsOf: "&gt;".utf8)
      case "\"" where inAttribute: line.append(contentsOf: "&quot;".utf8)
      case "\r": line.append(contentsOf: "&#13;".utf8)
      case "\t" where inAttribute, "\n" where inAttribute: line.append(contentsOf: "&#\(scalar.value);".utf8)
      case "\t", "\n": line.append(UInt8(scalar.value))
      // Where the file itself is looked at it turns nothing; who reads the XML has it as it was.
      case _ where Harmless.turns(scalar):
        line.append(contentsOf: "&#x\(String(scalar.value, radix: 16, uppercase: true));".utf8)
      default:
        guard scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF else {
          throw .forbiddenCharacter(scalar: scalar.value)
        }
        line.append(contentsOf: String(scalar).utf8)
      }
    }
  }
}
