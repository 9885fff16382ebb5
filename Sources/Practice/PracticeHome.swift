// A practice home: its configuration, its people and its first books, and not one byte that a clock or chance decides.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Operations
import Store

/// Makes practice homes.
public struct PracticeHome {
  /// The folder.
  public let home: Home
  /// What stands in its configuration folder.
  public let configuration: SchemeConfiguration
  /// Its store, opened on a clock that stands still.
  public let store: Store

  /// Makes a practice home with people, funds and employers, and opens it.
  /// - Parameters:
  ///   - configurationFolder: what its configuration and jobs are copied from; the scheme key is not.
  ///   - funds: funds to open besides those of `start.yaml`, in place of which they stand where they have their code.
  ///   - date: the day on which its first books are made.
  ///   - clock: its clock; one that stands still on that day unless given.
  ///   - prepare: changes what was copied, before it is read.
  /// - Throws: `StoreError.alreadyThere` if there is a database.
  public static func make(
    _ directory: String, configurationFolder: String, seed: UInt64, date: CivilDate, funds: [Fund] = [],
    clock: PracticeClock? = nil, prepare: (Home) throws -> Void = { _ in }
  ) throws -> PracticeHome {
    let home = Home(directory)
    guard !FileManager.default.fileExists(atPath: home.database) else { throw StoreError.alreadyThere(home: home.path) }
    try home.makeFolders()
    try copyFiles(configurationFolder, to: home)
    try prepare(home)
    let configuration = try SchemeConfiguration.read(home.file("config"))
    let clock = clock?.clock(configuration.timeZone) ?? Clock.standing(at: date, timeZone: configuration.timeZone)
    let settings = House.settings(configuration, clock: clock, randomness: .seeded(seed))
    let store = try Store.create(
      home: home, schemeKeyPath: home.file("scheme.key"), settings: settings, practice: true)
    let practice = PracticeHome(home: home, configuration: configuration, store: store)
    try practice.begin(funds, on: date)
    return practice
  }

  private func begin(_ extra: [Fund], on date: CivilDate) throws {
    let books = try StartingBooks.read(configuration.file("start.yaml"))
    let funds = books.funds.map { fund in extra.first { $0.code == fund.code } ?? fund }
    let new = extra.filter { fund in !books.funds.contains { $0.code == fund.code } }
    let request = WriteRequest(
      Action("scheme.start"), by: .system, key: "start", inputs: Inputs(["scheme": configuration.schemeName]), on: date)
    _ = try store.write(request) { write in
      try PracticePerson.record(in: write, store: store)
      for (index, fund) in (funds + new).enumerated() { try fund.numbered(Int64(index + 1)).record(in: write) }
      for employer in books.employers { try employer.record(in: write) }
      return funds.count + new.count
    }
  }

  /// Closes the store and takes away what processes leave beside it: the emptied log, the lock with its number.
  public func close() {
    store.close()
    for path in ["-wal", "-shm"].map({ home.database + $0 }) + [home.writeLock] {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private static func copyFiles(_ folder: String, to home: Home) throws {
    let source = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let parent = (source as NSString).deletingLastPathComponent
    try copyTree(source, to: home.file("config")) { $0.hasSuffix(".key") || $0.hasPrefix(".") }
    try copyTree("\(parent.isEmpty ? "." : parent)/batches", to: home.file("batches")) { !$0.hasSuffix(".yaml") }
  }

  /// Copies a folder's files in order of name, but those that are to be left.
  private static func copyTree(_ source: String, to target: String, leaving: (String) -> Bool) throws {
    let names = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
    for name in names.sorted() where !leaving((name as NSString).lastPathComponent) {
      // A folder has no contents.
      guard let data = FileManager.default.contents(atPath: "\(source)/\(name)") else { continue }
      let copy = "\(target)/\(name)"
      try FileManager.default.createDirectory(
        atPath: (copy as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try AtomicFile.write(copy, bytes: Array(data))
    }
  }
}

extension Fund {
  /// The same fund under another number.
  fileprivate func numbered(_ number: Int64) -> Fund {
    Fund(
      number: number, code: code, name: name, purpose: purpose, parent: parent,
      opens: opens, closes: closes,
      surplusTo: surplusTo)
  }
}
