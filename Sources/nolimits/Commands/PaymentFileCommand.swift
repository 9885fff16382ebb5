// nolimits export payments

import ArgumentParser
import Exchange
import Operations
import Store

extension ExportCommand {
  struct Payments: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "payments", abstract: "The file by which the bank pays what was let go (ISO 20022 pain.001).",
      discussion: """
        EXAMPLES
          nolimits export payments                    all that was let go and is in no file yet
          nolimits export payments --list             the files there are
          nolimits export payments --again 3          file 3 was lost: the same bytes again
          nolimits export payments --handed-over 3    the bank has file 3: delete it here

        Each payment is in one file, once. Compare count, total and digest with the bank's screen.

        A file made again says when it was handed over, and how much of it the bank
        has paid. The bank must not get it a second time.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Flag(help: "The files there are.")
    var list = false
    @Option(help: "Make the file of this number again.")
    var again: Int64?
    @Option(help: "Note that the bank has the file of this number, and delete it here.")
    var handedOver: Int64?

    struct Handed: Encodable { let handedOver: Int64 }

    func run() throws {
      guard [list, again != nil, handedOver != nil].filter({ $0 }).count <= 1 else {
        throw ValidationError("Only one of --list, --again and --handed-over.")
      }
      if list { return try showFiles(common.house(reading: Action("payment.read"))) }
      let house = try common.houseForDecision()
      if let handedOver {
        try house.paymentExport(isDryRun: dryRun.isOn).handOver(handedOver)
        try common.screen.show(
          Handed(handedOver: handedOver), words: "Noted: the bank has file \(handedOver). It was deleted here.")
      } else {
        let report =
          try again.map { try house.paymentExport().again($0) } ?? house.exportPayments(isDryRun: dryRun.isOn)
        try common.screen.show(report, words: Self.words(report))
      }
      dryRun.remind(common.screen)
    }

    private func showFiles(_ house: House) throws {
      let files = try PaymentFile.all(house.store.reading)
      try common.screen.show(
        files.map { PaymentFileListed($0) },
        as: Table(
          ["File", "Pay on", "Payments", "Total", "Handed over"], empty: "No payment files yet.",
          rows: files.map {
            [
              .count($0.number), .text($0.date), .count($0.payments), .pence($0.totalPence),
              .text($0.isHandedOver ? "yes" : "no"),
            ]
          }))
    }

    static func words(_ report: PaymentReport) -> String {
      let left = report.left.map { "\($0.payment) is left out: \(reason($0.reason))." }.joined(separator: " ")
      guard let number = report.number else { return "Nothing is to be paid. \(left)" }
      let place = report.file ?? "(not written)"
      return """
        File \(number): \(report.payments == 1 ? "1 payment" : "\(report.payments) payments"), \(report.totalPence.pounds). \(place)
        SHA-256 \(report.sha256 ?? ""). \(left)
        \(report.isWithBank ? known(report) : "Once the bank has it: nolimits export payments --handed-over \(number)")
        """
    }

    /// What is known of a file that the bank has.
    private static func known(_ report: PaymentReport) -> String {
      let paid =
        report.paidByBank == report.payments ? "it" : "\(report.paidByBank) of its \(report.payments) payments"
      return switch (report.handedOverOn, report.paidByBank) {
      case (let day?, 0):
        """
        It was handed over on \(day). No line of the bank tells of it yet.
        Do not give it to the bank a second time, unless the bank says that it does not have it.
        """
      case (let day?, _):
        "It was handed over on \(day), and the bank has paid \(paid).\nDo not give it to the bank a second time."
      case (nil, _):
        """
        The bank has paid \(paid), but nobody noted that the file was handed over.
        Do not give it to the bank a second time. Note that it was handed over: then it is deleted here.
        """
      }
    }

    private static func reason(_ code: String) -> String {
      switch code {
      case "voucher": "a voucher is bought, not paid by the bank"
      case "details": "name, sort code and account number cannot be read from its details"
      default: "where it goes was forgotten"
      }
    }
  }
}

/// A payment file as a list shows it.
struct PaymentFileListed: Encodable {
  let number: Int64
  let date: String
  let payments: Int64
  let totalPence: Int64
  let isHandedOver: Bool

  init(_ file: PaymentFile) {
    number = file.number
    date = file.date
    payments = file.payments
    totalPence = file.totalPence
    isHandedOver = file.isHandedOver
  }
}
