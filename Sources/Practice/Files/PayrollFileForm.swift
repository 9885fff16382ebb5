// Payroll files as a profile describes them: the same lines in whatever form the payroll system writes.

import Dates
import Files
import Giving
import Money

/// One line of a practice payroll file.
public struct PracticeLine: Hashable, Sendable {
  /// The employer's code.
  public let employer: String
  /// The payroll number, with its leading zeros.
  public let payrollNumber: String
  /// The deduction code.
  public let code: String
  /// The amount.
  public let amount: Pence
  /// The surname, as the payslip has it.
  public let surname: String
  /// The initials.
  public let initials: String

  /// A line.
  public init(
    employer: String, payrollNumber: String, code: String, amount: Pence, surname: String = "", initials: String = ""
  ) {
    self.employer = employer
    self.payrollNumber = payrollNumber
    self.code = code
    self.amount = amount
    self.surname = surname
    self.initials = initials
  }
}

/// Writes the payroll files of one profile.
public struct PayrollFileForm: Sendable {
  /// What the files of this profile hold.
  public let profile: Profile
  private let form: FileForm

  /// The form of a profile's files.
  public init(_ profile: Profile) {
    self.profile = profile
    form = FileForm(profile.layout)
  }

  /// The file's name, as its profile expects it.
  public func name(_ key: FileKey, employer: String) -> String {
    guard let pattern = profile.fileName else {
      return "\(profile.name)-\(key.payDate)-\(FileText.digits(key.sequence, 4))"
    }
    return pattern.text.replacing("{employer}", with: employer).replacing("{payroll}", with: key.payroll)
      .replacing("{payDate}", with: key.payDate.description)
      .replacing("{sequence}", with: FileText.digits(key.sequence, 4)).replacing("{*}", with: "practice")
  }

  /// What stands before the first line.
  public func opening(_ key: FileKey, employer: String) -> [UInt8] {
    let made = Clock.timestamp(Int64(key.payDate.dayNumber - 2) * 86_400 + 64_800)
    return form.opening(title: "Element listing - charitable deductions") { field in
      switch field {
      case "version": .text("1")
      case "employer": .text(employer)
      case "payroll": .text(key.payroll)
      case "payDate": .date(key.payDate)
      case "frequency": .text("M1")
      case "sequence": .number(key.sequence, digits: profile.layout.format == .xml ? 1 : 4)
      case "created": .text(made)
      default: .text("")
      }
    }
  }

  /// One line.
  public func line(_ line: PracticeLine, payDate: CivilDate) -> [UInt8] {
    self.line(line, payDate: payDate, spelt: nil)
  }

  /// One line whose amount may be spelt as no amount is.
  func line(_ line: PracticeLine, payDate: CivilDate, spelt: String?) -> [UInt8] {
    form.line { field in
      switch field {
      case "payrollNumber": .text(line.payrollNumber)
      case "code": .text(line.code)
      case "amount": spelt.map { .text($0) } ?? .amount(line.amount)
      case "employer": .text(line.employer)
      case "payDate": .date(payDate)
      case "surname": .text(line.surname)
      case "initials": .text(line.initials)
      default: .text("")
      }
    }
  }

  /// What stands after the last line.
  public func closing(count: Int, total: Pence) -> [UInt8] {
    form.closing { field in
      switch field {
      case "count": .number(count, digits: 1)
      case "total": .amount(total)
      default: .text("")
      }
    }
  }

  /// A whole file in memory.
  public func bytes(_ key: FileKey, employer: String, _ lines: [PracticeLine]) -> [UInt8] {
    var bytes = opening(key, employer: employer)
    for line in lines { bytes += self.line(line, payDate: key.payDate) }
    return bytes + closing(count: lines.count, total: lines.map(\.amount).sum())
  }

  /// How many digits its payroll numbers have, where the layout says so.
  var payrollNumberDigits: Int? {
    guard let field = profile.layout.detail.fields.first(where: { $0.name == "payrollNumber" }) else { return nil }
    if let width = field.width { return width }
    guard case .range(let range) = field.place else { return nil }
    return range.count
  }
}
