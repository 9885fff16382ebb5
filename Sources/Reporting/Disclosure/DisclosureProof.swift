// What a reader can work out. A hidden figure is safe where other truths exist that agree with everything shown; each is
// found as a move: some pieces up, as many down, and every shown sum as before. A move that was found is a proof.

/// The knowledge of a reader about figures of one measure.
struct DisclosureProof {
  /// What a reader knows of a figure that is not shown.
  struct Hidden: Hashable {
    let parts: [Int]
    let least: Int64
    let most: Int64?
  }

  private let rules: DisclosureRules
  private let measure: Measure
  /// What the pieces truly come to.
  private let values: [Int64]
  /// The least a piece can be.
  private let floors: [Int64]
  /// The pieces of each shown figure.
  private var shown: [[Int]]
  private let shownWith: [[Int]]
  private let hidden: [Hidden]
  private let hiddenWith: [[Int]]
  private let hiddenValues: [Int64]
  /// Which pieces are held together by figures; what is learnt of one says nothing of another group.
  private let groups: [Int]
  /// Pieces that a shown nought fixes.
  private let isFixed: [Bool]

  /// How many pieces a move may change, and how many steps a search takes: a search that finds nothing hides more.
  private static let longest = 12
  private static let steps = 3_000

  init(_ measure: Measure, values: [Int64], shown: Set<[Int]>, hidden: Set<Hidden>, rules: DisclosureRules) {
    self.measure = measure
    self.values = values
    self.rules = rules
    floors = values.map { min(0, $0) }
    var fixed = values.map { _ in false }
    for parts in shown where parts.allSatisfy({ values[$0] == 0 }) {
      for part in parts { fixed[part] = true }
    }
    isFixed = fixed
    self.shown = shown.map { $0.filter { !fixed[$0] } }.filter { !$0.isEmpty }.sorted { $0.count < $1.count }
    let hidden = hidden.sorted {
      ($0.parts.count, $0.parts.first ?? 0, $0.least) < ($1.parts.count, $1.parts.first ?? 0, $1.least)
    }
    // What few shown sums hold moves most easily: it is tried first.
    let shownWith = Self.places(of: self.shown, count: values.count)
    func freest(_ parts: [Int]) -> [Int] {
      parts.sorted { (shownWith[$0].count, $0) < (shownWith[$1].count, $1) }
    }
    self.shown = self.shown.map(freest)
    self.hidden = hidden.map { Hidden(parts: freest($0.parts), least: $0.least, most: $0.most) }
    self.shownWith = shownWith
    hiddenWith = Self.places(of: self.hidden.map(\.parts), count: values.count)
    hiddenValues = hidden.map { figure in figure.parts.reduce(0) { $0 + values[$1] } }
    groups = Self.groups(self.shown + self.hidden.map(\.parts), count: values.count)
  }

  private static func places(of lists: [[Int]], count: Int) -> [[Int]] {
    var places = [[Int]](repeating: [], count: count)
    for (index, list) in lists.enumerated() {
      for part in list { places[part].append(index) }
    }
    return places
  }

  private static func groups(_ lists: [[Int]], count: Int) -> [Int] {
    var group = Array(0..<count)
    func root(_ part: Int) -> Int {
      var part = part
      while group[part] != part { part = group[part] }
      return part
    }
    for list in lists {
      guard let first = list.first.map(root) else { continue }
      for part in list.dropFirst() { group[root(part)] = first }
    }
    return (0..<count).map(root)
  }

  /// The groups that these pieces are of.
  func groups(of parts: some Sequence<Int>) -> Set<Int> { Set(parts.map { groups[$0] }) }

  /// Whether the sum of these pieces stays open enough.
  func isOpen(_ target: [Int]) -> Bool {
    var search = Search(proof: self, target: target)
    return search.run()
  }

  /// Which of these sums the shown ones give by adding and subtracting.
  func given(of targets: [[Int]]) -> [Bool] {
    let sums = ShownSums(shown, count: values.count)
    return targets.map { target in sums.give(target.filter { !isFixed[$0] }) }
  }

  /// A search for moves that change one sum.
  private struct Search {
    let proof: DisclosureProof
    let target: [Int]
    let value: Int64
    let isTarget: [Bool]
    var change: [Int64]
    var changed: [Int] = []
    var off: [Int64]
    var offCount = 0
    var left = DisclosureProof.steps
    var reached: Set<Int64>
    var least: Int64
    var most: Int64

    init(proof: DisclosureProof, target: [Int]) {
      self.proof = proof
      self.target = target
      value = target.reduce(0) { $0 + proof.values[$1] }
      var marks = proof.values.map { _ in false }
      for part in target { marks[part] = true }
      isTarget = marks
      change = proof.values.map { _ in 0 }
      off = proof.shown.map { _ in 0 }
      reached = [value]
      (least, most) = (value, value)
    }

    mutating func run() -> Bool {
      let freest = target.sorted { (proof.shownWith[$0].count, $0) < (proof.shownWith[$1].count, $1) }
      for start in freest where !proof.isFixed[start] {
        guard left > 0 else { return false }
        set(start, 1)
        let isFound = extend(up: true, down: proof.values[start] > proof.floors[start])
        unset(start)
        if isFound { return true }
      }
      return false
    }

    private mutating func set(_ part: Int, _ sign: Int64) {
      change[part] = sign
      changed.append(part)
      for place in proof.shownWith[part] { move(place, sign) }
    }

    private mutating func unset(_ part: Int) {
      for place in proof.shownWith[part] { move(place, -change[part]) }
      change[part] = 0
      changed.removeLast()
    }

    private mutating func move(_ place: Int, _ sign: Int64) {
      let before = off[place]
      off[place] += sign
      if before == 0 { offCount += 1 } else if off[place] == 0 { offCount -= 1 }
    }

    /// Puts right the first shown sum that the move has put wrong, in every way there is.
    private mutating func extend(up: Bool, down: Bool) -> Bool {
      guard offCount > 0 else { return isEnough() || makeRoom(up: up, down: down) }
      guard changed.count < DisclosureProof.longest, let place = off.firstIndex(where: { $0 != 0 }) else {
        return false
      }
      return change(one: proof.shown[place], by: off[place] > 0 ? -1 : 1, up, down)
    }

    /// Goes on with each of these pieces in turn.
    private mutating func change(one parts: [Int], by sign: Int64, _ up: Bool, _ down: Bool) -> Bool {
      for part in parts where change[part] == 0 {
        guard left > 0 else { return false }
        left -= 1
        let hasRoom = proof.values[part] > proof.floors[part]
        let (stillUp, stillDown) = (up && (sign > 0 || hasRoom), down && (sign < 0 || hasRoom))
        guard stillUp || stillDown else { continue }
        set(part, sign)
        let isFound = extend(up: stillUp, down: stillDown)
        unset(part)
        if isFound { return true }
      }
      return false
    }

    /// Where what is known of a hidden figure stops the move, or soon does, lets other pieces of that figure go the other
    /// way.
    private mutating func makeRoom(up: Bool, down: Bool) -> Bool {
      guard changed.count < 4 else { return false }
      for (place, sum) in sums().sorted(by: { $0.key < $1.key }) where sum != 0 && isTight(place) {
        let others = proof.hidden[place].parts.filter { !proof.isFixed[$0] }
        if change(one: others, by: sum > 0 ? -1 : 1, up, down) { return true }
      }
      return false
    }

    /// Whether a hidden figure can be a few numbers only, or is the least that it can be.
    private func isTight(_ place: Int) -> Bool {
      proof.hidden[place].most != nil || proof.hiddenValues[place] == proof.hidden[place].least
    }

    /// Takes the move as far as it goes both ways, and says whether what was reached is enough.
    private mutating func isEnough() -> Bool {
      let step = changed.reduce(Int64(0)) { $0 + (isTarget[$1] ? change[$1] : 0) }
      guard step != 0 else { return false }
      let (up, down) = (room(1), room(-1))
      guard up + down > 0 else { return false }
      switch proof.measure {
      case .count:
        for times in -min(down, 20)...min(up, 20) { reached.insert(value + times * step) }
        let choices = proof.rules.isSmall(value) ? reached.filter { $0 >= 1 && proof.rules.isSmall($0) } : reached
        return choices.count >= proof.rules.choices(of: value)
      case .pence:
        let ends = [value + up * step, value - down * step]
        least = min(least, ends.min() ?? value)
        most = max(most, ends.max() ?? value)
        return (most - least) * 100 >= abs(value) * proof.rules.spreadPercent && most > least
      }
    }

    /// By how much the move changes each hidden figure.
    private func sums() -> [Int: Int64] {
      var sums: [Int: Int64] = [:]
      for part in changed {
        for place in proof.hiddenWith[part] { sums[place, default: 0] += change[part] }
      }
      return sums
    }

    /// How often the move can be made in one direction.
    private func room(_ direction: Int64) -> Int64 {
      var times: Int64 = 1_000_000_000
      for part in changed where change[part] * direction < 0 {
        times = min(times, proof.values[part] - proof.floors[part])
      }
      for (place, change) in sums() where change != 0 {
        let (figure, value, sum) = (proof.hidden[place], proof.hiddenValues[place], change * direction)
        if sum < 0 { times = min(times, (value - figure.least) / -sum) }
        if sum > 0, let most = figure.most { times = min(times, (most - value) / sum) }
      }
      return max(0, times)
    }
  }
}
