import BillingModel

/// An invoice of a billing account.
public struct FocusInvoiceID: Hashable, Comparable, Sendable {
    /// The billing account, as `BillingAccountId` has it.
    public let account: String
    /// The number of the invoice, as `InvoiceId` has it.
    public let invoice: String

    /// Names an invoice of a billing account.
    public init(account: String, invoice: String) {
        self.account = account
        self.invoice = invoice
    }

    /// Whether both name the same invoice of the same account, byte by byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.account.hasSameBytes(as: right.account) && left.invoice.hasSameBytes(as: right.invoice)
    }

    /// Feeds the bytes of both texts to the hasher.
    public func hash(into hasher: inout Hasher) {
        account.hashBytes(into: &hasher)
        invoice.hashBytes(into: &hasher)
    }

    /// Orders by account, then by invoice.
    public static func < (left: Self, right: Self) -> Bool {
        left.account.hasSameBytes(as: right.account)
            ? left.invoice.precedesByBytes(right.invoice) : left.account.precedesByBytes(right.account)
    }
}

// What the rows of a file have to do with each other.
extension FocusRules {
    static func ofFile(
        _ rows: [FocusRow], _ columns: Set<FocusColumn>, _ payable: [FocusInvoiceID: Money]
    ) -> [FocusViolation] {
        let missing = FocusColumn.mandatory.subtracting(columns).sorted().map {
            FocusViolation(row: nil, column: $0.rawValue, rule: "a file has the column")
        }
        return missing
            + oneParent(of: .skuPriceId, .skuId, "a price belongs to one SkuId", rows) { $0[.skuPriceId] }
            + oneParent(of: .serviceName, .serviceCategory, "a service has one ServiceCategory", rows) {
                $0[.serviceName]
            }
            + oneParent(of: .billingCurrency, .billingCurrency, "an invoice has one currency", rows) { row in
                // No text of a row holds NUL.
                invoice(of: row).map { "\($0.account)\0\($0.invoice)" }
            } + sums(rows, payable)
    }

    /// The invoice that a row belongs to; nil if it stands on none.
    static func invoice(of row: FocusRow) -> FocusInvoiceID? {
        guard let account = row[.billingAccountId], let invoice = row[.invoiceId] else { return nil }
        return FocusInvoiceID(account: account, invoice: invoice)
    }

    /// Rows that say another value of a column than an earlier one with the same key.
    private static func oneParent(
        of column: FocusColumn, _ parent: FocusColumn, _ rule: String, _ rows: [FocusRow],
        by key: (FocusRow) -> String?
    ) -> [FocusViolation] {
        var known: [[UInt8]: String] = [:]
        var violations: [FocusViolation] = []
        for (index, row) in rows.enumerated() {
            guard let key = key(row).map({ Array($0.utf8) }), let value = row[parent] else { continue }
            let first = known[key, default: value]
            known[key] = first
            if !first.hasSameBytes(as: value) {
                violations.append(
                    FocusViolation(
                        row: index, column: column.rawValue, rule: rule, detail: "'\(first)' and '\(value)'"))
            }
        }
        return violations
    }

    /// Invoices whose rows do not add up to what is payable of them, exactly.
    private static func sums(
        _ rows: [FocusRow], _ payable: [FocusInvoiceID: Money]
    ) -> [FocusViolation] {
        guard !payable.isEmpty else { return [] }
        var sums: [FocusInvoiceID: ExactDecimal] = [:]
        for row in rows {
            guard let id = invoice(of: row), let billed = (try? row.number(.billedCost)) ?? nil,
                let sum = try? sums[id, default: .zero] + billed
            else { continue }
            sums[id] = sum
        }
        return payable.keys.sorted().compactMap { id in
            guard let due = payable[id] else { return nil }
            let sum = sums[id] ?? .zero
            if sum == (try? ExactDecimal(due.decimal)) { return nil }
            return FocusViolation(
                row: nil, column: FocusColumn.billedCost.rawValue,
                when: "the rows of an InvoiceId are added up",
                rule: "it adds up to what is payable of the invoice",
                detail: "invoice '\(id.invoice)' of '\(id.account)': \(sum.text), payable \(due)")
        }
    }
}
