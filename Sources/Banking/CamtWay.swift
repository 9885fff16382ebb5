// The elements of a camt.053 file that matter, each by the way to it from the root.

/// An element that matters, by the names from the root to it, whatever their namespace prefix.
enum CamtWay: String, CaseIterable {
  case document = "Document"
  case messagePageNumber = "Document/BkToCstmrStmt/GrpHdr/MsgPgntn/PgNb"
  case isLastMessagePage = "Document/BkToCstmrStmt/GrpHdr/MsgPgntn/LastPgInd"
  case statement = "Document/BkToCstmrStmt/Stmt"
  case id = "Document/BkToCstmrStmt/Stmt/Id"
  case pageNumber = "Document/BkToCstmrStmt/Stmt/StmtPgntn/PgNb"
  case isLastPage = "Document/BkToCstmrStmt/Stmt/StmtPgntn/LastPgInd"
  case made = "Document/BkToCstmrStmt/Stmt/CreDtTm"
  case iban = "Document/BkToCstmrStmt/Stmt/Acct/Id/IBAN"
  case otherAccount = "Document/BkToCstmrStmt/Stmt/Acct/Id/Othr/Id"
  case balance = "Document/BkToCstmrStmt/Stmt/Bal"
  case balanceCode = "Document/BkToCstmrStmt/Stmt/Bal/Tp/CdOrPrtry/Cd"
  case balanceAmount = "Document/BkToCstmrStmt/Stmt/Bal/Amt"
  case balanceMark = "Document/BkToCstmrStmt/Stmt/Bal/CdtDbtInd"
  case balanceDay = "Document/BkToCstmrStmt/Stmt/Bal/Dt/Dt"
  case balanceMoment = "Document/BkToCstmrStmt/Stmt/Bal/Dt/DtTm"
  case entry = "Document/BkToCstmrStmt/Stmt/Ntry"
  case entryReference = "Document/BkToCstmrStmt/Stmt/Ntry/NtryRef"
  case entryAmount = "Document/BkToCstmrStmt/Stmt/Ntry/Amt"
  case entryMark = "Document/BkToCstmrStmt/Stmt/Ntry/CdtDbtInd"
  case isReversal = "Document/BkToCstmrStmt/Stmt/Ntry/RvslInd"
  case status = "Document/BkToCstmrStmt/Stmt/Ntry/Sts"
  case statusCode = "Document/BkToCstmrStmt/Stmt/Ntry/Sts/Cd"
  case bookedDay = "Document/BkToCstmrStmt/Stmt/Ntry/BookgDt/Dt"
  case bookedMoment = "Document/BkToCstmrStmt/Stmt/Ntry/BookgDt/DtTm"
  case bankReference = "Document/BkToCstmrStmt/Stmt/Ntry/AcctSvcrRef"
  case entryText = "Document/BkToCstmrStmt/Stmt/Ntry/AddtlNtryInf"
  case detail = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls"
  case detailAmount = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/Amt"
  case detailMark = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/CdtDbtInd"
  case transactionAmount = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/AmtDtls/TxAmt/Amt"
  case endToEnd = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/Refs/EndToEndId"
  case remittance = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/RmtInf/Ustrd"
  case detailText = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/AddtlTxInf"
  case partyName = "Document/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/RltdPties//Nm"

  /// All, in the order in which a walk numbers them.
  static let all = Array(allCases)

  /// Whether what follows depends on where it begins, or on its currency.
  var tellsStart: Bool {
    switch self {
    case .document, .statement, .balance, .entry, .detail, .balanceAmount, .entryAmount, .detailAmount,
      .transactionAmount:
      true
    default: false
    }
  }
}
