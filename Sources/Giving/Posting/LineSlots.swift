// Which fields of a line the program reads, and where a batch keeps them.

import Files

/// Where a batch keeps the fields of a line.
struct LineSlots {
  let payrollNumber: Int
  let code: Int
  let amount: Int
  let employer: Int?
  let payDate: Int?
  let surname: Int?
  let initials: Int?

  init(_ layout: Layout) {
    func slot(_ field: Profile.DetailField) -> Int? { layout.slot(field.rawValue, in: .detail) }
    // A profile without these three is refused when it is read.
    payrollNumber = slot(.payrollNumber) ?? 0
    code = slot(.code) ?? 0
    amount = slot(.amount) ?? 0
    employer = slot(.employer)
    payDate = slot(.payDate)
    surname = slot(.surname)
    initials = slot(.initials)
  }
}
