// Gift Aid as the auditor reckons it, from the law and the scheme's papers alone: a quarter of what a person gave from taxed
// money while they had declared, once the money has come; and what a gift brought is given back when the gift is.

import Dates
import Giving
import Practice

/// What the auditor remembers of Gift Aid.
struct ModelGiftAid {
  struct Declaration {
    let post: Int
    let from: CivilDate
    /// The first day that it does not cover any more.
    var end: CivilDate?
    func covers(_ day: CivilDate) -> Bool { from <= day && (end.map { day < $0 } ?? true) }
  }

  /// A gift of a giver, who is known by the post.
  struct Key: Hashable {
    let id: String
    let fund: String
    let date: CivilDate
    let post: Int
  }

  struct Gift {
    let key: Key
    let pence: Int
    let hasCome: Bool
  }

  /// What a claim claims on a gift; negative where that is given back.
  struct Change {
    let key: Key
    let pence: Int
    let tax: Int
  }

  struct Claim {
    let until: CivilDate
    let changes: [Change]
    var given: Int { changes.reduce(0) { $0 + max(0, $1.pence) } }
    var tax: Int { changes.reduce(0) { $0 + ($1.pence > 0 ? $1.tax : 0) } }
    var back: Int { changes.reduce(0) { $0 - ($1.pence < 0 ? $1.tax : 0) } }
  }

  var declarations: [Declaration] = []
  /// Whose a gift was said to be, by its id.
  var givers: [String: Int] = [:]
  var claims: [Claim] = []
}

// MARK: - Who gave

extension ModelAuditor {
  /// A declaration may be made later than it holds from, by four years at most, and covers no day twice.
  mutating func declare(_ post: Int, _ from: CivilDate, _ madeOn: CivilDate, _ actor: HistoryActor) -> String {
    guard posts[post] != nil else { return "no such post" }
    if actor == .night { return "refused not-permitted" }
    let (year, month, day) = (madeOn.year - 4, madeOn.monthOfYear, madeOn.day)
    let earliest = CivilDate(year: year, month: month, day: day) ?? CivilDate(year: year, month: 3, day: 1)
    let others = money.giftAid.declarations.filter { $0.post == post }
    let isCovered = others.contains { other in other.end.map { max(from, other.from) < $0 } ?? true }
    guard madeOn <= Self.today, let earliest, from >= earliest, !isCovered else { return "refused gift" }
    money.giftAid.declarations.append(.init(post: post, from: from))
    return "declared"
  }

  mutating func undeclare(_ place: Int, _ day: CivilDate, _ actor: HistoryActor) -> String {
    let all = money.giftAid.declarations
    guard !all.isEmpty, let index = nth(place, of: Array(all.indices)) else { return "no such declaration" }
    if actor == .night { return "refused not-permitted" }
    // The same again is nothing new; another day is a contradiction.
    if let end = all[index].end, end != day { return "refused conflict" }
    guard day >= all[index].from else { return "refused gift" }
    money.giftAid.declarations[index].end = day
    return "cancelled G\(index + 1)"
  }

  /// Only a gift that came without a name can be somebody's.
  mutating func name(_ place: Int, _ post: Int) -> String {
    guard let id = nth(place, of: money.gifts.map(\.id).sorted()) else { return "no such gift" }
    guard posts[post] != nil else { return "no such post" }
    guard standingGifts.contains(where: { $0.id == id }) else { return "refused not-found" }
    guard id.hasPrefix("gifts/") || id.contains("/anonymous/") else { return "refused gift" }
    money.giftAid.givers[id] = post
    return "named \(id)"
  }
}

// MARK: - Which gifts qualify

extension ModelAuditor {
  private func hasCome(_ expectation: String) -> Bool { ledger.due(under: expectation).isEmpty }

  private func covered(
    _ id: String, _ fund: String, _ post: Int, _ date: CivilDate, _ pence: Int, hasCome: Bool
  ) -> ModelGiftAid.Gift? {
    let isCovered = money.giftAid.declarations.contains { $0.post == post && $0.covers(date) }
    guard isCovered, pence != 0 else { return nil }
    return .init(key: .init(id: id, fund: fund, date: date, post: post), pence: pence, hasCome: hasCome)
  }

  /// Every gift that was given under a declaration and stands.
  var aidable: [ModelGiftAid.Gift] {
    let others = standingGifts.compactMap { gift -> ModelGiftAid.Gift? in
      guard let post = money.giftAid.givers[gift.id], gift.fund != ModelLedger.nobody else { return nil }
      return covered(gift.id, gift.fund, post, gift.date, gift.pence, hasCome: hasCome(gift.entry))
    }
    let fromPay = files.filter { $0.state == .posted }.flatMap(taxed)
    let came = Dictionary(uniqueKeysWithValues: fromPay.map { ("\($0.gift.id) \($0.gift.fund)", ($0.post, $0.came)) })
    return others
      + standing(of: fromPay.map(\.gift)).compactMap { gift in
        came["\(gift.id) \(gift.fund)"].flatMap { post, came in
          covered(gift.id, gift.fund, post, gift.date, gift.pence, hasCome: came)
        }
      }
  }

  /// Of pay only what an employer pays the foundation itself: what goes through an agency was never taxed. What was
  /// settled of a line is a gift of its own, or takes something of earlier ones back.
  private func taxed(_ file: File) -> [(gift: OneGift, post: Int, came: Bool)] {
    let direct = file.employers.filter { ledger.expected[file.id($0)]?.to == "foundation" }
    let (key, date) = (file.file.key, file.file.key.payDate)
    return file.lines.filter { direct.contains($0.line.employer) }.flatMap { line in
      let came = hasCome(file.id(line.line.employer))
      func gift(_ id: String, _ post: Int, _ fund: String, _ pence: Int) -> (gift: OneGift, post: Int, came: Bool) {
        (OneGift(id: id, date: date, giver: "post \(post)", fund: fund, pence: pence), post, came)
      }
      let given = line.post.map { post in
        line.placed.map { gift("payroll/\(key)/\(line.line.employer)/L\(line.line.line)", post, $0, $1) }
      }
      let more = settled(line).map { settled in
        settled.shares.map { gift("settled/\(file.item(line))", settled.post, $0, $1) }
      }
      return (given ?? []) + (more ?? [])
    }
  }
}

// MARK: - Claims

extension ModelAuditor {
  private typealias Change = ModelGiftAid.Change

  /// What was claimed on each gift and not given back.
  private var claimed: [ModelGiftAid.Key: (pence: Int, tax: Int)] {
    var sums: [ModelGiftAid.Key: (pence: Int, tax: Int)] = [:]
    for change in money.giftAid.claims.flatMap(\.changes) {
      let sum = sums[change.key] ?? (0, 0)
      sums[change.key] = (sum.pence + change.pence, sum.tax + change.tax)
    }
    return sums
  }

  /// What changed since: what is not as it was claimed is given back, and claimed as it is.
  private func changes(_ until: CivilDate) -> [ModelGiftAid.Change] {
    let now = aidable.filter { $0.key.date <= until }
    let standing = Dictionary(uniqueKeysWithValues: now.map { ($0.key, $0.pence) })
    let before = claimed
    let back = before.filter { $0.value.pence != 0 && standing[$0.key] != $0.value.pence }.map {
      Change(key: $0.key, pence: -$0.value.pence, tax: -$0.value.tax)
    }
    // The tax year of every gift of a history ended less than four years ago.
    let new = now.filter { $0.hasCome && before[$0.key]?.pence ?? 0 != $0.pence }.sorted { a, b in
      (a.key.date, a.key.id, ledger.number(a.key.fund)) < (b.key.date, b.key.id, ledger.number(b.key.fund))
    }
    // HMRC reckons on the sum: a fifth was taken off before it was given, so a quarter of what came.
    let tax = new.reduce(0) { $0 + $1.pence } / 4
    let shares = new.isEmpty ? [] : ModelLedger.shares(tax, new.map(\.pence))
    return back + zip(new, shares).map { Change(key: $0.key, pence: $0.pence, tax: $1) }
  }

  mutating func claimGiftAid(_ until: CivilDate, _ actor: HistoryActor) -> String {
    let changes = changes(until)
    guard !changes.isEmpty else { return "nothing to claim" }
    if actor == .night { return "refused not-permitted" }
    if let last = money.giftAid.claims.last, until < last.until { return "refused gift" }
    let claim = ModelGiftAid.Claim(until: until, changes: changes)
    guard claim.tax > claim.back else { return "refused gift" }
    money.giftAid.claims.append(claim)
    let number = money.giftAid.claims.count
    let id = "gift-aid/\(number)"
    ledger.post(
      id, "gift-aid", until,
      changes.flatMap {
        [
          Posting(account: "asset:gift-aid-due", fund: $0.key.fund, expectation: id, pence: $0.tax),
          Posting(account: "income:gift-aid", fund: $0.key.fund, pence: -$0.tax),
        ]
      })
    ledger.expect(id, "gift-aid", from: "HMRC", "claim-\(number)", by: Self.today.adding(days: 30))
    return "claimed \(claim.tax)p on \(claim.given)p, \(claim.back)p back"
  }

  /// One row a giver and day, with what was claimed on; what is given back goes into a box of its own.
  func schedule(_ place: Int) -> String {
    let claims = money.giftAid.claims
    guard let index = nth(place, of: Array(claims.indices)) else { return "refused not-found" }
    let claim = claims[index]
    var rows: [[String]: Int] = [:]
    for change in claim.changes where change.pence > 0 {
      let date = change.key.date
      let day = [date.day, date.monthOfYear, date.year % 100].map { ($0 < 10 ? "0" : "") + "\($0)" }
      rows[["Giver-\(change.key.post)", day.joined(separator: "/")], default: 0] += change.pence
    }
    let told = rows.map { row, pence in
      "\(row.joined(separator: " ")) \(pence / 100).\(pence % 100 < 10 ? "0" : "")\(pence % 100)"
    }
    let words = "written \(index + 1), \(rows.count) rows, \(claim.given)p, \(claim.back)p back"
    return "\(words): \(told.sorted().joined(separator: "; "))"
  }

  /// What must be in the books of Gift Aid.
  var giftAidBooks: [String: [Int]] {
    var books: [String: [Int]] = [:]
    for (key, sum) in claimed where sum != (0, 0) {
      let place = "\(key.id) \(key.fund) \(key.date)"
      let before = books[place] ?? [0, 0]
      books[place] = [before[0] + sum.pence, before[1] + sum.tax]
    }
    for (index, claim) in money.giftAid.claims.enumerated() {
      books["claim \(index + 1)"] = [claim.given, claim.tax, claim.back]
    }
    for gift in aidable {
      books["qualifies \(gift.key.id) \(gift.key.fund) \(gift.key.date)"] = [gift.pence, gift.hasCome ? 1 : 0]
    }
    return books
  }
}
