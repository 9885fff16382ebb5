// Walking through nested XML: what a step says, and what stops the walk.

import Files
import Testing

@Suite struct XMLWalkTests {
  private static let names = ["a", "b", "c"]

  /// Each step in short: `+b@x` where b begins with the attribute x, `-b=y` where it ends with the text y.
  private func walk(
    _ text: String, limits: Limits = .standard, block: Int = 1 << 16
  ) throws -> (steps: [String], faults: [String], namespace: String) {
    let walk = XMLWalk(
      ByteSource(bytes: Array(text.utf8), blockBytes: block), names: Self.names, attribute: "at", limits: limits)
    var (steps, faults, said) = (XMLSteps(), FaultList(), [String]())
    while try walk.next(into: &steps, faults: &faults) {
      said += steps.steps.map {
        "\($0.isStart ? "+" : "-")\($0.depth)\(Self.names[$0.element])\($0.isStart ? "@" : "=")\(steps.string($0))"
      }
    }
    return (said, faults.faults.map { "\($0.line):\($0.code)" }, walk.namespace)
  }

  @Test func startsGiveTheAttributeAndEndsTheElementsOwnText() throws {
    let found = try walk("<a xmlns='urn:x' at='1'>\n <b>\n one <c>two</c></b><z><c at='3'/></z>\n</a>")
    #expect(found.faults == [] && found.namespace == "urn:x")
    #expect(found.steps == ["+1a@1", "+2b@", "+3c@", "-3c=two", "-2b=one", "+3c@3", "-3c=", "-1a="])
  }

  @Test func prefixesAndOtherAttributesDoNotMatterAndCDATAIsText() throws {
    let found = try walk("<p:a xmlns:p='urn:x' other='9' p:at='1'><p:b><![CDATA[<1>]]>&amp;&#50;</p:b></p:a>")
    #expect(found.steps == ["+1a@1", "+2b@", "-2b=<1>&2", "-1a="])
  }

  @Test(arguments: [1, 2, 5, 64])
  func whereABlockEndsDoesNotMatter(block: Int) throws {
    let text = "<a at='ä'><b> é<!-- no --> x </b>\n<c/></a>"
    let torn = try walk(text, block: block)
    let whole = try walk(text)
    #expect(torn.steps == whole.steps && torn.faults == [])
    #expect(whole.steps == ["+1a@ä", "+2b@", "-2b=é x", "+2c@", "-2c=", "-1a="])
  }

  @Test func howManyChildrenAnElementHasDoesNotCountAgainstItsText() throws {
    let limits = Limits(lineBytes: 100)
    #expect(try walk("<a>" + String(repeating: "\n  <b>1</b>", count: 1000) + "\n</a>", limits: limits).faults == [])
    #expect(
      try walk("<a>" + String(repeating: "x", count: 101) + "</a>", limits: limits).faults == ["1:value-too-long"])
    #expect(
      try walk("<a>" + String(repeating: "x<b/>", count: 101) + "</a>", limits: limits).faults == ["1:value-too-long"])
  }

  static let faults: [(text: String, fault: String)] = [
    ("<!DOCTYPE a><a/>", "1:doctype"),
    ("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>\n<a>&e;</a>", "1:doctype"),
    ("<a>\n&e;</a>", "2:entity"),
    ("<a>\n<b></a>", "2:malformed-xml"),
    ("<a/><a/>", "1:malformed-xml"),
    ("<a>\n\n", "3:malformed-xml"),
    ("<a>\u{1}</a>", "1:control-character"),
  ]

  @Test(arguments: faults)
  func whatIsNoSafeDocumentStopsTheWalkOnce(text: String, fault: String) throws {
    #expect(try walk(text).faults == [fault])
  }

  @Test func elementsLieOnlySoDeep() throws {
    let depth = Limits.standard.xmlDepth
    func nested(_ count: Int) -> String {
      String(repeating: "<z>", count: count) + String(repeating: "</z>", count: count)
    }
    #expect(try walk(nested(depth)).faults == [])
    #expect(try walk(nested(depth + 1)).faults == ["1:too-deep"])
  }
}
