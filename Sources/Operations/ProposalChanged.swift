// A proposal whose words are no longer true.

import Store

/// What was proposed is not what would be done now: the proposal has fallen.
struct ProposalChanged: Refusal {
  /// The proposal's id.
  let id: String
  /// What it said.
  let before: String
  /// What it would say now.
  let now: String
  /// The month that was to be closed.
  let month: String

  /// A stable code for programs; see ``Refusal``.
  var code: String { "proposal-changed" }
  /// One or two sentences for a person; see ``Refusal``.
  var sentence: String {
    """
    What \(id) says has changed since it was proposed, so it fell. It said: \(before). Now it would be: \(now). \
    Look again, and mark it ready anew: nolimits month ready \(month). Nothing was closed.
    """
  }
  /// What the program leaves with; see ``Refusal``.
  var exit: ExitStatus { .inputRefused }
}
