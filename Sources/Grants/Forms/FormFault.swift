// One fault of a form: which of our fields, and what was expected there. Never what was found: it is a private life.

import Store

/// One fault of a form.
public struct FormFault: Error, Hashable, Codable, Sendable {
  /// Our name of the field; empty where it is the whole form's.
  public let field: String
  /// A stable code.
  public let code: String
  /// What was expected.
  public let message: String

  init(_ field: String, _ code: String, _ message: String) {
    self.field = field
    self.code = code
    self.message = message
  }
}

/// A form that was not taken in, by its line.
public struct RefusedForm: Hashable, Codable, Sendable {
  /// The file's number.
  public let file: Int64
  /// The line on which it begins; 0 for the whole file.
  public let line: Int64
  /// Our name of the field; empty where it is the whole form's.
  public let field: String
  /// A stable code.
  public let code: String
  /// The open item that waits for a person.
  public var item: String { FormFile.item(file, line) }

  /// The forms that still wait for a person, oldest first.
  public static func waiting(_ reading: Reading) throws -> [RefusedForm] {
    try reading.all(
      """
      SELECT file, line, field, code FROM form_refusal WHERE NOT EXISTS (SELECT 1 FROM open_item_settlement
      WHERE item = 'form/' || file || '/L' || line) ORDER BY id
      """
    ) { RefusedForm(file: $0.int(0), line: $0.int(1), field: $0.text(2), code: $0.text(3)) }
  }
}
