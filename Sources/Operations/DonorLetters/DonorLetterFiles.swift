// The files of donors' letters in the outbox: bundles that are printed together, whole or not there, for a few weeks.

import Dates
import Files
import Foundation
import Giving
import People
import Reporting
import Store

/// Writes the files of a year's letters.
struct DonorLetterFiles {
  /// How many letters a bundle holds: as many as a person puts into envelopes in a morning.
  static let bundle = 250

  /// Where all years' letters lie.
  static func folder(_ store: Store) -> String { "\(store.home.outbox)/donor-letters" }

  /// Whether a folder there holds letters of this edition: all, or one that was made again alone.
  static func isOf(_ run: DonorLetterRun, folder name: String) -> Bool {
    name == run.folder || name.hasPrefix(run.folder + alone)
  }

  /// What the folder of a letter made again alone has after the others' name, and then its number.
  private static let alone = "-letter-"

  private let house: House
  private let run: DonorLetterRun
  private let printer: DonorLetterPrinter
  private var store: Store { house.store }

  init(_ house: House, _ run: DonorLetterRun) throws {
    self.house = house
    self.run = run
    printer = try run.printer()
  }

  /// Writes all bundles from what was recorded, one in memory at a time, and names what is not as it was.
  /// - Parameter only: the one letter that is wanted, in a folder of its own; nil for all.
  /// - Throws: ``DonorLettersError/changed(year:)`` if they would not be what was recorded.
  func write(only: Int64? = nil, into made: inout MadeDonorLetters) throws {
    let folder = "\(Self.folder(store))/\(run.folder)" + (only.map { "\(Self.alone)\($0)" } ?? "")
    let parent = (folder as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(
      atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var addresses = try Addresses(store)
    var digest = DonorLetterDigest()
    var (removed, renamed): ([Int64], [Int64]) = ([], [])
    let files = try AtomicFolder.write(folder) { contents in
      var bundle: [(letter: DonorLetter, to: Addressee)] = []
      try run.each(store.reading) { letter in
        try digest.add(letter, by: printer)
        guard only == nil || only == letter.number else { return }
        let (addressee, isRenamed) = try addresses.of(letter)
        if addressee == .removed { removed.append(letter.number) }
        if isRenamed { renamed.append(letter.number) }
        bundle.append((letter, addressee))
        guard bundle.count == Self.bundle else { return }
        try write(bundle, only: only, to: contents)
        bundle.removeAll(keepingCapacity: true)
      }
      if !bundle.isEmpty { try write(bundle, only: only, to: contents) }
      guard digest.keyed(store) == run.digest else { throw DonorLettersError.changed(year: run.title) }
    }
    made.folder = folder
    made.files = files.keys.sorted()
    made.removed = removed
    made.renamed = renamed
  }

  private func write(
    _ bundle: [(letter: DonorLetter, to: Addressee)], only: Int64?, to folder: AtomicFolder.Contents
  ) throws {
    guard let first = bundle.first?.letter.number, let last = bundle.last?.letter.number else { return }
    let frame = try printer.bundle(
      first...last, of: run.letters, year: run.year, edition: run.edition)
    var (text, html) = (frame.before.text, frame.before.html)
    for (index, item) in bundle.enumerated() {
      let page = try printer.print(item.letter, to: item.to)
      text += (index == 0 ? "" : frame.between.text) + page.text
      html += page.html
    }
    let number = only ?? (first - 1) / Int64(Self.bundle) + 1
    let name =
      (only == nil ? "letters-" : "letter-") + String(repeating: "0", count: max(0, 4 - "\(number)".count))
      + "\(number)"
    try folder.file("\(name).txt") { try $0.write(text + frame.after.text) }
    try folder.file("\(name).html") { try $0.write(html + frame.after.html) }
  }
}

/// Whom letters are to, from what the vault holds now. Letters are asked for in their order: one payroll's numbers are at
/// hand at a time.
private struct Addresses {
  private let store: Store
  private let payrolls: [Int64: Payroll]
  private let employers: [String: String]
  private var posts: [Int64: Int64] = [:]
  private var numbers: (payroll: Int64, byPost: [Int64: String]) = (0, [:])

  init(_ store: Store) throws {
    self.store = store
    let reading = store.reading
    payrolls = Dictionary(try Payroll.all(reading).map { ($0.number, $0) }) { first, _ in first }
    employers = Dictionary(try Employer.all(reading).map { ($0.code, $0.name) }) { _, last in last }
    try reading.each("SELECT post, payroll FROM post ORDER BY id") { posts[$0.int(0)] = $0.int(1) }
  }

  /// Whom a letter is to, and whether under another name than when it was made first.
  mutating func of(_ letter: DonorLetter) throws -> (Addressee, isRenamed: Bool) {
    let place = try place(letter.post)
    let fact = try Vault.commitment(.name, person: letter.donor, store.reading) ?? 0
    if let name = try Vault.text(.name, person: letter.donor, store), !name.isEmpty {
      return (.named(name, place), fact != letter.nameFact)
    }
    // A name that was known and is gone, or a number that is: they were forgotten.
    guard letter.nameFact == 0, let place else { return (.removed, false) }
    return (.numbered(place), false)
  }

  private mutating func place(_ post: Int64) throws -> Addressee.Place? {
    guard post != 0, let number = posts[post], let payroll = payrolls[number] else { return nil }
    if numbers.payroll != number { numbers = (number, try Post.numbers(onPayroll: number, store.reading)) }
    return numbers.byPost[post].map {
      Addressee.Place(
        payrollNumber: $0, payroll: payroll.code, employer: employers[payroll.employer] ?? payroll.employer)
    }
  }
}

extension House {
  /// Deletes donors' letters that were handed over, or have lain too long (`security.md`, "Never in the open").
  func sweepDonorLetters() {
    let folder = DonorLetterFiles.folder(store)
    AtomicFile.sweepTemporaries(in: folder)
    let keptDays = (try? configuration.donorLetters().keptDays) ?? Self.handedOverWithinDays
    let handed = ((try? DonorLetterRun.all(store.reading)) ?? []).filter(\.isHandedOver)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let isHanded = handed.contains { DonorLetterFiles.isOf($0, folder: name) }
      if isHanded || daysOld("\(folder)/\(name)") >= keptDays {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
    }
  }

  /// Deletes what lies in the outbox of these editions: all letters, and those made again alone.
  func deleteDonorLetters(of runs: [DonorLetterRun]) {
    let folder = DonorLetterFiles.folder(store)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where runs.contains(where: { DonorLetterFiles.isOf($0, folder: name) }) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}
