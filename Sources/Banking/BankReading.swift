// Reads a bank's file beside other work, and tells of its lines as they come.

import Files

/// A file of statements that is read beside.
struct BankReading {
  /// The statements of a file, or its faults.
  typealias Content = (statements: [BankStatement], faults: FaultList)

  /// All of it, once it was read.
  let content: Beside<Content>
  /// The lines of its first statement, some at a time, each time with what the statement says before them: so that they can
  /// be put into the books while the rest is read. A statement's lines lie in memory anyway until they are assigned.
  let ahead: Handover<BankStatement>

  /// Begins to read a file that still grows.
  init(_ growing: GrowingFile, _ accounts: [BankAccount], _ limits: Limits) {
    let ahead = Handover<BankStatement>()
    self.ahead = ahead
    content = Beside {
      defer { ahead.end() }
      return try Self.read(ByteSource(growing: growing), accounts, limits) { ahead.hand($0) }
    }
  }

  /// Reads a whole file.
  /// - Parameter ahead: see ``ahead``.
  static func read(
    _ source: ByteSource, _ accounts: [BankAccount], _ limits: Limits, ahead: (BankStatement) -> Void = { _ in }
  ) throws -> Content {
    guard let first = accounts.first, case .csv(let layout) = first.format else {
      return try CamtStatements.read(source, limits: limits, ahead: ahead)
    }
    return try CSVStatements.read(source, layout: layout, identification: first.identification, limits: limits)
  }
}
