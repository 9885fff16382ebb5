// What the writer writes the reader reads, whatever it is. Random; the seed is printed.

import Files
import Testing

/// A small generator whose seed is all there is to know (SplitMix64).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct RoundTripTests {
  private static let letters: [Character] = [
    "a", "Z", "0", " ", ",", "\"", "'", "=", "+", "-", "@", "\t", "\n", "\r", ";", "é", "ß", "Ž", "日", "👩", "e\u{301}",
    "\u{A0}", "\u{FEFF}", "|", "<", "&",
  ]

  @Test(arguments: 1...40 as ClosedRange<UInt64>) func anyTextComesBack(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let rows = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      (0..<3).map { _ in
        String(
          (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in Self.letters.randomElement(using: &random) })
      }
    }
    let sink = MemorySink()
    let csv = CSVWriter(to: sink)
    for row in rows { try csv.row(row.map { .text($0) }) }
    let layout = try layout(
      "format: csv\nformulaGuard: true\nrecords: {detail: {fields: {a: {column: 1, optional: true}, "
        + "b: {column: 2, optional: true}, c: {column: 3, optional: true}}}}")
    let expected = rows.map { $0.map { Array($0.precomposed) } }
    for blockBytes in [1, 2, 3, 5, 8, 13, 64, 1 << 18] {
      let (back, faults) = try read(sink.bytes, layout, blockBytes: blockBytes)
      let same = back == expected && faults.isEmpty
      #expect(same, "seed \(seed), blocks of \(blockBytes)")
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>) func noBytesBreakTheReaderAndBlocksNeverMatter(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let pieces: [[UInt8]] = [
      Array("H,1,SBC\n".utf8), Array("D,1,A,1.00,O,K\n".utf8), Array("T,1,1.00\n".utf8), [0x22], [0x0D], [0x0A],
      [0x2C], [0x00], [0xFF], [0xC3], [0xA9], [0xE2, 0x80], Array("D,\"1\"\"\",A,1,\"x\r\ny\",\r".utf8), [0x22, 0x22],
    ]
    let file = (0..<Int.random(in: 1...80, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
    for text in ["", "encoding: windows-1252\n", "formulaGuard: true\ntrim: true\n"] {
      let layout = try layout(text + canonicalCSV)
      for limits in [Limits.standard, Limits(lineBytes: 80, fields: 6, records: 20)] {
        let whole = try Reading(file, layout, limits: limits)
        for blockBytes in [1, 2, 3, 7, 31, 100] {
          let reading = try Reading(file, layout, limits: limits, blockBytes: blockBytes)
          let same = reading == whole
          #expect(same, "seed \(seed), blocks of \(blockBytes), \(text)")
        }
      }
    }
  }

  private func read(_ bytes: [UInt8], _ layout: Layout, blockBytes: Int) throws -> ([[[UInt8]]], [FileFault]) {
    var reader = RecordReader(ByteSource(bytes: bytes, blockBytes: blockBytes), layout: layout)
    var batch = RecordBatch()
    var faults = FaultList()
    var rows: [[[UInt8]]] = []
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count { rows.append((0..<3).map { Array(batch.bytes[batch.range(record, $0)]) }) }
    }
    return (rows, faults.faults)
  }
}

extension String {
  /// Composed by the only letter of these tests that is not.
  fileprivate var precomposed: String.UTF8View { replacing("e\u{301}", with: "\u{E9}").utf8 }
}
