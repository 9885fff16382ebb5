// A file that cannot be posted, whatever kind it is: recorded once, and laid with its faults where finance finds it.

import Dates
import Files

/// A file that cannot be posted.
public struct RefusedFile {
  private let series: Archive.Series
  private let path: String
  private let digest: [UInt8]
  private let name: String
  private let faults: FaultList

  /// - Parameters:
  ///   - path: the private copy that was read.
  ///   - digest: the keyed digest of its bytes.
  ///   - name: what the file is, as far as that is known: the beginning of the key under which it is recorded.
  public init(_ series: Archive.Series, _ path: String, digest: [UInt8], name: String, faults: FaultList) {
    self.series = series
    self.path = path
    self.digest = digest
    self.name = name
    self.faults = faults
  }

  /// The stable code of its first fault.
  public var code: String { faults.faults.first?.code ?? "" }

  /// Records it, and lays it beside its faults in `rejected/`. The same bytes are recorded once for the same first fault and
  /// the same configuration; a copy that is gone by then is laid there again.
  /// - Parameter row: appends the row that speaks of it, and gives its number.
  /// - Returns: that number; nil in a dry run.
  public func record(
    as action: Action, in store: Store, by actor: Actor, on date: CivilDate, isDryRun: Bool,
    row: (Write) throws -> Int64
  ) throws -> Int64? {
    let configuration = Hex.string(store.settings.configurationDigest.prefix(8))
    let request = WriteRequest(
      action, by: actor, key: "\(name)/\(Hex.string(digest.prefix(16)))/\(configuration)/\(code)",
      inputs: Inputs(digest: "bytes", digest), on: date, isDryRun: isDryRun)
    let number = try store.write(request, row).value
    guard !isDryRun else { return nil }
    let archive = Archive(store, series)
    if !archive.holdsRejected(number) {
      try archive.reject(path, faults: faults.faults, more: faults.notShown, number: number)
    }
    return number
  }
}
