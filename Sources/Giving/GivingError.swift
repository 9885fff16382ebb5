// What Giving refuses, in one place and in plain words.

import Dates
import Money
import Store

/// What Giving refuses.
public enum GivingError: Refusal, Equatable {
  /// Not a code of letters, digits and hyphens.
  case notACode(String)
  /// There is no such thing.
  case notFound(kind: String, id: String)
  /// A split that does not add up, or names something that is not there.
  case split(String)
  /// Two mandates would be live at once for one post and code.
  case overlappingMandate(number: Int64)
  /// A mandate that cannot be as it is described.
  case mandate(String)
  /// Two posts would hold one payroll number at once.
  case payrollNumberTaken
  /// No profile fits a file's name.
  case noProfile(file: String)
  /// Several profiles fit a file's name.
  case severalProfiles(file: String, profiles: [String])
  /// No agency's pattern fits a file's name, or several do.
  case noAgency(file: String, agencies: [String])
  /// What the file key needs is neither in the file nor in its name.
  case fileKeyMissing(part: String, option: String)
  /// What a person says of a file is not what its name says.
  case fileKeyOtherwise(part: String, named: String, stated: String)
  /// The import is not in a state that allows this.
  case notInState(number: Int64, state: String, needed: String)
  /// A held file has other reasons to be held by now than those that were agreed to.
  case heldOtherwise(number: Int64, why: String)
  /// A file's payroll is not in its profile any more.
  case payrollNotInProfile(payroll: String, profile: String)
  /// A cut-off that cannot be told or recorded.
  case cutOff(String)
  /// How an item was to be settled does not fit it.
  case settlement(String)
  /// The item was settled before, in another way, or closed with the file it came with.
  case settledBefore(item: String, on: CivilDate, reason: String, code: String)
  /// A gift, a campaign or an offer that cannot be as it is described.
  case gift(String)

  /// A stable code for programs; see ``Refusal``.
  public var code: String {
    switch self {
    case .notACode: "not-a-code"
    case .notFound: "not-found"
    case .split: "split"
    case .overlappingMandate: "overlapping-mandate"
    case .mandate: "mandate"
    case .payrollNumberTaken: "payroll-number-taken"
    case .noProfile: "no-profile"
    case .severalProfiles: "several-profiles"
    case .noAgency: "no-agency"
    case .fileKeyMissing: "file-key-missing"
    case .fileKeyOtherwise: "file-key-otherwise"
    case .notInState: "not-in-state"
    case .heldOtherwise: "held-otherwise"
    case .payrollNotInProfile: "payroll-not-in-profile"
    case .cutOff: "cut-off"
    case .settlement: "settlement"
    case .settledBefore(_, _, _, let code): code
    case .gift: "gift"
    }
  }

  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    switch self {
    case .notACode(let text): "\"\(text)\" is not a code: letters, digits and hyphens, at most 20. Nothing was changed."
    case .notFound(let kind, let id): "There is no \(kind) \(id). Nothing was changed."
    case .split(let why): "\(why) Nothing was changed."
    case .overlappingMandate(let number):
      "Mandate M\(number) covers some of these days for the same post and code. Stop or change it first. Nothing was changed."
    case .mandate(let why): "\(why) Nothing was changed."
    case .payrollNumberTaken: "Another post holds this payroll number on some of these days. Nothing was changed."
    case .noProfile(let file):
      "No profile fits the name of \(file). Name one with --profile (nolimits payroll profiles lists them). Nothing was posted."
    case .severalProfiles(let file, let profiles):
      "The name of \(file) fits several profiles: \(profiles.joined(separator: ", ")). Name one with --profile. Nothing was posted."
    case .noAgency(let file, let agencies):
      "The name of \(file) fits \(agencies.isEmpty ? "no agency" : agencies.joined(separator: " and ")). Name one with --agency (nolimits agency list shows them). Nothing was posted."
    case .fileKeyMissing(let part, let option):
      "Neither the file nor its name says the \(part). Give it with \(option). Nothing was posted."
    case .fileKeyOtherwise(let part, let named, let stated):
      "The name of the file says \(named) as the \(part), and you say \(stated). Only one can be right. Nothing was posted."
    case .settledBefore(let item, let day, let reason, _):
      "\(item) was settled on \(day): \(reason). What was settled stands until its file is taken back. Nothing was changed."
    case .notInState(let number, let state, let needed):
      "Import \(number) is \(state); this needs one that is \(needed). Nothing was changed."
    case .heldOtherwise(let number, let why):
      "Import \(number) cannot be approved as it was held: \(why). Reject it and have it sent again. Nothing was posted."
    case .payrollNotInProfile(let payroll, let profile):
      "The profile \(profile) does not name the payroll \(payroll) any more. Put it back. Nothing was posted."
    case .cutOff(let why), .settlement(let why), .gift(let why): "\(why) Nothing was changed."
    }
  }

  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus {
    switch self {
    case .notFound: .inputMissing
    case .payrollNotInProfile: .configuration
    case .fileKeyMissing, .noProfile, .severalProfiles, .noAgency: .usage
    default: .inputRefused
    }
  }
}
