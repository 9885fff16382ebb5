// The step of the job `month-end`: the month that is over gets a draft of its statement and a checklist.

import Batch
import Dates
import Ledger
import Store

extension House {
  /// Makes the drafts of the month before the run's business date. Done again it makes them anew; nothing is booked.
  func draftMonth(_ context: StepContext) throws -> StepReport {
    let month = context.businessDate.month.previous
    let house = House(store: store, configuration: configuration, actor: .system, businessDate: context.businessDate)
    guard try MonthClose.find(month, store.reading) == nil else {
      try house.putInPlace(month, evenChanged: false)
      return StepReport(skipped: 1, message: "\(month) is closed")
    }
    guard let first = try MonthClose.nextInOrder(store.reading), first <= month else {
      return StepReport(skipped: 1, message: "nothing was booked in \(month) or before")
    }
    let written = try house.writeStatement(month)
    let open = try house.checklist(month).words.count
    context.log.event("month-draft", ["files": written.files.count, "open": open])
    return StepReport(
      read: open, written: written.files.count,
      message: "the draft of \(month) lies under statements/\(month); \(open) on its checklist"
        + (written.noPDF == nil ? "" : "; no PDF"),
      waits: true, foundWork: true)
  }
}
