// The archive: a sealed copy of every file that was taken in, made before the change that speaks of it commits.

import Files
import Foundation

/// Sealed copies of files, by series and import number.
public struct Archive {
  /// What the files are: each kind is numbered by itself.
  public enum Series: String, CaseIterable, Sendable {
    /// Payroll files: `000041`.
    case payroll = ""
    /// Bank statements: `bank-000041`.
    case bank = "bank-"
    /// Agencies' reports: `agency-000041`.
    case agency = "agency-"
    /// Gifts from web platforms: `gifts-000041`.
    case gifts = "gifts-"
    /// Files of web forms: `forms-000041`.
    case forms = "forms-"
    /// Files of grants that are taken on: `takeon-000041`.
    case takenOn = "takeon-"

    /// The series of a name in the archive. Whatever has no other's beginning is payroll's to explain.
    fileprivate init(ofFile name: String) {
      self = Self.allCases.first { $0 != .payroll && name.hasPrefix($0.rawValue) } ?? .payroll
    }

    fileprivate var key: KeyKind {
      switch self {
      case .payroll: .file
      case .bank: .bankFile
      case .agency: .agencyFile
      case .gifts: .giftFile
      case .forms: .formFile
      case .takenOn: .takenOnFile
      }
    }
  }

  private let store: Store
  private let series: Series

  /// The archive of a home's files of one kind.
  public init(_ store: Store, _ series: Series) {
    self.store = store
    self.series = series
  }

  private func name(_ number: Int64) -> String { series.rawValue + Self.digits(number) }
  private func path(_ number: Int64) -> String { "\(store.home.archive)/\(name(number)).sealed" }

  /// `41` as `000041`.
  static func digits(_ number: Int64) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 6 - text.count)) + text
  }

  /// Whether a refused file and its faults lie where finance finds them.
  public func holdsRejected(_ number: Int64) -> Bool {
    FileManager.default.fileExists(atPath: "\(store.home.rejected)/\(name(number))")
  }

  /// The copies that no import speaks of. One can be left by a crash, under the number that the next import gets.
  public func orphans(among numbers: Set<Int64>) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: store.home.archive)) ?? []
    return names.sorted().filter { name in
      guard Series(ofFile: name) == series else { return false }
      guard name.hasSuffix(".sealed"), let number = Int64(name.dropFirst(series.rawValue.count).dropLast(7)) else {
        return !name.hasPrefix(".")
      }
      return !numbers.contains(number) && number != (numbers.max() ?? 0) &+ 1
    }
  }

  /// Whether there is a copy.
  public func holds(_ number: Int64) -> Bool { FileManager.default.fileExists(atPath: path(number)) }

  /// Seals the file at `source` under a key of its own. A copy that a crash left under this number, with no import that
  /// speaks of it, is replaced.
  public func seal(_ source: String, number: Int64) throws { try sealing(source, number: number).finish() }

  /// The same, block by block beside other work.
  public func sealing(_ source: String, number: Int64) throws -> Sealing {
    try store.keys.make(series.key, [number], fresh: true)
    guard let key = try store.keys.key(series.key, number) else { throw StoreError.key("File \(number) has no key.") }
    return try Sealing(source, to: path(number), key: key)
  }

  /// Opens a copy, block by block.
  public func open(_ number: Int64, _ body: ([UInt8]) throws -> Void) throws {
    guard let key = try store.keys.key(series.key, number) else {
      throw StoreError.key("The archived file of import \(number) has no key: it was forgotten.")
    }
    try SealedFile.open(path(number), key: key, body)
  }

  /// Deletes a copy's key, then the copy: what it held is gone.
  public func forget(_ number: Int64) throws {
    try store.keys.forget(series.key, [number])
    try FileManager.default.removeItem(atPath: path(number))
  }

  /// A private plain copy in the spool, removed with the value that is returned.
  public func spool(_ number: Int64, limits: Limits) throws -> SpooledFile {
    try SpooledFile.make(in: store.home.spool, limits: limits) { write in try open(number) { try write($0) } }
  }

  /// Lays the list of its faults, then a copy of a refused file, plain and for its owner alone, where finance finds them.
  /// The copy comes last: where it lies, both do, and after a kill between them both are laid anew.
  public func reject(_ source: String, faults: [FileFault], more: Int, number: Int64) throws {
    let target = "\(store.home.rejected)/\(name(number))"
    try AtomicFile.write("\(target).errors.txt") { sink in
      for fault in faults {
        try sink.write("\(name(number)):\(fault.line):\(fault.column): \(fault.code): \(fault.message)\n")
      }
      if more > 0 { try sink.write("and \(more) more faults\n") }
      try sink.write("Nothing was posted. Correct the file where it was made and send it again.\n")
    }
    try AtomicFile.write(target) { sink in
      let copy = try ByteSource(path: source)
      var block: [UInt8] = []
      while try copy.append(to: &block) {
        try sink.write(block)
        block.removeAll(keepingCapacity: true)
      }
    }
  }
}
