// What the process keeps from others before it does anything else.

import Glibc

/// Files that are made are for their owner alone, and a crash leaves no image of memory, which holds names and keys.
public func keepToOwner() {
  umask(0o077)
  var none = rlimit(rlim_cur: 0, rlim_max: 0)
  setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
}
