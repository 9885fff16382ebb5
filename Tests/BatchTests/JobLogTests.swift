// The log: JSON lines that hold numbers and codes, and nothing else whatever is passed in.

import Batch
import Dates
import Foundation
import Store
import Testing

@Suite("The log")
struct JobLogTests {
  private func parsed(_ lines: [String]) throws -> [[String: Any]] {
    try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
  }

  @Test("an event is one line with time, level, run, job, code and numbers")
  func line() throws {
    let home = try TestHome()
    let log = try JobLog(home.home, job: "nightly", clock: home.store.settings.clock)
    log.event("begun")
    log.of(run: 7).event("file-posted", ["lines": 2000, "import": 41], codes: ["state": "held"], level: .warning)
    #expect(
      try home.logLines("nightly") == [
        #"{"time":"2026-10-30T12:00:00Z","level":"info","run":null,"job":"nightly","event":"begun"}"#,
        #"{"time":"2026-10-30T12:00:00Z","level":"warning","run":7,"job":"nightly","event":"file-posted","#
          + #""import":41,"lines":2000,"state":"held"}"#,
      ])
  }

  @Test("every line of a night parses and holds no text but codes")
  func night() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    steps["one"] = { context in
      context.log.event("file-posted", ["import": 41], codes: ["state": "posted"])
      return StepReport(read: 3, written: 2, skipped: 1, message: "3 files of which \"1\" held\n")
    }
    steps["two"] = { _ in throw Trouble.disk }
    _ = try home.run(.threeSteps(onFailure: .goOn), on: "2026-10-30", steps)
    let events = try parsed(try home.logLines("nightly"))
    #expect(
      events.map { $0["event"] as? String } == [
        "run-started", "step-started", "file-posted", "step-ended", "step-started", "step-failed", "step-started",
        "step-ended", "run-ended",
      ])
    let code = /[A-Za-z0-9_.:-]{1,64}/
    for event in events {
      #expect(event["run"] as? Int == 1 && event["job"] as? String == "nightly")
      for (name, value) in event {
        #expect(name.wholeMatch(of: code) != nil)
        if let text = value as? String { #expect(text.wholeMatch(of: code) != nil) }
      }
    }
    #expect(events[3]["read"] as? Int == 3 && events[3]["written"] as? Int == 2 && events[3]["skipped"] as? Int == 1)
    #expect(events[5]["code"] as? String == "disk" && events[5]["exit"] as? Int == 74)
    #expect(events[8]["state"] as? String == "failed" && events[8]["level"] as? String == "error")
  }

  @Test(
    "what has not the form of a code is withheld",
    arguments: [
      "Amina Khan", "\"quoted\"", "two\nlines", "back\\slash", "", "né", "\u{0}", String(repeating: "x", count: 65),
    ])
  func withheld(text: String) throws {
    let home = try TestHome()
    try JobLog(home.home, job: "nightly", clock: home.store.settings.clock)
      .event("tried", ["n": -9_223_372_036_854_775_808], codes: ["code": text, text: "a"])
    let lines = try home.logLines("nightly")
    #expect(lines.count == 1)
    let event = try #require(try parsed(lines).first)
    #expect(event["code"] as? String == "withheld" && event["withheld"] as? String == "a")
    #expect(event["n"] as? Int == .min)
  }

  @Test("the log is its owner's alone, is appended to, and a line cut short does not spoil the next")
  func file() throws {
    let home = try TestHome()
    let path = "\(home.home.logs)/nightly.jsonl"
    for _ in 1...2 { try JobLog(home.home, job: "nightly", clock: home.store.settings.clock).event("begun") }
    #expect(try home.logLines("nightly").count == 2)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    _ = try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"time\":".utf8))
    try JobLog(home.home, job: "nightly", clock: home.store.settings.clock).event("begun")
    let lines = try home.logLines("nightly")
    #expect(lines.count == 4)
    _ = try parsed(lines.filter { $0 != "{\"time\":" })
  }

  @Test("a log turned over while the job runs is written on from its new end")
  func turnedOver() throws {
    let home = try TestHome()
    let path = "\(home.home.logs)/nightly.jsonl"
    let log = try JobLog(home.home, job: "nightly", clock: home.store.settings.clock)
    log.event("before")
    try #require(FileHandle(forUpdatingAtPath: path)).truncate(atOffset: 0)
    log.event("after")
    #expect(try parsed(try home.logLines("nightly")).map { $0["event"] as? String } == ["after"])
  }

  @Test("a log that cannot be written is a refusal before anything runs")
  func noFolder() throws {
    let home = try TestHome()
    try FileManager.default.removeItem(atPath: home.home.logs)
    let error = #expect(throws: BatchError.self) {
      try home.run(.threeSteps(), on: "2026-10-30", Steps("one", "two", "three"))
    }
    #expect(error?.exit == .cannotWrite)
    #expect(try home.runCount() == 0)
  }
}
