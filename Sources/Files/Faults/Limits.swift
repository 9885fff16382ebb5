// How much a reader takes before it refuses a file. Every limit has a default and is named in its message.

/// The limits that hold for every reader of files.
public struct Limits: Hashable, Sendable {
  /// The largest file, in bytes.
  public var fileBytes: Int
  /// The longest line, record or value, in bytes of UTF-8.
  public var lineBytes: Int
  /// The most fields a record may have.
  public var fields: Int
  /// The most records a file may have.
  public var records: Int
  /// How deep XML elements may lie in each other.
  public var xmlDepth: Int
  /// How many faults of a file are kept; the rest are counted.
  public var faultsShown: Int

  /// The limits unless a configuration says otherwise: 2 GiB, 64 KiB a line, 200 fields, 20 million records.
  public static let standard = Limits()

  /// Limits; each has its default.
  public init(
    fileBytes: Int = 2 << 30, lineBytes: Int = 64 << 10, fields: Int = 200, records: Int = 20_000_000,
    xmlDepth: Int = 32, faultsShown: Int = 100
  ) {
    self.fileBytes = fileBytes
    self.lineBytes = lineBytes
    self.fields = fields
    self.records = records
    self.xmlDepth = xmlDepth
    self.faultsShown = faultsShown
  }

  /// Reads a `limits:` mapping; what it does not name stays as in `standard`.
  public init(from value: ConfigurationValue, standard: Limits = .standard) throws(ConfigurationFault) {
    let mapping = try value.mapping(keys: [
      "fileBytes", "lineBytes", "fields", "records", "xmlDepth", "faultsShown",
    ])
    self.init(
      fileBytes: try mapping["fileBytes"]?.integer(in: 1...(1 << 40)) ?? standard.fileBytes,
      lineBytes: try mapping["lineBytes"]?.integer(in: 80...(1 << 20)) ?? standard.lineBytes,
      fields: try mapping["fields"]?.integer(in: 1...10_000) ?? standard.fields,
      records: try mapping["records"]?.integer(in: 1...50_000_000) ?? standard.records,
      xmlDepth: try mapping["xmlDepth"]?.integer(in: 2...256) ?? standard.xmlDepth,
      faultsShown: try mapping["faultsShown"]?.integer(in: 1...100_000) ?? standard.faultsShown)
  }
}
