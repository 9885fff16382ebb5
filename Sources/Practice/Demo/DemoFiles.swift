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
  /// How many odd lines the files so far had: all kinds come round.
  private var turn: Int
  /// What was deducted of each payroll number, in order of the files, of the last month that was written; not kept in a
  /// plain demo, which may be of millions.
  private(set) var deducted: [Deducted] = []

  init(plan: DemoPlan, seed: UInt64, isPlain: Bool) {
    self.plan = plan
    self.seed = seed
    self.isPlain = isPlain
    turn = Int(seed % 8)
  }

  /// What an employer took of one payroll number in a month, all codes together.
  struct Deducted {
    let employer: String
    let payrollNumber: String
    let route: ProfilePayroll.Route
    let amount: Pence
  }

  /// Writes all, month by month.
  mutating func write(into folder: String, progress: (Int, Int) -> Void) throws -> [DemoFile] {
    let total = plan.payDays.dates.count * plan.payrolls.reduce(0) { $0 + $1.count }
    return try plan.payDays.dates.indices.flatMap { month in
      let files = try write(month: month, into: folder)
      progress(total * (month + 1) / plan.payDays.dates.count, total)
      return files
    }
  }

  /// Writes the files of one month; the months must come in their order.
  mutating func write(month: Int, into folder: String) throws -> [DemoFile] {
    var written: [DemoFile] = []
    deducted = []
    for files in plan.files {
      let sprinkling = isPlain ? Sprinkling() : Sprinkling(files, month: month, seed: seed, turn: &turn)
      for group in groups(files) { written.append(try write(group, of: files, month, sprinkling, into: folder)) }
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

  private mutating func write(
    _ group: [Int], of files: PlannedFiles, _ month: Int, _ sprinkling: Sprinkling, into folder: String
  ) throws -> DemoFile {
    let terms = files.payrolls[group[0]].terms
    let key = FileKey(
      sender: files.profile.bureau ?? terms.employer, payroll: terms.payroll, payDate: plan.payDays.dates[month],
      sequence: 1)
    let name = files.form.name(key, employer: terms.employer)
    var lines = 0
    var total = Pence.zero
    var deducted: [Deducted] = []
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
            guard !isPlain else { continue }
            deducted.append(
              Deducted(
                employer: line.employer, payrollNumber: line.payrollNumber, route: payroll.terms.route,
                amount: line.amount))
          }
        }
      }
      try sink.write(files.form.closing(count: lines, total: total))
    }
    self.deducted += deducted
    return DemoFile(name: name, lines: lines, totalPence: total.rawValue)
  }
}
