// A message keeps to its standards whatever stands in it, and nobody's name or address can add to its headers.

import Foundation
import Reporting
import Testing

@Suite("Mail messages") struct MailMessageTests {
  private func message(
    to recipient: String? = "a@example.org", subject: String = "A statement", bytes: [UInt8] = Array("%PDF-".utf8),
    from sender: String = "b@example.org"
  ) throws -> String {
    let message = try MailMessage(
      from: sender, to: recipient, subject: subject, seconds: 1_764_000_000, id: "statement.1", text: "Hello £",
      .init(name: "statement.pdf", type: "application/pdf", bytes: bytes))
    return String(decoding: message.bytes, as: UTF8.self)
  }

  @Test("no line is longer than 78 characters, and each ends with CR LF", arguments: [0, 1, 56, 57, 58, 100_000])
  func lines(_ size: Int) throws {
    let text = try message(
      subject: String(repeating: "Größe ", count: 40), bytes: [UInt8](repeating: 0xFF, count: size))
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } })
    #expect(lines.count > 20 && lines.last == "")
  }

  @Test("the file comes back as it was") func attachment() throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let parts = try message(bytes: bytes).components(separatedBy: "\r\n\r\n")
    let body = try #require(parts.last?.components(separatedBy: "\r\n--").first)
    #expect(Data(base64Encoded: body.replacingOccurrences(of: "\r\n", with: "")) == Data(bytes))
  }

  @Test(
    "an address that is not one plain address is refused",
    arguments: [
      "", "a", "a@b", "a@example.org\r\nBcc: x@example.org", "a@example.org, b@example.org", "a b@example.org",
      "<a@example.org>", "\"a\"@example.org", "-f@example.org", "a@exa mple.org", "a@-example.org", "a@example..org",
      "a@@example.org", "ä@example.org", ".a@example.org", "a@example.org\n",
    ]) func addresses(_ address: String)
  {
    #expect(throws: MailError.recipient) { try message(to: address) }
    #expect(throws: MailError.sender) { try message(from: address) }
  }

  @Test("a subject adds no header", arguments: ["x\r\nBcc: y@example.org", "x\nBcc: y", "=?utf-8?B?eA==?=", "\u{0}x"])
  func subject(_ subject: String) throws {
    let head = try #require(try message(subject: subject).components(separatedBy: "\r\n\r\n").first)
    let names = head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
      ])
  }

  @Test("the date is written as RFC 5322 does") func date() throws {
    #expect(try message().contains("\r\nDate: Mon, 24 Nov 2025 16:00:00 +0000\r\n"))
  }
}
