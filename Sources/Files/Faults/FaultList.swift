// All faults of one file: the first ones in full, the rest counted.

/// The faults of a file. Up to a limit each is kept; beyond it they are only counted, so that a file of nothing but faults
/// takes no memory.
public struct FaultList: Sendable {
  /// How many faults are kept.
  public let limit: Int
  /// The faults that are kept, in the order they were found.
  public private(set) var faults: [FileFault] = []
  /// How many faults were found, kept or not.
  public private(set) var count = 0

  /// An empty list that keeps so many faults.
  public init(limit: Int = Limits.standard.faultsShown) { self.limit = limit }

  /// Whether no fault was found.
  public var isEmpty: Bool { count == 0 }

  /// Whether further faults are only counted.
  var isFull: Bool { faults.count >= limit }

  /// How many faults were found but not kept.
  public var notShown: Int { count - faults.count }

  /// The faults that are kept, in the order of the file.
  public var inOrder: [FileFault] { faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) } }

  /// Takes one more fault.
  public mutating func add(_ fault: FileFault) {
    count += 1
    if faults.count < limit { faults.append(fault) }
  }
}
