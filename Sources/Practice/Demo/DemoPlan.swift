// The plan of a demo: which payrolls there are, how many donors each has, and which file brings them.

import Dates
import Files
import Giving
import Ledger
import Money
import Operations
import Store

/// The files of one profile: one a month and payroll code, with the payrolls that it holds.
struct PlannedFiles: Sendable {
  let form: PayrollFileForm
  let payrolls: [PracticePayroll]

  /// How many donors they have.
  var count: Int { payrolls.reduce(0) { $0 + $1.count } }
  var profile: Profile { form.profile }
}

/// What a demo is made of.
struct DemoPlan: Sendable {
  let payDays: PayDays
  let funds: DemoFunds
  let files: [PlannedFiles]

  /// From so many employees on a demo is plain: one mandate each, every line as mandated.
  static let plainFrom = 50_000
  /// The code of the campaign that a demo opens.
  static let campaignCode = "starter-packs"

  /// Every payroll, in order of donors.
  var payrolls: [PracticePayroll] { files.flatMap(\.payrolls) }

  init(
    _ configuration: SchemeConfiguration, books: [Fund], employees: Int, months: Int, seed: UInt64, profile: String?,
    date: CivilDate
  ) throws {
    let isPlain = employees >= Self.plainFrom
    payDays = PayDays(months: months, before: date, holidays: configuration.rules.holidays)
    let others = books.map(\.code).filter { $0 != Fund.unallocated.code && $0 != configuration.mainFund }
    funds = DemoFunds(
      main: configuration.mainFund, other: others.first ?? configuration.mainFund,
      campaign: isPlain ? nil : Self.campaignCode)
    let profiles = configuration.profiles.filter { profile == nil || $0.name == profile }
    guard !profiles.isEmpty else { throw GivingError.notFound(kind: "profile", id: profile ?? "") }
    files = try Self.files(profiles, employees, seed, payDays, funds, isPlain: isPlain)
  }

  /// A payroll, and the share of the donors that is on it.
  private struct Place {
    let file: Int
    let terms: ProfilePayroll
    var share: Int { terms.givers == .staff ? 10 : terms.givers == .partners ? 3 : 2 }
  }

  /// Shares the donors among all payrolls, and gives each file its own.
  private static func files(
    _ profiles: [Profile], _ employees: Int, _ seed: UInt64, _ payDays: PayDays, _ funds: DemoFunds, isPlain: Bool
  ) throws -> [PlannedFiles] {
    var places: [Place] = []
    for (index, profile) in profiles.enumerated() {
      for terms in profile.payrolls
      where !places.contains(where: { $0.terms.employer == terms.employer && $0.terms.payroll == terms.payroll }) {
        places.append(Place(file: index, terms: terms))
      }
    }
    guard employees >= places.count, !places.isEmpty else {
      throw GivingError.mandate("A demo needs at least \(places.count) employees: one for each payroll.")
    }
    let counts = Split.allocate(Pence(Int64(employees - places.count)), by: places.map { Int64($0.share) })
      .map { Int($0.rawValue) + 1 }
    let forms = profiles.map { PayrollFileForm($0) }
    var payrolls: [[PracticePayroll]] = profiles.map { _ in [] }
    var first = 0
    for (place, count) in zip(places, counts) {
      let form = forms[place.file]
      payrolls[place.file].append(
        try payroll(place.terms, first, count, form, seed, payDays, funds, isPlain: isPlain))
      first += count
    }
    return zip(forms, payrolls).filter { !$0.1.isEmpty }.map { PlannedFiles(form: $0, payrolls: $1) }
  }

  private static func payroll(
    _ terms: ProfilePayroll, _ first: Int, _ count: Int, _ form: PayrollFileForm, _ seed: UInt64, _ payDays: PayDays,
    _ funds: DemoFunds, isPlain: Bool
  ) throws -> PracticePayroll {
    let codes = form.profile.codes
    let code = codes.first { $0.fund == funds.main }?.code ?? codes[0].code
    let needed = String(1020 + count * 3).utf8.count
    let digits = form.payrollNumberDigits ?? max(needed, 6)
    guard needed <= digits else {
      throw GivingError.mandate("The payroll numbers of \(form.profile.name) are too short for so many employees.")
    }
    let rate = form.profile.holdHeadsMoved.basisPoints
    return PracticePayroll(
      terms: terms, first: first, count: count, code: code, otherCode: codes.first { $0.fund == funds.other }?.code,
      digits: digits, turnover: Int(Int64(count) * rate / 80_000), seed: seed, payDays: payDays, funds: funds,
      isPlain: isPlain)
  }
}
