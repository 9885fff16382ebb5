// Walking through nested XML: what a step says, and what stops the walk.

import Files
import Testing

@Suite struct XMLWalkTests {
  private static let ways = ["a", "a/b", "a/b/c", "a/z/c", "a/d//c"]

  /// Each step in short: `+a/b@x` where b begins with the attribute x, `-a/b=y` where it ends with the text y.
  private func walk(
    _ text: String, starts: Set<Int> = Set(ways.indices), limits: Limits = .standard, block: Int = 1 << 16
  ) throws -> (steps: [String], faults: [String], namespace: String) {
    let walk = XMLWalk(
      ByteSource(bytes: Array(text.utf8), blockBytes: block), ways: Self.ways, startsOf: starts, attribute: "at",
      limits: limits)
    var (faults, said) = (FaultList(), [String]())
    try walk.go(faults: &faults) { steps, _ in
      said += steps.steps.map {
        "\($0.isStart ? "+" : "-")\(Self.ways[$0.way])\($0.isStart ? "@" : "=")\(steps.string($0))"
      }
      return true
    }
    return (said, faults.faults.map { "\($0.line):\($0.code)" }, walk.namespace)
  }

  @Test func startsGiveTheAttributeAndEndsTheElementsOwnText() throws {
    let text = "<a xmlns='urn:x' at='1'>\n <b>\n one <c>two</c></b><z><c at='3'/></z>\n</a>"
    let found = try walk(text)
    #expect(found.faults == [] && found.namespace == "urn:x")
    #expect(
      found.steps == ["+a@1", "+a/b@", "+a/b/c@", "-a/b/c=two", "-a/b=one", "+a/z/c@3", "-a/z/c=", "-a="])
    #expect(try walk(text, starts: [3]).steps == ["-a/b/c=two", "-a/b=one", "+a/z/c@3", "-a/z/c=", "-a="])
  }

  @Test func whatNoWayLeadsThroughIsPassedOverWithAllThatLiesInIt() throws {
    let found = try walk("<a><x><b>1</b><c/></x><b><b>2</b><y><c>3</c></y>4</b><c>5</c></a>")
    #expect(found.steps == ["+a@", "+a/b@", "-a/b=4", "-a="])
    #expect(try walk("<x><a><b/></a></x>").steps == [])
  }

  @Test func twoStrokesStandForAnyElementsInBetween() throws {
    let found = try walk("<a><d><c>1</c><x><y><c>2</c></y>no</x><c>3<c>4</c></c></d></a>")
    #expect(
      found.steps == [
        "+a@", "+a/d//c@", "-a/d//c=1", "+a/d//c@", "-a/d//c=2", "+a/d//c@", "-a/d//c=3", "-a=",
      ])
  }

  @Test func moreNamesThanAreRememberedAreToldApart() throws {
    let many = (0..<5000).map { "<n\($0)/>" }.joined()
    #expect(try walk("<a>\(many)<b>1</b>\(many)<b>2</b></a>", starts: []).steps == ["-a/b=1", "-a/b=2", "-a="])
  }

  @Test func prefixesAndOtherAttributesDoNotMatterAndCDATAIsText() throws {
    let found = try walk("<p:a xmlns:p='urn:x' other='9' p:at='1'><p:b><![CDATA[<1>]]>&amp;&#50;</p:b></p:a>")
    #expect(found.steps == ["+a@1", "+a/b@", "-a/b=<1>&2", "-a="])
  }

  @Test(arguments: [1, 2, 5, 64])
  func whereABlockEndsDoesNotMatter(block: Int) throws {
    let text = "<a at='ä'><b> é<!-- no --> x <c/></b>\n</a>"
    let torn = try walk(text, block: block)
    let whole = try walk(text)
    #expect(torn.steps == whole.steps && torn.faults == [])
    #expect(whole.steps == ["+a@ä", "+a/b@", "+a/b/c@", "-a/b/c=", "-a/b=é x", "-a="])
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
