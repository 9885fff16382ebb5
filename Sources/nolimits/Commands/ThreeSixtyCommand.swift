// nolimits export threesixty, nolimits award organisation

import ArgumentParser
import Exchange
import Operations
import Store

extension ExportCommand {
  struct ThreeSixty: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "threesixty", abstract: "The grants that are told to the world: 360Giving 1.4, JSON and CSV.",
      discussion: """
        EXAMPLES
          nolimits export threesixty                          grants to organisations
          nolimits export threesixty --individuals 2026-27    a year's grants to young people
          nolimits export threesixty --again 3                publication 3 once more, the same bytes
          nolimits export threesixty --list                   what was published

        Grants to young people are told only if outputs/threesixty.yaml turns it on: once a year, half a
        year later, ten or more, and nothing of a grant that fewer than five share but its amount.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Option(help: "The year of the grants to young people, such as 2026-27.")
    var individuals: String?
    @Option(help: "Make the publication of this number again.")
    var again: Int64?
    @Flag(help: "What was published.")
    var list = false

    func run() throws {
      let house = try common.house()
      if list { return try showAll(house) }
      let year = try individuals.map { text in
        guard let year = LedgerSpan(year: text) else {
          throw ValidationError("\"\(text)\" is not a year like 2026-27.")
        }
        return year
      }
      let report = try house.exportThreeSixty(individuals: year, again: again, isDryRun: dryRun.isOn)
      try common.screen.show(report, words: Self.words(report))
      dryRun.remind(common.screen)
    }

    private func showAll(_ house: House) throws {
      let publications = try Publication.all(house.store.reading)
      try common.screen.show(
        publications,
        as: Table(
          ["Publication", "Grants to", "Year", "On", "Grants", "Total"], empty: "Nothing was published yet.",
          rows: publications.map {
            [
              .count($0.number), .text($0.kind.rawValue), .text($0.period), .text($0.publishedOn), .count($0.grants),
              .pence($0.totalPence),
            ]
          }))
    }

    static func words(_ report: ThreeSixtyReport) -> String {
      let left =
        report.left.isEmpty
        ? ""
        : " Left out, because no organisation or programme is written down: awards "
          + report.left.map(String.init).joined(separator: ", ") + ". See: nolimits award organisation"
      guard let made = report.publication else { return "There is nothing new to tell. No file was made.\(left)" }
      return "Publication \(made.number): \(made.grants) grants, \(made.totalPence.pounds). \(report.file ?? "")\(left)"
    }
  }
}

extension AwardCommand {
  struct Organisation: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "organisation", abstract: "Write down to which organisation an award goes; it will be published.",
      discussion: """
        EXAMPLES
          nolimits award organisation 12 <club.json

        club.json: {"name": "…", "charityNumber": "1098765", "companyNumber": "01234567"}; the last two can
        be left out.
        """)
    @OptionGroup var options: ApplicationStepOptions

    func run() throws {
      let house = try options.common.houseForDecision(Action("award.organisation"))
      let recipient = try Ask.personal(GrantRecipient.self) { GrantRecipient(name: try Ask.line("Its name: ")) }
      try house.recipient(recipient, of: options.number, isDryRun: options.dryRun.isOn)
      try options.common.screen.show(
        ["application": options.number], words: "Written down. It stands in what is published.")
      options.dryRun.remind(options.common.screen)
    }
  }
}
