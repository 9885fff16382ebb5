// swift-tools-version: 6.2
// The rooms of the house, floor by floor: a module imports only from the floors below its own.

import PackageDescription

/// What every module of ours is built with.
let careful: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Every module but `Files` and `Store`, where the unsafe code lives.
let safe = careful + [.strictMemorySafety()]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "NoLimits",
  products: [.executable(name: "nolimits", targets: ["nolimits"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Floor 1
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(name: "Money", swiftSettings: safe),
    .target(name: "Dates", swiftSettings: safe),
    // Floor 2
    .target(name: "Files", dependencies: ["CLibXML2", "Money", "Dates", crypto, yams], swiftSettings: careful),
    // Floor 3
    .target(
      name: "Store", dependencies: ["Files", "Money", "Dates", grdb, sqlite, crypto, cryptoExtras],
      swiftSettings: careful),
    // Floor 4
    .target(name: "People", dependencies: ["Store", "Money", "Dates"], swiftSettings: safe),
    .target(name: "Ledger", dependencies: ["Store", "Money", "Dates"], swiftSettings: safe),
    .target(name: "Batch", dependencies: ["Store", "Files", "Dates", logging], swiftSettings: safe),
    // Floor 5
    .target(
      name: "Giving", dependencies: ["Ledger", "People", "Store", "Files", "Money", "Dates"],
      swiftSettings: safe),
    .target(
      name: "Banking", dependencies: ["Ledger", "People", "Store", "Files", "Money", "Dates"], swiftSettings: safe),
    .target(
      name: "Grants", dependencies: ["Ledger", "People", "Store", "Files", "Money", "Dates", crypto],
      swiftSettings: safe),
    // Floor 6
    .target(
      name: "Reporting", dependencies: ["Ledger", "Giving", "Grants", "People", "Store", "Files", "Money", "Dates"],
      swiftSettings: safe),
    .target(
      name: "Exchange", dependencies: ["Ledger", "Giving", "Grants", "People", "Store", "Files", "Money", "Dates"],
      swiftSettings: safe),
    // Floor 7
    .target(
      name: "Operations",
      dependencies: [
        "Giving", "Banking", "Grants", "Reporting", "Exchange", "Ledger", "People", "Batch", "Store", "Files", "Money",
        "Dates", crypto,
      ],
      swiftSettings: safe),
    // Floor 8
    .target(
      name: "Practice",
      dependencies: [
        "Operations", "Exchange", "Giving", "Banking", "Grants", "Ledger", "People", "Batch", "Store", "Files", "Money",
        "Dates",
      ],
      swiftSettings: safe),
    // Floor 9
    .executableTarget(
      name: "nolimits",
      dependencies: [
        "Practice", "Operations", "Reporting", "Exchange", "Giving", "Banking", "Grants", "Ledger", "People", "Batch",
        "Store", "Files", "Money", "Dates", arguments,
      ],
      swiftSettings: safe),
    .testTarget(name: "MoneyTests", dependencies: ["Money"], swiftSettings: careful),
    .testTarget(name: "DatesTests", dependencies: ["Dates"], swiftSettings: careful),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Money", "Dates"], swiftSettings: careful),
    .testTarget(name: "StoreTests", dependencies: ["Store", "Files", "Dates", grdb], swiftSettings: careful),
    .testTarget(
      name: "LedgerTests", dependencies: ["Ledger", "Store", "Files", "Money", "Dates"], swiftSettings: careful),
    .testTarget(name: "PeopleTests", dependencies: ["People", "Store", "Files", "Dates"], swiftSettings: careful),
    .testTarget(
      name: "OperationsTests",
      dependencies: [
        "Practice", "Operations", "Reporting", "Exchange", "Giving", "Banking", "Grants", "Ledger", "People", "Batch",
        "Store", "Files", "Money", "Dates", grdb,
      ], swiftSettings: careful),
    .testTarget(
      name: "CommandTests", dependencies: ["nolimits", "Files", "Store", "Dates"], exclude: ["Golden"],
      swiftSettings: careful),
    .testTarget(name: "BatchTests", dependencies: ["Batch", "Store", "Files", "Dates"], swiftSettings: careful),
    .testTarget(
      name: "ExchangeTests",
      dependencies: ["Exchange", "Giving", "Ledger", "People", "Store", "Files", "Money", "Dates"],
      swiftSettings: careful),
    .testTarget(
      name: "PracticeTests",
      dependencies: [
        "Practice", "Operations", "Reporting", "Exchange", "Giving", "Banking", "Grants", "Ledger", "People", "Batch",
        "Store", "Files", "Money", "Dates",
      ], swiftSettings: careful),
    .testTarget(
      name: "GrantsTests", dependencies: ["Grants", "Ledger", "People", "Store", "Files", "Money", "Dates", crypto],
      swiftSettings: careful),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "Ledger", "Store", "Files", "Money", "Dates"],
      swiftSettings: careful),
    .testTarget(
      name: "BankingTests", dependencies: ["Banking", "Ledger", "Store", "Files", "Money", "Dates"],
      swiftSettings: careful),
    .testTarget(
      name: "GivingTests", dependencies: ["Giving", "Ledger", "People", "Store", "Files", "Money", "Dates"],
      swiftSettings: careful),
  ],
  swiftLanguageModes: [.v6]
)
