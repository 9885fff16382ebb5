// Donors' letters: what a person gave by all their posts, what it was matched by, and of the funds only what was published;
// one look that names everyone; the same bytes again; gone in time.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import People
import Reporting
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// A year that ends with November 2026: its months can be closed in the tests' December.
  static let yearOfLetters = "yearBegins: 12\n"

  func letterHouse(_ actor: Actor) throws -> House { try house(actor, settings: Self.yearOfLetters) }

  func letterYear() throws -> GivingYear { try #require(GivingYear("2025-26", yearBegins: 12)) }

  /// Closes the months that were begun, up to this one.
  func closeMonths(through last: Month) throws {
    while let next = try MonthClose.nextInOrder(store.reading), next <= last {
      let words = try letterHouse(Who.finance).closeMonth(next)
      let id = try #require(words.split(separator: " ").dropFirst(2).first).dropLast()
      _ = try letterHouse(Who.manager).approve(String(id))
    }
  }

  /// A donor who gives from the start of October, and perhaps has no name here.
  func giver(_ name: String, _ payrollNumber: String, amount: Int64, split: String, donor: Int64? = nil) throws -> Int64
  {
    let terms = try PostTerms(
      employer: "SBC", payroll: "STAFF", payrollNumber: payrollNumber, from: try day("2026-10-01"))
    var found: Int64 = 0
    try change("giver/\(payrollNumber)", as: "donor.add", by: Who.finance) { write in
      let post: Post
      if let donor {
        post = try Registration.addPost(terms, donor: donor, in: write, store: store)
        found = donor
      } else {
        let added = try Registration.addDonor(name: name, post: terms, in: write, store: store)
        found = added.donor
        post = added.post
      }
      let rule = try SplitRule(split, amount: Pence(amount), funds: Funds.read(write.reading))
      _ = try Registration.addMandate(
        MandateTerms(
          code: "NOLIM", amount: Pence(amount), from: terms.from, until: nil, once: false, split: rule,
          authority: "PG-\(payrollNumber)", authorityDate: terms.from), post: post, in: write)
    }
    return found
  }

  /// Takes in what a payroll deducted on a day.
  func pay(_ date: String, _ lines: [(number: String, pence: Int64)], sequence: Int = 1) throws {
    let total = Pence(lines.reduce(0) { $0 + $1.pence })
    let text =
      "H,1,SBC,STAFF,\(date),M1,000\(sequence),\(date)T18:00:00Z\n"
      + lines.map { "D,\($0.number),NOLIM,\(Pence($0.pence)),,\n" }.joined() + "T,\(lines.count),\(total)\n"
    let report = try take(text, named: "payroll-SBC-STAFF-\(date)-000\(sequence).csv")
    if report.state == .held { _ = try house(Who.finance).approve("P\(try #require(report.import))") }
  }

  /// A year of letters: someone with two posts, someone without a name, someone who gave by hand too.
  func yearOfGifts() throws -> (both: Int64, unnamed: Int64, third: Int64) {
    let both = try giver("Ana <b>Okafor</b>", "100001", amount: 1_000, split: "no-limits=60%,gift-of-giving=40%")
    _ = try giver("", "100002", amount: 500, split: "no-limits", donor: both)
    let unnamed = try giver("", "100003", amount: 250, split: "no-limits")
    let third = try giver("Carys Evans", "100004", amount: 2_000, split: "no-limits")
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: Rate(basisPoints: 5_000), monthlyCap: nil, pot: Pence(100_000),
      from: try day("2026-10-01"), until: try day("2026-12-31"), funds: ["no-limits"])
    try agree { try $0.offerMatch(offer) }
    for date in ["2026-10-30", "2026-11-27"] {
      try pay(
        date, [("100001", 1_000), ("100002", 500), ("100003", 250), ("100004", 2_000), ("999999", 700)])
    }
    let gift = try give(3_000, by: .anonymous, into: "main")
    try house(Who.finance).nameGiver(of: gift.id, person: third)
    _ = try house(Who.finance).claimMatch("BREW", until: try day("2026-11-30"))
    return (both, unnamed, third)
  }

  /// The letters that were written, page by page, without the pages for those who hand them out.
  func donorLetters(_ form: String = "txt", in name: String = "2025-26") throws -> [String] {
    let folder = home.file("outbox/donor-letters/\(name)")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(form) }
    return names.sorted().flatMap { name -> [String] in
      let text = String(decoding: FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data(), as: UTF8.self)
      return Array(
        form == "txt"
          ? text.components(separatedBy: "\u{0C}\n").dropFirst()
          : text.components(separatedBy: "<article>")
            .dropFirst())
    }
  }
}

@Suite("Donors' letters") struct DonorLetterTests {
  private func november() throws -> Month { try day("2026-11-01").month }

  @Test("One letter a person, all posts together, with gifts known to be theirs and what sponsors added")
  func whole() throws {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let made = try test.letterHouse(Who.finance).donorLetters(test.letterYear())
    #expect(made.letters == 3 && made.unknownPence == 1_400 && made.notAddressed == 0 && !made.isAgain)
    #expect(made.files == ["letters-0001.html", "letters-0001.txt"])
    let letters = try test.donorLetters()
    try #require(letters.count == 3)
    // Two posts: 2 × (£10.00 + £5.00); half of what went to No Limits was added: (£6.00 + £5.00) × 2 / 2.
    let both = letters[0]
    for part in [
      "Ana <b>Okafor</b>", "Hello Ana <b>Okafor</b>,", "you gave £30.00 to No Limits.", "- £22.00 went to No Limits",
      "- £8.00 went to Gift of Giving", "added £11.00 to it. So your gift grew to £41.00.", "From 1 December 2025",
      "to 30 November 2026", "Payroll number 100002, STAFF, The council", "PRACTICE", "Gift of Giving gave no grants.",
    ] { #expect(both.contains(part), "\(part) in \(both)") }
    let unnamed = letters[1]
    #expect(unnamed.contains("Hello,\n") && unnamed.contains("Payroll number 100003, STAFF, The council"))
    #expect(unnamed.contains("you gave £5.00") && !unnamed.contains("Gift of Giving"))
    // £40.00 from pay and £30.00 by hand; the offer matches both.
    #expect(letters[2].contains("you gave £70.00") && letters[2].contains("grew to £105.00"))
    #expect(made.givenPence == 10_500 && made.matchedPence == 4_850)
    let pages = try test.donorLetters("html")
    #expect(pages.count == 3 && pages[0].contains("Hello Ana &lt;b&gt;Okafor&lt;/b&gt;,"))
    #expect(!pages.joined().contains("<b>"))
    #expect(try test.faults() == [])
  }

  @Test("All letters are one recorded look that names everyone, files are their owner's alone and named by number")
  func look() throws {
    let test = try TestHouse()
    let who = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let before = try test.store.reading.auditHead().number
    let made = try test.letterHouse(Who.finance).donorLetters(test.letterYear())
    #expect(try test.store.reading.auditHead().number == before + 1)
    #expect(
      try test.store.reading.all("SELECT person FROM look WHERE why = 'donor letters 2025-26' ORDER BY person") {
        $0.int(0)
      } == [who.both, who.unnamed, who.third].sorted())
    let folder = try #require(made.folder)
    for path in [folder] + made.files.map({ "\(folder)/\($0)" }) {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == (path == folder ? 0o700 : 0o600))
    }
    for file in [test.home.database, test.home.database + "-wal"] {
      let bytes = FileManager.default.contents(atPath: file) ?? Data()
      #expect(bytes.range(of: Data("Carys".utf8)) == nil)
    }
    for actor in [Who.auditor, Who.support, .system] {
      #expect(throws: StoreError.self) { try test.letterHouse(actor).donorLetters(test.letterYear()) }
    }
  }

  @Test("One letter is made again alone: the same words, one person looked at, swept like the others") func alone()
    throws
  {
    let test = try TestHouse()
    let who = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let house = try test.letterHouse(Who.finance)
    let year = try test.letterYear()
    #expect(throws: DonorLettersError.never(year: "2025-26")) { try house.donorLetter(2, of: year) }
    _ = try house.donorLetters(year)
    let (text, page) = (try test.donorLetters()[1], try test.donorLetters("html")[1])
    let made = try house.donorLetter(2, of: year)
    #expect(made.files == ["letter-0002.html", "letter-0002.txt"] && made.letters == 1 && made.givenPence == 500)
    let folder = try #require(made.folder)
    #expect(folder.hasSuffix("/2025-26-letter-2"))
    let files = try made.files.map {
      String(decoding: try #require(FileManager.default.contents(atPath: "\(folder)/\($0)")), as: UTF8.self)
    }
    let alone = try #require(files[0].components(separatedBy: "<article>").last?.prefix(400))
    #expect(files[1].contains(text) && page.contains(alone))
    #expect(files[0].components(separatedBy: "<article>").count == 2)
    let looked = try test.store.reading.all("SELECT person FROM look WHERE why = 'donor letter 2025-26 again'") {
      $0.int(0)
    }
    #expect(looked == [who.unnamed])
    #expect(throws: DonorLettersError.noLetter(4, year: "2025-26")) { try house.donorLetter(4, of: year) }
    #expect(throws: StoreError.self) { try test.letterHouse(Who.auditor).donorLetter(2, of: year) }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: folder)
    house.sweepDonorLetters()
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test("Handed over, those made again alone are deleted with the others, and swept when made later") func aloneGone()
    throws
  {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let house = try test.letterHouse(Who.finance)
    let year = try test.letterYear()
    _ = try house.donorLetters(year)
    let alone = try #require(try house.donorLetter(2, of: year).folder)
    try house.donorLettersHandedOver(year)
    #expect(!FileManager.default.fileExists(atPath: alone))
    _ = try house.donorLetter(3, of: year)
    try test.house(.system).sweepLeftovers()
    #expect(try FileManager.default.contentsOfDirectory(atPath: test.home.file("outbox/donor-letters")).isEmpty)
  }

  @Test("A year that was put right has a second edition, asked for in so many words; the first stays as it was")
  func editions() throws {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let house = try test.letterHouse(Who.finance)
    let year = try test.letterYear()
    #expect(throws: DonorLettersError.never(year: "2025-26")) { try house.donorLetters(year, anew: true) }
    _ = try house.donorLetters(year)
    let (text, html) = (try test.donorLetters(), try test.donorLetters("html"))
    #expect(throws: DonorLettersError.unchanged(year: "2025-26")) { try house.donorLetters(year, anew: true) }
    // November is opened again, a payslip line more comes, and it is closed again.
    let words = try house.reopenMonth(november())
    _ = try test.letterHouse(Who.manager).approve(
      String(#require(words.split(separator: " ").dropFirst(2).first).dropLast()))
    try test.pay("2026-11-28", [("100003", 400)], sequence: 2)
    #expect(throws: DonorLettersError.open(year: "2025-26", month: try november())) {
      try house.donorLetters(year, anew: true)
    }
    try test.closeMonths(through: november())
    // Without the word they are the first ones again, and it is said that they are out of date.
    let again = try house.donorLetters(year)
    #expect(again.isAgain && again.isOutOfDate && again.edition == 1)
    #expect(try test.donorLetters() == text && test.donorLetters("html") == html)
    _ = try house.donorLetter(1, of: year)
    let before = try test.store.reading.all("SELECT * FROM donor_letters") { $0.blob(10) }
    #expect(try house.donorLetters(year, anew: true, isDryRun: true).edition == 2)
    let second = try house.donorLetters(year, anew: true)
    #expect(second.edition == 2 && !second.isAgain && second.letters == 3)
    // The first ones, and those made again alone, are not left to be handed out.
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: test.home.file("outbox/donor-letters"))
        == ["2025-26-edition-2"])
    let folder = "2025-26-edition-2"
    let (newText, newHTML) = (try test.donorLetters(in: folder), try test.donorLetters("html", in: folder))
    for letter in newText {
      #expect(letter.contains("We wrote to you on ") && letter.contains("Please keep this letter, and not that one."))
      #expect(Readability.grade(letter) <= 7)
    }
    #expect(newText[1].contains("you gave £9.00") && text[1].contains("you gave £5.00"))
    let cover = FileManager.default.contents(atPath: test.home.file("outbox/donor-letters/\(folder)/letters-0001.txt"))
    #expect(
      String(decoding: try #require(cover), as: UTF8.self).contains("Edition 2. Letters of this year from before"))
    #expect(throws: DonorLettersError.unchanged(year: "2025-26, edition 2")) {
      try house.donorLetters(year, anew: true)
    }
    // Each edition is made again with its own bytes; the first's record is what it was.
    #expect(try test.store.reading.all("SELECT * FROM donor_letters WHERE number = 1") { $0.blob(10) } == before)
    #expect(try house.donorLetters(year, edition: 1).edition == 1)
    #expect(try test.donorLetters() == text && test.donorLetters("html") == html)
    let newest = try house.donorLetters(year)
    #expect(newest.edition == 2 && !newest.isOutOfDate)
    // Whatever lies there of the first, be it after a kill, is taken away with the newest.
    #expect(try FileManager.default.contentsOfDirectory(atPath: test.home.file("outbox/donor-letters")) == [folder])
    #expect(try test.donorLetters(in: folder) == newText && test.donorLetters("html", in: folder) == newHTML)
    #expect(try house.donorLetter(2, of: year).folder?.hasSuffix("/\(folder)-letter-2") == true)
    #expect(throws: DonorLettersError.noEdition(3, year: "2025-26")) { try house.donorLetters(year, edition: 3) }
    try house.donorLettersHandedOver(year)
    #expect(try FileManager.default.contentsOfDirectory(atPath: test.home.file("outbox/donor-letters")).isEmpty)
    #expect(try test.faults() == [])
  }

  @Test("Made again they are the same bytes, whatever was booked since; who was forgotten is taken out and listed")
  func again() throws {
    let test = try TestHouse()
    let who = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let house = try test.letterHouse(Who.finance)
    _ = try house.donorLetters(test.letterYear())
    let (text, html) = (try test.donorLetters(), try test.donorLetters("html"))
    try FileManager.default.removeItem(atPath: test.home.file("outbox/donor-letters"))
    try test.pay("2026-11-28", [("100001", 1_000)], sequence: 2)
    let again = try house.donorLetters(test.letterYear())
    #expect(again.isAgain && again.removed == [] && again.renamed == [] && again.letters == 3)
    #expect(try test.donorLetters() == text && test.donorLetters("html") == html)
    try test.change("name", as: "donor.change", by: Who.finance) {
      try Registration.renameDonor(who.third, name: "Carys Newname", in: $0, store: test.store)
    }
    try test.store.keys.forget(.person, [who.both])
    let later = try house.donorLetters(test.letterYear())
    #expect(later.removed == [1] && later.renamed == [3])
    let letters = try test.donorLetters()
    #expect(letters[0].contains("Letter 1 was taken out.") && !letters[0].contains("£") && letters[1] == text[1])
    #expect(letters[2] == text[2].replacing("Carys Evans", with: "Carys Newname"))
    #expect(try test.donorLetters("html")[0].contains("Letter 1 was taken out."))
  }

  @Test("Letters that would not be what was recorded are not written") func changed() throws {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    try test.closeMonths(through: november())
    _ = try test.letterHouse(Who.finance).donorLetters(test.letterYear())
    try FileManager.default.removeItem(atPath: test.home.file("outbox/donor-letters"))
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      #expect(
        try raw.withoutTriggers(
          ["donor_letter_gift"],
          [("UPDATE donor_letter_gift SET given_pence = given_pence + 1 WHERE letter = 3", [])]))
    }
    #expect(throws: DonorLettersError.changed(year: "2025-26")) {
      try test.letterHouse(Who.finance).donorLetters(test.letterYear())
    }
    #expect(try test.donorLetters().isEmpty)
    let faults = try test.faults()
    #expect(faults.contains { $0.hasPrefix("donor-letters: the donor_letters of 2025-26") })
  }

  @Test("A year with an open month has no letters, nor one in which nobody gave; a dry run leaves nothing")
  func refused() throws {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    let house = try test.letterHouse(Who.finance)
    #expect(throws: DonorLettersError.open(year: "2025-26", month: try day("2025-12-01").month)) {
      try house.donorLetters(test.letterYear())
    }
    try test.closeMonths(through: november().previous)
    #expect(throws: DonorLettersError.open(year: "2025-26", month: try november())) {
      try house.donorLetters(test.letterYear())
    }
    try test.closeMonths(through: november())
    #expect(try house.givingYear(nil) == test.letterYear())
    let head = try test.store.reading.auditHead()
    #expect(try house.donorLetters(test.letterYear(), isDryRun: true).letters == 3)
    #expect(try test.store.reading.auditHead() == head && test.donorLetters().isEmpty)
    #expect(throws: DonorLettersError.never(year: "2025-26")) { try house.donorLettersHandedOver(test.letterYear()) }
  }

  @Test("Handed over they are deleted; what lies too long is swept by the night, and made again") func gone() throws {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    try test.closeMonths(through: november())
    let house = try test.letterHouse(Who.finance)
    let folder = try #require(try house.donorLetters(test.letterYear()).folder)
    // The clock of the test stands in December 2026.
    for (written, isGone) in [("2026-11-11", false), ("2026-11-10", true)] {
      let date = Date(timeIntervalSince1970: TimeInterval(Int64(try day(written).dayNumber) * 86_400))
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: folder)
      try test.house(.system).sweepLeftovers()
      #expect(FileManager.default.fileExists(atPath: folder) != isGone, "\(written)")
    }
    _ = try house.donorLetters(test.letterYear())
    #expect(try test.donorLetters().count == 3)
    try house.donorLettersHandedOver(test.letterYear())
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(throws: DonorLettersError.handed(year: "2025-26")) { try house.donorLettersHandedOver(test.letterYear()) }
    // Made again for someone who lost theirs, they are gone with the next night.
    _ = try house.donorLetters(test.letterYear())
    try test.house(.system).sweepLeftovers()
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(try test.faults() == [])
  }

  @Test("What each person gave is what an independent count of every line, settlement and gift makes it")
  func counted() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let reading = test.store.reading
    let days = try day("2026-01-01")...day("2027-12-31")
    let giving = try DonorGiving.read(days, reading)
    var wanted: [DonorGiving.Share: Int64] = [:]
    var unknown: Int64 = 0
    func give(_ donor: Int64?, _ fund: Int64, _ pence: Int64) {
      if let donor { wanted[.init(donor: donor, fund: fund), default: 0] += pence } else { unknown += pence }
    }
    for file in try PostedFile.all(reading) where !file.isSuperseded {
      var seen: Set<Int64> = []
      let rows = try reading.all("SELECT id, line, post, fund, amount_pence FROM contribution") { row in
        (0..<5).map { row.int($0) }
      }.filter { file.rows.contains($0[0]) }
      for row in rows {
        let donor = try Post.find(row[2], reading)?.donor
        give(donor, row[3], row[4])
        guard row[3] == Fund.unallocated.number, seen.insert(row[1]).inserted else { continue }
        let items = try reading.all(
          "SELECT public_id, suspense_pence FROM open_item WHERE subject = ? AND line = ?",
          [.text(file.subject), .integer(row[1])]
        ) { ($0.text(0), $0.int(1)) }
        for (item, pence) in items {
          guard let entry = try Entry.find("settled/\(item)", reading), donor != nil else { continue }
          give(donor, Fund.unallocated.number, -pence)
          let funds = try Funds.read(reading)
          for posting in entry.postings where posting.account.hasPrefix("income:payroll") {
            give(donor, try #require(funds[posting.fund]).number, -posting.amountPence)
          }
        }
      }
    }
    let named = Dictionary(
      try reading.all("SELECT gift, person FROM gift_giver ORDER BY id") { ($0.text(0), $0.int(1)) }
    ) { $1 }
    for gift in try Gift.all(reading) {
      if let donor = named[gift.id] ?? gift.person { give(donor, gift.fund, gift.amountPence) }
    }
    #expect(giving.sums.mapValues(\.given).filter { $0.value != 0 } == wanted.filter { $0.value != 0 })
    #expect(giving.unknownPence == unknown && unknown != 0)
    // What was added to persons' gifts, line by line.
    var matched: [DonorGiving.Share: Int64] = [:]
    try reading.each("SELECT gift, fund, amount_pence FROM matched_gift") { row in
      var donor = named[row.text(0)]
      let parts = row.text(0).split(separator: "/").map(String.init)
      if donor == nil, parts.count == 6, let key = FileKey(parts[0..<4].joined(separator: "/")),
        let file = try PostedFile.all(reading).last(where: { $0.key == key && !$0.isSuperseded }),
        let line = Int64(parts[4].dropFirst())
      {
        let post = try reading.first(
          "SELECT post FROM contribution WHERE id >= ? AND id < ? AND line = ? LIMIT 1",
          [.integer(file.rows.lowerBound), .integer(file.rows.upperBound), .integer(line)]
        ) { $0.int(0) }
        donor = try post.flatMap { try Post.find($0, reading) }?.donor
      }
      let person = try donor ?? Gift.find(row.text(0), reading)?.person
      if let person { matched[.init(donor: person, fund: row.int(1)), default: 0] += row.int(2) }
    }
    #expect(giving.sums.mapValues(\.matched).filter { $0.value != 0 } == matched.filter { $0.value != 0 })
    #expect(!matched.isEmpty)
  }

  @Test("A letter in plain words reads at the grade of an eleven-year-old, and fits a page") func plain() throws {
    let test = try TestHouse()
    _ = try test.yearOfGifts()
    try test.closeMonths(through: november())
    _ = try test.letterHouse(Who.finance).donorLetters(test.letterYear())
    for letter in try test.donorLetters() {
      let grade = Readability.grade(letter)
      #expect(grade <= 7, "grade \(grade)")
      // An A4 page in the letters' type has 48 lines of 80 letters.
      let lines = letter.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { $0 + 1 + $1.count / 80 }
      #expect(lines <= 48, "\(lines) lines")
    }
    let words = try TestHouse.configuration.get().donorLetterTemplates()
    for sentence in words.sentences.values { #expect(!sentence.contains("LAC")) }
    let all = words.sentences.filter { $0.key != "place" }.values.sorted().joined(separator: "\n")
    #expect(Readability.grade(all) <= 7, "grade \(Readability.grade(all))")
  }
}

/// Flesch and Kincaid's grade of a text.
enum Readability {
  static func grade(_ text: String) -> Double {
    let sentences = text.split(whereSeparator: { ".!?\n".contains($0) }).map { sentence in
      sentence.split(whereSeparator: { !$0.isLetter && $0 != "'" })
    }.filter { !$0.isEmpty }
    let words = sentences.flatMap(\.self)
    let syllables = words.reduce(0) { $0 + Self.syllables($1.lowercased()) }
    guard !words.isEmpty else { return 0 }
    return 0.39 * Double(words.count) / Double(sentences.count) + 11.8 * Double(syllables) / Double(words.count) - 15.59
  }

  /// Groups of vowels, less a mute e at the end.
  private static func syllables(_ word: String) -> Int {
    var count = 0
    var wasVowel = false
    for letter in word {
      let isVowel = "aeiouy".contains(letter)
      if isVowel && !wasVowel { count += 1 }
      wasVowel = isVowel
    }
    if word.hasSuffix("e"), !word.hasSuffix("le"), count > 1 { count -= 1 }
    return max(1, count)
  }
}
