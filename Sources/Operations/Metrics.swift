// `metrics/nolimits.prom`: how the scheme does, for a monitor to read (the text format of Prometheus). Numbers and codes only.

import Banking
import Batch
import Dates
import Files
import Giving
import Ledger
import Money
import Store

/// What a monitor reads: each measure with its values by a code.
struct Metrics {
  /// The lines, each with its line end.
  private(set) var text = ""

  /// Adds a measure.
  /// - Parameters:
  ///   - label: what the codes are; nil where there is one value and no code.
  mutating func add(_ name: String, _ help: String, by label: String? = nil, _ values: [(code: String, value: Int64)]) {
    text += "# HELP nolimits_\(name) \(help)\n# TYPE nolimits_\(name) gauge\n"
    for (code, value) in values {
      // A code holds letters, digits and hyphens; whatever else it is has no place in a label.
      let plain = String(code.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
      text += "nolimits_\(name)\(label.map { "{\($0)=\"\(plain)\"}" } ?? "") \(value)\n"
    }
  }

  /// Adds a measure of one value.
  mutating func add(_ name: String, _ help: String, _ value: Int64) { add(name, help, [(code: "", value: value)]) }
}

extension House {
  /// Where the measures lie.
  static let metricsFile = "metrics/nolimits.prom"

  /// Writes the measures as they are after a job, all at once or not at all. The job's run is written down by then, and is
  /// not made a failed one by this: a monitor sees by the file's own age that it was not written.
  func writeMetrics(after job: String) {
    do {
      try AtomicFile.write(store.home.file(Self.metricsFile), bytes: Array(try metrics().utf8))
    } catch {
      let code = (error as? any Refusal)?.code ?? "metrics"
      try? JobLog(store.home, job: job, clock: store.settings.clock).event(
        "metrics-failed", codes: ["code": code], level: .error)
    }
  }

  /// The measures as of the business date.
  func metrics() throws -> String {
    try store.snapshot { reading in
      var metrics = Metrics()
      try addJobs(to: &metrics, reading)
      try addItems(to: &metrics, reading)
      try addLateMoney(to: &metrics, reading)
      try addBank(to: &metrics, reading)
      return metrics.text
    }
  }

  private func addJobs(to metrics: inout Metrics, _ reading: Reading) throws {
    let (last, done) = (try Run.lastOfEach(reading), try Run.lastOfEach(reading, done: true))
    metrics.add(
      "job_last_success_timestamp_seconds", "When a job last did what it is for.", by: "job",
      done.compactMap { run in run.endedSeconds.map { (run.job, $0) } })
    metrics.add(
      "job_last_end_timestamp_seconds", "When a job last ended, well or not.", by: "job",
      last.compactMap { run in run.endedSeconds.map { (run.job, $0) } })
    metrics.add(
      "job_exit_status", "What the last run of a job left with: 0 done, 3 something waits, else a failure.", by: "job",
      last.map { ($0.job, Int64($0.exit.rawValue)) })
  }

  private func addItems(to metrics: inout Metrics, _ reading: Reading) throws {
    let counts = try OpenItem.counts(reading)
    metrics.add("items_waiting", "Items that wait for a person.", counts.reduce(0) { $0 + $1.count })
    metrics.add(
      "items_waiting_by_code", "The same by why they wait.", by: "code", counts.map { ($0.code, $0.count) })
    metrics.add(
      "suspense_pence", "Money whose fund nobody knows yet.", -(try accountBalance(.suspense, reading).rawValue))
    let oldest = try OpenItem.open(reading).filter { $0.suspensePence != nil }.compactMap { CivilDate($0.eventDate) }
      .min()
    metrics.add(
      "suspense_oldest_age_days", "How long the oldest of it has waited.",
      Int64(oldest.map { max(0, businessDate.days(since: $0)) } ?? 0))
  }

  private func addLateMoney(to metrics: inout Metrics, _ reading: Reading) throws {
    let late = Dictionary(
      grouping: try OpenExpectation.all(reading).filter { $0.expectation.dueDate < businessDate.description },
      by: \.expectation.kind)
    metrics.add(
      "late_pence", "Money that should have come, or gone, before today.", by: "kind",
      Expectation.Kind.allCases.map { kind in
        (kind.rawValue, (late[kind] ?? []).reduce(0) { $0 + Int64(clamping: $1.duePence.magnitude) })
      })
    metrics.add(
      "late_oldest_days", "How many days late the oldest of it is.", by: "kind",
      Expectation.Kind.allCases.map { kind in
        let oldest = (late[kind] ?? []).compactMap { CivilDate($0.expectation.dueDate) }.min()
        return (kind.rawValue, Int64(oldest.map { businessDate.days(since: $0) } ?? 0))
      })
  }

  private func addBank(to metrics: inout Metrics, _ reading: Reading) throws {
    let reconciliation = try reconcile(reading)
    metrics.add(
      "bank_last_statement_timestamp_seconds", "The day of a bank account's last statement.", by: "account",
      reconciliation.accounts.compactMap { account in
        CivilDate(account.closingDate).map { (account.account, Int64($0.dayNumber) * Self.secondsADay) }
      })
    metrics.add(
      "bank_unexplained_pence", "What between bank and books nothing explains; 0, or something is wrong.",
      by: "account",
      reconciliation.accounts.map { ($0.account, $0.unexplainedPence) })
    metrics.add(
      "deducted_unexplained_pence", "What of the deductions nothing explains; 0, or something is wrong.",
      reconciliation.employers.reduce(0) { $0 + Int64(clamping: $1.unexplainedPence.magnitude) })
  }

  private static let secondsADay: Int64 = 86_400
}
