// Work that goes on beside other work, on a thread of its own, until its result is asked for.

import Dispatch
import Synchronization

/// A piece of work that was begun, and its result.
public final class Beside<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// Begins it.
  public init(_ work: @escaping @Sendable () throws -> Value) {
    DispatchQueue.global().async {
      let found = Result { try work() }
      self.result.withLock { $0 = found }
      self.isDone.signal()
    }
  }

  /// Its result, once it is done.
  /// - Throws: what the work throws.
  public func value() throws -> Value {
    isDone.wait()
    defer { isDone.signal() }
    guard let found = result.withLock({ $0 }) else {
      throw IntakeError.cannotRead(path: "", reason: "nothing was read")
    }
    return try found.get()
  }
}
