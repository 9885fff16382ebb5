// What a young person is asked, and what becomes of the answers: personal ones go to the vault, numbers to the books.

import Dates
import Files
import Foundation
import Money
import People
import Store

/// A young person's answers. A book never holds any of the texts.
public struct ApplicationForm: Decodable, Sendable {
  /// What makes it the same form when it comes twice: the web form's own number.
  public let reference: String?
  /// The name.
  public let name: String
  /// The day of birth, such as 2006-03-31.
  public let birthDate: String
  /// How to reach them safely.
  public let safeContact: String
  /// What the grant is for, in their own words.
  public let words: String
  /// How much, in pounds.
  public let asked: String
  /// The least that still helps, in pounds; what is asked, where it is not said.
  public let least: String?
  /// Their language and who may help them.
  public let help: String?
  /// Whether their worker may be asked.
  public let mayAskWorker: Bool?
  /// Who at the council or the foundation should not see it.
  public let notFor: String?
  /// Where they live, if the form asks.
  public let address: String?

  /// The longest text that is taken, in characters.
  public static let longestText = 20_000

  /// Answers, from questions at a terminal.
  public init(
    reference: String? = nil, name: String, birthDate: String, safeContact: String, words: String, asked: String,
    least: String? = nil, help: String? = nil, mayAskWorker: Bool? = nil, notFor: String? = nil,
    address: String? = nil
  ) {
    self.reference = reference
    self.name = name
    self.birthDate = birthDate
    self.safeContact = safeContact
    self.words = words
    self.asked = asked
    self.least = least
    self.help = help
    self.mayAskWorker = mayAskWorker
    self.notFor = notFor
    self.address = address
  }

  /// What the books need of it.
  struct Read {
    let birthDate: CivilDate
    let asked: Pence
    let least: Pence
  }

  /// Reads what the books need.
  /// - Throws: ``GrantsError/form(_:)``, which says which answer, and never what it was.
  func read(on date: CivilDate) throws -> Read {
    if let fault = fault(on: date) { throw GrantsError.form(fault.message) }
    guard let birthDate = CivilDate(birthDate) else { throw GrantsError.form("birthDate is missing.") }
    let asked = try amount(asked, "asked")
    let least = try least.map { try amount($0, "least") } ?? asked
    return Read(birthDate: birthDate, asked: asked, least: least)
  }

  /// The first fault of the form, or nil.
  public func fault(on date: CivilDate) -> FormFault? {
    for (answer, text) in [("name", name), ("safeContact", safeContact), ("words", words)]
    where text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty {
      return FormFault(answer, "missing", "The answer to \(answer) is missing.")
    }
    for (answer, text) in texts where text.count > Self.longestText {
      return FormFault(
        answer, "too-long", "The answer to \(answer) is longer than \(Self.longestText) characters.")
    }
    guard let birthDate = CivilDate(birthDate), birthDate <= date else {
      return FormFault("birthDate", "day", "birthDate is a day like 2006-03-31, and not in the future.")
    }
    guard let asked = try? amount(asked, "asked") else { return Self.noSum("asked") }
    guard let least = try? least.map({ try amount($0, "least") }) ?? asked else { return Self.noSum("least") }
    guard least <= asked else {
      return FormFault("least", "more-than-asked", "The least that helps is not more than what is asked.")
    }
    return nil
  }

  private static func noSum(_ answer: String) -> FormFault {
    FormFault(answer, "sum", "\(answer) is a sum in pounds such as 250.00, above nothing.")
  }

  private func amount(_ text: String, _ answer: String) throws -> Pence {
    guard let amount = try? Amount.read(Array(text.utf8)), amount > .zero else {
      throw GrantsError.form(Self.noSum(answer).message)
    }
    return amount
  }

  private var texts: [(String, String)] {
    [
      ("name", name), ("safeContact", safeContact), ("words", words), ("help", help ?? ""), ("notFor", notFor ?? ""),
      ("address", address ?? ""),
    ]
  }

  /// What makes two forms the same person's: the name without case and spaces, and the day of birth.
  var likeness: String { Self.likeness(name: name, birthDate: birthDate) }

  /// - Parameter birthDate: such as `2006-03-31`.
  static func likeness(name: String, birthDate: String) -> String {
    name.precomposedStringWithCanonicalMapping.lowercased().filter { $0.isLetter } + "/" + birthDate
  }
}

extension VaultKind {
  /// What an applicant first asked under: by it they are known when they ask again.
  static let likeness = VaultKind(rawValue: "likeness")
  /// The day of birth.
  static let birthDate = VaultKind(rawValue: "birth-date")
  /// How to reach them safely.
  public static let safeContact = VaultKind(rawValue: "safe-contact")
  /// Where they live.
  static let address = VaultKind(rawValue: "applicant-address")
  /// Their language and who may help.
  public static let help = VaultKind(rawValue: "help")
  /// The young person's own words in one application.
  public static func story(_ application: Int64) -> VaultKind { VaultKind(rawValue: "story/\(application)") }
  /// The same words with what could identify covered: what the panel reads.
  public static func covered(_ application: Int64) -> VaultKind { VaultKind(rawValue: "covered/\(application)") }
  /// Who should not see it.
  static func notFor(_ application: Int64) -> VaultKind { VaultKind(rawValue: "not-for/\(application)") }
  /// Where a payment goes.
  public static func payee(_ payment: String) -> VaultKind { VaultKind(rawValue: "payee/\(payment)") }
}
