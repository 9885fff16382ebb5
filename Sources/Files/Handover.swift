// What one thread hands to another, piece by piece, while both go on.

import Dispatch
import Synchronization

/// Pieces on their way from the thread that makes them to the one that takes them, in order. Whoever hands over never waits,
/// so all that is handed over must have room in memory.
public final class Handover<Piece: Sendable>: Sendable {
  private struct State {
    var pieces: [Piece] = []
    var isOver = false
  }

  private let state = Mutex(State())
  private let hasMore = DispatchSemaphore(value: 0)

  /// Nothing is handed over yet.
  public init() {}

  /// Hands a piece over.
  public func hand(_ piece: Piece) {
    state.withLock { $0.pieces.append(piece) }
    hasMore.signal()
  }

  /// Nothing more comes.
  public func end() {
    state.withLock { $0.isOver = true }
    hasMore.signal()
  }

  /// The next piece, once it is there; nil when nothing more comes.
  public func next() -> Piece? {
    while true {
      let (piece, isOver) = state.withLock { state in
        (state.pieces.isEmpty ? nil : state.pieces.removeFirst(), state.isOver)
      }
      if let piece { return piece }
      if isOver { return nil }
      hasMore.wait()
    }
  }
}
