// What Exchange refuses, in one place and in plain words.

import Files
import Store

/// What Exchange refuses.
public enum ExchangeError: Refusal, Equatable {
  /// What was to be written breaks its schema: the program contradicts itself.
  case againstSchema(file: String, faults: [FileFault])
  /// The schema cannot be read.
  case schema(path: String)
  /// An export made again has other bytes than were recorded.
  case changed(number: Int64)
  /// A file is not an export, or does not agree with itself.
  case disagrees(file: String, why: String)
  /// What was to be written does not come to what the running balances say: the books contradict themselves.
  case totals(what: String)
  /// Accounts or funds for which the finance system's codes are not known.
  case uncoded(names: [String])
  /// Where a payment of a file goes was forgotten since.
  case payeeGone(file: Int64, payment: String)
  /// A publication that the rules forbid.
  case unpublishable(why: String)
  /// Something was released or paid while a file was being made.
  case moved

  /// See `Refusal`.
  public var code: String {
    switch self {
    case .againstSchema: "against-schema"
    case .schema: "schema"
    case .changed: "export-changed"
    case .disagrees: "export-disagrees"
    case .totals: "export-totals"
    case .uncoded: "no-account-code"
    case .payeeGone: "payee-forgotten"
    case .moved: "payments-moved"
    case .unpublishable: "not-published"
    }
  }

  /// See `Refusal`.
  public var sentence: String {
    switch self {
    case .againstSchema(let file, let faults):
      "\(file) would break its schema: \(faults.prefix(5).map(\.description).joined(separator: " ")) Nothing was written."
    case .schema(let path): "The XML Schema \(path) cannot be read. Put it back. Nothing was written."
    case .changed(let number):
      "Export \(number) made again is not what was recorded. Run: nolimits verify. Nothing was written."
    case .disagrees(let file, let why): "\(file) is refused: \(why). Fetch it again."
    case .totals(let what):
      "The \(what) do not come to what the balances say. Run: nolimits verify. Nothing was written."
    case .uncoded(let names):
      "There is no code for \(names.joined(separator: ", ")). Add it to outputs/accounts.yaml. Nothing was written."
    case .payeeGone(let file, let payment):
      "Payment file \(file) cannot be made again: where \(payment) went was forgotten. Nothing was written."
    case .unpublishable(let why): "That is not published: \(why). Nothing was written."
    case .moved: "A payment was released or paid just now. Try again. Nothing was written."
    }
  }

  /// See `Refusal`.
  public var exit: ExitStatus {
    switch self {
    case .againstSchema, .changed, .totals: .invariantBroken
    case .schema, .uncoded: .configuration
    case .disagrees, .payeeGone, .unpublishable: .inputRefused
    case .moved: .busy
    }
  }
}
