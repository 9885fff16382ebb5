// All that is due, read in one go, with the accounts and funds on which it stands. A bank statement asks for a hundred thousand,
// so what many have in common is kept once, and ids as bytes end to end.

import Dates
import Money
import Store

/// What is open, in order of day and id, each with what it stands on. Each is known by its place in that order.
public struct OpenDues: Sendable {
  /// Who owes what kind of money to whom.
  public struct Way: Hashable, Sendable {
    /// What kind of money it is.
    public let kind: Expectation.Kind
    /// Who pays.
    public let from: String
    /// Who is paid.
    public let to: String
  }

  private struct Part {
    let fund: Int64
    let amount: Int64
    let account: Int32
  }

  /// The ways that money goes; ``way(_:)`` gives the place here.
  public private(set) var ways: [Way] = []
  private var periods: [String] = []
  private var accounts: [Account] = []
  private var ids: [UInt8] = []
  /// Where each begins in `ids`, and after the last where it ends.
  private var idStarts: [UInt32] = [0]
  private var wayOf: [Int32] = []
  private var periodOf: [Int32] = []
  private var days: [Int32] = []
  private var sums: [Int64] = []
  private var parts: [Part] = []
  /// Where the parts of each begin, and after the last where they end.
  private var starts: [Int32] = [0]

  /// How many there are.
  public var count: Int { days.count }
  /// The id of an expectation, as bytes.
  public func idBytes(_ place: Int) -> ArraySlice<UInt8> { ids[Int(idStarts[place])..<Int(idStarts[place + 1])] }
  /// The id of an expectation.
  public func id(_ place: Int) -> String { String(decoding: idBytes(place), as: UTF8.self) }
  /// Which of ``ways`` it is.
  public func way(_ place: Int) -> Int { Int(wayOf[place]) }
  /// The number of the period it is owed for; see ``numbersByPeriod``.
  public func period(_ place: Int) -> Int32 { periodOf[place] }
  /// By when.
  public func day(_ place: Int) -> CivilDate { CivilDate(dayNumber: days[place]) }
  /// What is still to come, or if negative, to go.
  public func pence(_ place: Int) -> Int64 { sums[place] }

  /// What is due under an expectation, and not nil, in order of account and fund.
  public func parts(of place: Int) -> [Due] {
    parts[partRange(place)].map { Due(account: accounts[Int($0.account)], fund: $0.fund, amount: Pence($0.amount)) }
  }

  /// The numbers by which periods are known here.
  public var numbersByPeriod: [String: Int32] {
    Dictionary(uniqueKeysWithValues: zip(periods, periods.indices.map { Int32($0) }))
  }

  /// Nothing is due.
  public init() {}

  /// These expectations, without what they stand on.
  public init(_ open: [OpenExpectation]) {
    var reading = OpenDuesReading()
    for item in open {
      guard let day = CivilDate(item.expectation.dueDate) else { continue }
      reading.add(item, day)
    }
    self = reading.finish { _ in true }
  }

  /// Reads all whose way is wanted.
  public init(_ reading: Reading, where isWanted: (Way) -> Bool = { _ in true }) throws {
    var rows = OpenDuesReading()
    // By the index of what is open: what was paid in all the years before is not looked at.
    try reading.each(
      """
      SELECT \(Expectation.columns), account, fund, debit_pence - credit_pence
      FROM due INDEXED BY due_open CROSS JOIN expectation ON expectation.public_id = due.expectation
      WHERE debit_pence <> credit_pence
      """
    ) { try rows.add($0) }
    self = rows.finish(where: isWanted)
  }
}

extension OpenDues {
  private func partRange(_ place: Int) -> Range<Int> { Int(starts[place])..<Int(starts[place + 1]) }

  /// A part of what is due under an expectation: by this it is known while an entry is put together.
  struct PartPlace {
    let place: Int32
    let part: Int32
  }

  /// The parts of all these, in order of fund, account and id: the order of an entry's postings.
  func postingOrder(of places: [Int]) -> [PartPlace] {
    let found = places.flatMap { place in
      partRange(place).map { PartPlace(place: Int32(place), part: Int32($0)) }
    }
    // They come in order as a rule.
    return zip(found, found.dropFirst()).allSatisfy { !comesBefore($1, $0) } ? found : found.sorted(by: comesBefore)
  }

  private func comesBefore(_ a: PartPlace, _ b: PartPlace) -> Bool {
    let (first, second) = (parts[Int(a.part)], parts[Int(b.part)])
    if first.fund != second.fund { return first.fund < second.fund }
    if first.account != second.account { return accounts[Int(first.account)] < accounts[Int(second.account)] }
    return a.place != b.place && idBytes(Int(a.place)).lexicographicallyPrecedes(idBytes(Int(b.place)))
  }

  /// What a part comes to.
  func due(_ part: PartPlace) -> Due {
    let found = parts[Int(part.part)]
    return Due(account: accounts[Int(found.account)], fund: found.fund, amount: Pence(found.amount))
  }
}

/// Rows of what is due on their way into order.
private struct OpenDuesReading {
  private struct Item {
    let idStart: UInt32
    let idEnd: UInt32
    let day: Int32
    let way: Int32
    let period: Int32
    let account: Int32
    let fund: Int64
    let amount: Int64
  }

  private var items: [Item] = []
  private var ids: [UInt8] = []
  private var kinds = Interned()
  private var payers = Interned()
  private var payees = Interned()
  private var periods = Interned()
  private var accounts = Interned()
  private var ways: [OpenDues.Way] = []
  private var wayNumbers: [[Int32]: Int32] = [:]
  private var lastWay: (names: (Int32, Int32, Int32), number: Int32) = ((-1, -1, -1), 0)

  /// Adds an expectation without what it stands on.
  mutating func add(_ item: OpenExpectation, _ day: CivilDate) {
    let start = ids.count
    ids.append(contentsOf: item.expectation.id.utf8)
    let names = (
      kinds.number(of: item.expectation.kind.rawValue), payers.number(of: item.expectation.from),
      payees.number(of: item.expectation.to)
    )
    items.append(
      Item(
        idStart: UInt32(start), idEnd: UInt32(ids.count), day: day.dayNumber,
        way: way(names, item.expectation.kind), period: periods.number(of: item.expectation.period), account: -1,
        fund: 0, amount: item.duePence))
  }

  /// Adds a row: an expectation's columns, account, fund and amount.
  mutating func add(_ row: Row) throws {
    let start = ids.count
    row.appendText(0, to: &ids)
    let names = (kinds.number(of: row, 1), payers.number(of: row, 2), payees.number(of: row, 3))
    guard let kind = Expectation.Kind(rawValue: kinds.values[Int(names.0)]) else {
      throw StoreError.broken("the expectation \(row.text(0)) is of no known kind")
    }
    items.append(
      Item(
        idStart: UInt32(start), idEnd: UInt32(ids.count), day: try row.day(5).dayNumber, way: way(names, kind),
        period: periods.number(of: row, 4), account: accounts.number(of: row, 6), fund: row.int(7),
        amount: row.int(8)))
  }

  private mutating func way(_ names: (Int32, Int32, Int32), _ kind: Expectation.Kind) -> Int32 {
    if names == lastWay.names { return lastWay.number }
    let key = [names.0, names.1, names.2]
    let number = wayNumbers[key] ?? Int32(ways.count)
    if Int(number) == ways.count {
      wayNumbers[key] = number
      ways.append(.init(kind: kind, from: payers.values[Int(names.1)], to: payees.values[Int(names.2)]))
    }
    lastWay = (names, number)
    return number
  }

  private func id(_ item: Item) -> ArraySlice<UInt8> { ids[Int(item.idStart)..<Int(item.idEnd)] }

  private func comesBefore(_ a: Item, _ b: Item) -> Bool {
    if a.day != b.day { return a.day < b.day }
    let (first, second) = (id(a), id(b))
    if !first.elementsEqual(second) { return first.lexicographicallyPrecedes(second) }
    if a.account != b.account { return accounts.values[Int(a.account)] < accounts.values[Int(b.account)] }
    return a.fund < b.fund
  }

  /// All of it in order of day, id, account and fund.
  func finish(where isWanted: (OpenDues.Way) -> Bool) -> OpenDues {
    let wanted = ways.map(isWanted)
    var items = wanted.allSatisfy(\.self) ? items : items.filter { wanted[Int($0.way)] }
    if !zip(items, items.dropFirst()).allSatisfy({ !comesBefore($1, $0) }) { items.sort(by: comesBefore) }
    var dues = OpenDues(ways: ways, periods: periods.values, accounts: accounts.values.map { Account(name: $0) })
    for item in items {
      dues.add(
        id(item), day: item.day, way: item.way, period: item.period, account: item.account, fund: item.fund,
        amount: item.amount)
    }
    return dues
  }
}

extension OpenDues {
  fileprivate init(ways: [Way], periods: [String], accounts: [Account]) {
    self.ways = ways
    self.periods = periods
    self.accounts = accounts
  }

  /// Adds a part: to the last expectation, if it is of the same id.
  fileprivate mutating func add(
    _ id: ArraySlice<UInt8>, day: Int32, way: Int32, period: Int32, account: Int32, fund: Int64, amount: Int64
  ) {
    if days.isEmpty || !idBytes(count - 1).elementsEqual(id) {
      ids.append(contentsOf: id)
      idStarts.append(UInt32(ids.count))
      days.append(day)
      wayOf.append(way)
      periodOf.append(period)
      sums.append(0)
      starts.append(Int32(parts.count))
    }
    sums[count - 1] += amount
    guard account >= 0 else { return }
    parts.append(Part(fund: fund, amount: amount, account: account))
    starts[count] = Int32(parts.count)
  }
}

/// Texts that come again and again, each known by a number.
private struct Interned {
  private(set) var values: [String] = []
  private var numbers: [String: Int32] = [:]
  private var last = -1

  mutating func number(of row: Row, _ column: Int) -> Int32 {
    if last >= 0, row.isText(column, values[last]) { return Int32(last) }
    return number(of: row.text(column))
  }

  mutating func number(of text: String) -> Int32 {
    let number = numbers[text] ?? Int32(values.count)
    if Int(number) == values.count {
      numbers[text] = number
      values.append(text)
    }
    last = Int(number)
    return number
  }
}
