// The sections that later rooms fill: grants and payments. They stand in every export already, with their headings and no rows,
// so that what reads the files need not change.

extension Section {
  /// Awards from the foundation's funds.
  static let grants = Section(
    "grants", element: "Grants", item: "Grant",
    columns: [
      Column("externalId"), Column("fundCode"), Column("programme"), Column("decisionDate"), Column("month"),
      Column("amountPence", .sum),
    ])

  /// Payments of awards.
  static let payments = Section(
    "payments", element: "Payments", item: "Payment",
    columns: [
      Column("externalId"), Column("grantId"), Column("fundCode"), Column("paymentDate"), Column("month"),
      Column("amountPence", .sum),
    ])
}
