// Gift Aid: on taxed money alone, under a declaration, once; given back when a gift is; paid by HMRC through the bank.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension DonorDetails {
  /// A giver that a test made up.
  static let some = DonorDetails(
    title: "Ms", firstName: "Ada", lastName: "Quill", house: "7", postcode: "ts18 1xx")
}

extension TestHouse {
  /// A file of the partner whose staff give from net pay, straight to the foundation.
  static let direct = "payroll-ACME-STAFF-2026-10-30-0001.xml"

  /// The register, and the partner's October.
  func startDirect() throws {
    _ = try MandateImport(
      store, layout: try Self.configuration.get().mandateLayout, limits: .standard
    ).take("\(Self.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(Self.today))
    try #require(try take(Self.sample(Self.direct), named: Self.direct).state == .posted)
  }

  /// The donor with this payroll number at the partner's.
  func donor(_ number: String) throws -> Int64 {
    try #require(
      try store.reading.first(
        "SELECT donor FROM payroll_number JOIN post ON post.post = payroll_number.post WHERE number = ?",
        [.text(number)]
      ) { $0.int(0) })
  }

  @discardableResult
  func declare(
    _ person: Int64, from: String = "2026-01-01", madeOn: String = "2026-11-01", details: DonorDetails = .some
  ) throws -> Int64 {
    try house(Who.finance).declareGiftAid(
      person: person, details: details, from: try day(from), madeOn: try day(madeOn))
  }

  func claim(_ until: String = "2026-11-30", on date: String = TestHouse.today) throws -> GiftAidClaim? {
    try house(Who.finance, on: date).claimGiftAid(until: try day(until))
  }

  /// What is due under an expectation comes, as if through the bank.
  func come(_ expectation: String) throws {
    try change("come/\(expectation)", as: "bank.assign", by: Who.finance) { write in
      var draft = EntryDraft(id: "came/\(expectation)", kind: "bank", eventDate: try day("2026-11-15"))
      let due = try Due.under(expectation, write.reading).map(\.amount).sum()
      try #require(try draft.clear(expectation, due, into: .bank("main"), write.reading) == .zero)
      try draft.post(in: write)
    }
  }
}

@Suite struct GiftAidTests {
  static let remittance = "payroll/ACME/STAFF/2026-10-30/0001/r1/ACME"

  @Test func aQuarterOfATaxedGiftIsClaimedForItsFundOnceTheMoneyHasCome() throws {
    let test = try TestHouse()
    try test.startDirect()
    try test.declare(test.donor("A-1001"))
    try test.declare(test.donor("A-1033"))
    #expect(try test.claim() == nil, "the money has not come")
    try test.come(Self.remittance)
    let claim = try #require(try test.claim())
    #expect(claim.donationPence == 3_000 && claim.taxPence == 750 && claim.amountPence == 750)
    #expect(try accountBalance(.giftAidDue, test.store.reading) == Pence(750))
    let entry = try #require(try Entry.find("gift-aid/1", test.store.reading))
    let income = entry.postings.filter { $0.account == "income:gift-aid" }
    #expect(income.map { "\($0.fund) \($0.amountPence)" }.sorted() == ["gift-of-giving -250", "no-limits -500"])
    let due = try #require(try OpenExpectation.all(kind: .giftAid, test.store.reading).first)
    #expect(due.expectation.from == "HMRC" && due.duePence == 750 && due.expectation.dueDate == "2027-01-09")
    #expect(try test.claim() == nil, "nothing is claimed twice")
    #expect(try test.faults() == [])
  }

  @Test func aGiftFromPayBeforeTaxIsNeverClaimedOn() throws {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    let name = Scenario.samples[0]
    _ = try test.take(TestHouse.sample(name), named: name)
    try test.declare(test.donor("100234"))
    try test.change("come", as: "bank.assign", by: Who.finance) { write in
      var draft = EntryDraft(id: "came", kind: "bank", eventDate: try day("2026-11-15"))
      for open in try OpenExpectation.all(write.reading) {
        _ = try draft.clear(open.expectation.id, Pence(open.duePence), into: .bank("main"), write.reading)
      }
      try draft.post(in: write)
    }
    #expect(try test.claim() == nil)
    #expect(try accountBalance(.giftAidDue, test.store.reading) == .zero)
  }

  @Test func giftsOfPeopleWhoDeclaredCountAndThoseOfBodiesAndOthersDoNot() throws {
    let test = try TestHouse()
    let gift = try test.give(1_001, by: .person(PersonFacts(name: "A")), into: "main")
    try test.give(2_000, by: .person(PersonFacts(name: "B")), into: "main", another: true)
    try test.give(4_000, by: .body("MAYOR"), into: "main")
    try test.declare(try #require(gift.person))
    let claim = try #require(try test.claim())
    #expect(claim.donationPence == 1_001 && claim.taxPence == 250)
    #expect(try test.faults() == [])
  }

  @Test func aGiftFromTheWebCountsOnceItsGiverIsKnownGrossOfItsFee() throws {
    let test = try TestHouse()
    let person = try #require(try test.give(100, by: .person(PersonFacts(name: "A")), into: "main").person)
    try test.declare(person)
    #expect(try test.claim()?.donationPence == 100)
    _ = try test.gifts(try OtherMoneyTests.sample())
    try test.come("gifts/webgiving/PO-2026-11/r1")
    #expect(try test.claim() == nil)
    try test.house(Who.finance).nameGiver(of: "gifts/webgiving/PO-2026-11/r1/L2", person: person)
    #expect(try test.claim()?.taxPence == 625)
    #expect(throws: GivingError.self) { try test.house(Who.finance).nameGiver(of: "nothing", person: person) }
    let body = try test.give(500)
    #expect(throws: GivingError.self) { try test.house(Who.finance).nameGiver(of: body.id, person: person) }
    #expect(try test.faults() == [])
  }

  @Test func whatAGiftThatIsTakenBackBroughtIsGivenBackInTheNextClaim() throws {
    let test = try TestHouse()
    let wrong = try test.give(800, by: .person(PersonFacts(name: "A")), into: "main")
    let person = try #require(wrong.person)
    try test.declare(person)
    #expect(try test.claim()?.amountPence == 200)
    try test.agree { try $0.reverse(Correction(entry: wrong.id, reason: .wrongAmount)) }
    #expect(throws: GivingError.self, "there is nothing yet that it can be taken from") { try test.claim() }
    #expect(try test.faults() == [])
    let right = try test.give(2_000, by: .anonymous, into: "main")
    try test.house(Who.finance).nameGiver(of: right.id, person: person)
    let second = try #require(try test.claim())
    #expect(second.taxPence == 500 && second.adjustmentPence == 200 && second.amountPence == 300)
    #expect(try accountBalance(.giftAidIncome, test.store.reading) == Pence(-500))
    #expect(try test.claim() == nil)
    #expect(try test.faults() == [])
  }

  @Test func aLaterRevisionOfAFileChangesOnlyWhatItChanged() throws {
    let test = try TestHouse()
    try test.startDirect()
    for number in ["A-1001", "A-1004"] { try test.declare(test.donor(number)) }
    try test.come(Self.remittance)
    #expect(try test.claim()?.taxPence == 375)
    let text = String(decoding: try TestHouse.sample(TestHouse.direct), as: UTF8.self)
    let corrected = text.replacing(
      "\"A-1004\" code=\"NOLIM\" amount=\"5.00\"", with: "\"A-1004\" code=\"NOLIM\" amount=\"3.00\""
    ).replacing("91.25", with: "89.25")
    let held = try test.take(corrected, named: TestHouse.direct, by: Who.finance, supersedes: true)
    _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    let more = try test.give(4_000, by: .anonymous, into: "main")
    try test.house(Who.finance).nameGiver(of: more.id, person: test.donor("A-1001"))
    let second = try #require(try test.claim())
    // What the employer paid too much is not explained yet, so £3.00 waits; £5.00 is given back.
    #expect(second.adjustmentPence == 125 && second.donationPence == 4_000)
    #expect(try test.faults() == [])
  }

  @Test func whatPayrollTakesBackLessensTheGiftItWasTakenOfAndGoesWithItsDeclaration() throws {
    let test = try TestHouse()
    try test.startDirect()
    try test.declare(test.donor("A-1001"))
    let declaration = try test.declare(test.donor("A-1004"))
    try test.come(Self.remittance)
    #expect(try test.claim()?.taxPence == 375)
    func more(_ pence: Int64) throws {
      let gift = try test.give(pence, by: .anonymous, into: "main")
      try test.house(Who.finance).nameGiver(of: gift.id, person: test.donor("A-1001"))
    }
    let text = String(decoding: try TestHouse.sample(TestHouse.direct), as: UTF8.self)
    let november = text.replacing("2026-10-30", with: "2026-11-30").replacing("91.25", with: "82.25").replacing(
      "\"A-1004\" code=\"NOLIM\" amount=\"5.00\"", with: "\"A-1004\" code=\"NOLIM\" amount=\"-4.00\"")
    let name = TestHouse.direct.replacing("2026-10", with: "2026-11")
    try #require(try test.take(november, named: name).state == .posted)
    let item = try #require(try OpenItem.open(test.store.reading).first { $0.code == "negative-line" })
    _ = try test.house(Who.finance).settling().settle(
      item.id, as: .fund("no-limits"), reason: .registerCorrected, action: "suspense.settle")
    try more(4_000)
    // October's £5.00 is £1.00 now: it is given back and claimed anew, and the take-back is no gift of its own.
    let second = try #require(try test.claim())
    #expect(second.adjustmentPence == 125 && second.donationPence == 4_100 && second.taxPence == 1_025)
    // The declaration is cancelled from before all of it: what is left goes back, and nothing comes up as a gift.
    try test.house(Who.finance).cancelGiftAid(declaration, from: try day("2026-10-01"))
    try more(800)
    let third = try #require(try test.claim())
    #expect(third.adjustmentPence == 25 && third.donationPence == 800 && third.taxPence == 200)
    #expect(try test.faults() == [])
  }

  @Test func aDeclarationCoversItsDaysAndNoOthers() throws {
    let test = try TestHouse()
    let gift = try test.give(800, by: .person(PersonFacts(name: "A")), into: "main")  // 20 November
    let person = try #require(gift.person)
    #expect(throws: GivingError.self) { try test.declare(person, from: "2022-10-31", madeOn: "2026-11-01") }
    #expect(throws: GivingError.self) { try test.declare(person, madeOn: "2026-12-11") }
    #expect(throws: GivingError.self) { try test.declare(999) }
    let first = try test.declare(person, from: "2026-11-21")
    #expect(try test.claim() == nil, "it was given the day before")
    #expect(throws: GivingError.self, "another covers some of its days") { try test.declare(person) }
    #expect(throws: GivingError.self) {
      try test.house(Who.finance).cancelGiftAid(first, from: try day("2026-11-20"))
    }
    try test.house(Who.finance).cancelGiftAid(first, from: try day("2026-11-21"))
    let second = try test.declare(person, from: "2022-11-01")
    #expect(try test.claim()?.amountPence == 200)
    // The giver's letter came late: what was claimed since is given back.
    try test.house(Who.finance).cancelGiftAid(second, from: try day("2026-11-20"))
    #expect(throws: GivingError.self) { try test.claim() }
    #expect(try test.faults() == [])
  }

  @Test func aGiftThatIsTooOldIsNotClaimedAnyMore() throws {
    let test = try TestHouse()
    let gift = try test.give(800, by: .person(PersonFacts(name: "A")), into: "main")
    try test.declare(try #require(gift.person))
    // Given in the tax year that ends on 5 April 2027.
    #expect(try test.house(Who.finance, on: "2031-04-06").claimGiftAid(until: try day("2031-04-06")) == nil)
    #expect(try test.house(Who.finance, on: "2031-04-05").claimGiftAid(until: try day("2031-04-05")) != nil)
  }

  @Test func theRateIsThatOfTheGiftsDay() throws {
    let path = "\(try TestHouse.newFolder())/gift-aid.yaml"
    let shipped = try String(contentsOfFile: "\(TestHouse.root)/config/gift-aid.yaml", encoding: .utf8)
    let changed = shipped.replacing(
      "  # How many years before",
      with: "    - {from: 2026-11-21, percent: 25, source: A later law}\n  # How many years before")
    try AtomicFile.write(path, bytes: Array(changed.utf8))
    let test = try TestHouse()
    let early = try test.give(1_000, by: .person(PersonFacts(name: "A")), into: "main")
    let person = try #require(early.person)
    try test.declare(person)
    let later = GiftTerms(
      amount: Pence(1_000), fund: "no-limits", date: try day("2026-11-21"), giver: .anonymous, account: .bank("main"))
    try test.change("later", as: "gift.add", by: Who.finance) {
      let gift = try later.record(isAnother: false, in: $0, store: test.store)
      try GiftGiver.record(gift.id, person: person, in: $0)
    }
    let claim = try GiftAidClaim.make(
      until: try day("2026-11-30"), try GiftAidRules.read(path), by: Who.finance, on: try day(TestHouse.today),
      test.store, isDryRun: false)
    #expect(claim?.taxPence == 583)
  }

  @Test func hmrcsMoneyClearsWhatIsDueByTheLineOfTheStatement() throws {
    let test = try TestHouse()
    let gift = try test.give(1_000, by: .person(PersonFacts(name: "A")), into: "FDN")
    try test.declare(try #require(gift.person))
    _ = try test.claim()
    let statement = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
      <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-12-05T06:00:00</CreDtTm></GrpHdr>
      <Stmt><Id>FDN-2026-12</Id><CreDtTm>2026-12-05T06:00:00</CreDtTm>
      <Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></Acct>
      <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Dt><Dt>2026-12-01</Dt></Dt></Bal>
      <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Dt><Dt>2026-12-04</Dt></Dt></Bal>
      <Ntry><NtryRef>E1</NtryRef><Amt Ccy="GBP">2.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
      <BookgDt><Dt>2026-12-04</Dt></BookgDt><BkTxCd><Prtry><Cd>BACS</Cd></Prtry></BkTxCd>
      <NtryDtls><TxDtls><RmtInf><Ustrd>HMRC CHARITIES XR12345</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
      </Stmt></BkToCstmrStmt></Document>
      """
    let path = "\(test.folder)/statement-FDN-2026-12.xml"
    try AtomicFile.write(path, bytes: Array(statement.utf8))
    let taken = try test.house(.system).bankIntake().take([path])
    try #require(taken.map(\.state) == [.posted], "\(taken)")
    #expect(try accountBalance(.giftAidDue, test.store.reading) == .zero)
    #expect(try accountBalance(.bank("FDN"), test.store.reading) == Pence(1_250))
    #expect(try OpenItem.open(test.store.reading).isEmpty)
    #expect(try test.faults() == [])
  }

  @Test func theScheduleHasHmrcsColumnsIsCutIntoFilesAndNotedAsALook() throws {
    let test = try TestHouse()
    let gift = try test.give(1_000, by: .person(PersonFacts(name: "A")), into: "main")
    let person = try #require(gift.person)
    try test.declare(
      person, details: DonorDetails(firstName: "=Ada", lastName: "O'Quill, B", house: "The Mill", postcode: "ts181xx"))
    _ = try test.claim()
    let made = try test.house(Who.finance).exportGiftAid(nil)
    #expect(made.number == 1 && made.claim == 1 && made.rows == 1 && made.donationPence == 1_000)
    let file = "\(test.home.outbox)/gift-aid-0001-1.csv"
    #expect(made.files == [file])
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(
      written == """
        Title,First name,Last name,House name or number,Postcode,Aggregated donations,Sponsored event,Donation date,Amount
        ,'=Ada,"O'Quill, B",The Mill,TS18 1XX,,,20/11/26,10.00

        """)
    let looks = try test.store.reading.all("SELECT actor, person, why FROM look") {
      "\($0.text(0)) \($0.int(1)) \($0.text(2))"
    }
    #expect(looks == ["\(Who.finance.name) \(person) Gift Aid claim 1"])
    let again = try test.house(Who.finance).exportGiftAid(1)
    #expect(again.number == 2)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == written)
    #expect(throws: StoreError.self) { try test.house(Who.support).exportGiftAid(1) }
    #expect(throws: GivingError.self) { try test.house(Who.finance).exportGiftAid(2) }
    #expect(try test.faults() == [])
  }

  @Test func oneFileHasAtMostAThousandRows() throws {
    let test = try TestHouse()
    let gift = try test.give(1_000, by: .person(PersonFacts(name: "A")), into: "main")
    let person = try #require(gift.person)
    try test.declare(person, from: "2023-01-01")
    try test.change("many", as: "gift.add", by: Who.finance) { write in
      for days in 0..<1_000 {
        let terms = GiftTerms(
          amount: Pence(100), fund: "no-limits", date: try day("2026-11-19").adding(days: -days), giver: .anonymous,
          account: .bank("main"))
        try GiftGiver.record(
          terms.record(isAnother: false, in: write, store: test.store).id, person: person, in: write)
      }
    }
    #expect(try test.claim()?.donationPence == 101_000)
    let made = try test.house(Who.finance).exportGiftAid(nil)
    #expect(made.rows == 1_001 && made.files.count == 2)
    let lines = try made.files.map { try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").count }
    #expect(lines == [1_001, 2])
  }

  @Test(
    "details that HMRC would refuse are refused, and not repeated",
    arguments: [
      DonorDetails(firstName: "", lastName: "Quill", house: "7", postcode: "TS18 1XX"),
      DonorDetails(firstName: "Ada", lastName: " ", house: "7", postcode: "TS18 1XX"),
      DonorDetails(firstName: "Ada", lastName: "Quill", house: "", postcode: "TS18 1XX"),
      DonorDetails(firstName: "Ada", lastName: "Quill", house: "7", postcode: "Zebedee"),
      DonorDetails(firstName: "Ada", lastName: "Quill", house: "7", postcode: "T 1"),
      DonorDetails(title: "Zebedee", firstName: "Ada", lastName: "Quill", house: "7", postcode: "X"),
      DonorDetails(firstName: String(repeating: "Zebedee", count: 6), lastName: "Q", house: "7", postcode: "X"),
      DonorDetails(firstName: "A\u{1}", lastName: "Zebedee", house: "7", postcode: "X"),
    ])
  func wrongDetails(_ details: DonorDetails) throws {
    let test = try TestHouse()
    let person = try #require(try test.give(100, by: .person(PersonFacts(name: "A"))).person)
    let refusal = #expect(throws: GivingError.self) { try test.declare(person, details: details) }
    #expect(refusal?.sentence.contains("Zebedee") == false)
    #expect(try Declaration.all(test.store.reading).isEmpty)
    #expect(try test.faults() == [])
  }

  @Test func aGiversHomeGoesToTheVaultAndNowhereElse() throws {
    let test = try TestHouse()
    let person = try #require(try test.give(100, by: .person(PersonFacts(name: "A"))).person)
    try test.declare(
      person, details: DonorDetails(firstName: "Zebedee", lastName: "Quillwort", house: "Foxholes", postcode: "X"))
    try test.reopen {
      let bytes = try #require(FileManager.default.contents(atPath: test.home.database))
      for word in ["Zebedee", "Quillwort", "Foxholes"] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)") }
    }
  }

  // Random gifts, taken back or not, claimed in rounds: what all claims come to is what the gifts that stand bring, give or
  // take a penny for each round that was rounded down.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func claimsComeToWhatTheGiftsThatStandBring(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let test = try TestHouse()
    let first = try test.give(1, by: .person(PersonFacts(name: "A")), into: "main")
    let person = try #require(first.person)
    try test.declare(person)
    var standing = [first]
    var rounds: Int64 = 0
    for _ in 0..<4 {
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        let fund = Bool.random(using: &generator) ? "no-limits" : "gift-of-giving"
        let gift = try test.give(
          Int64.random(in: 1...99_999, using: &generator), to: fund, by: .anonymous, into: "main", another: true)
        try test.house(Who.finance).nameGiver(of: gift.id, person: person)
        standing.append(gift)
      }
      if Bool.random(using: &generator), let gone = standing.randomElement(using: &generator) {
        try test.agree { try $0.reverse(Correction(entry: gone.id, reason: .wrongDetails)) }
        standing.removeAll { $0.id == gone.id }
      }
      do { if try test.claim() != nil { rounds += 1 } } catch is GivingError {}
    }
    let brought = -(try accountBalance(.giftAidIncome, test.store.reading)).rawValue
    let exact = standing.reduce(0) { $0 + $1.amountPence } / 4
    #expect((exact - rounds - 1...exact + rounds + 1).contains(brought) || rounds == 0, "seed \(seed)")
    #expect(try test.faults() == [], "seed \(seed)")
  }
}
