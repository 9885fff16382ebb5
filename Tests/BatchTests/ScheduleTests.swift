// Schedules in words and as crontabs.

import Batch
import Foundation
import Testing

@Suite("Schedules")
struct ScheduleTests {
  private static let half = Schedule.Days.monthly(day: 6, months: [.october, .april])

  @Test(
    "a schedule in words and for cron",
    arguments: [
      (Schedule(hour: 2, minute: 0, .daily), "every day at 02:00", "0 2 * * *"),
      (Schedule(hour: 4, minute: 5, .weekly(.sunday)), "every Sunday at 04:05", "5 4 * * 0"),
      (Schedule(hour: 14, minute: 30, .weekly(.monday)), "every Monday at 14:30", "30 14 * * 1"),
      (Schedule(hour: 5, minute: 0, .monthly(day: 1, months: [])), "on day 1 of every month at 05:00", "0 5 1 * *"),
      (Schedule(hour: 5, minute: 0, half), "on day 6 of October, April at 05:00", "0 5 6 4,10 *"),
    ])
  func forms(schedule: Schedule, words: String, fields: String) {
    #expect(schedule.words == words)
    let line = schedule.cronLine(job: "nightly", program: "nolimits", home: "/srv/nolimits")
    #expect(line == "\(fields) nolimits --home /srv/nolimits batch run nightly")
  }

  @Test("a crontab for a user's own table and for /etc/cron.d")
  func crontab() {
    let jobs = [
      Job("nightly", words: "", schedule: Schedule(hour: 2, minute: 0, .daily), missed: .once, steps: []),
      Job("prove", words: "", schedule: Schedule(hour: 4, minute: 0, .weekly(.sunday)), missed: .once, steps: []),
    ]
    let heading = """
      # No Limits: when its jobs run. The times are those of Europe/London; the host must be set to that time zone.
      # A job that did all is silent. Cron mails anything else to MAILTO: finance puts its address here.

      """
    #expect(
      ScheduleFormat.cron.text(jobs, program: "nolimits", home: "/srv/nolimits") == heading + """

        # nightly: every day at 02:00
        0 2 * * * nolimits --home /srv/nolimits batch run nightly

        # prove: every Sunday at 04:00
        0 4 * * 0 nolimits --home /srv/nolimits batch run prove

        """)
    let lines = ScheduleFormat.cron.text(jobs, program: "nolimits", home: "/srv/nolimits", user: "nolimits")
    #expect(lines.contains("\n0 2 * * * nolimits nolimits --home /srv/nolimits batch run nightly\n"))
  }

  @Test("a folder with signs that the shell or cron would read is quoted")
  func quoted() throws {
    let line = Schedule(hour: 2, minute: 0, .daily).cronLine(
      job: "nightly", program: "/opt/no limits/nolimits", home: "/srv/it's $HOME 100%")
    #expect(
      line == #"0 2 * * * '/opt/no limits/nolimits' --home '/srv/it'\''s $HOME 100\%' batch run nightly"#)
  }
}
