// A fund's exact figures, for those who may see them and say why.

import Dates
import Ledger
import Reporting
import Store

extension House {
  /// A fund's statement with nothing hidden. The look is recorded before it is shown.
  /// - Throws: `LedgerError.notFound` for a fund that there is not.
  public func exactStatement(_ month: Month, fund: String, why: StatementLook.Reason) throws -> StatementContent {
    guard try Funds.read(store.reading)[fund] != nil else { throw LedgerError.notFound(kind: "fund", id: fund) }
    let request = WriteRequest(
      Action("statement.look"), by: actor, key: freshKey("statement-look/\(fund)/\(month)"),
      inputs: Inputs(["why": why.rawValue]), on: businessDate)
    _ = try store.write(request) { write in
      try StatementLook.record(month, fund: fund, why: why, by: actor, in: write)
      return 0
    }
    return try store.snapshot { try statement(month, fund: fund, isExact: true, $0) }
  }
}
