// Where random bytes come from. Passed in, so that a practice home is the same for the same seed.

import Crypto
import Synchronization

/// A source of random bytes.
public struct Randomness: Sendable {
  private let source: @Sendable (Int) -> [UInt8]

  /// So many random bytes.
  public func bytes(_ count: Int) -> [UInt8] { source(count) }

  /// The operating system's.
  public static let system = Randomness { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
  }

  /// The same bytes for the same seed: practice homes and tests only.
  public static func seeded(_ seed: UInt64) -> Randomness {
    let generator = Mutex(SeededGenerator(seed: seed))
    return Randomness { count in
      generator.withLock { generator in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
          withUnsafeBytes(of: generator.next().littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
      }
    }
  }
}

/// SplitMix64: small, seeded, well spread. For histories and practice keys, never for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The generator that begins with this seed.
  public init(seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
