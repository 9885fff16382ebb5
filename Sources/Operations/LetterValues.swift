// What a letter fills in: from the vault as it is now, and from the books.

import Dates
import Foundation
import Grants
import Money
import People
import Store

extension House {
  /// A letter on its page.
  func page(
    _ letter: Int64, _ kind: LetterKind, _ application: Application, occasion: Int64, words: String?,
    toOrganisation: Bool
  ) throws -> LetterTemplates.Page {
    let templates = LetterTemplates(configuration)
    let programme = try self.programme(of: application)
    return try templates.page(
      kind.template(for: programme.way, toOrganisation: toOrganisation), fields: kind.fields,
      try values(kind, application, programme, occasion: occasion, words: words, templates), number: letter,
      isPractice: store.isPractice)
  }

  /// The programme of an application.
  func programme(of application: Application) throws -> Programme {
    guard let round = try Round.find(application.round, store.reading),
      let programme = try Programme.find(round.programme, store.reading)
    else { throw StoreError.broken("application \(application.number) has no programme") }
    return programme
  }

  private func values(
    _ kind: LetterKind, _ application: Application, _ programme: Programme, occasion: Int64, words: String?,
    _ templates: LetterTemplates
  ) throws -> [LetterField: String] {
    let settings = try configuration.afterAward()
    let (number, person) = (application.number, application.person)
    guard let name = try Vault.text(.name, person: person, store),
      let safeContact = try Vault.text(.safeContact, person: person, store)
    else { throw GrantsError.form("There is no name or no safe way to reach them any more.") }
    var values: [LetterField: String] = [
      .name: name, .safeContact: safeContact, .application: "\(number)", .programme: programme.name,
      .date: businessDate.inWords, .scheme: configuration.schemeName, .contact: settings.contact,
      .signed: settings.signed, .asked: Pence(application.askedPence).pounds,
    ]
    values[.help] = try Vault.text(.help, person: person, store)
    values[.amount] = try Award.find(number, for: actor, store.reading).map { Pence($0.amountPence).pounds }
    if kind == .paid { try addPayment(Int(occasion), of: number, to: &values) }
    if kind == .question { values[.question] = words }
    if kind.fields.contains(.reason) {
      values[.reason] =
        try words ?? panelWords(for: kind, application)
        ?? kind.reason(of: number, store.reading).flatMap { try templates.words(forReason: $0) }
    }
    return values
  }

  /// The panel's own kind reason, where this letter tells of what the panel said.
  func panelWords(for kind: LetterKind, _ application: Application) throws -> String? {
    guard kind == .notThisTime else { return nil }
    return try Vault.text(.panelReason(application.number), person: application.person, store)
  }

  /// The payment that a letter tells of: letters of this kind follow releases one to one.
  private func addPayment(_ occasion: Int, of number: Int64, to values: inout [LetterField: String]) throws {
    let released = try Payment.releases(of: number, store.reading)
    guard released.indices.contains(occasion - 1) else { return }
    let payment = released[occasion - 1]
    values[.amount] = Pence(payment.amountPence).pounds
    values[.payee] = payment.payee.applicantWords
  }
}

extension Payment.Payee {
  /// To whom a payment went, as the young person reads it.
  public var applicantWords: String {
    switch self {
    case .supplier: "to the shop"
    case .voucher: "to you as a card to spend"
    case .carer: "to your carer"
    case .adviser: "to your personal adviser"
    case .organisation: "to the group"
    case .own: "to your own account"
    }
  }
}
