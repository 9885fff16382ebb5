// The lines of a statement that are kept, on their way into the books: their ids, and the order in which they are assigned.

import Dates
import Money
import Store

/// The lines of one statement that are ours, in the order of its file.
struct KeptLines {
  private let lines: StatementLines
  private let statement: String
  /// Where each stands among the statement's lines.
  private let places: [Int]
  private var ids: [UInt8] = []
  /// Where each id begins, and after the last where it ends.
  private var idStarts: [UInt32] = [0]

  init(_ places: [Int], of lines: StatementLines, as statement: String) {
    self.places = places
    self.lines = lines
    self.statement = statement
    let prefix = Array("\(statement)/".utf8)
    for place in places {
      ids.append(contentsOf: prefix)
      StatementID.appendLine(place + 1, reference: lines.reference(place), to: &ids)
      idStarts.append(UInt32(ids.count))
    }
  }

  /// Where a line stands among the statement's lines.
  func place(_ index: Int) -> Int { places[index] }

  /// The id of a line, as bytes.
  func id(_ index: Int) -> ArraySlice<UInt8> { ids[Int(idStarts[index])..<Int(idStarts[index + 1])] }

  /// In order of day and id: the order in which they are assigned, whatever the bank's.
  var inOrder: [Int] {
    // They come in order as a rule.
    let isInOrder = places.indices.dropFirst().allSatisfy { !comesBefore($0, $0 - 1) }
    return isInOrder ? Array(places.indices) : places.indices.sorted(by: comesBefore)
  }

  private func comesBefore(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (lines.date(places[a]), lines.date(places[b]))
    return first == second ? id(a).lexicographicallyPrecedes(id(b)) : first < second
  }

  /// The words of each line's narrative that could be an expectation's id or period, of those lines that have any: such a
  /// word holds a stroke or a hyphen.
  var references: [Int: [String]] {
    var found: [Int: [String]] = [:]
    for index in places.indices {
      lines.eachNarrative(places[index]) { text in
        guard text.contains(where: Self.isMark) else { return }
        let words = text.split(separator: UInt8(ascii: " ")).filter { $0.contains(where: Self.isMark) }
        found[index, default: []] += words.map { String(decoding: $0, as: UTF8.self) }
      }
    }
    return found
  }

  private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") }

  /// Puts them into the books, without what the bank says of them.
  func record(account: String, in write: Write) throws {
    var rows = Rows()
    var reference: [UInt8] = []
    for (index, place) in places.enumerated() {
      reference.removeAll(keepingCapacity: true)
      StatementID.appendPlain(lines.reference(place), to: &reference)
      rows.add(text: id(index))
      rows.add(statement)
      rows.add(account)
      rows.add(Int64(lines.date(place).dayNumber))
      rows.add(lines.amount(place).rawValue)
      rows.add(text: reference[...])
      if rows.byteCount > CarryingOut.rowsBytes {
        try write.append(to: PostedLine.book, rows)
        rows.removeAll()
      }
    }
    try write.append(to: PostedLine.book, rows)
  }
}
