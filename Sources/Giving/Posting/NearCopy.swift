// Whether a file tells what another told before: as it is, or but for one line.

extension Array where Element: Hashable {
  /// Whether these are the others, in whatever order, but for one that is changed, missing or more.
  /// - Parameter fewest: how many must be alike where one is not: two short lists are no copies for being short.
  func isNearCopy(of others: [Element], sharing fewest: Int) -> Bool {
    var left = Dictionary(grouping: others) { $0 }.mapValues(\.count)
    let alike = count { element in
      guard let times = left[element], times > 0 else { return false }
      left[element] = times - 1
      return true
    }
    let most = Swift.max(count, others.count)
    return alike == most || (alike >= fewest && alike == most - 1)
  }
}
