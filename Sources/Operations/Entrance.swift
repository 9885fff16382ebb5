// Who comes in: the one place that turns a process and its flags into an actor. (An installed host's door will stand here.)

import Foundation
import People
import Store

/// The way in.
enum Entrance {
  /// The login that acts in a practice home where none is named.
  static let practiceLogin = "finance"
  /// The home's owner, in a home of one's own.
  static let owner: Int64 = 1

  /// A job acts as nobody; whoever starts it must be allowed in all the same.
  static func job(_ store: Store, asLogin login: String?) throws -> Actor {
    if login != nil || !store.isPractice { _ = try actor(store, asLogin: login) }
    return .system
  }

  /// Who acts.
  ///
  /// In a practice home it is the person of the login named with `--as`. Anywhere else `--as` is refused, and the home's
  /// owner acts as its one person; nobody else may come in.
  static func actor(_ store: Store, asLogin login: String?) throws -> Actor {
    guard store.isPractice else {
      if login != nil {
        throw StoreError.notPermitted(action: "--as", reason: "only practice homes let you act as someone else")
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: store.home.path)
      guard (attributes?[.ownerAccountID] as? NSNumber)?.uint32Value == getuid() else {
        throw StoreError.notPermitted(action: "entrance", reason: "this home belongs to another user")
      }
      return .person(owner)
    }
    let name = login ?? practiceLogin
    guard let person = try Logins.person(name, store.reading) else {
      throw StoreError.notPermitted(
        action: "--as", reason: "this practice home has no login \(name) (nolimits person list shows them)")
    }
    return .person(person)
  }
}
