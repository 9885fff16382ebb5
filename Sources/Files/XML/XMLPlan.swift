// A record's layout made ready for XML: its element, attributes and child elements; and names compared by pointer.

internal import CLibXML2

/// How the fields of one kind of record are taken from its element.
struct XMLPlan {
  /// One attribute or child element; the slot is negative where it is passed over.
  struct Source {
    let name: String
    let slot: Int
  }

  /// One kept field: numbers only, so that reading it counts no references.
  struct Field {
    let isRequired: Bool
    let width: Int
  }

  let kind: RecordKind
  let element: String
  private(set) var attributes: [Source] = []
  private(set) var children: [Source] = []
  /// The slots of the attributes, in their order.
  let attributeSlots: [Int]
  /// The kept fields by slot.
  let bySlot: [Field]
  /// Their names.
  let names: [String]

  init(_ layout: RecordLayout, kind: RecordKind) {
    self.kind = kind
    element = if case .element(let name) = layout.mark { name } else { "" }
    for field in layout.fields {
      let slot = layout.slot(field.name) ?? -1
      switch field.place {
      case .attribute(let name): attributes.append(Source(name: name, slot: field.skip ? -1 : slot))
      case .element(let name): children.append(Source(name: name, slot: field.skip ? -1 : slot))
      default: break
      }
    }
    attributeSlots = attributes.map(\.slot)
    bySlot = layout.kept.map { Field(isRequired: !$0.optional, width: $0.width ?? 0) }
    names = layout.kept.map(\.name)
  }
}

/// What the parser's names mean to a layout. The parser keeps each name once, so that a pointer seen before needs no
/// comparing of letters.
struct XMLNames {
  private var elements: [(name: UnsafePointer<xmlChar>, uri: UnsafePointer<xmlChar>?, plan: Int)] = []
  private var attributes: [[(name: UnsafePointer<xmlChar>, attribute: Int)]] = []

  /// Which plan an element of this name and namespace belongs to.
  mutating func plan(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, in plans: [XMLPlan], namespace: String?
  ) -> Int? {
    for known in elements where known.name == name && known.uri == uri { return known.plan }
    guard isEqual(uri, namespace), let plan = plans.firstIndex(where: { isEqual(name, $0.element) }) else { return nil }
    elements.append((name, uri, plan))
    return plan
  }

  /// Which of a plan's attributes has this name. `guess` is where it would be if all come in the layout's order.
  @inline(__always)
  mutating func attribute(_ name: UnsafePointer<xmlChar>, of plan: Int, in plans: [XMLPlan], guess: Int) -> Int? {
    while attributes.count <= plan { attributes.append([]) }
    if guess < attributes[plan].count, attributes[plan][guess].name == name { return attributes[plan][guess].attribute }
    for entry in attributes[plan] where entry.name == name { return entry.attribute }
    guard let attribute = plans[plan].attributes.firstIndex(where: { isEqual(name, $0.name) }) else { return nil }
    attributes[plan].append((name, attribute))
    return attribute
  }
}

/// Whether a C string is this text; a missing one is the missing text.
func isEqual(_ name: UnsafePointer<xmlChar>?, _ text: String?) -> Bool {
  guard let name, let text else { return name == nil && text == nil }
  return xmlStrEqual(name, text) == 1
}
