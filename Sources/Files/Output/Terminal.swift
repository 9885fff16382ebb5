// How wide a person's terminal is. It stands here because asking the system takes a pointer.

import Glibc

/// The terminal behind a descriptor.
public enum Terminal {
  /// How many columns it has; nil where the descriptor is no terminal, or its width is not known.
  public static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
