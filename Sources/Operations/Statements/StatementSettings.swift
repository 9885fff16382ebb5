// What a scheme sets for its statements: when the year begins, and which programs of the system make PDFs and send mail.

import Files
import Foundation
import Reporting

/// The settings of `statement.yaml`. A scheme without the file has the defaults.
public struct StatementSettings: Hashable, Sendable {
  /// The month, 1 to 12, in which the year begins.
  public var yearBegins = 4
  /// Counts of people from 1 to this are hidden: 5, or more (`security.md`, "Small numbers").
  public var hiddenUpTo = 5
  /// The absolute path of WeasyPrint; nil where no PDF is made.
  public var pdfProgram: String?
  /// The absolute path of the sendmail program; nil where nothing is sent.
  public var mailProgram: String?
  /// The address that statements come from.
  public var mailFrom: String?
  /// How many seconds a program may take.
  public var seconds = 120

  /// The rules of disclosure that hold for what is published from now on.
  public var rules: DisclosureRules {
    DisclosureRules(hiddenUpTo: Int64(hiddenUpTo), kindsApartFrom: max(10, Int64(hiddenUpTo) + 1))
  }

  /// The defaults: a year from April, no programs.
  public init() {}

  /// Reads the file; the defaults where there is none.
  /// - Throws: `ConfigurationFault` with file, line and column.
  public static func read(_ path: String) throws -> StatementSettings {
    var settings = StatementSettings()
    guard FileManager.default.fileExists(atPath: path) else { return settings }
    let root = try YAMLDocument(path: path).root.mapping(keys: ["yearBegins", "hiddenUpTo", "pdf", "mail", "seconds"])
    if let month = root["yearBegins"] { settings.yearBegins = try month.integer(in: 1...12) }
    if let most = root["hiddenUpTo"] { settings.hiddenUpTo = try most.integer(in: 5...50) }
    if let seconds = root["seconds"] { settings.seconds = try seconds.integer(in: 1...3600) }
    if let pdf = root["pdf"] {
      settings.pdfProgram = try program(try pdf.mapping(keys: ["program"]).required("program"))
    }
    if let mail = root["mail"] {
      let mail = try mail.mapping(keys: ["program", "from"])
      settings.mailProgram = try program(try mail.required("program"))
      settings.mailFrom = try mail.required("from").string()
    }
    return settings
  }

  /// A program is named by where it lies, so that nobody can slip another in by the search path.
  private static func program(_ value: ConfigurationValue) throws -> String {
    let path = try value.string()
    guard path.hasPrefix("/"), !path.utf8.contains(0) else {
      throw value.fault("The absolute path of a program is expected here, such as /usr/bin/weasyprint.")
    }
    return path
  }
}

extension SchemeConfiguration {
  /// What the scheme sets for its statements.
  /// - Throws: `ConfigurationFault` with file, line and column.
  public func statements() throws -> StatementSettings { try .read(file("statement.yaml")) }
}
