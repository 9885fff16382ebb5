// Sharing an amount so that no penny is lost: the method of largest remainders, in exact integers.

/// Sharing one amount among several in fixed proportions.
///
/// Each share is its exact quota rounded down; the pennies left over go one each to the largest remainders, and of equal
/// remainders to the first listed. So every share lies within a penny of its quota and the shares add up exactly. A
/// negative amount is shared as the mirror of the positive one, so a refund undoes its gift to the penny.
///
/// Known of this method: when weights change, one share can fall though the total rises (the Alabama paradox). Weights
/// here are fixed by the giver, so it does not arise between two payments of one mandate.
public enum Split {
  /// Shares `amount` by `weights`, in their order.
  ///
  /// - Precondition: no weight is negative and at least one is not zero. A zero weight gets nothing.
  public static func allocate(_ amount: Pence, by weights: [Int64]) -> [Pence] {
    precondition(!weights.contains { $0 < 0 }, "a split has no negative weights")
    let total = weights.reduce(0, +)
    precondition(total > 0, "a split needs a weight above zero")
    guard amount >= .zero else { return allocate(-amount, by: weights).map { -$0 } }

    var shares: [Int64] = []
    var remainders: [Int64] = []
    shares.reserveCapacity(weights.count)
    remainders.reserveCapacity(weights.count)
    for weight in weights {
      let (quota, remainder) = total.dividingFullWidth(amount.rawValue.multipliedFullWidth(by: weight))
      shares.append(quota)
      remainders.append(remainder)
    }
    var left = amount.rawValue - shares.reduce(0, +)
    while left > 0 {
      let next = firstLargest(of: remainders)
      shares[next] += 1
      remainders[next] = -1
      left -= 1
    }
    return shares.map { Pence($0) }
  }

  /// Where the largest value stands first.
  private static func firstLargest(of values: [Int64]) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }
}
