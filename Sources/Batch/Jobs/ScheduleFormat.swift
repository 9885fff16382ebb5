// Schedules as the host's own scheduler reads them.

import Foundation

/// Which scheduler a schedule is written for. Timers of systemd will be a second case.
public enum ScheduleFormat: String, CaseIterable, Sendable {
  /// A crontab.
  case cron

  /// The schedules of these jobs in this format, ready to be installed.
  /// - Parameters:
  ///   - program: the path of this program.
  ///   - home: the working folder that the jobs run on.
  ///   - configuration: the configuration folder, where it is not the home's own.
  ///   - user: who runs them, for files in `/etc/cron.d`; nil for a user's own crontab.
  public func text(
    _ jobs: [Job], program: String, home: String, configuration: String? = nil, user: String? = nil
  ) -> String {
    switch self {
    case .cron: Crontab.text(jobs, program: program, home: home, configuration: configuration, user: user)
    }
  }
}

extension Schedule {
  /// The line of a crontab that runs a job at these times.
  /// - Parameters:
  ///   - job: the job's name.
  ///   - program: the path of this program.
  ///   - home: the working folder that the job runs on.
  ///   - configuration: the configuration folder, where it is not the home's own.
  ///   - user: who runs it, for files in `/etc/cron.d`; nil for a user's own crontab.
  public func cronLine(
    job: String, program: String, home: String, configuration: String? = nil, user: String? = nil
  ) -> String {
    let configured = configuration.map { ["--config", Crontab.word($0)] } ?? []
    let command = [Crontab.word(program), "--home", Crontab.word(home)] + configured + ["batch run", job]
    return ([cronFields] + (user.map { [$0] } ?? []) + command).joined(separator: " ")
  }

  /// Minute, hour, day of the month, month, day of the week (Sunday 0).
  private var cronFields: String {
    switch days {
    case .daily: "\(minute) \(hour) * * *"
    case .weekly(let weekday): "\(minute) \(hour) * * \(weekday.number % 7)"
    case .monthly(let day, let months):
      "\(minute) \(hour) \(day) "
        + (months.isEmpty ? "*" : months.map(\.number).sorted().map(String.init).joined(separator: ",")) + " *"
    }
  }
}

/// How a crontab is written.
private enum Crontab {
  static func text(
    _ jobs: [Job], program: String, home: String, configuration: String?, user: String?
  ) -> String {
    let heading = """
      # No Limits: when its jobs run. The times are those of Europe/London; the host must be set to that time zone.
      # A job that did all is silent. Cron mails anything else to MAILTO: finance puts its address here.

      """
    return heading
      + jobs.map { job in
        """

        # \(job.name): \(job.schedule.words)
        \(line(job, program: program, home: home, configuration: configuration, user: user))

        """
      }.joined()
  }

  private static func line(
    _ job: Job, program: String, home: String, configuration: String?, user: String?
  ) -> String {
    job.schedule.cronLine(job: job.name, program: program, home: home, configuration: configuration, user: user)
  }

  /// A word of a command, quoted for the shell where it must be. Cron itself ends a command at a bare `%`.
  static func word(_ text: String) -> String {
    if !text.isEmpty && text.utf8.allSatisfy(plain.contains) { return text }
    let quoted = "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
    return quoted.replacingOccurrences(of: "%", with: "\\%")
  }

  private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:@".utf8)
}
