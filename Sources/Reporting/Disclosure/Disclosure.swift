// Disclosure control: which figures of a report are shown, given every report before it. A pure function.

/// Decides which figures may be shown.
public enum Disclosure {
  /// Decides about a report's figures.
  ///
  /// Small counts are hidden first, then money with its count and money that is mostly one person's; then whatever else
  /// would give one of them back, by a row, a column, a total, a balance, the year to date or an earlier report.
  /// - Parameters:
  ///   - history: every report that was published before, in any order.
  public static func publish(
    _ table: DisclosureTable, given history: [PublishedTable] = [], rules: DisclosureRules = DisclosureRules()
  ) -> PublishedTable {
    let tree = PieceTree(table, history)
    let fine = tree.refined(table)
    var work = DisclosureWork(fine, given: related(history.map(tree.refined), to: fine), rules: rules)
    work.run()
    return work.published(as: table)
  }

  /// The reports that share a piece with this one, or with one that does.
  private static func related(_ history: [PublishedTable], to table: DisclosureTable) -> [PublishedTable] {
    var known = Set(table.parts.keys)
    var rest = history
    var found: [PublishedTable] = []
    while let index = rest.firstIndex(where: { !known.isDisjoint(with: $0.parts.keys) }) {
      let next = rest.remove(at: index)
      known.formUnion(next.parts.keys)
      found.append(next)
    }
    return found
  }
}

/// One report on its way to being published.
struct DisclosureWork {
  private let table: DisclosureTable
  private let rules: DisclosureRules
  private let history: [PublishedTable]
  /// The figures of earlier reports.
  private let earlier: [PublishedFigure]
  /// Up to what each of them was hidden for being small.
  private let bounds: [Int64]
  private let values: [Int64]
  private let places: [String: Int]
  private var hidden: [PublishedFigure.Reason?]
  private var exceptions: Set<String> = []
  /// Every piece by its number, those that were corrected since under a name of their own.
  private let pieces: [FigurePart: Int]
  private let pieceValues: [Int64]

  init(_ table: DisclosureTable, given history: [PublishedTable], rules: DisclosureRules) {
    var before: [FigurePart: Int64] = [:]
    var renamed: [PublishedFigure] = []
    for report in history {
      var names: [String: String] = [:]
      for (part, value) in report.parts {
        let isCorrected = (table.parts[part] ?? value) != value || (before[part] ?? value) != value
        let name = isCorrected ? "\(part.name)@\(report.report)" : part.name
        names["\(part.measure.rawValue)/\(part.name)"] = name
        before[FigurePart(part.measure, name)] = value
      }
      renamed += report.figures.map { figure in
        PublishedFigure(
          key: figure.key, measure: figure.measure,
          parts: figure.parts.map { names["\(figure.measure.rawValue)/\($0)"] ?? $0 }, value: figure.value,
          hidden: figure.hidden)
      }
    }
    let all = before.merging(table.parts) { $1 }
    let ordered = all.keys.sorted()
    self.table = table
    self.history = history
    self.rules = rules
    earlier = renamed
    bounds = history.flatMap { report in report.figures.map { _ in report.hiddenUpTo } }
    pieces = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    pieceValues = ordered.map { all[$0] ?? 0 }
    values = table.cells.map { table.value(of: $0) }
    places = Dictionary(table.cells.enumerated().map { ($1.key, $0) }) { first, _ in first }
    hidden = table.cells.map { _ in nil }
  }

  /// What is published: the figures in the pieces that the report itself names.
  func published(as table: DisclosureTable) -> PublishedTable {
    PublishedTable(
      report: table.report,
      figures: table.cells.indices.map { index in
        let cell = table.cells[index]
        return PublishedFigure(
          key: cell.key, measure: cell.measure, parts: cell.parts.sorted(), value: values[index], hidden: hidden[index])
      }, hiddenUpTo: rules.hiddenUpTo, parts: table.parts, exceptions: exceptions.sorted())
  }

  mutating func run() {
    for (index, cell) in table.cells.enumerated() where cell.measure == .count && rules.isSmall(values[index]) {
      hide(index, .small)
    }
    for (index, cell) in table.cells.enumerated() where cell.measure == .pence {
      if let largest = cell.largestPence, rules.isDominated(values[index], by: largest) { hide(index, .dominant) }
    }
    followUp()
    while protect(.count) || protect(.pence) {}
    for measure in [Measure.count, .pence] { showWhatIsGiven(measure) }
  }

  /// Shows again what was hidden for others' sake and follows from what must stand, or was told before, whatever this
  /// report hides: a `c` there would deny what every reader can add up, and showing it tells nothing new. What differs
  /// little from another is not put beside it all the same.
  private mutating func showWhatIsGiven(_ measure: Measure) {
    let doubtful = table.cells.indices.filter { index in
      table.cells[index].measure == measure && hidden[index] == .protects && exceptions.contains(table.cells[index].key)
    }
    guard !doubtful.isEmpty else { return }
    let given = proof(measure).given(of: doubtful.map { numbers(measure, table.cells[$0].parts) })
    for (index, isGiven) in zip(doubtful, given) where isGiven {
      hidden[index] = nil
      if differsLittle(index) {
        hidden[index] = .protects
      } else {
        exceptions.remove(table.cells[index].key)
      }
    }
  }

  private mutating func followUp() {
    while hideDifferences() || hideRemainders() || hideWithCounts() {}
  }

  @discardableResult
  private mutating func hide(_ index: Int, _ reason: PublishedFigure.Reason) -> Bool {
    guard hidden[index] == nil, !table.cells[index].mustShow else { return false }
    hidden[index] = reason
    return true
  }

  /// Money goes with its count.
  private mutating func hideWithCounts() -> Bool {
    var isChanged = false
    for (index, cell) in table.cells.enumerated() where cell.measure == .pence && values[index] != 0 {
      guard let count = cell.countedBy.flatMap({ places[$0] }), hidden[count] != nil else { continue }
      isChanged = hide(index, .withCount) || isChanged
    }
    return isChanged
  }

  /// A figure that differs by 1 to 5 from one that holds it, or that it holds, in this report or an earlier one.
  private mutating func hideDifferences() -> Bool {
    var isChanged = false
    for index in table.cells.indices where hidden[index] == nil && differsLittle(index) {
      isChanged = hide(index, .protects) || isChanged
    }
    return isChanged
  }

  private func differsLittle(_ index: Int) -> Bool {
    let cell = table.cells[index]
    if cell.differences.contains(where: rules.isSmall) { return true }
    guard cell.measure == .count else { return false }
    if history.contains(where: { report in report.figures.contains { isNear(index, cell.parts, $0) } }) { return true }
    return table.cells.indices.contains { other in
      other != index && hidden[other] == nil && table.cells[other].measure == .count
        && cell.parts.isStrictSubset(of: table.cells[other].parts) && rules.isSmall(values[other] - values[index])
    }
  }

  private func isNear(_ index: Int, _ parts: Set<String>, _ figure: PublishedFigure) -> Bool {
    guard figure.measure == .count, figure.hidden == nil, rules.isSmall(figure.value - values[index]) else {
      return false
    }
    return parts.isSuperset(of: figure.parts) || parts.isSubset(of: figure.parts)
  }

  /// What is hidden under a shown total must not be 1 to 5 together.
  private mutating func hideRemainders() -> Bool {
    var isChanged = false
    for breakdown in table.breakdowns {
      guard let total = places[breakdown.total], hidden[total] == nil, table.cells[total].measure == .count else {
        continue
      }
      let parts = breakdown.of.compactMap { places[$0] }
      let shown = parts.filter { hidden[$0] == nil }
      guard rules.isSmall(values[total] - shown.reduce(0) { $0 + values[$1] }) else { continue }
      let next = shown.filter { values[$0] != 0 }.min { values[$0] < values[$1] } ?? total
      isChanged = hide(next, .protects) || hide(total, .protects) || isChanged
    }
    return isChanged
  }

  /// Hides more where something hidden could be worked out.
  /// - Returns: whether anything was hidden; what cannot be helped is an exception.
  private mutating func protect(_ measure: Measure) -> Bool {
    var isChanged = false
    var proof = proof(measure)
    for (names, target) in targets(measure, proof) where !exceptions.contains(names[0]) && !proof.isOpen(target) {
      if let next = remedy(for: target, measure) {
        isChanged = hide(next, .protects) || isChanged
        followUp()
        proof = self.proof(measure)
      } else {
        // What an earlier report hid stays a target of later ones, under each other name that it has.
        let own = names.filter { places[$0] != nil }
        exceptions.formUnion(own.isEmpty ? [names[0]] : own)
      }
    }
    return isChanged
  }

  /// Everything that must stay open: hidden figures, old and new, and each piece that is small itself. What this report
  /// says nothing new about is as open as it was. Each with every name that it goes by.
  private func targets(_ measure: Measure, _ proof: DisclosureProof) -> [(names: [String], pieces: [Int])] {
    let known = Set(earlier.filter { $0.measure == measure && $0.hidden == nil }.map(\.parts))
    let new = table.cells.indices.filter { table.cells[$0].measure == measure }
    let said = new.filter { hidden[$0] == nil && !known.contains(table.cells[$0].parts.sorted()) }
    let groups = proof.groups(of: said.flatMap { numbers(measure, table.cells[$0].parts) })
    var found = new.filter { hidden[$0] != nil }.map { (table.cells[$0].key, numbers(measure, table.cells[$0].parts)) }
    let names = history.flatMap { report in report.figures.map { "\(report.report) \($0.key)" } }
    let given = Set(
      history.flatMap { report in report.exceptions.map { "\(report.report) \($0)" } + report.exceptions })
    for (name, figure) in zip(names, earlier) where figure.measure == measure && figure.hidden != nil {
      if !given.contains(name) { found.append((name, numbers(measure, figure.parts))) }
    }
    if measure == .count {
      for part in pieces.keys.sorted() where part.measure == measure {
        if let number = pieces[part], rules.isSmall(pieceValues[number]), !given.contains(part.name) {
          found.append((part.name, [number]))
        }
      }
    }
    var targets: [(names: [String], pieces: [Int])] = []
    var order: [[Int]: Int] = [:]
    for (name, target) in found where places[name] != nil || !groups.isDisjoint(with: proof.groups(of: target)) {
      if let place = order[target] {
        targets[place].names.append(name)
      } else {
        order[target] = targets.count
        targets.append(([name], target))
      }
    }
    return targets
  }

  private func numbers(_ measure: Measure, _ parts: some Sequence<String>) -> [Int] {
    parts.compactMap { pieces[FigurePart(measure, $0)] }.sorted()
  }

  private func proof(_ measure: Measure, hiding also: Int? = nil) -> DisclosureProof {
    var shown: Set<[Int]> = []
    var closed: Set<DisclosureProof.Hidden> = []
    func add(_ parts: [Int], _ value: Int64, _ reason: PublishedFigure.Reason?, upTo most: Int64) {
      guard let reason else {
        shown.insert(parts)
        return
      }
      closed.insert(.init(parts: parts, least: min(1, value), most: reason == .small ? most : nil))
    }
    for (figure, bound) in zip(earlier, bounds) where figure.measure == measure {
      add(numbers(measure, figure.parts), figure.value, figure.hidden, upTo: bound)
    }
    for (index, cell) in table.cells.enumerated() where cell.measure == measure {
      add(
        numbers(measure, cell.parts), values[index], index == also ? .protects : hidden[index], upTo: rules.hiddenUpTo)
    }
    return DisclosureProof(measure, values: pieceValues, shown: shown, hidden: closed, rules: rules)
  }

  /// The shown figure to hide so that a target stays open: the finest and smallest that does it alone, else one that is
  /// near it.
  private func remedy(for target: [Int], _ measure: Measure) -> Int? {
    let candidates = table.cells.indices.filter {
      table.cells[$0].measure == measure && hidden[$0] == nil && !table.cells[$0].mustShow && values[$0] != 0
    }.sorted { (table.cells[$0].parts.count, values[$0]) < (table.cells[$1].parts.count, values[$1]) }
    let near = Set(target)
    // What no figure holds together with the target says nothing of it.
    let all = proof(measure)
    let groups = all.groups(of: target)
    let related = candidates.filter {
      !groups.isDisjoint(with: all.groups(of: numbers(measure, table.cells[$0].parts)))
    }
    let touching = candidates.filter { !near.isDisjoint(with: numbers(measure, table.cells[$0].parts)) }
    return touching.first { proof(measure, hiding: $0).isOpen(target) }
      ?? related.first { !touching.contains($0) && proof(measure, hiding: $0).isOpen(target) }
      ?? touching.first ?? related.first
  }
}
