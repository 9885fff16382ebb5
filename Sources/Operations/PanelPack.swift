// The panel's pack: what a sitting reads, printed, one numbered copy a member, without what that member sits out.

import Dates
import Files
import Foundation
import Grants
import Money
import People
import Store

/// One printed copy.
public struct PanelCopy: Codable, Sendable {
  /// The copy's number.
  public let copy: Int
  /// The member it is for.
  public let member: Int64
  /// How many items it has.
  public let items: Int
  /// Where the page was written.
  public let file: String
}

extension House {
  /// Writes the copies of the open sitting into the outbox, for their owner alone; the looks are recorded first.
  public func panelPack() throws -> [PanelCopy] {
    guard let sitting = try Sitting.current(store.reading) else {
      throw GrantsError.notFound(kind: "open meeting", id: "to print for")
    }
    let members = try panelMembers(in: sitting)
    let people = try sitting.openItems(store.reading).compactMap {
      try Application.find($0.application, for: actor, store.reading)?.person
    }
    try panelWork(Action("panel.pack"), about: "\(sitting.number)") { write in
      try Look.record(of: people, why: "panel-pack", by: actor, in: write)
      return sitting.number
    }
    let folder = store.home.file("outbox/panel-\(sitting.number)")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return try members.enumerated().map { index, member in
      let items = try sitting.openItems(for: member, on: businessDate, store.reading)
      let file = "\(folder)/copy-\(index + 1).html"
      let page = try copy(index + 1, of: members.count, sitting, items)
      try AtomicFile.write(file, bytes: Array(page.utf8))
      return PanelCopy(copy: index + 1, member: member, items: items.count, file: file)
    }
  }

  /// Deletes the copies of meetings that are closed, and those that have lain too long: they hold young people's words
  /// (`security.md`, "Never in the open"). What an open meeting still needs is written again.
  func sweepPanelPacks() {
    let outbox = store.home.outbox
    let current = (try? Sitting.current(store.reading))?.number
    for name in (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? [] {
      guard name.hasPrefix("panel-"), let number = Int64(name.dropFirst("panel-".count)) else { continue }
      let folder = "\(outbox)/\(name)"
      AtomicFile.sweepTemporaries(in: folder)
      for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      where number != current || daysOld("\(folder)/\(file)") >= Self.handedOverWithinDays {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
      }
      if (try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty == true {
        try? FileManager.default.removeItem(atPath: folder)
      }
    }
  }

  private func copy(_ number: Int, of count: Int, _ sitting: Sitting, _ items: [PanelItem]) throws -> String {
    var body = "<p>Copy \(number) of \(count). Please hand it back at the end; it will be shredded.</p>\n"
    for item in items {
      guard let found = try Application.find(item.application, for: .system, store.reading) else { continue }
      let words = try Vault.text(.covered(item.application), person: found.person, store) ?? ""
      body += """
        <section>
        <h2>Application \(item.application)</h2>
        <p>Asks for \(item.asked.pounds). The least that still helps is \(item.least.pounds).</p>
        <blockquote>\(Harmless.html(words))</blockquote>
        </section>

        """
    }
    if items.isEmpty { body += "<p>There is nothing for you to read this time.</p>" }
    return PanelPage.page(
      title: "For the panel, meeting \(sitting.number)", isPractice: store.isPractice, body: body)
  }
}
