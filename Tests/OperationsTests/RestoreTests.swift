// Backups of a house: what they hold, when their keys go, and that the day can be done again from them.

import Batch
import Dates
import Exchange
import Files
import Foundation
import Giving
import Store
import Testing

@testable import Operations

@Suite struct RestoreTests {
  private func night(_ test: TestHouse, _ step: String, on date: String) throws -> StepReport {
    let house = try test.house(.system, on: date)
    let context = StepContext(
      run: 1, businessDate: try day(date), log: try JobLog(test.home, job: "test", clock: test.store.settings.clock),
      isDryRun: false)
    let body = try #require(NightSteps(house: house).byName[step])
    return try body(context)
  }

  private func importMandates(_ test: TestHouse) throws {
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
  }

  /// A day's work.
  private func day1(_ test: TestHouse) throws {
    for name in Scenario.samples { try #require(try test.take(TestHouse.sample(name), named: name).state == .posted) }
    let item = try #require(try OpenItemIds.suspended(test.store.reading).first)
    _ = try test.house(Who.finance).settling().settle(item, as: .returned, reason: .refundedByPayroll)
    _ = try test.house(Who.finance).exportFoundation(full: false, received: nil, isDryRun: false)
  }

  private func ledgerHash(_ test: TestHouse) throws -> String { try test.house(.system).verify().ledgerHash }

  @Test func aDayDoneAgainFromLastNightsBackupGivesTheSameLedger() throws {
    let test = try TestHouse()
    try importMandates(test)
    let before = try ledgerHash(test)
    let made = try night(test, "back-up", on: "2026-12-09")
    #expect(made.written == 1)
    let backup = try #require(test.store.backups().first)
    #expect(backup == "2026-12-09-2")
    try day1(test)
    let after = try ledgerHash(test)
    #expect(after != before)

    // The host is lost; what is left is the backup and the scheme key's paper copy.
    let other = try TestHouse.newFolder() + "/home"
    defer { try? FileManager.default.removeItem(atPath: other) }
    try Home(other).makeFolders()
    for file in ["nolimits.sqlite", "keys.sqlite"] {
      try FileManager.default.copyItem(atPath: "\(test.home.backups)/\(backup)/\(file)", toPath: "\(other)/\(file)")
    }
    try FileManager.default.copyItem(atPath: test.home.file("scheme.key"), toPath: "\(other)/scheme.key")
    let restored = try TestHouse(copyOf: other)
    #expect(try restored.store.reading.auditHead().number == 2)
    #expect(try ledgerHash(restored) == before)
    try day1(restored)
    #expect(try ledgerHash(restored) == after)
    #expect(try restored.faults() == [])
  }

  @Test func oneBackupIsMadeForEachStateOfTheBooks() throws {
    let test = try TestHouse()
    #expect(try night(test, "back-up", on: "2026-12-01").written == 1)
    #expect(try night(test, "back-up", on: "2026-12-02").written == 0)
    try importMandates(test)
    #expect(try night(test, "back-up", on: "2026-12-03").written == 1)
    #expect(test.store.backups() == ["2026-12-01-1", "2026-12-03-2"])
  }

  @Test func keysLeaveBackupsAfterThirtyFiveDays() throws {
    let test = try TestHouse()
    func hasKeys(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(test.home.backups)/\(name)/keys.sqlite")
    }
    _ = try night(test, "back-up", on: "2026-10-01")
    try importMandates(test)
    _ = try night(test, "back-up", on: "2026-11-05")
    #expect(hasKeys("2026-10-01-1") && hasKeys("2026-11-05-2"))
    _ = try night(test, "back-up", on: "2026-11-06")
    #expect(!hasKeys("2026-10-01-1") && hasKeys("2026-11-05-2"))
    #expect(FileManager.default.fileExists(atPath: "\(test.home.backups)/2026-10-01-1/nolimits.sqlite"))
  }

  @Test func aQuietMonthNeverLeavesASchemeWithoutACopyOfItsKeys() throws {
    let test = try TestHouse()
    try importMandates(test)
    _ = try night(test, "back-up", on: "2026-10-01")
    // Nothing happens for six weeks but the nights.
    for date in ["2026-11-04", "2026-11-05", "2026-11-06", "2026-11-12"] {
      _ = try night(test, "back-up", on: date)
      let kept = test.store.backups().filter {
        FileManager.default.fileExists(atPath: "\(test.home.backups)/\($0)/keys.sqlite")
      }
      #expect(!kept.isEmpty, "\(date)")
    }
  }
}

/// The ids of what waits with money in suspense.
private enum OpenItemIds {
  static func suspended(_ reading: Reading) throws -> [String] {
    try reading.all("SELECT public_id FROM open_item WHERE suspense_pence IS NOT NULL ORDER BY public_id") {
      $0.text(0)
    }
  }
}
