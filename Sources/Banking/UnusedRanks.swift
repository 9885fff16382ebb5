// Ranks in an order of their own, of which used ones are passed over at once: however many lie side by side, no search
// grows with them.

/// Ranks 0..<n in some order; each can be used up, once.
struct UnusedRanks {
  /// The ranks, in the order wanted.
  let order: [Int32]
  private let place: [Int32]
  /// For each place itself, or if it is used one further on: the next unused is found by following, and found faster
  /// the next time.
  private var next: [Int32]

  init(_ order: [Int32]) {
    self.order = order
    var place = [Int32](repeating: 0, count: order.count)
    for (index, rank) in order.enumerated() { place[Int(rank)] = Int32(index) }
    self.place = place
    next = (0...Int32(order.count)).map(\.self)
  }

  mutating func use(_ rank: Int) { next[Int(place[rank])] = place[rank] + 1 }

  /// The place of the first rank from this place on that is not used; the number of ranks if there is none.
  mutating func unused(from start: Int) -> Int {
    var end = start
    while Int(next[end]) != end { end = Int(next[end]) }
    var step = start
    while step != end { (step, next[step]) = (Int(next[step]), Int32(end)) }
    return end
  }

  /// The first place whose rank does not come before what is sought.
  func place(notBefore isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(Int(order[middle])) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
