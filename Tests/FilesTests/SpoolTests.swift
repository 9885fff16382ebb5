// Taking files in: only whole, regular files, copied once.

import Files
import Glibc
import Synchronization
import Testing

@Suite struct SpoolTests {
  private let folder: TemporaryFolder
  private let spool: String

  init() throws {
    folder = try TemporaryFolder()
    spool = folder / "spool"
    try #require(mkdir(spool, 0o700) == 0)
  }

  private func names() -> [String] { Shell.names(spool) }

  @Test func aCopyIsMeasuredHashedAndPrivate() throws {
    try folder.write("in.csv", "abc")
    let copy = try SpooledFile.copy(from: folder / "in.csv", into: spool)
    #expect(copy.byteCount == 3)
    #expect(Hex.string(copy.sha256) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(copy.path.hasPrefix("\(spool)/intake-\(getpid())-"))
    #expect(folder.mode("spool/" + (names().first ?? "")) == 0o600)
    #expect(try ByteSource.all(copy.path) == Array("abc".utf8))
    copy.remove()
    #expect(names().isEmpty)
  }

  @Test func theCopyGoesWithItsValue() throws {
    try folder.write("in.csv", String(repeating: "x", count: 600_000))
    do {
      let copy = try SpooledFile.copy(from: folder / "in.csv", into: spool)
      #expect(copy.byteCount == 600_000)
      #expect(names().count == 1)
    }
    #expect(names().isEmpty)
  }

  @Test func onlyRegularFilesAreTaken() throws {
    try folder.write("in.csv", "abc")
    try #require(symlink(folder / "in.csv", folder / "link") == 0)
    try #require(mkfifo(folder / "pipe", 0o600) == 0)
    let rows: [(String, IntakeError)] = [
      (folder / "link", .notRegular(path: folder / "link", .symbolicLink)),
      (folder / "pipe", .notRegular(path: folder / "pipe", .pipe)),
      (spool, .notRegular(path: spool, .directory)),
      ("/dev/null", .notRegular(path: "/dev/null", .device)),
      (folder / "none", .notFound(path: folder / "none")),
      (folder / "in.csv/x", .notFound(path: folder / "in.csv/x")),
    ]
    for (path, error) in rows {
      #expect(throws: error) { try SpooledFile.copy(from: path, into: spool) }
    }
    #expect(names().isEmpty)
  }

  @Test func aNameNeverBecomesAPath() throws {
    let name = "..%2F..'; rm -rf ~ \u{202E}.csv"
    try folder.write(name, "abc")
    let copy = try SpooledFile.copy(from: "\(spool)/../\(name)", into: spool)
    #expect(names().allSatisfy { $0.hasPrefix("intake-") })
    withExtendedLifetime(copy) {}
  }

  @Test func tooLargeIsToldBeforeItIsCopied() throws {
    try folder.write("in.csv", "abcd")
    let limits = Limits(fileBytes: 3)
    #expect(throws: IntakeError.tooLarge(path: folder / "in.csv", limitBytes: 3)) {
      try SpooledFile.copy(from: folder / "in.csv", into: spool, limits: limits)
    }
    #expect(throws: IntakeError.tooLarge(path: "bytes", limitBytes: 3)) {
      try SpooledFile.copy(bytes: [1, 2, 3, 4], into: spool, limits: limits)
    }
    #expect(names().isEmpty)
  }

  @Test func aFileThatGrowsWhileItIsCopiedIsRefused() throws {
    try folder.write("in.csv", String(repeating: "x", count: 100 << 20))
    let path = folder / "in.csv"
    let isDone = Atomic<Bool>(false)
    let writer = Shell.thread {
      let descriptor = open(path, O_WRONLY | O_APPEND)
      while !isDone.load(ordering: .acquiring) { _ = write(descriptor, "y", 1) }
      close(descriptor)
    }
    #expect(throws: IntakeError.stillBeingWritten(path: path)) {
      try SpooledFile.copy(from: path, into: spool)
    }
    isDone.store(true, ordering: .releasing)
    pthread_join(writer, nil)
    #expect(names().isEmpty)
  }

  @Test func standardInputIsCopiedToItsEnd() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    _ = write(ends[1], "hello", 5)
    close(ends[1])
    let copy = try SpooledFile.copy(from: ends[0], into: spool)
    close(ends[0])
    #expect(try ByteSource.all(copy.path) == Array("hello".utf8))
  }

  @Test func aSweepTakesOnlyWhatNobodyHolds() throws {
    let copy = try SpooledFile.copy(bytes: [1], into: spool)
    try folder.write("spool/intake-1-1", "left by a kill")
    try folder.write("spool/other", "not ours")
    SpooledFile.sweep(spool)
    #expect(names() == [copy.path.split(separator: "/").last.map(String.init), "other"])
  }

  @Test func aSpoolThatIsNotThereIsNamed() throws {
    #expect(throws: IntakeError.cannotSpool(directory: "/none", reason: "No such file or directory")) {
      try SpooledFile.copy(bytes: [1], into: "/none")
    }
  }
}

extension ByteSource {
  /// All bytes of a file.
  static func all(_ path: String) throws -> [UInt8] {
    let source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    while try source.append(to: &bytes) {}
    return bytes
  }
}
