// What `verify` proves about grants that were taken on.

import Ledger
import Store

extension TakenGrant {
  /// An open grant is an award of what was left, against the opening balance; a past one moved no money.
  static let check = Check(
    "taken-grants", "every grant that was taken on is promised for what was left of it, and nothing else is"
  ) { store, _ in
    let reading = store.reading
    let wrong = try reading.all(
      """
      SELECT number FROM taken_grant AS t WHERE (application IS NULL) <> (amount_pence = paid_pence)
      OR application IS NOT NULL AND NOT EXISTS (SELECT 1 FROM award_step AS s JOIN application AS a
      ON a.number = s.application AND a.person = t.person WHERE s.application = t.application
      AND s.step = 'taken-on' AND s.amount_pence = t.amount_pence - t.paid_pence AND s.done_on = t.awarded_on) LIMIT 20
      """
    ) { "taken_grant \($0.int(0)) is not what its award says" }
    let unposted = try reading.all(
      """
      SELECT number FROM taken_grant AS t WHERE application IS NOT NULL AND NOT EXISTS (SELECT 1 FROM entry AS e
      JOIN posting AS p ON p.entry = e.id AND p.account = ?1 AND p.amount_pence = t.amount_pence - t.paid_pence
      WHERE e.public_id = 'award/' || t.application AND e.kind = ?2) LIMIT 20
      """, [.text(Account.opening.name), .text(entryKind)]
    ) { "taken_grant \($0.int(0)) is not posted for what was left of it" }
    let strange = try reading.all(
      """
      SELECT application FROM award_step AS s WHERE step = 'taken-on'
      AND NOT EXISTS (SELECT 1 FROM taken_grant AS t WHERE t.application = s.application) LIMIT 20
      """
    ) { "the award \($0.int(0)) says it was taken on, and no taken_grant speaks of it" }
    return wrong + unposted + strange
  }
}

extension TakenFile {
  /// A file that waits for a yes is kept as it was looked at; every grant names a file that was agreed to.
  static let check = Check(
    "taken-files", "a file of grants is kept sealed while it waits, and was agreed to before use"
  ) {
    store, scope in
    let files = try store.reading.all(
      """
      SELECT number, digest, EXISTS (SELECT 1 FROM proposal_decision AS d WHERE d.proposal = taken_file.proposal)
      FROM taken_file
      """
    ) { (number: $0.int(0), digest: $0.blob(1), isDecided: $0.int(2) == 1) }
    let archive = Archive(store, .takenOn)
    var faults = archive.orphans(among: Set(files.map(\.number))).map { "no taken_file speaks of archive/\($0)" }
    faults += try store.reading.all(
      """
      SELECT t.number FROM taken_grant AS t WHERE NOT EXISTS (SELECT 1 FROM taken_file AS f
      JOIN proposal_decision AS d ON d.proposal = f.proposal AND d.given = 1 WHERE f.number = t.file) LIMIT 20
      """
    ) { "nobody agreed to the file of taken_grant \($0.int(0))" }
    for file in files where !file.isDecided {
      guard archive.holds(file.number) else {
        faults.append("taken_file \(file.number) is not in the archive")
        continue
      }
      guard case .everything = scope else { continue }
      var digest = FileDigest()
      do { try archive.open(file.number) { digest.update($0) } } catch let error as any Refusal {
        faults.append("taken_file \(file.number): \(error.sentence)")
        continue
      }
      if store.schemeKey.digest("taken-file", digest.finalized()) != file.digest {
        faults.append("the archived file of taken_file \(file.number) is not the one looked at")
      }
    }
    return faults
  }
}
