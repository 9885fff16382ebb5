// nolimits award, nolimits payment

import ArgumentParser
import Dates
import Grants
import Money
import Operations
import Store

struct AwardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "award", abstract: "Awards: the foundation's yes or no, the agreement, and what stands of each.",
    subcommands: [List.self, Show.self, SignOff.self, Refuse.self, Accept.self, Cancel.self, Organisation.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Awards, newest first.")
    @OptionGroup var common: Common
    @Option(help: "How many at most.")
    var limit: Int64 = 50

    func run() throws {
      let house = try common.house(reading: Action("award.read"))
      let awards = try Award.list(limit: limit, for: house.actor, house.store.reading)
      try common.screen.show(
        awards,
        as: Table(
          ["Application", "Round", "Award", "Let go", "Stands"], empty: "No awards yet.",
          rows: awards.map {
            [
              .count($0.application), .text($0.round), .pence($0.amountPence), .pence($0.releasedPence),
              .text($0.takenOn ? "\($0.state.words), taken on" : $0.state.words),
            ]
          }))
      common.screen.more(shown: awards.count, limit: limit)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "How an award came about, in words, its payments and its papers.")
    @OptionGroup var common: Common
    @Argument(help: "The application's number.")
    var number: Int64

    func run() throws {
      let house = try common.house(reading: Action("award.read"))
      let words = try house.explain(number)
      let payments = try Payment.of(number, house.store.reading)
      if common.json { return try common.screen.show(payments, words: "") }
      try common.screen.show(["words": words], text: words)
      common.screen.show(PaymentCommand.table(payments))
      common.screen.show(EvidenceCommand.table(try Evidence.of(number, house.store.reading)))
    }
  }

  struct SignOff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sign-off", abstract: "The foundation's yes: the money is promised.")
    @OptionGroup var options: ApplicationStepOptions

    func run() throws {
      try options.common.houseForDecision(Action("award.sign-off")).signOff(
        options.number, isDryRun: options.dryRun.isOn)
      try options.common.screen.show(
        ["application": options.number],
        words: "Signed off. Next, when the agreement is accepted: nolimits award accept \(options.number)")
      options.dryRun.remind(options.common.screen)
    }
  }

  struct Refuse: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refuse", abstract: "The foundation's no, on one of the listed grounds.")
    @OptionGroup var options: ApplicationStepOptions
    @Option(help: "purpose, safeguarding or conflict. There are no others.")
    var ground: Award.Ground

    func run() throws {
      try options.run(Action("award.refuse"), words: "Refused. The money is free again.") { house, write in
        try Award.refuse(options.number, on: ground, date: house.businessDate, by: house.actor, in: write)
      }
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept", abstract: "Note that the agreement was accepted; nothing is paid before.")
    @OptionGroup var options: ApplicationStepOptions

    func run() throws {
      try options.run(
        Action("award.accept"), words: "Noted. Next: nolimits payment propose \(options.number) AMOUNT --to supplier"
      ) { house, write in
        try Application.make(.accept, of: options.number, by: house.actor, in: write)
      }
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Free what was not let go of an award.")
    @OptionGroup var options: ApplicationStepOptions
    @Option(help: "Why: a code such as not-needed.")
    var reason: String

    func run() throws {
      try options.run(Action("award.cancel"), words: "Cancelled. What was not let go can be awarded again.") {
        house, write in
        try Award.cancel(options.number, reason: reason, on: house.businessDate, by: house.actor, in: write)
      }
    }
  }
}

struct PaymentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment",
    abstract: "Payments of awards: proposed, approved by another person, let go by another than approved them.",
    subcommands: [List.self, Propose.self, Approve.self, Release.self, Returned.self], defaultSubcommand: List.self)

  static func table(_ payments: [Payment]) -> Table {
    Table(
      ["Payment", "Amount", "To", "Stands", "Came back"], empty: "No payments yet.",
      rows: payments.map {
        [
          .text($0.id), .pence($0.amountPence), .text($0.payee.rawValue), .text($0.state.rawValue),
          $0.backPence == 0 ? .text("") : .pence($0.backPence),
        ]
      })
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Payments, newest first.")
    @OptionGroup var common: Common
    @Option(help: "How many at most.")
    var limit: Int64 = 50

    func run() throws {
      let house = try common.house(reading: Action("payment.read"))
      let payments = try Payment.list(limit: limit, for: house.actor, house.store.reading)
      try common.screen.show(payments, as: table(payments))
      common.screen.more(shown: payments.count, limit: limit)
    }
  }

  struct Propose: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "propose", abstract: "Write a payment down; where it goes is asked for, or read from stdin as JSON.",
      discussion: """
        EXAMPLES
          nolimits payment propose 12 120.00 --to supplier <payee.json     {"details": "…"}
        """)
    @OptionGroup var options: ApplicationStepOptions
    @Argument(help: "Pounds, such as 120.00.")
    var amount: String
    @Option(help: "supplier, voucher, carer, adviser, organisation or own.")
    var to: Payment.Payee

    struct Details: Decodable { let details: String }

    func run() throws {
      let house = try options.common.houseForDecision(Action("payment.propose"))
      let amount = try Pounds.read(amount)
      let details = try Ask.personal(Details.self) {
        Details(details: try Ask.line("Name, sort code, account number, reference: "))
      }.details
      let id = try house.grantWork(Action("payment.propose"), about: "\(options.number)", isDryRun: options.dryRun.isOn)
      {
        try Payment.propose(
          of: options.number, amount: amount, to: to, details: details,
          ownAccountFrom: house.configuration.afterAward().ownAccountFrom, on: house.businessDate, by: house.actor,
          in: $0, store: house.store)
      }
      try options.common.screen.show(
        ["payment": id], words: "Written down as \(id). Another person confirms it: nolimits payment approve \(id)")
      options.dryRun.remind(options.common.screen)
    }
  }

  /// What the commands about one payment take.
  struct Options: ParsableArguments {
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its id, such as payment/12/1.")
    var id: String

    func done(_ words: String) throws {
      try common.screen.show(["payment": id], words: words)
      dryRun.remind(common.screen)
    }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Confirm payee and amount, over a number that was held before.")
    @OptionGroup var options: Options

    func run() throws {
      try options.common.houseForDecision(Action("payment.approve")).approvePayment(
        options.id, isDryRun: options.dryRun.isOn)
      try options.done("Approved. Another person lets it go: nolimits payment release \(options.id)")
    }
  }

  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Let a payment go: it is owed until the bank has paid it.")
    @OptionGroup var options: Options

    func run() throws {
      try options.common.houseForDecision(Action("payment.release")).releasePayment(
        options.id, isDryRun: options.dryRun.isOn)
      try options.done("Let go. Next, the file for the bank: nolimits export payments")
    }
  }

  struct Returned: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "returned", abstract: "A payment did not arrive, or some of it was not needed and comes back.",
      discussion: """
        EXAMPLES
          nolimits payment returned payment/12/1                    it did not arrive
          nolimits payment returned payment/12/1 --unspent 20.00    this much was not needed

        If the bank had paid it, the money is awaited until its line comes. What is
        unspent goes back to the fund with: nolimits award cancel 12 --reason not-needed
        """)
    @OptionGroup var options: Options
    @Option(help: "Only this much of it comes back, in pounds.")
    var unspent: String?

    func run() throws {
      let house = try options.common.houseForDecision(Action("payment.returned"))
      let amount = try unspent.map { try Pounds.read($0) }
      let awaited = try house.grantWork(
        Action("payment.returned"), about: options.id, isDryRun: options.dryRun.isOn
      ) { write -> String? in
        if let amount {
          return try Payment.unspent(options.id, amount: amount, on: house.businessDate, by: house.actor, in: write)
        }
        return try Payment.takeBack(options.id, on: house.businessDate, by: house.actor, in: write)
      }
      try options.done(
        awaited.map { "Its money is promised again. When the bank has it: nolimits bank assign LINE --to \($0)" }
          ?? "Taken back. Its money is promised again.")
    }
  }
}

extension Award.Ground: ExpressibleByArgument {}
extension Payment.Payee: ExpressibleByArgument {}
