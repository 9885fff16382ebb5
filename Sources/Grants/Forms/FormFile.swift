// Files of web forms in the books: numbers, codes and keyed digests. The file itself lies sealed, and not for long.

import Dates
import Files
import Foundation
import Ledger
import Store

/// Files of web forms.
public enum FormFile {
  /// The codes of what waits for a person.
  static let itemCode = "form-refused"

  static func item(_ file: Int64, _ line: Int64) -> String { "form/\(file)/L\(line)" }

  static func nextNumber(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM form_file") + 1
  }

  /// The file of these bytes that was read before, whatever became of its forms.
  static func known(_ digest: [UInt8], _ reading: Reading) throws -> Int64? {
    try reading.first("SELECT number FROM form_file WHERE digest = ? AND forms > 0", [.blob(digest)]) { $0.int(0) }
  }

  /// The keyed digest that stands for a form's own reference: a reference may be an e-mail address.
  static func reference(_ text: String, _ store: Store) -> String {
    Hex.string(store.schemeKey.digest("form-reference", Array(text.utf8)).prefix(16))
  }

  /// Says that a person has looked at a form that was refused.
  /// - Throws: ``GrantsError/notFound(kind:id:)``.
  public static func lookedAt(_ item: String, on date: CivilDate, in write: Write) throws {
    guard let (found, settled) = try OpenItem.find(item, write.reading), found.code == itemCode, settled == nil else {
      throw GrantsError.notFound(kind: "refused form", id: item)
    }
    try found.settle(reason: "looked-at", entry: nil, on: date, in: write)
  }

  /// Deletes the keys of sealed files whose days are over, and the files; a kill in the middle is taken up again.
  /// - Returns: how many went.
  public static func forget(
    after days: Int, by actor: Actor, on date: CivilDate, _ store: Store
  ) throws -> Int {
    let old = try store.reading.all(
      "SELECT number FROM form_file WHERE received_on < ? AND number NOT IN (SELECT file FROM form_file_gone)",
      [.day(date.adding(days: -days))]
    ) { $0.int(0) }
    if !old.isEmpty {
      let request = WriteRequest(
        Action("application.forget-file"), by: actor, key: "forms-gone/\(old.map(String.init).joined(separator: ","))",
        inputs: Inputs([:]), on: date)
      _ = try store.write(request) { write in
        for number in old { try write.append(to: gone, [.integer(number), .day(date)]) }
        return old.count
      }
    }
    let archive = Archive(store, .forms)
    let numbers = try store.reading.all("SELECT file FROM form_file_gone") { $0.int(0) }
    for number in numbers where archive.holds(number) { try archive.forget(number) }
    return old.count
  }

  static let book = Book(
    "form_file", ["number", "layout", "digest", "forms", "taken", "known", "refused", "received_on"])
  static let refusals = Book("form_refusal", ["file", "line", "field", "code", "reference"])
  static let gone = Book("form_file_gone", ["file", "gone_on"])

  static let schema =
    Schema.book(
      "form_file",
      """
      number INTEGER NOT NULL UNIQUE, layout TEXT NOT NULL, digest BLOB NOT NULL, forms INTEGER NOT NULL,
      taken INTEGER NOT NULL, known INTEGER NOT NULL, refused INTEGER NOT NULL, received_on INTEGER NOT NULL
      """)
    + Schema.book(
      "form_refusal",
      "file INTEGER NOT NULL, line INTEGER NOT NULL, field TEXT NOT NULL, code TEXT NOT NULL, reference TEXT")
    + Schema.book("form_file_gone", "file INTEGER NOT NULL UNIQUE, gone_on INTEGER NOT NULL")
      + """
      CREATE INDEX form_refusal_of_reference ON form_refusal (reference);

      """

  /// Every file is in the archive, unchanged, until its days are over; and its forms are all accounted for.
  static let check = Check("form_file", "every form of a file was taken, known or refused, and its file is kept sealed")
  {
    store, scope in
    var faults = try store.reading.all(
      """
      SELECT number FROM form_file WHERE forms <> taken + known + refused
      OR refused + (forms = 0) <> (SELECT count(*) FROM form_refusal WHERE file = number) LIMIT 20
      """
    ) { "form_file \($0.int(0)) does not account for each of its forms" }
    let archive = Archive(store, .forms)
    let files = try store.reading.all(
      "SELECT number, digest, number IN (SELECT file FROM form_file_gone) FROM form_file"
    ) { (number: $0.int(0), digest: $0.blob(1), isGone: $0.int(2) == 1) }
    faults += archive.orphans(among: Set(files.map(\.number))).map { "no form_file speaks of archive/\($0)" }
    for file in files where !file.isGone {
      guard archive.holds(file.number) else {
        faults.append("form_file \(file.number) is not in the archive")
        continue
      }
      guard case .everything = scope else { continue }
      var digest = FileDigest()
      do { try archive.open(file.number) { digest.update($0) } } catch let error as any Refusal {
        faults.append("form_file \(file.number): \(error.sentence)")
        continue
      }
      if store.schemeKey.digest("form-file", digest.finalized()) != file.digest {
        faults.append("the archived file of form_file \(file.number) is not the one taken in")
      }
    }
    return faults
  }
}
