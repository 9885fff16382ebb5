// `status`: one screen of what can be awarded, what waits, and how the last runs went.

import Banking
import Batch
import Dates
import Foundation
import Giving
import Ledger
import Money
import Reporting
import Store

/// The state of a scheme at a glance.
public struct Status: Codable, Sendable {
  /// The scheme's name.
  public let scheme: String
  /// Whether this is a practice home.
  public let practice: Bool
  /// The business date.
  public let date: String
  /// Every fund's money.
  public let funds: [FundPosition]
  /// What is on its way, by who owes it to whom, the earliest day first.
  public let onItsWay: [OnItsWay]
  /// What was passed on too much, or is to be taken off what one owes: it lessens no debt until it is.
  public let overPaid: [OnItsWay]
  /// How many items wait for a person, by code, and what lies in suspense for them.
  public let items: [Waiting]
  /// What waits in the grants for those with this person's roles.
  public let forYou: [ForYou]
  /// What waits for a second person.
  public let approvals: [PendingApproval]
  /// Refused files that still lie in `rejected/` and in whose place nothing has come: no later file of their key (of their
  /// profile, where the key could not be read) was posted. One that is held has brought nothing yet.
  public let refused: [Refused]
  /// How many files lie in the inbox that a profile or an agency fits.
  public let inboxFiles: Int
  /// Files in the inbox that cannot be taken in, and why.
  public let inboxLeft: [Left]
  /// The last runs, newest first.
  public let runs: [LastRun]
  /// The newest backup.
  public let lastBackup: String?
  /// Files of the configuration that were changed since the books last were.
  public let configurationChanged: [String]
  /// Published reports whose months were changed afterwards, until the next of their kind shows it.
  public let reportsChanged: [ReportChanged]

  /// A published report whose months were changed afterwards.
  public struct ReportChanged: Codable, Hashable, Sendable {
    /// The report's name: `board/2026-H1`.
    public let report: String
    /// The report and who reads it, in words.
    public let words: String
    /// Its changed months.
    public let months: [String]
    /// Its changed months in words.
    public let monthWords: String

    init(_ changed: ChangedReport) {
      report = changed.period.name
      words = changed.words
      months = changed.months.map(\.description)
      monthWords = changed.monthWords
    }
  }

  /// Money that one owes another, or the foundation.
  public struct OnItsWay: Codable, Hashable, Sendable {
    /// What kind of money it is.
    public let kind: Expectation.Kind
    /// Who owes it.
    public let from: String
    /// To whom.
    public let to: String
    /// How much.
    public let duePence: Int64
    /// The earliest day by which some of it should be there.
    public let earliestDue: String
    /// How much of it should have been there before the business date.
    public let latePence: Int64

    /// The same amounts the other way.
    fileprivate var mirrored: OnItsWay {
      OnItsWay(
        kind: kind, from: from, to: to, duePence: -duePence, earliestDue: earliestDue, latePence: -latePence)
    }

    /// What is due, summed by who owes it to whom.
    /// - Parameter date: the day on which what was due before is late.
    public static func sums(of open: [OpenExpectation], on date: CivilDate) -> [OnItsWay] {
      let groups = Dictionary(grouping: open) {
        [$0.expectation.kind.rawValue, $0.expectation.from, $0.expectation.to]
      }
      return groups.values.compactMap { group in
        guard let first = group.min(by: { $0.expectation.dueDate < $1.expectation.dueDate })?.expectation else {
          return nil
        }
        let late = group.filter { $0.expectation.dueDate < date.description }
        // What the foundation owes stands below nothing in the books; here it is so much on its way to another.
        let sign: Int64 = first.from == Expectation.foundation ? -1 : 1
        return OnItsWay(
          kind: first.kind, from: first.from, to: first.to, duePence: sign * group.reduce(0) { $0 + $1.duePence },
          earliestDue: first.dueDate, latePence: sign * late.reduce(0) { $0 + $1.duePence })
      }.sorted {
        ($0.earliestDue, $0.from, $0.to, $0.kind.rawValue) < ($1.earliestDue, $1.from, $1.to, $1.kind.rawValue)
      }
    }
  }

  /// Items of one kind.
  public struct Waiting: Codable, Sendable {
    /// The code.
    public let code: String
    /// How many.
    public let count: Int64
    /// What lies in suspense for them.
    public let suspensePence: Int64
  }

  /// A file that was refused.
  public struct Refused: Codable, Sendable {
    /// What kind of file: `payroll`, `agency`, `gifts` or `bank`; each is numbered by itself.
    public let kind: String
    /// The import's number.
    public let `import`: Int64
    /// The profile it was read by, or the agency's or platform's code; empty for a bank's.
    public let profile: String
    /// Its first fault: a stable code.
    public let code: String
  }

  /// A file that lies in the inbox and cannot be taken in.
  public struct Left: Codable, Sendable {
    /// Its name; shown at a terminal only.
    public let file: String
    /// Why.
    public let code: String
  }

  /// A run of a job.
  public struct LastRun: Codable, Sendable {
    /// Its number.
    public let run: Int64
    /// The job.
    public let job: String
    /// Its business date.
    public let businessDate: String
    /// How it ended.
    public let state: String
    /// What waits or failed, if anything.
    public let notice: String?
  }
}

extension House {
  /// The state of the scheme now.
  public func status() throws -> Status {
    let inbox = Inbox.look(self)
    let open = try OpenExpectation.all(store.reading)
    return Status(
      scheme: configuration.schemeName, practice: store.isPractice, date: businessDate.description,
      funds: try FundPosition.all(store.reading),
      onItsWay: Status.OnItsWay.sums(of: open.filter { !$0.isOver }, on: businessDate),
      overPaid: Status.OnItsWay.sums(of: open.filter(\.isOver), on: businessDate).map(\.mirrored),
      items: try OpenItem.counts(store.reading).map {
        .init(code: $0.code, count: $0.count, suspensePence: $0.suspense.rawValue)
      },
      forYou: try waitsForYou(), approvals: try pendingApprovals(), refused: try refusedFiles() + otherRefusedFiles(),
      inboxFiles: inbox.count,
      inboxLeft: inbox.left.map { .init(file: $0.name, code: $0.code) },
      runs: try Run.recent(store.reading, limit: 3).map { run in
        .init(
          run: run.number, job: run.job, businessDate: run.businessDate.description, state: run.state.rawValue,
          notice: RunReport(run).notice)
      }, lastBackup: store.backups().last,
      configurationChanged: try store.changedConfigurationFiles(),
      reportsChanged: try ChangedReport.all(store.reading).map { .init($0) })
  }

  private func refusedFiles() throws -> [Status.Refused] {
    let lying = Set(
      (try? FileManager.default.contentsOfDirectory(atPath: store.home.rejected))?.compactMap { Int64($0) } ?? [])
    guard !lying.isEmpty else { return [] }
    var answered: Set<String> = []
    var refused: [Status.Refused] = []
    for file in try PayrollFile.all(store.reading) {
      switch file.state {
      case .posted, .superseded: answered.formUnion([file.fileKey, file.profile])
      case .refused where lying.contains(file.number):
        guard !answered.contains(file.fileKey.isEmpty ? file.profile : file.fileKey) else { break }
        refused.append(
          .init(
            kind: "payroll", import: file.number, profile: file.profile, code: file.reason ?? ""))
      case .held, .refused, .rejected: break
      }
    }
    return refused.reversed()
  }

  /// The same of agencies' reports, files of gifts and bank statements.
  private func otherRefusedFiles() throws -> [Status.Refused] {
    func lying(_ series: Archive.Series, _ kind: String, _ files: [(Int64, String, String)]) -> [Status.Refused] {
      let archive = Archive(store, series)
      return files.filter { archive.holdsRejected($0.0) }.map {
        .init(kind: kind, import: $0.0, profile: $0.1, code: $0.2)
      }
    }
    return try lying(.agency, "agency", RefusedImport.reports(store.reading).map { ($0.number, $0.source, $0.code) })
      + lying(.gifts, "gifts", RefusedImport.gifts(store.reading).map { ($0.number, $0.source, $0.code) })
      + lying(.bank, "bank", BankFile.refused(store.reading).map { ($0.number, "", $0.reason ?? "") })
  }
}

extension OpenExpectation {
  /// Whether more was paid of it than was due, or it is owed the other way.
  fileprivate var isOver: Bool { (duePence > 0) == (expectation.from == Expectation.foundation) }
}
