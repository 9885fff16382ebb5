// The lines of a statement that are kept, on their way into the books: their ids, and the order in which they are assigned.

import Dates
import Money
import Store

/// The lines of one statement that are ours, in the order of its file.
struct KeptLines {
  private let statement: String
  /// Where each stands among the statement's lines.
  private(set) var places: [Int] = []
  private var ids: [UInt8] = []
  /// Where each id begins, and after the last where it ends.
  private var idStarts: [UInt32] = [0]

  /// None yet, of the statement of this id.
  init(of statement: String) { self.statement = statement }

  /// Keeps a line that stands at this place and has this reference of the bank.
  mutating func keep(_ place: Int, reference: ArraySlice<UInt8>) {
    places.append(place)
    ids.append(contentsOf: statement.utf8)
    ids.append(UInt8(ascii: "/"))
    StatementID.appendLine(place + 1, reference: reference, to: &ids)
    idStarts.append(UInt32(ids.count))
  }

  /// The id of a line, as bytes.
  func id(_ index: Int) -> ArraySlice<UInt8> { ids[Int(idStarts[index])..<Int(idStarts[index + 1])] }

  /// In order of day and id: the order in which they are assigned, whatever the bank's.
  func inOrder(_ lines: StatementLines) -> [Int] {
    func comesBefore(_ a: Int, _ b: Int) -> Bool {
      let (first, second) = (lines.date(places[a]), lines.date(places[b]))
      return first == second ? id(a).lexicographicallyPrecedes(id(b)) : first < second
    }
    // They come in order as a rule.
    let isInOrder = places.indices.dropFirst().allSatisfy { !comesBefore($0, $0 - 1) }
    return isInOrder ? Array(places.indices) : places.indices.sorted(by: comesBefore)
  }

  /// The words of each line's narrative that could be an expectation's id or period, of those lines that have any: such a
  /// word holds a stroke or a hyphen.
  func references(_ lines: StatementLines) -> [Int: [String]] {
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
}
