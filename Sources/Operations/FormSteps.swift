// Files of web forms: by which layout each is read, and the night's step that takes them in.

import Batch
import Files
import Foundation
import Grants
import Store

extension SchemeConfiguration {
  /// How files of web forms are read: `config/layouts/applications*.yaml`, in order of name.
  func formLayouts() throws -> [FormLayout] {
    let folder = file("layouts")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return try names.filter { $0.hasPrefix("applications") && $0.hasSuffix(".yaml") }.map {
      try FormLayout.read("\(folder)/\($0)", name: String($0.dropLast(5)))
    }
  }

  /// The layout of this name, or the one whose files are named so; nil if there is none.
  func formLayout(named name: String?, forFile file: String) throws -> FormLayout? {
    try formLayouts().first { name == nil ? file.hasPrefix($0.namePrefix) : $0.name == name }
  }
}

extension House {
  /// Takes a file of web forms in.
  /// - Parameters:
  ///   - layout: the layout's name; the one whose files are named so where it is nil.
  ///   - round: the round; the newest open one of the layout's programme where it is nil.
  public func importForms(
    _ path: String, layout: String? = nil, round: String? = nil, isDryRun: Bool = false
  ) throws -> FormReport {
    let name = (path as NSString).lastPathComponent
    guard let found = try configuration.formLayout(named: layout, forFile: name) else {
      throw GrantsError.notFound(kind: "layout for the file", id: layout ?? "of this name")
    }
    return try FormIntake(
      store, layout: found, limits: configuration.limits, actor: actor, date: businessDate, isDryRun: isDryRun
    ).take(path, round: round)
  }

  /// Takes in the files of web forms that lie in the inbox; then seals away what was kept long enough.
  func takeForms(_ context: StepContext) throws -> StepReport {
    let night = House(
      store: store, configuration: configuration, actor: .system, businessDate: context.businessDate)
    let files = Inbox.look(self)[.forms]
    var (taken, known, refused, left) = (0, 0, 0, 0)
    for file in files {
      do {
        let report = try night.importForms(file.path, isDryRun: context.isDryRun)
        file.remove()
        taken += report.applications.count
        known += report.known
        refused += report.refused.count
      } catch let error as any Refusal where !(error is StoreError) {
        left += 1
        context.log.event("file-left", codes: ["code": error.code], level: .warning)
      }
    }
    context.log.event("forms", ["files": files.count, "taken": taken, "refused": refused, "left": left])
    let days = try configuration.formLayouts().map(\.keptDays).min() ?? 30
    let gone =
      context.isDryRun ? 0 : try FormFile.forget(after: days, by: .system, on: context.businessDate, store)
    let drafts = context.isDryRun ? 0 : try night.forgetDrafts()
    if !context.isDryRun { try TakenFile.forget(store) }
    let parts = [
      (taken, "applications came in"), (known, "came before"), (refused, "refused"), (left, "left in the inbox"),
      (gone, "files forgotten"),
      (drafts, "unfinished applications deleted"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return StepReport(
      read: files.count, written: taken, skipped: known,
      message: parts.isEmpty ? "no forms" : parts.joined(separator: ", "), waits: refused + left > 0,
      foundWork: !files.isEmpty || gone + drafts > 0)
  }
}
