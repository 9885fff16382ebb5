// What an agency keeps of a gift, as it was agreed: what a report says is held against it.

import Dates
import Money

/// What an agency keeps, from a day on.
public struct FeeRule: Codable, Hashable, Sendable {
  /// Who pays the fee.
  public enum Bearer: String, CaseIterable, Codable, Sendable {
    /// It is kept back from the gifts.
    case fund
    /// The employer pays it besides the gifts.
    case employer
  }

  /// The first day.
  public let from: CivilDate
  /// The part of the gross gift, in basis points.
  public let rateBasisPoints: Int64
  /// So much for each donor and month.
  public let perDonorPence: Int64
  /// No less than this for each donor and month.
  public let minimumPence: Int64
  /// Who pays it.
  public let paidBy: Bearer

  /// What it comes to for one gift, rounded to the nearest penny, half a penny up.
  public func charge(onGross gross: Pence) -> Pence {
    let (whole, rest) = gross.rawValue.quotientAndRemainder(dividingBy: Rate.whole.basisPoints)
    let share = whole * rateBasisPoints + (rest * rateBasisPoints + Rate.whole.basisPoints / 2) / Rate.whole.basisPoints
    return gross == .zero ? .zero : max(Pence(share + perDonorPence), Pence(minimumPence))
  }

  /// What a report must show as kept back from a gift.
  func keptBack(fromGross gross: Pence) -> Pence { paidBy == .fund ? charge(onGross: gross) : .zero }

  /// Agencies round in their own way: a penny is no surprise.
  func expects(_ charge: Pence, onGross gross: Pence) -> Bool {
    (charge - keptBack(fromGross: gross)).magnitude <= Pence(1)
  }
}
