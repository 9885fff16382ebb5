// What is late as the auditor sees it: employers past their day, agencies past theirs; told once, and settled when it has come.

import Dates
import Practice

extension ModelAuditor {
  private static let lateCodes = ["employer-remittance": "employer-late", "agency-payment": "agency-late"]

  /// The night looks for late money as of a day.
  mutating func look(_ day: CivilDate) -> String {
    let late = ledger.open.filter { Self.lateCodes[$0.kind] != nil && $0.due < day && ledger.sum(under: $0.id) > 0 }
    let told = ledger.items.values.filter { Self.lateCodes.values.contains($0.code) }
    var raised = 0
    let settled = (told + ledger.items.values.filter { $0.code == Self.tooMuch }).filter { item in
      item.isOpen && hasCome(item)
    }
    for due in late {
      let code = Self.lateCodes[due.kind] ?? ""
      let earlier = told.filter { $0.subject == due.id }
      guard !earlier.contains(where: { $0.isOpen || !$0.isPaid }) else { continue }
      ledger.raise("late/\(due.id)\(earlier.isEmpty ? "" : "/again-\(earlier.count)")", code, of: due.id, on: due.due)
      raised += 1
    }
    for item in settled { ledger.settle(item.id, isPaid: true) }
    return "late \(raised) more, \(settled.count) settled"
  }

  /// Whether what was late has come, or what was paid too much is owed to nobody any more.
  private func hasCome(_ item: ModelLedger.Item) -> Bool {
    guard item.code == Self.tooMuch else { return ledger.sum(under: item.subject) <= 0 }
    return ledger.sum(under: Self.surplus(of: item.id)) >= 0
  }
}
