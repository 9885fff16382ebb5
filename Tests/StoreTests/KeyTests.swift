// Keys and sealing: what opens what, and what does not.

import Files
import Foundation
import Store
import Testing

@Suite struct KeyTests {
  private func ring(_ folder: String, _ schemeKey: SchemeKey, seed: UInt64 = 7, create: Bool = true) throws -> KeyRing {
    try KeyRing(path: "\(folder)/keys.sqlite", schemeKey: schemeKey, randomness: .seeded(seed), create: create)
  }

  private static let one = SchemeKey(bytes: Array(repeating: 1, count: 32))
  private static let two = SchemeKey(bytes: Array(repeating: 2, count: 32))

  @Test func whatIsSealedOpensWithItsKeyForItsPurposeOnly() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let keys = try ring(folder, Self.one)
    try keys.make(.person, [1, 2])
    let key = try #require(try keys.key(.person, 1))
    for length in [0, 1, 11, 12, 28, 1000] {
      let bytes = (0..<length).map { UInt8($0 % 251) }
      let sealed = try key.seal(bytes, purpose: "vault/1/name", randomness: .seeded(3))
      #expect(try key.open(sealed, purpose: "vault/1/name") == bytes)
      #expect(length < 8 || !sealed.indices.contains { sealed[$0...].starts(with: bytes.prefix(8)) })
      for purpose in ["vault/1/email", "vault/2/name", ""] {
        #expect(refusal { _ = try key.open(sealed, purpose: purpose) }?.exit == .configuration)
      }
      let other = try #require(try keys.key(.person, 2))
      #expect(throws: StoreError.self) { try other.open(sealed, purpose: "vault/1/name") }
    }
  }

  @Test func aFilesFreshKeyIsKnownToWhoeverHasTheKeysOpen() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (one, other) = (try ring(folder, Self.one), try ring(folder, Self.one, seed: 8, create: false))
    try one.make(.bankFile, [3], fresh: true)
    let first = try #require(try one.key(.bankFile, 3))
    // Taking the file in failed; another process takes its number, under a key of its own.
    try other.make(.bankFile, [3], fresh: true)
    let sealed = try #require(try other.key(.bankFile, 3)).seal([1, 2, 3], purpose: "p", randomness: .seeded(3))
    #expect(try #require(try one.key(.bankFile, 3)).open(sealed, purpose: "p") == [1, 2, 3])
    #expect(throws: StoreError.self) { try first.open(sealed, purpose: "p") }
  }

  @Test func aSealedTextWithAnyByteChangedAddedOrTakenDoesNotOpen() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let keys = try ring(folder, Self.one)
    try keys.make(.person, [1])
    let key = try #require(try keys.key(.person, 1))
    let sealed = try key.seal(Array("Höfler".utf8), purpose: "p", randomness: .seeded(3))
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(throws: StoreError.self, "byte \(index)") { try key.open(changed, purpose: "p") }
      #expect(throws: StoreError.self, "cut at \(index)") { try key.open(Array(sealed.prefix(index)), purpose: "p") }
    }
    #expect(throws: StoreError.self) { try key.open(sealed + [0], purpose: "p") }
  }

  @Test func sealingTheSameTwiceGivesOtherBytes() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let keys = try ring(folder, Self.one)
    try keys.make(.person, [1])
    let key = try #require(try keys.key(.person, 1))
    let randomness = Randomness.seeded(3)
    let sealed = try (0..<2).map { _ in try key.seal([1, 2, 3], purpose: "p", randomness: randomness) }
    #expect(sealed[0] != sealed[1])
  }

  @Test func keysAreKeptUnlessMadeAfreshAndStandInTheFileWrapped() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let keys = try ring(folder, Self.one)
    try keys.make(.person, [1, 2])
    try keys.make(.file, [1])
    func digests(_ keys: KeyRing) throws -> [[UInt8]?] {
      [try keys.key(.person, 1), try keys.key(.person, 2), try keys.key(.file, 1)].map { $0?.digest([9]) }
    }
    let first = try digests(keys)
    #expect(Set(first.compactMap { $0 }).count == 3)
    #expect(try keys.key(.person, 3) == nil)
    try keys.make(.person, [1, 2, 3])
    #expect(try digests(keys) == first)
    #expect(try digests(try ring(folder, Self.one, create: false)) == first)
    try keys.make(.person, [1], fresh: true)
    let later = try digests(keys)
    #expect(later[0] != first[0])
    #expect(later[1] == first[1])
    var listed: [(number: Int64, digest: [UInt8])] = []
    try keys.each(.person) { listed.append(($0, $1.digest([9]))) }
    #expect(listed.map(\.number) == [1, 2, 3])
    #expect(listed.prefix(2).map(\.digest) == [later[0], later[1]])
    let wrapped = try Raw.rows("\(folder)/keys.sqlite", "SELECT length(wrapped) FROM key")
    #expect(wrapped == Array(repeating: ["40"], count: 4))
    let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/keys.sqlite")[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func theKeysOfAnotherSchemeAreRefusedByName() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try ring(folder, Self.one).make(.person, [1])
    let other = try ring(folder, Self.two, create: false)
    let refused = refusal { _ = try other.key(.person, 1) }
    #expect(refused?.sentence.contains("another scheme's key file") == true)
    #expect(refused?.exit == .configuration)
    #expect(throws: StoreError.self) { try other.each(.person) { _, _ in } }
  }

  @Test func missingKeysAreSaidAndNotMadeAnew() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(refusal { _ = try ring(folder, Self.one, create: false) }?.exit == .configuration)
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/keys.sqlite"))
    let home = try TestHome()
    home.store.close()
    try FileManager.default.removeItem(atPath: home.store.home.keys)
    #expect(refusal { _ = try home.openAgain() }?.code == "key")
    #expect(!FileManager.default.fileExists(atPath: home.store.home.keys))
  }

  @Test func theSchemeKeyIsMadeOnceForItsOwnerAndReadWhole() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/scheme.key"
    #expect(refusal { _ = try SchemeKey.read(path) }?.exit == .configuration)
    try SchemeKey.make(path, randomness: .seeded(1))
    let bytes = try #require(FileManager.default.contents(atPath: path))
    #expect(bytes.count == 32)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o400)
    try SchemeKey.make(path, randomness: .seeded(2))
    #expect(FileManager.default.contents(atPath: path) == bytes)
    #expect(try SchemeKey.read(path).digest("u", [1]) == SchemeKey(bytes: Array(bytes)).digest("u", [1]))
    for count in [0, 31, 33] {
      let short = "\(folder)/\(count)"
      try AtomicFile.write(short, bytes: Array(repeating: 1, count: count))
      #expect(refusal { _ = try SchemeKey.read(short) }?.code == "key")
    }
  }

  @Test func aDigestDependsOnTheKeyTheUseAndTheBytes() throws {
    let digests = [
      Self.one.digest("a", [1]), Self.two.digest("a", [1]), Self.one.digest("b", [1]), Self.one.digest("a", [2]),
      sha256([1]),
    ]
    #expect(Set(digests).count == digests.count)
    #expect(Self.one.digest("a", [1]) == digests[0])
  }

  @Test func seededRandomnessIsTheSameForTheSameSeed() throws {
    // SplitMix64 from seed 0, as its author publishes it.
    #expect(
      Randomness.seeded(0).bytes(16)
        == [0xAF, 0xCD, 0x1D, 0x7B, 0x39, 0xA8, 0x20, 0xE2, 0xF4, 0x65, 0xB9, 0xA1, 0x6A, 0x9E, 0x78, 0x6E])
    let (one, two) = (Randomness.seeded(5), Randomness.seeded(5))
    for count in [0, 1, 7, 8, 9, 32, 12] {
      let bytes = one.bytes(count)
      #expect(bytes.count == count)
      #expect(bytes == two.bytes(count))
    }
    #expect(Randomness.seeded(5).bytes(32) != Randomness.seeded(6).bytes(32))
    #expect(Randomness.system.bytes(32) != Randomness.system.bytes(32))
    #expect(Randomness.system.bytes(13).count == 13)
  }
}

@Suite struct SealedFileTests {
  private static let block = 1 << 20

  /// A folder with a file of so many bytes, sealed.
  private final class Sealed {
    let folder: String
    let keys: KeyRing
    let bytes: [UInt8]
    var path: String { "\(folder)/sealed" }

    init(_ count: Int) throws {
      folder = try TestHome.folder()
      keys = try KeyRing(
        path: "\(folder)/keys.sqlite", schemeKey: SchemeKey(bytes: Array(repeating: 1, count: 32)),
        randomness: .seeded(7),
        create: true)
      try keys.make(.file, [1, 2])
      bytes = Randomness.seeded(UInt64(count)).bytes(count)
      try AtomicFile.write("\(folder)/plain", bytes: bytes)
      try SealedFile.seal("\(folder)/plain", to: path, key: try #require(try keys.key(.file, 1)))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func sealed() throws -> [UInt8] { Array(try #require(FileManager.default.contents(atPath: path))) }

    /// Opens other bytes in the sealed file's place.
    func open(_ bytes: [UInt8]? = nil, key: Int64 = 1) throws -> [UInt8] {
      if let bytes { try AtomicFile.write(path, bytes: bytes) }
      var plain: [UInt8] = []
      try SealedFile.open(path, key: try #require(try keys.key(.file, key))) { plain += $0 }
      return plain
    }
  }

  @Test(arguments: [0, 1, block - 1, block, block + 1, 3 * block])
  func aFileOfAnyLengthIsSealedAndOpened(_ count: Int) throws {
    let file = try Sealed(count)
    #expect(try file.open() == file.bytes)
    let blocks = max(1, (count + Self.block - 1) / Self.block)
    #expect(try file.sealed().count == 4 + count + 16 * blocks)
    #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
    #expect(throws: StoreError.self) { try file.open(key: 2) }
  }

  /// What can be done to a sealed file of three blocks.
  private static let harm: [(String, @Sendable ([UInt8]) -> [UInt8])] = [
    ("its last byte cut", { Array($0.dropLast()) }),
    ("its last block cut", { Array($0.prefix(4 + 2 * (block + 16))) }),
    ("its last two blocks cut", { Array($0.prefix(4 + block + 16)) }),
    ("all blocks cut", { Array($0.prefix(4)) }),
    ("nothing left", { _ in [] }),
    ("cut within a tag", { Array($0.prefix(4 + block + 8)) }),
    ("a byte added", { $0 + [0] }),
    ("a block added", { $0 + $0.suffix(block + 16) }),
    ("another magic", { [0x4E, 0x4C, 0x41, 0x32] + $0.dropFirst(4) }),
    ("the first byte of its first block changed", { $0.flipped(4) }),
    ("a byte of its second block changed", { $0.flipped(4 + block + 16 + 77) }),
    ("its last byte changed", { $0.flipped($0.count - 1) }),
    ("its first two blocks swapped", { $0.blocks(1, 0, 2) }),
    ("its last two blocks swapped", { $0.blocks(0, 2, 1) }),
    ("a block twice", { $0.blocks(0, 0, 1, 2) }),
    ("a block missing", { $0.blocks(0, 2) }),
  ]

  @Test(arguments: harm.indices)
  func aFileThatWasChangedOrCutIsRefused(_ index: Int) throws {
    let file = try Sealed(2 * Self.block + 100)
    let (what, harm) = Self.harm[index]
    let changed = harm(try file.sealed())
    #expect(refusal { _ = try file.open(changed) }?.code == "key", "\(what)")
  }

  @Test func aSealedFileThatIsNotThereIsSaid() throws {
    let file = try Sealed(1)
    try FileManager.default.removeItem(atPath: file.path)
    #expect(refusal { _ = try file.open() }?.code == "key")
  }
}

extension [UInt8] {
  fileprivate func flipped(_ index: Int) -> [UInt8] {
    var copy = self
    copy[index] ^= 0x10
    return copy
  }

  /// The magic and these sealed blocks, in this order.
  fileprivate func blocks(_ order: Int...) -> [UInt8] {
    let size = (1 << 20) + 16
    return prefix(4) + order.flatMap { self[(4 + $0 * size)..<Swift.min(count, 4 + ($0 + 1) * size)] }
  }
}
