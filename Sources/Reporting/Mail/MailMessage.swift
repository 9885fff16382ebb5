// A message with one file in it, as RFC 5322 and 2045 to 2049 write it: short lines, base64, and no header that a name or
// an address could add to.

import Dates
import Foundation
import Store

/// A message to one reader, or to nobody yet.
public struct MailMessage: Sendable {
  /// The file that goes with it.
  public struct Attachment: Sendable {
    /// Its name: letters, digits, hyphens and points.
    public let name: String
    /// Its media type.
    public let type: String
    /// Its bytes.
    public let bytes: [UInt8]

    /// A file.
    public init(name: String, type: String, bytes: [UInt8]) {
      self.name = name
      self.type = type
      self.bytes = bytes
    }
  }

  private let headers: [String]
  private let text: String
  private let attachment: Attachment
  private let boundary: String

  /// A message.
  /// - Parameters:
  ///   - recipient: an address; nil leaves the message without one.
  ///   - seconds: when it is written, in seconds since 1970.
  ///   - id: what makes it this message: letters, digits, hyphens and points.
  /// - Throws: ``MailError``.
  public init(
    from sender: String, to recipient: String?, subject: String, seconds: Int64, id: String, text: String,
    _ attachment: Attachment
  ) throws(MailError) {
    guard Self.isAddress(sender) else { throw .sender }
    if let recipient, !Self.isAddress(recipient) { throw .recipient }
    boundary = "=_\(Self.hex(sha256(attachment.bytes + Array((id + text).utf8))).prefix(40))"
    let domain = sender.split(separator: "@").last ?? ""
    headers = [
      "From: \(sender)", "To: \(recipient ?? "undisclosed-recipients:;")", "Subject: \(Self.encoded(subject))",
      "Date: \(Self.date(seconds))", "Message-ID: <\(id)@\(domain)>", "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0", "Content-Type: multipart/mixed;\r\n boundary=\"\(boundary)\"",
    ]
    self.text = text
    self.attachment = attachment
  }

  /// The message, its lines ended by CR LF.
  public var bytes: [UInt8] {
    let parts = [
      part(["Content-Type: text/plain; charset=utf-8"], Array(text.utf8)),
      part(
        [
          "Content-Type: \(attachment.type)", "Content-Disposition: attachment;\r\n filename=\"\(attachment.name)\"",
        ], attachment.bytes),
    ]
    let body = parts.map { "--\(boundary)\r\n\($0)" }.joined()
    return Array("\(headers.joined(separator: "\r\n"))\r\n\r\n\(body)--\(boundary)--\r\n".utf8)
  }

  /// The message as a program of the system takes it: its lines ended by LF.
  public var linesOfTheSystem: [UInt8] { bytes.filter { $0 != 0x0D } }

  private func part(_ headers: [String], _ bytes: [UInt8]) -> String {
    let head = (headers + ["Content-Transfer-Encoding: base64"]).joined(separator: "\r\n")
    let body = Data(bytes).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
    ])
    return "\(head)\r\n\r\n\(body)\r\n"
  }

  /// Whether this is one plain address and nothing else: no name, no list, no line end, no quoting.
  public static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count),
      !parts[0].hasPrefix("."), !parts[0].hasPrefix("-"), !parts[0].hasSuffix("."), !parts[0].contains("..")
    else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    func isLetter(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    return parts[0].utf8.allSatisfy { isLetter($0) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains($0) } && labels.count > 1
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.utf8.allSatisfy { isLetter($0) || $0 == 0x2D }
      }
  }

  /// A header's text: as it is where it is plain, else in encoded words (RFC 2047) of at most 75 characters.
  static func encoded(_ text: String) -> String {
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    if clean.utf8.count <= 60, clean.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !clean.contains("=?") {
      return clean
    }
    var words: [[UInt8]] = [[]]
    for scalar in clean.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      // 39 bytes are 52 characters of base64, with 12 around them and at most 9 of the header's name.
      if (words.last?.count ?? 0) + bytes.count > 39 { words.append([]) }
      words[words.count - 1] += bytes
    }
    return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func date(_ seconds: Int64) -> String {
    let stamp = Clock.timestamp(seconds)
    guard let day = CivilDate(stamp.prefix(10)) else { return "" }
    let time = stamp.dropFirst(11).prefix(8)
    return "\(days[day.weekday - 1]), \(day.day) \(months[day.monthOfYear - 1]) \(day.year) \(time) +0000"
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Why a message cannot be written.
public enum MailError: Refusal, Equatable {
  /// The configured address is none.
  case sender
  /// The reader's address is none.
  case recipient

  /// See `Refusal`.
  public var code: String { self == .sender ? "mail-sender" : "mail-recipient" }
  /// See `Refusal`.
  public var sentence: String {
    self == .sender
      ? "The address in statement.yaml (mail, from) is not one plain address. Nothing was sent."
      : "That is not one plain address, such as name@example.org. Nothing was recorded or sent."
  }
  /// See `Refusal`.
  public var exit: ExitStatus { self == .sender ? .configuration : .inputRefused }
}
