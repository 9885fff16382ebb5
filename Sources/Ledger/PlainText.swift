// The one check of text that people give things: names, purposes, reasons.

extension String {
  /// Whether every file of ours can carry it: it has no control characters but tab and line ends (XML 1.0 carries no others).
  public var isPlainText: Bool {
    !unicodeScalars.contains { $0.properties.generalCategory == .control && !["\t", "\n", "\r"].contains($0) }
  }
}
