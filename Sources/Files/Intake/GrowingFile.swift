// A file that is read by one thread while another still writes it.

import Dispatch
import Synchronization

/// How far a file has been written, told by whoever writes it to whoever reads it beside.
public final class GrowingFile: Sendable {
  private struct State {
    var byteCount = 0
    var isOver = false
  }

  /// Where it lies.
  public let path: String
  private let state = Mutex(State())
  private let hasMore = DispatchSemaphore(value: 0)

  init(path: String) { self.path = path }

  /// So many bytes can be read.
  func grow(to byteCount: Int) {
    state.withLock { $0.byteCount = byteCount }
    hasMore.signal()
  }

  /// Nothing more comes.
  func end() {
    state.withLock { $0.isOver = true }
    hasMore.signal()
  }

  /// Waits until there is more than so many bytes, or nothing more comes.
  func wait(past offset: Int) {
    while !state.withLock({ $0.isOver || $0.byteCount > offset }) { hasMore.wait() }
  }
}
