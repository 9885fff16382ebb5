// One job at a time.

import Batch
import Foundation
import Store
import Testing

@Suite("The job lock")
struct LockTests {
  @Test("a second job ends at once with 75 and says who holds the lock; nothing is written")
  func held() throws {
    let home = try TestHome()
    let lock = try FileLock(home.home.jobLock, holder: "run of prove, process 7, since then", waitSeconds: 0)
    let steps = Steps("one", "two", "three")
    let begun = ContinuousClock.now
    #expect(throws: StoreError.busy(lock: "job.lock", holder: "run of prove, process 7, since then")) {
      try home.run(.threeSteps(), on: "2026-10-30", steps)
    }
    #expect(ContinuousClock.now - begun < .seconds(1))
    withExtendedLifetime(lock) {}
    #expect(StoreError.busy(lock: "", holder: "").exit == .busy)
    #expect(steps.calls.isEmpty)
    #expect(try home.runCount() == 0)
  }

  @Test("the lock is held for the life of the run, says whose it is, and is let go at its end, failed or not")
  func life() throws {
    let home = try TestHome()
    let path = home.home.jobLock
    var holder = ""
    let steps = Steps("one", "two", "three")
    steps["two"] = { _ in
      do { _ = try FileLock(path, holder: "test", waitSeconds: 0) } catch StoreError.busy(_, let other) {
        holder = other
      }
      throw Trouble.disk
    }
    #expect(try home.run(.threeSteps(), on: "2026-10-30", steps).state == .failed)
    let process = ProcessInfo.processInfo.processIdentifier
    #expect(holder == "run of nightly, process \(process), since 2026-10-30T12:00:00Z")
    _ = try FileLock(path, holder: "test", waitSeconds: 0)
  }

  @Test("while a job runs its writes wait a minute for the write lock, afterwards as long as before")
  func patience() throws {
    let home = try TestHome()
    home.store.waitSeconds = 3
    var during = 0.0
    let steps = Steps("one", "two", "three")
    let store = home.store
    steps["one"] = { _ in
      during = store.waitSeconds
      return StepReport()
    }
    _ = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(during == 60)
    #expect(home.store.waitSeconds == 3)
  }
}
