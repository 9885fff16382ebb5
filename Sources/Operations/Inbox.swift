// The inbox as the night finds it: which files can be taken, in which order, and which cannot and why.

import Banking
import Files
import Foundation
import Giving
import Store

/// A file of the inbox that can be taken.
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
  /// Whose a file is, by its name.
  enum Kind: CaseIterable {
    case payroll, agency, bank, gifts, forms
  }

  private var files: [Kind: [InboxFile]] = [:]
  /// What cannot be taken, and why: a code for each.
  private(set) var left: [(name: String, code: String)] = []

  /// The files of a kind that can be taken, in order of their day where the name says it, else of name.
  subscript(kind: Kind) -> [InboxFile] { files[kind] ?? [] }

  /// How many files can be taken.
  var count: Int { files.values.reduce(0) { $0 + $1.count } }

  /// Looks. Names that begin with a point are files still on their way.
  static func look(_ house: House) -> Inbox {
    var inbox = Inbox()
    let (folder, intake, bank) = (house.store.home.inbox, house.payrollIntake(), house.bankIntake())
    let agencies = house.configuration.agencies
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
    for name in names.sorted() {
      let path = "\(folder)/\(name)"
      do {
        guard try Self.isRegular(path) else {
          inbox.left.append((name, "not-a-regular-file"))
          continue
        }
        guard let mark = InboxFile.Mark(path) else { continue }
        var kind = Kind.payroll
        if agencies.contains(where: { $0.fileName?.read(name) != nil }) {
          kind = .agency
        } else if bank.isBank(name) {
          kind = .bank
        } else if house.configuration.platforms.contains(where: { name.hasPrefix($0.namePrefix) }) {
          kind = .gifts
        } else if try house.configuration.formLayout(named: nil, forFile: name) != nil {
          kind = .forms
        } else {
          _ = try intake.profile(named: nil, forFile: name)
        }
        inbox.files[kind, default: []].append(InboxFile(path: path, name: name, mark: mark))
      } catch let error as any Refusal {
        inbox.left.append((name, error.code))
      } catch {
        inbox.left.append((name, "cannot-read"))
      }
    }
    let days = agencies.days(ofFiles: inbox[.agency].map(\.name))
    inbox.files[.agency]?.sort { (days[$0.name] ?? "", $0.name) < (days[$1.name] ?? "", $1.name) }
    inbox.files[.payroll]?.sort { intake.order(ofFile: $0.name) < intake.order(ofFile: $1.name) }
    return inbox
  }

  private static func isRegular(_ path: String) throws -> Bool {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
  }
}
