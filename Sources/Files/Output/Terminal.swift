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

extension Terminal {
  /// One line from stdin, not shown while it is typed; nil at the end of input.
  ///
  /// Nothing is shown from before `ask` on, so that no quick first digit is.
  /// The terminal shows what is typed again afterwards, whatever happens in between.
  public static func readSecretLine(_ ask: () -> Void) -> String? {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else {
      ask()
      return readLine()
    }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &before) }
    ask()
    return readLine()
  }
}
