// The command line. It parses, asks and prints; it has no rules.

import ArgumentParser
import Files
import Foundation
import Store

@main
struct NoLimits: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nolimits",
    abstract: "Payroll giving into a named fund that young people decide on.",
    discussion: """
      EXAMPLES
        nolimits demo ./practice                        make a practice home
        nolimits --home ./practice batch run nightly    do a night's work in it
        nolimits --home ./practice status               see what came of it
        nolimits payroll import FILE                    take one payroll file in
        nolimits payroll exceptions                     the lines that need a person

      A home is a folder: --home, $NOLIMITS_HOME, or ./var.
      Exit codes: 0 done · 3 something waits for a person · 64 usage ·
      65 input refused · 66 input missing · 70 books do not agree ·
      73 cannot write · 74 input/output · 75 busy · 77 not permitted ·
      78 configuration
      """,
    version: "0.1.0",
    subcommands: [
      InitCommand.self, StatusCommand.self, VerifyCommand.self, TraceCommand.self, DemoCommand.self,
      ExplainCommand.self,
      BatchCommand.self, ApprovalCommand.self, PayrollCommand.self, EmployerCommand.self, DonorCommand.self,
      MandateCommand.self, AgencyCommand.self, FundCommand.self, SuspenseCommand.self, EntryCommand.self,
      MonthCommand.self, StatementCommand.self,
      BankCommand.self, GiftCommand.self, CampaignCommand.self, MatchCommand.self, TakeOnCommand.self,
      ProgrammeCommand.self, RoundCommand.self, ApplicationCommand.self, PanelCommand.self, AwardCommand.self,
      PaymentCommand.self,
      DeclarationCommand.self,
      FeeCommand.self,
      LetterCommand.self, EvidenceCommand.self, FollowUpCommand.self,
      ExportCommand.self, ReportCommand.self,
      PersonCommand.self, AuditCommand.self, BackupCommand.self,
    ])

  static func main() {
    keepToOwner()
    do {
      var command = try parseAsRoot(Self.homeFirst(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch let refusal as any Refusal {
      Screen.complain(refusal.sentence)
      Foundation.exit(refusal.exit.rawValue)
    } catch let error as CocoaError {
      Screen.complain("\(error.localizedDescription) Nothing was changed.")
      Foundation.exit(error.leavesWith.rawValue)
    } catch let leave as Leave {
      Foundation.exit(leave.status.rawValue)
    } catch {
      let status = exitCode(for: error)
      // Help and the like are results; what could not be parsed repeats what was typed.
      guard status != .success else { exit(withError: error) }
      Screen.complain(fullMessage(for: error))
      Foundation.exit(status.rawValue)
    }
  }

  /// Lets `nolimits --home DIR status` mean the same as `nolimits status --home DIR`, as cron lines write it.
  static func homeFirst(_ arguments: [String]) -> [String] {
    var leading: [String] = []
    var rest = arguments[...]
    let valued: Set<String> = ["--home", "--config", "--as", "--date"]
    let plain: Set<String> = ["--json", "--csv", "--plain"]
    while let first = rest.first {
      if valued.contains(first), rest.count > 1 {
        leading += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if plain.contains(first) || valued.contains(where: { first.hasPrefix($0 + "=") }) {
        leading.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    return rest.isEmpty ? Array(leading) : Array(rest) + leading
  }
}

extension CocoaError {
  /// What the program leaves with where the system refused a file.
  fileprivate var leavesWith: ExitStatus {
    switch code {
    case .fileNoSuchFile, .fileReadNoSuchFile: .inputMissing
    case _ where (512..<1024).contains(code.rawValue): .cannotWrite
    default: .inputOutput
    }
  }
}

/// Leaves with a status that is no error; everything was said already.
struct Leave: Error {
  let status: ExitStatus
}
