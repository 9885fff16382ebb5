// Lays the payroll files of a demo in its inbox, line by line.

import Files
import Giving
import Money

/// A payroll file that a demo laid in its inbox.
public struct DemoFile: Codable, Hashable, Sendable {
  /// The file's name.
  public let name: String
  /// How many lines it has.
  public let lines: Int
  /// Their sum.
  public let totalPence: Int64
}

/// Writes the payroll files of a demo.
struct DemoFiles {
  let plan: DemoPlan
  let seed: UInt64
  let isPlain: Bool

  /// Writes all, month by month.
  func write(into folder: String, progress: (Int, Int) -> Void) throws -> [DemoFile] {
    var written: [DemoFile] = []
    var turn = Int(seed % 8)
    let total = plan.payDays.dates.count * plan.payrolls.reduce(0) { $0 + $1.count }
    var done = 0
    for month in plan.payDays.dates.indices {
      for files in plan.files {
        let sprinkling = isPlain ? Sprinkling() : Sprinkling(files, month: month, seed: seed, turn: &turn)
        for group in groups(files) {
          written.append(try write(group, of: files, month, sprinkling, into: folder))
          done += group.reduce(0) { $0 + files.payrolls[$1].count }
          progress(done, total)
        }
      }
    }
    return written
  }

  /// The payrolls that share a file: a bureau's of one payroll code, else each its own.
  private func groups(_ files: PlannedFiles) -> [[Int]] {
    var groups: [[Int]] = []
    for (index, payroll) in files.payrolls.enumerated() {
      let shared =
        files.profile.bureau == nil
        ? nil
        : groups.firstIndex {
          files.payrolls[$0[0]].terms.payroll == payroll.terms.payroll
        }
      if let shared { groups[shared].append(index) } else { groups.append([index]) }
    }
    return groups
  }

  private func write(
    _ group: [Int], of files: PlannedFiles, _ month: Int, _ sprinkling: Sprinkling, into folder: String
  ) throws -> DemoFile {
    let terms = files.payrolls[group[0]].terms
    let key = FileKey(
      sender: files.profile.bureau ?? terms.employer, payroll: terms.payroll, payDate: plan.payDays.dates[month],
      sequence: 1)
    let name = files.form.name(key, employer: terms.employer)
    var lines = 0
    var total = Pence.zero
    try AtomicFile.write("\(folder)/\(name)") { sink in
      try sink.write(files.form.opening(key, employer: terms.employer))
      for index in group {
        let payroll = files.payrolls[index]
        for place in 0..<payroll.count {
          for line in sprinkling.lines(
            payroll.giver(place), payroll: index, payroll, place: place, month: month)
          {
            try sink.write(files.form.line(line, payDate: key.payDate))
            lines += 1
            total += line.amount
          }
        }
      }
      try sink.write(files.form.closing(count: lines, total: total))
    }
    return DemoFile(name: name, lines: lines, totalPence: total.rawValue)
  }
}
