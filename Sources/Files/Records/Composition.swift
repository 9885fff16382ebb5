// Text in the composed form NFC, so that a name is the same bytes however it was typed. Foundation has it too, but Foundation
// and libxml2 each bring their own ICU, and the compiler refuses a module that sees both.

@_spi(_Unicode) import Swift

/// Unicode normal form C.
enum Composition {
  /// The composed form of some well-formed UTF-8; nil where it is composed already.
  ///
  /// Nothing below U+0300 ever changes, and that covers the letters of western Europe; only beyond is the text looked at.
  static func composed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard bytes.contains(where: { $0 >= 0xCC }) else { return nil }
    let composed = composed(String(decoding: bytes, as: UTF8.self))
    return composed.elementsEqual(bytes) ? nil : composed
  }

  /// The composed form of a text as UTF-8.
  static func composed(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text._nfc { bytes.append(contentsOf: String(scalar).utf8) }
    return bytes
  }
}
