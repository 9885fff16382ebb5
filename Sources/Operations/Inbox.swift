// The inbox as the night finds it: which files can be taken, in which order, and which cannot and why.

import Files
import Foundation
import Giving
import Store

/// A file of the inbox that a profile fits.
struct InboxFile {
  let path: String
  let name: String
  /// What tells this file from another that is later laid in its place.
  let mark: Mark

  struct Mark: Equatable {
    let file: UInt64
    let bytes: UInt64
    let changed: Date

    init?(_ path: String) {
      guard let found = try? FileManager.default.attributesOfItem(atPath: path),
        let file = found[.systemFileNumber] as? NSNumber, let bytes = found[.size] as? NSNumber,
        let changed = found[.modificationDate] as? Date
      else { return nil }
      self.file = file.uint64Value
      self.bytes = bytes.uint64Value
      self.changed = changed
    }
  }

  /// Takes the file out of the inbox, unless another has been laid in its place.
  func remove() {
    guard Mark(path) == mark else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// What lies in the inbox.
struct Inbox {
  /// What can be taken, in order of file key where the name says it, else of name.
  var files: [InboxFile] = []
  /// Files of web platforms, in order of name.
  var gifts: [InboxFile] = []
  /// What cannot, and why: a code for each.
  var left: [(name: String, code: String)] = []

  /// Looks. Names that begin with a point are files still on their way.
  static func look(_ home: Home, intake: PayrollIntake, platforms: [Platform]) -> Inbox {
    var inbox = Inbox()
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: home.inbox)) ?? []).filter { !$0.hasPrefix(".") }
    for name in names.sorted() {
      let path = "\(home.inbox)/\(name)"
      do {
        guard try Self.isRegular(path) else {
          inbox.left.append((name, "not-a-regular-file"))
          continue
        }
        if platforms.contains(where: { name.hasPrefix($0.namePrefix) }) {
          if let mark = InboxFile.Mark(path) { inbox.gifts.append(InboxFile(path: path, name: name, mark: mark)) }
          continue
        }
        _ = try intake.profile(named: nil, forFile: name)
        guard let mark = InboxFile.Mark(path) else { continue }
        inbox.files.append(InboxFile(path: path, name: name, mark: mark))
      } catch let error as any Refusal {
        inbox.left.append((name, error.code))
      } catch {
        inbox.left.append((name, "cannot-read"))
      }
    }
    inbox.files.sort { intake.order(ofFile: $0.name) < intake.order(ofFile: $1.name) }
    return inbox
  }

  private static func isRegular(_ path: String) throws -> Bool {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
  }
}
