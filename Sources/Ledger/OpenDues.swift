// All that is due, read in one go, with the accounts and funds on which it stands: a bank statement asks for thousands.

import Dates
import Money
import Store

/// What is open, in order of day and id, each with what it stands on.
public struct OpenDues: Sendable {
  /// Those under which something is due.
  public let open: [OpenExpectation]
  private let dues: [Due]
  /// Where the dues of each begin, and after the last where they end.
  private let starts: [Int32]

  /// What is due under the expectation at this place of ``open``, and not nil, in order of account and fund.
  public func parts(of place: Int) -> ArraySlice<Due> { dues[Int(starts[place])..<Int(starts[place + 1])] }

  /// Reads all that `isWanted` says.
  public init(_ reading: Reading, where isWanted: (Expectation) -> Bool = { _ in true }) throws {
    var (open, dues, starts): ([OpenExpectation], [Due], [Int32]) = ([], [], [])
    var current: Expectation?
    var sum: Int64 = 0
    func finish() {
      guard let expectation = current else { return }
      guard isWanted(expectation) else { return dues.removeSubrange(Int(starts.removeLast())...) }
      open.append(OpenExpectation(expectation: expectation, duePence: sum))
    }
    try reading.each(
      """
      SELECT \(Expectation.columns), account, fund, debit_pence - credit_pence
      FROM due JOIN expectation ON expectation.public_id = due.expectation WHERE debit_pence <> credit_pence
      ORDER BY due_date, public_id, account, fund
      """
    ) { row in
      if current?.id != row.text(0) {
        finish()
        current = try Expectation(row)
        starts.append(Int32(dues.count))
        sum = 0
      }
      let name = row.text(6)
      let account = dues.last.flatMap { $0.account.name == name ? $0.account : nil } ?? Account(name: name)
      dues.append(Due(account: account, fund: row.int(7), amount: Pence(row.int(8))))
      sum += row.int(8)
    }
    finish()
    starts.append(Int32(dues.count))
    (self.open, self.dues, self.starts) = (open, dues, starts)
  }
}
