// Sets of posts: what goes in comes out of their bytes again, and no bytes of another making are taken for a set.

import Foundation
import Testing

@testable import Giving

@Suite struct PostSetTests {
  private func set(_ posts: some Sequence<Int64>, limit: Int64) -> PostSet {
    var set = PostSet(limit: limit)
    for post in posts { set.insert(post) }
    return set
  }

  @Test(
    arguments: [
      ([], []), ([1], [1, 1]), ([1, 2, 3], [1, 3]), ([64], [64, 1]), ([63, 64, 65, 200], [63, 3, 134, 1, 1]),
      (Array(1...300), [1, 0xAC, 2]),
    ] as [([Int64], [UInt8])])
  func runsAreAsWritten(posts: [Int64], bytes: [UInt8]) {
    #expect(set(posts, limit: 300).runs == bytes)
  }

  @Test func whatWentInComesOutWhateverItIs() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let limit = Int64.random(in: 1...3_000, using: &random)
      let dense = Int.random(in: 1...40, using: &random)
      let posts = Set((1...limit).filter { _ in Int.random(in: 0..<dense, using: &random) == 0 })
      let whole = set(posts, limit: limit)
      #expect(whole.count == posts.count && posts.allSatisfy { whole.contains($0) }, "limit \(limit), posts \(posts)")
      var again = PostSet(limit: limit)
      let isTaken = again.insert(runs: whole.runs)
      #expect(isTaken && again == whole, "limit \(limit), posts \(posts)")
    }
  }

  @Test func severalFilesMakeOneSet() {
    var both = set([1, 5, 6], limit: 100)
    let isTaken = both.insert(runs: set([5, 6, 7, 100], limit: 100).runs)
    #expect(isTaken)
    #expect(both.count == 5 && both.contains(100) && !both.contains(101) && !both.contains(0) && !both.contains(-3))
  }

  @Test(arguments: [[0, 1], [1, 0], [1], [0x80], [101, 1], [90, 20]] as [[UInt8]])
  func bytesThatNoSetGaveAreRefused(bytes: [UInt8]) {
    var set = PostSet(limit: 100)
    let isTaken = set.insert(runs: bytes)
    #expect(!isTaken)
  }

  @Test func bytesOfAnyMakingNeverStopTheProgram() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
      var set = PostSet(limit: 5_000)
      if set.insert(runs: bytes) { #expect(set.count <= 5_000, "\(bytes)") }
    }
  }
}
