// A short queue between the thread that reads and decides and the one that writes.

import Dispatch
import Synchronization

/// Hands values from one thread to another, at most so many ahead.
final class Channel<Element: Sendable>: Sendable {
  private struct State {
    var waiting: [Element] = []
    var isFinished = false
    var isAbandoned = false
  }

  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)
  private let free: DispatchSemaphore

  init(ahead: Int) { free = DispatchSemaphore(value: ahead) }

  /// Hands a value over, waiting for room; false once the receiver has given up.
  /// - Parameter meanwhile: does a bit of other work while there is no room; false when it has none.
  func send(_ element: Element, meanwhile: () throws -> Bool = { false }) rethrows -> Bool {
    try Self.wait(for: free, meanwhile: meanwhile)
    let isTaken = state.withLock { state in
      if !state.isAbandoned { state.waiting.append(element) }
      return !state.isAbandoned
    }
    if isTaken { filled.signal() } else { free.signal() }
    return isTaken
  }

  /// Says that nothing more comes.
  func finish() {
    state.withLock { $0.isFinished = true }
    filled.signal()
  }

  /// The next value, waiting for it; nil when nothing more comes.
  /// - Parameter meanwhile: does a bit of other work while nothing has come; false when it has none left.
  func next(meanwhile: () throws -> Bool = { false }) rethrows -> Element? {
    while true {
      try Self.wait(for: filled, meanwhile: meanwhile)
      let (element, isOver) = state.withLock { state -> (Element?, Bool) in
        state.waiting.isEmpty ? (nil, state.isFinished) : (state.waiting.removeFirst(), false)
      }
      if let element {
        free.signal()
        return element
      }
      if isOver { return nil }
    }
  }

  private static func wait(for semaphore: DispatchSemaphore, meanwhile: () throws -> Bool) rethrows {
    while semaphore.wait(timeout: .now()) == .timedOut {
      guard try meanwhile() else { return semaphore.wait() }
    }
  }

  /// Gives up: the sender is told at its next value.
  func abandon() {
    let dropped = state.withLock { state in
      state.isAbandoned = true
      defer { state.waiting.removeAll() }
      return state.waiting.count
    }
    for _ in 0..<dropped { free.signal() }
  }
}

/// Does one thing on another thread and one here, and waits for both.
func together<A: Sendable, B>(
  _ there: @escaping @Sendable () throws -> A, here: () throws -> B
) throws -> (A, B) {
  let box = Box<A>()
  DispatchQueue.global().async { box.run(there) }
  let ours = Result { try here() }
  box.done.wait()
  guard let theirs = box.result.withLock({ $0 }) else { throw CancellationError() }
  return (try theirs.get(), try ours.get())
}

/// Where the other thread leaves what it made.
private final class Box<Value: Sendable>: Sendable {
  let result = Mutex<Result<Value, any Error>?>(nil)
  let done = DispatchSemaphore(value: 0)

  func run(_ body: () throws -> Value) {
    let made = Result { try body() }
    result.withLock { $0 = made }
    done.signal()
  }
}
