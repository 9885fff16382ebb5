// The register of a history as it is made up: donors who come, change their minds and go.

import Dates
import Giving

/// Makes up the register of a history, and remembers what payroll would deduct.
struct HistoryRegister {
  /// A mandate as payroll believes it to be.
  struct Known {
    let mandate: HistoryMandate
    var until: CivilDate?
  }

  private(set) var posts: [HistoryPost] = []
  private(set) var mandates: [Known] = []
  private var nextMandate = 0
  let fundCodes: [String]
  let profiles: [Profile]

  init(fundCodes: [String], profiles: [Profile]) {
    self.fundCodes = fundCodes
    self.profiles = profiles
  }

  /// A new donor on a payroll, mostly with one mandate.
  mutating func join(_ terms: ProfilePayroll, _ profile: Profile, from: CivilDate, _ dice: inout Dice) -> [HistoryStep]
  {
    let digits = PayrollFileForm(profile).payrollNumberDigits ?? 6
    let same = posts.filter { $0.employer == terms.employer && $0.payroll == terms.payroll }
    // A number that was somebody's before comes round again.
    let reused = dice.oneIn(5) ? same.last?.payrollNumber : nil
    let post = HistoryPost(
      label: posts.count, employer: terms.employer, payroll: terms.payroll,
      payrollNumber: reused ?? FileText.digits(101 + same.count * 7, digits), from: from)
    posts.append(post)
    var steps = [HistoryStep.join(post)]
    for code in profile.codes.map(\.code) where !dice.oneIn(3) {
      steps.append(give(post, code, from: dice.oneIn(6) ? from.adding(days: 40) : from, &dice))
    }
    return steps
  }

  /// A mandate for a post; where another covers its days the house refuses it.
  mutating func give(_ post: HistoryPost, _ code: String, from: CivilDate, _ dice: inout Dice) -> HistoryStep {
    let mandate = mandate(post.label, code, from: from, &dice)
    mandates.append(Known(mandate: mandate, until: mandate.until))
    return .give(mandate)
  }

  private mutating func mandate(_ post: Int, _ code: String, from: CivilDate, _ dice: inout Dice) -> HistoryMandate {
    defer { nextMandate += 1 }
    let pence = dice.one(of: [100, 333, 500, 500, 750, 1000, 1001, 2500])
    let once = dice.oneIn(8)
    let from = once ? from.adding(days: 20 + dice.below(5)) : from
    let until = !once && dice.oneIn(5) ? from.adding(days: 20 + dice.below(90)) : nil
    let isFixed = dice.oneIn(4)
    return HistoryMandate(
      label: nextMandate, post: post, code: code, pence: pence, from: from, until: until, once: once,
      shares: shares(pence, isFixed, &dice), isFixed: isFixed)
  }

  private func shares(_ pence: Int, _ isFixed: Bool, _ dice: inout Dice) -> [HistoryMandate.Share] {
    let funds = Array(shuffled(fundCodes, &dice).prefix(dice.one(of: [1, 1, 2, 3])))
    let whole = isFixed ? pence : 10_000
    guard funds.count > 1 else { return [.init(fund: funds[0], weight: 10_000)] }
    let first = funds.count == 2 ? whole * 6 / 10 : isFixed ? whole / 3 : 3333
    let second = funds.count == 2 ? whole - first : first
    return zip(funds, [first, second, whole - first - second]).map { .init(fund: $0, weight: $1) }
  }

  /// What changes in a month: somebody stops, changes, leaves, gives anew.
  mutating func changes(from day: CivilDate, _ dice: inout Dice) -> [HistoryStep] {
    var steps: [HistoryStep] = []
    if dice.oneIn(2) {
      let profile = dice.one(of: profiles)
      steps += join(dice.one(of: profile.payrolls), profile, from: day, &dice)
    }
    if !mandates.isEmpty, dice.oneIn(2) { steps.append(stop(dice.below(mandates.count), on: day, &dice)) }
    if !mandates.isEmpty, dice.oneIn(2) { steps.append(change(dice.below(mandates.count), from: day, &dice)) }
    if !posts.isEmpty, dice.oneIn(3) { steps.append(leave(dice.below(posts.count), on: day)) }
    if !posts.isEmpty, dice.oneIn(2) {
      let post = dice.one(of: posts)
      let codes = profile(of: post)?.codes.map(\.code) ?? []
      if !codes.isEmpty { steps.append(give(post, dice.one(of: codes), from: day, &dice)) }
    }
    return steps
  }

  private mutating func stop(_ index: Int, on day: CivilDate, _ dice: inout Dice) -> HistoryStep {
    let last = day.adding(days: dice.one(of: [-1, -1, -40, 15, 200]))
    mandates[index].until = min(last, mandates[index].until ?? last)
    return .stop(mandate: mandates[index].mandate.label, on: last)
  }

  private mutating func change(_ index: Int, from day: CivilDate, _ dice: inout Dice) -> HistoryStep {
    let old = mandates[index]
    let from = dice.oneIn(4) ? day.adding(days: 60) : day
    let new = mandate(old.mandate.post, old.mandate.code, from: from, &dice)
    let eve = from.adding(days: -1)
    mandates[index].until = min(eve, old.until ?? eve)
    mandates.append(Known(mandate: new, until: new.until))
    return .change(mandate: old.mandate.label, to: new)
  }

  private mutating func leave(_ index: Int, on day: CivilDate) -> HistoryStep {
    let post = posts[index]
    for place in mandates.indices where mandates[place].mandate.post == post.label {
      mandates[place].until = min(day, mandates[place].until ?? day)
    }
    return .leave(post: post.label, on: day)
  }

  private func profile(of post: HistoryPost) -> Profile? {
    profiles.first { $0.payrolls.contains { $0.employer == post.employer && $0.payroll == post.payroll } }
  }
}

/// The values in another order.
func shuffled<T>(_ values: [T], _ dice: inout Dice) -> [T] {
  var values = values
  for index in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(index, dice.below(index + 1)) }
  return values
}
