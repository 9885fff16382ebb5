// Invented names. They are ordinary and belong to nobody; every sign of them stands in Windows-1252, as old payrolls write.

import Store

/// An invented name.
struct PracticeName: Sendable {
  let given: String
  let surname: String

  var full: String { "\(given) \(surname)" }
  var initials: String { String(given.prefix(1)) }

  /// The name that a number stands for: neighbours differ.
  init(number: UInt64) {
    given = Self.given[Int(number % UInt64(Self.given.count))]
    let rest = number / UInt64(Self.given.count)
    let first = Self.surnames[Int(rest % UInt64(Self.surnames.count))]
    let second = Self.surnames[Int(rest / UInt64(Self.surnames.count) % UInt64(Self.surnames.count))]
    // One in eight has a double-barrelled surname.
    surname = rest % 8 == 3 && first != second ? "\(first)-\(second)" : first
  }

  private static let given = [
    "Aaliyah", "Abigail", "Adeola", "Ahmed", "Aisling", "Amelia", "Anika", "Arjun", "Bethan", "Callum", "Carys",
    "Chidi", "Chloé", "Connor", "Daniela", "Declan", "Dylan", "Eilidh", "Emeka", "Esme", "Farah", "Femi", "Finlay",
    "Gareth", "Grace", "Gurpreet", "Hamza", "Hannah", "Harpreet", "Ibrahim", "Imani", "Isla", "Jakub", "Jamal",
    "Jasmine", "José", "Kamal", "Keeley", "Kofi", "Leila", "Lewis", "Mairead", "Marek", "Mei", "Mohammed", "Nadia",
    "Naomi", "Niamh", "Oluwaseun", "Owen", "Parveen", "Poppy", "Rajesh", "Renée", "Rhys", "Ruqaya", "Seán", "Shanice",
    "Siân", "Tariq", "Temitope", "Wei", "Yusuf", "Zoë",
  ]

  private static let surnames = [
    "Achterfield", "Adeyinka", "Aldersley", "Ashgrove", "Balasuriyan", "Bartlomey", "Beckerdale", "Birchenhall",
    "Blakethorpe", "Brackenbury", "Chaudharin", "Clovermead", "Coldstreamer", "Dalgarnock", "Davenshaw", "Dosanjhi",
    "Drummondson", "Eastwhistle", "Ekundayola", "Fairbrothers", "Fenwickson", "Fitzmorrow", "Gallowhill", "Garrowdale",
    "Gbadamosin", "Greenhalghe", "Grzebinski", "Hallamshire", "Hartlepole", "Hawkesmoor", "Hollowell", "Hussainey",
    "Igbokwele", "Inverleith", "Jagannathan", "Kalinowsky", "Kaurindale", "Kirkbrighte", "Lanchester", "Llewelland",
    "MacAllanby", "Mahmoodian", "Marchbanke", "Mendelsohne", "Mbekulani", "Narayanasi", "Netherwood", "Nwachukwo",
    "Oakenshawe", "O'Shaughness", "Okonjoweb", "Patelwright", "Penhaligan", "Przybylske", "Quigleyson", "Rahmandale",
    "Ravensworth", "Rosenthorpe", "Sangherade", "Siddiquine", "Stainsforth", "Swaleborough", "Thistlewood",
    "Trelawneyes", "Umarzadeh", "Vellacotte", "Wetherspan", "Wolstencroft", "Yarborough", "Zielinskey", "Çelikbay",
    "Núñezar", "Björkham",
  ]
}

/// Where a demo's decisions come from: the seed, and what is decided.
struct Dice {
  private var generator: SeededGenerator

  /// The dice for one thing, always the same for the same seed and thing.
  init(seed: UInt64, _ thing: UInt64, _ number: UInt64 = 0) {
    var mixer = SeededGenerator(seed: seed ^ thing &* 0xA076_1D64_78BD_642F)
    generator = SeededGenerator(seed: mixer.next() ^ number &* 0xE703_7ED1_A0B4_28DB)
  }

  /// The next 64 bits.
  mutating func bits() -> UInt64 { generator.next() }

  /// A number from 0 to below `count`.
  mutating func below(_ count: Int) -> Int { Int(generator.next() % UInt64(max(1, count))) }

  /// Whether one in `count`.
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// One of several.
  mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }
}
