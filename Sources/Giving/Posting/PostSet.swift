// A set of posts, and how a book holds it: as runs, so that a million givers with a number each next to the other take a
// few bytes, and ten givers never more than a few dozen.

/// A set of post numbers from 1 to a limit, one bit each.
struct PostSet: Equatable {
  private var words: [UInt64]
  private let limit: Int64

  /// More posts than this are no register: a number that was tampered with must not ask for all memory.
  private static let mostPosts: Int64 = 100_000_000

  /// An empty set.
  /// - Parameter limit: the highest number there is; others are not taken in.
  init(limit: Int64) {
    self.limit = min(max(0, limit), Self.mostPosts)
    words = [UInt64](repeating: 0, count: Int(self.limit / 64) + 1)
  }

  /// How many posts are in it.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether a post is in it.
  func contains(_ post: Int64) -> Bool {
    post >= 1 && post <= limit && words[Int(post >> 6)] & (1 << UInt64(post & 63)) != 0
  }

  /// Takes a post in.
  /// - Returns: false for a number that is no post.
  @discardableResult
  mutating func insert(_ post: Int64) -> Bool {
    guard post >= 1, post <= limit else { return false }
    words[Int(post >> 6)] |= 1 << UInt64(post & 63)
    return true
  }

  /// Takes in what ``runs`` gave.
  /// - Returns: false if these bytes are none that it gave.
  mutating func insert(runs: [UInt8]) -> Bool {
    var place = 0
    func number() -> Int64? {
      var (value, shift): (Int64, Int64) = (0, 0)
      while place < runs.count, shift < 56 {
        let byte = runs[place]
        place += 1
        value |= Int64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      return nil
    }
    var next: Int64 = 0
    while place < runs.count {
      guard let gap = number(), let length = number(), length > 0, next + gap >= 1, next + gap + length - 1 <= limit
      else { return false }
      for post in (next + gap)..<(next + gap + length) { insert(post) }
      next += gap + length
    }
    return true
  }

  /// The set as bytes: for each run of posts next to each other, how far it is from the end of the one before and how
  /// long it is, seven bits a byte, the lowest first.
  var runs: [UInt8] {
    var bytes: [UInt8] = []
    func add(_ number: Int64) {
      var rest = number
      while rest >= 0x80 {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    var (end, begin): (Int64, Int64?) = (0, nil)
    func finish(at post: Int64) {
      guard let first = begin else { return }
      add(first - end)
      add(post - first)
      (end, begin) = (post, nil)
    }
    for (index, word) in words.enumerated() {
      let base = Int64(index) << 6
      if word == .max {
        begin = begin ?? base
        continue
      }
      for bit in 0..<Int64(64) {
        if word & (1 << UInt64(bit)) != 0 { begin = begin ?? base + bit } else { finish(at: base + bit) }
      }
    }
    finish(at: Int64(words.count) << 6)
    return bytes
  }
}
