// A letter as one text to fill in many times says what the same letter says filled in once.

import Files
import Testing

@Suite struct LetterTextTests {
  private static let template =
    "A {{one}} title\n\nHello {{two}} & co,\n\n- first {{one}}\n- second\n\n{{block}}\n\nBye <b>\n"

  @Test func aFormFilledInIsTheLetterFilledInOnce() throws {
    let letter = try LetterText(Self.template, file: "x.txt", known: ["one", "two", "block"])
    let values = ["one": "1", "two": "2", "block": "In the block"]
    var plain = values
    plain["block"] = LetterText.block(["In the block"], .plain, isList: false)
    #expect(try letter.form(.plain, blocks: ["block"]).filled(plain) == letter.plain(values) + "\n")
    let html = try letter.html(values)
    var marked = values
    marked["block"] = LetterText.block(["In the block"], .html, isList: false)
    #expect(try letter.form(.html, blocks: ["block"]).filled(marked) == "<h1>\(html.title)</h1>\n\(html.body)\n")
    #expect(html.body.contains("&amp; co") && html.body.contains("Bye &lt;b&gt;"))
  }

  @Test(arguments: [LetterText.Form.plain, .html])
  func anEmptyBlockLeavesNoGap(_ form: LetterText.Form) throws {
    let letter = try LetterText(Self.template, file: "x.txt", known: ["one", "two", "block"])
    let without = try LetterText(
      Self.template.replacing("{{block}}\n\n", with: ""), file: "x.txt", known: ["one", "two"])
    let values = ["one": "1", "two": "2", "block": LetterText.block([], form, isList: true)]
    #expect(try letter.form(form, blocks: ["block"]).filled(values) == without.form(form).filled(values))
  }

  @Test func aListIsOneWhetherTheTemplateOrTheProgramWritesIt() throws {
    let written = try LetterText("T\n\n- a\n- b\n", file: "x.txt", known: [])
    let made = try LetterText("T\n\n{{list}}\n", file: "x.txt", known: ["list"])
    for form in [LetterText.Form.plain, .html] {
      let list = LetterText.block(["a", "b"], form, isList: true)
      #expect(try made.form(form, blocks: ["list"]).filled(["list": list]) == written.form(form).filled([:]))
    }
  }

  @Test func aPlaceWithoutAValueIsAFault() throws {
    let letter = try LetterText(Self.template, file: "x.txt", known: ["one", "two", "block"])
    #expect(throws: ConfigurationFault.self) { try letter.form(.plain).filled(["one": "1"]) }
  }
}
