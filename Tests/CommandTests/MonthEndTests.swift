// The job month-end, as cron runs it.

import Foundation
import Testing

@Suite("Month end")
struct MonthEndTests {
  @Test("a draft and a checklist are made once for each month that was missed, the oldest first")
  func drafts() throws {
    let home = try TestHome(.morning)
    #expect(try home.run("batch", "run", "month-end", "--date", "2026-08-05").status == 0)
    #expect(home.names("statements").isEmpty)
    let caught = try home.run("batch", "run", "month-end", "--date", "2026-11-20")
    #expect(caught.status == 3, "\(caught.error)")
    let runs = try #require(
      JSONSerialization.jsonObject(with: Data(try home.run("batch", "history", "--json").out.utf8)) as? [[String: Any]])
    let dates = runs.filter { $0["job"] as? String == "month-end" }.compactMap { $0["businessDate"] as? String }
    #expect(dates == ["2026-11-03", "2026-10-03", "2026-09-03", "2026-08-03"])
    #expect(home.names("statements") == ["2026-09", "2026-10"])
    let files = home.names("statements/2026-10")
    #expect(files.contains("draft.html") && files.contains("checklist.txt") && files.contains("draft-no-limits.xml"))
    #expect(try home.text("statements/2026-10/draft.html").contains("DRAFT. The month is open."))
  }

  @Test("month list shows a small number of givers as c")
  func givers() throws {
    let home = try TestHome(.morning)
    for (month, givers) in [(24_320, 6), (24_321, 5)] {
      try home.sql(
        """
        INSERT INTO month_state (month, is_open) VALUES (\(month), 0);
        INSERT INTO month_close (month, givers, waiting, head_link, head) VALUES (\(month), \(givers), 0, 1, x'00')
        """)
    }
    let list = try home.run("month", "list", "--json")
    #expect(list.status == 0, "\(list.error)")
    let months = try #require(JSONSerialization.jsonObject(with: Data(list.out.utf8)) as? [[String: Any]])
    #expect(months.map { $0["givers"] as? String } == ["c", "6"])
  }
}
