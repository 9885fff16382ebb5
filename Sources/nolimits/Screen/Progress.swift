// A progress line on stderr, for long work that a person watches.

import Foundation

/// Tells a watcher how far long work is; silent where nobody watches.
final class Progress {
  private let isOn: Bool
  private var last = ""

  init(plain: Bool) { isOn = Screen.hasWatcher && !plain }

  /// Shows a step and how far it is.
  func show(_ step: String, _ done: Int, of total: Int?) {
    guard isOn else { return }
    let count = total.map { total in
      let tenths = total == 0 ? 20 : min(20, done * 20 / total)
      return
        "[\(String(repeating: "#", count: tenths))\(String(repeating: ".", count: 20 - tenths))] \(done) of \(total)"
    }
    let line = "\(step) \(count ?? "\(done)")"
    guard line != last else { return }
    last = line
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line)".utf8))
  }

  /// Takes the line away.
  func end() {
    if isOn, !last.isEmpty { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
  }
}
