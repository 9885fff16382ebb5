// Grants that were given before this program was used: one person brings the file, a second says yes to what it comes to.

import Dates
import Files
import Foundation
import Grants
import People
import Store

/// What a proposal to take grants on says: the file lies sealed, and no proposal holds a name.
struct GrantsTakeOn: Codable {
  let file: Int64
}

extension House {
  private static let takeOn = Action("grants.takeon")

  /// Takes past grants and open awards on: a proposal, which a second person approves.
  /// - Returns: what was done, in words; or the file's faults.
  public func takeOnGrants(_ path: String, isDryRun: Bool = false) throws -> (words: String, faults: [FileFault]) {
    if case .refused(let reason) = try store.settings.gate.decide(
      actor, Self.takeOn, proposer: nil, reading: store.reading)
    {
      throw StoreError.notPermitted(action: Self.takeOn.name, reason: reason)
    }
    let files = TakenFile(store, limits: configuration.limits, on: businessDate)
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: configuration.limits)
    let (count, digest, faults) = try files.look(spooled)
    guard faults.isEmpty else { return ("", faults) }
    if count.isEmpty { return ("There is nothing to do: \(count.words).", []) }
    let before = try TakenFile.proposals(of: digest, store.reading)
    if let open = before.open { return ("This file waits already as A\(open). See: nolimits approval", []) }
    let words = count.words
    let request = WriteRequest(
      Action("proposal.make"), by: actor, key: "takeon/\(Hex.string(digest.prefix(16)))/\(before.decided)",
      inputs: Inputs(digest: "bytes", digest), on: businessDate, isDryRun: isDryRun)
    let number = try store.write(request) { write in
      let file = try write.reading.int("SELECT max(number) FROM taken_file") + 1
      let inputs = String(decoding: try JSONEncoder().encode(GrantsTakeOn(file: file)), as: UTF8.self)
      let proposal = try Proposal.make(
        action: Self.takeOn, subject: "grants of before, file \(file)", inputs: inputs, words: words, by: actor,
        in: write)
      _ = try files.keep(spooled, digest: digest, proposal: proposal, in: write)
      return proposal
    }.value
    return ("Proposed as A\(number): \(words). Another person says yes with: nolimits approval give A\(number)", [])
  }

  /// Does what two people agreed to.
  func carryOutTakeOn(_ inputs: Data, in write: Write) throws {
    let file = try JSONDecoder().decode(GrantsTakeOn.self, from: inputs).file
    _ = try TakenFile(store, limits: configuration.limits, on: businessDate).take(file, by: actor, in: write)
  }

  /// After a yes or a no, the file is not needed any more.
  func forgetTakenFiles(after action: String, isDryRun: Bool) throws {
    if action == Self.takeOn.name, !isDryRun { try TakenFile.forget(store) }
  }
}
