// What stands of gifts from pay, when payroll gave something back in a later file.

import Dates
import Money

/// A gift from pay, as far as it matters what stands of it.
protocol GiftFromPay {
  /// Its public id.
  var id: String { get }
  /// The day of pay.
  var date: CivilDate { get }
  /// Who gave it.
  var donor: String { get }
  /// The fund's number.
  var fund: Int64 { get }
  /// How much; negative where payroll gave something back.
  var amount: Pence { get set }
}

extension Array where Element: GiftFromPay {
  /// Whether payroll gave something back in one of them.
  var hasTakeBacks: Bool { contains { $0.amount < .zero } }

  /// What stands of them. Payroll gives back what it took too much before: that lessens what the donor gave to the same fund
  /// on earlier days, the latest first, and then what they gave on the day itself. What was claimed for a wrong line, of a
  /// sponsor or of HMRC, is then given back for that line's own day.
  func standing() -> [Element] {
    guard hasTakeBacks else { return self }
    return Dictionary(grouping: self) { [$0.donor, "\($0.fund)"] }.values.flatMap { ofOne in
      var standing: [Element] = []
      for (_, day) in Dictionary(grouping: ofOne, by: \.date).sorted(by: { $0.key < $1.key }) {
        var back = day.map { Swift.min(.zero, $0.amount) }.sum()
        let given = day.filter { $0.amount > .zero }.sorted { $0.id < $1.id }
        standing = standing.lessened(by: &back) + given.lessened(by: &back)
      }
      return standing
    }
  }

  /// Lessened from the last, each to nothing at the least.
  /// - Parameter back: how much, below zero; what is left of it afterwards.
  private func lessened(by back: inout Pence) -> [Element] {
    guard back < .zero else { return self }
    var lessened = self
    for index in indices.reversed() {
      let part = Swift.max(back, -self[index].amount)
      lessened[index].amount += part
      back -= part
    }
    return lessened
  }
}
