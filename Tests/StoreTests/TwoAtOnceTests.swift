// Two at once: who waits, who is turned away, and what they are told.

import Foundation
import Store
import Testing

@Suite struct TwoAtOnceTests {
  /// Runs `body` beside the test and waits for it when asked.
  private func beside(_ body: @escaping @Sendable () -> Void) -> DispatchGroup {
    let group = DispatchGroup()
    let thread = Thread {
      body(); group.leave()
    }
    group.enter()
    thread.start()
    return group
  }

  @Test func aSecondWriterWaitsAndSucceeds() throws {
    let home = try TestHome()
    let path = home.store.home.writeLock
    let isHeld = DispatchSemaphore(value: 0)
    let done = beside {
      let lock = try? FileLock(path, holder: "the other", waitSeconds: 0)
      isHeld.signal()
      usleep(300_000)
      withExtendedLifetime(lock) {}
    }
    isHeld.wait()
    home.store.waitSeconds = 10
    let start = Date()
    try home.addNotes(1)
    #expect(Date().timeIntervalSince(start) > 0.15)
    done.wait()
    #expect(try home.links() == 1)
    #expect(try home.faults() == [])
  }

  @Test func whoWaitsTooLongIsToldWhoHoldsTheLock() throws {
    let home = try TestHome()
    try home.addNotes(1)
    let before = try home.dump()
    let lock = try FileLock(home.store.home.writeLock, holder: "run of nightly, process 4711", waitSeconds: 0)
    home.store.waitSeconds = 0.1
    for body in [
      { try home.addNotes(1, from: 2) },
      { try home.store.work { _ = try $0.put(TestRoom.desk, ["name": "a", "value": 1]) } },
    ] {
      let start = Date()
      let refused = refusal(body)
      #expect(refused == .busy(lock: "write.lock", holder: "run of nightly, process 4711"))
      #expect(refused?.exit == .busy)
      #expect(Date().timeIntervalSince(start) < 5)
    }
    withExtendedLifetime(lock) {}
    #expect(try home.dump() == before)
  }

  @Test func aLockIsFreeOnceItsHolderLetsGo() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/a.lock"
    var lock: FileLock? = try FileLock(path, holder: "a longer holder's name", waitSeconds: 0)
    #expect(
      refusal { _ = try FileLock(path, holder: "b", waitSeconds: 0) }
        == .busy(lock: "a.lock", holder: "a longer holder's name"))
    withExtendedLifetime(lock) {}
    lock = nil
    lock = try FileLock(path, holder: "b", waitSeconds: 0)
    #expect(refusal { _ = try FileLock(path, holder: "c", waitSeconds: 0) } == .busy(lock: "a.lock", holder: "b"))
    withExtendedLifetime(lock) {}
  }

  @Test func readersWaitForNobody() throws {
    let home = try TestHome()
    try home.addNotes(2)
    let lock = try FileLock(home.store.home.writeLock, holder: "x", waitSeconds: 0)
    #expect(try home.openAgain().reading.int("SELECT count(*) FROM note") == 2)
    #expect(try home.faults() == [])
    withExtendedLifetime(lock) {}
  }

  @Test func manyWritersAtOnceMakeOneChain() throws {
    let home = try TestHome()
    let (folder, gate) = (home.folder, home.gate)
    let writers = (0..<4).map { writer in
      beside {
        guard let settings = try? TestHome.settings(gate), let key = try? SchemeKey.read("\(folder)/scheme.key"),
          let store = try? Store(home: Home("\(folder)/home"), schemeKey: key, settings: settings)
        else { return }
        for index in 0..<15 {
          guard let request = try? TestHome.request("\(writer)/\(index)") else { continue }
          _ = try? store.write(request) { try TestRoom.add("w\(writer)", nil, 1, in: $0) }
        }
        store.close()
      }
    }
    for writer in writers { writer.wait() }
    #expect(try home.links() == 60)
    #expect(try home.store.reading.all("SELECT pence FROM note_sum") { $0.int(0) } == [15, 15, 15, 15])
    #expect(try home.faults() == [])
  }

  @Test func aChangeThatThrowsLetsTheNextOneIn() throws {
    let home = try TestHome()
    let other = try home.openAgain()
    other.waitSeconds = 0.2
    #expect(throws: Unwanted.self) {
      try home.store.write(try TestHome.request("a")) { _ -> Int in throw Unwanted() }
    }
    _ = try other.write(try TestHome.request("b")) { try TestRoom.add("x", nil, 1, in: $0) }
    #expect(try home.links() == 1)
  }
}
