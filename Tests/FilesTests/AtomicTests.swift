// Files out: whole or not at all, whatever fails on the way.

import Files
import Glibc
import Synchronization
import Testing

/// The calls of one write, as a test sees them; one of them may be made to fail.
private final class Calls: Sendable {
  private let seen = Mutex<[SystemCall]>([])
  let failing: SystemCall?
  let failingAt: Int

  init(failing: SystemCall? = nil, at count: Int = 1) {
    self.failing = failing
    failingAt = count
  }

  var all: [SystemCall] { seen.withLock { $0 } }

  func watch(_ body: () throws -> Void) rethrows {
    try SystemCall.$watcher.withValue({ call, _ in self.take(call) }, operation: body)
  }

  private func take(_ call: SystemCall) -> Int32? {
    seen.withLock { seen in
      seen.append(call)
      return call == failing && seen.count(where: { $0 == call }) == failingAt ? ENOSPC : nil
    }
  }
}

private struct Stop: Error {}

@Suite struct AtomicTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aFileIsWrittenSyncedRenamedAndItsFolderSynced() throws {
    let calls = Calls()
    try calls.watch {
      let written = try AtomicFile.write(folder / "a.txt") { sink in
        try sink.write("ab")
        try sink.write([UInt8](repeating: 0x63, count: 600_000))
        #expect(folder.names == [".a.txt.tmp-\(getpid())"])
      }
      #expect(written.byteCount == 600_002)
    }
    #expect(calls.all == [.open, .write, .fsync, .rename, .fsyncFolder])
    #expect(folder.names == ["a.txt"])
    #expect(folder.mode("a.txt") == 0o600)
    #expect(folder.text("a.txt")?.utf8.count == 600_002)
  }

  @Test func theModeIsExactlyWhatWasAskedFor() throws {
    let old = umask(0o077)
    defer { umask(old) }
    try AtomicFile.write(folder / "a", mode: 0o640, bytes: [1])
    #expect(folder.mode("a") == 0o640)
  }

  @Test func sizeAndDigestAreThoseOfTheBytes() throws {
    let written = try AtomicFile.write(folder / "a", bytes: Array("abc".utf8))
    #expect(Hex.string(written.sha256) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(written.byteCount == 3)
  }

  @Test(arguments: [SystemCall.open, .write, .fsync, .rename]) func whateverFailsNothingChanges(_ call: SystemCall)
    throws
  {
    try AtomicFile.write(folder / "a", bytes: Array("old".utf8))
    let calls = Calls(failing: call)
    #expect(throws: OutputError.self) {
      try calls.watch { try AtomicFile.write(folder / "a", bytes: Array("new".utf8)) }
    }
    #expect(folder.names == ["a"])
    #expect(folder.text("a") == "old")
  }

  @Test func whatTheBodyThrowsLeavesNothingBehind() throws {
    #expect(throws: Stop.self) {
      try AtomicFile.write(folder / "a") { sink in
        try sink.write("half")
        throw Stop()
      }
    }
    #expect(folder.names.isEmpty)
  }

  @Test func aPlaceThatRefusesIsToldFromADiskThatFails() throws {
    #expect(throws: OutputError.cannotWrite(path: "/none/.a.tmp-\(getpid())", reason: "No such file or directory")) {
      try AtomicFile.write("/none/a", bytes: [])
    }
    #expect(throws: OutputError.inputOutput(path: folder / "a", reason: "No space left on device")) {
      try Calls(failing: .write).watch { try AtomicFile.write(folder / "a", bytes: [1]) }
    }
    #expect(OutputError.cannotWrite(path: "", reason: "").exitStatus == 73)
    #expect(OutputError.inputOutput(path: "", reason: "").exitStatus == 74)
  }

  @Test func aSweepTakesWhatKilledProcessesLeft() throws {
    try folder.write(".a.txt.tmp-1", "half")
    try folder.write(".a.txt.tmp-x", "not ours")
    try folder.write("b.tmp-1", "not ours")
    try AtomicFile.write(folder / "c") { _ in
      AtomicFile.sweepTemporaries(in: folder.path)
      #expect(folder.names == [".a.txt.tmp-x", ".c.tmp-\(getpid())", "b.tmp-1"])
    }
  }

  @Test func aTemporaryOfAnEarlierProcessOfTheSameNumberIsNoObstacle() throws {
    try folder.write(".a.tmp-\(getpid())", "half")
    try AtomicFile.write(folder / "a", bytes: [0x61])
    #expect(folder.names == ["a"])
    #expect(folder.text("a") == "a")
  }

  private func export(_ text: String) throws -> [String: WrittenFile] {
    try AtomicFolder.write(folder / "out") { contents in
      try contents.file("a.csv") { try $0.write(text) }
      try contents.file("b.csv") { try $0.write("b") }
    }
  }

  @Test func aFolderIsThereInFullOrNotAtAll() throws {
    let calls = Calls()
    try calls.watch {
      let files = try export("one")
      #expect(files.keys.sorted() == ["a.csv", "b.csv"])
    }
    #expect(
      calls.all == [.open, .write, .fsync, .open, .write, .fsync, .fsyncFolder, .rename, .fsyncFolder])
    #expect(folder.names == ["out"])
    #expect(folder.mode("out") == 0o700)
    #expect(folder.text("out/a.csv") == "one")
  }

  @Test func aFolderOfTheSameBytesIsLeftAlone() throws {
    _ = try export("one")
    let calls = Calls()
    try calls.watch { _ = try export("one") }
    #expect(!calls.all.contains(.rename))
    #expect(folder.names == ["out"])
    _ = try export("two")
    #expect(folder.names == ["out"])
    #expect(folder.text("out/a.csv") == "two")
  }

  @Test(arguments: [(SystemCall.write, 2), (.fsync, 1), (.fsyncFolder, 1), (.rename, 1), (.rename, 2)])
  func whateverFailsTheOldFolderStands(_ call: SystemCall, _ count: Int) throws {
    _ = try export("one")
    #expect(throws: OutputError.self) { try Calls(failing: call, at: count).watch { _ = try export("two") } }
    #expect(folder.names == ["out"])
    #expect(folder.text("out/a.csv") == "one")
  }

  @Test func aFolderLostBetweenTwoRenamesIsPutBack() throws {
    _ = try export("one")
    try #require(rename(folder / "out", folder / ".out.old-1") == 0)
    AtomicFile.sweepTemporaries(in: folder.path)
    #expect(folder.names == ["out"])
    #expect(folder.text("out/a.csv") == "one")
  }
}
