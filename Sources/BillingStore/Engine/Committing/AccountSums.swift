public import BillingModel

/// What the account of one tenant in one currency comes to: what it was charged, and what it was given.
///
/// Charged is what is payable and what was refunded; given is what was paid, credited and taken back by a void. What is
/// payable of an invoice that does not tell it is what was paid and credited. Where each of the two fits 64 bits of minor
/// units, so does every balance, movement and total of the account at every instant.
struct AccountSums {
    private struct Invoiced {
        var payable: Int64?
        var given: Int128 = 0
        var credits: Int128 = 0
        var refunds: Int128 = 0
        var isVoid = false

        var sums: (charged: Int128, given: Int128) {
            let due = payable.map { Int128($0) } ?? given
            // A void takes back what is payable, and gives back what was credited.
            return (due + refunds + (isVoid ? credits : 0), given + (isVoid ? due : 0))
        }
    }

    private var invoices: [InvoiceNumber: Invoiced] = [:]
    private var charged: Int128 = 0
    private var given: Int128 = 0

    /// Adds an invoice, unless its amounts are more than the account can hold.
    mutating func take(_ invoice: Invoice) -> Bool {
        let paid = Int128(invoice.totalPaid?.minorUnits ?? 0)
        return replace(
            invoice.number, by: Invoiced(payable: invoice.payable?.minorUnits, given: paid))
    }

    /// Adds an entry of an invoice, unless its amount is more than the account can hold.
    mutating func take(_ entry: InvoiceEntry) -> Bool {
        var invoiced = invoices[entry.invoice] ?? Invoiced()
        let amount = Int128(entry.amount?.minorUnits ?? 0)
        switch entry.kind {
        case .payment: invoiced.given += amount
        case .creditNote:
            invoiced.given += amount
            invoiced.credits += amount
        case .refund: invoiced.refunds += amount
        case .void: invoiced.isVoid = true
        }
        return replace(entry.invoice, by: invoiced)
    }

    private mutating func replace(_ number: InvoiceNumber, by invoiced: Invoiced) -> Bool {
        let (before, after) = ((invoices[number] ?? Invoiced()).sums, invoiced.sums)
        let (nowCharged, nowGiven) = (
            charged - before.charged + after.charged, given - before.given + after.given
        )
        guard nowCharged <= Int128(Int64.max), nowGiven <= Int128(Int64.max) else { return false }
        invoices[number] = invoiced
        (charged, given) = (nowCharged, nowGiven)
        return true
    }
}

/// A sum of magnitudes in all currencies: as long as it fits, every sum of an account does.
public struct AccountTurnover: Hashable, Sendable {
    /// Not below the exact sum by more than the rounding of doubles, of which the limit leaves room.
    package private(set) var total = 0.0

    /// Makes a turnover of nothing.
    public init() {}

    package init(total: Double) { self.total = total }

    /// Adds an invoice.
    public mutating func add(_ invoice: Invoice) {
        // An invoice that does not tell what is payable counts what was paid on both sides.
        total += Double(invoice.payable?.minorUnits ?? 0) + 2 * Double(invoice.totalPaid?.minorUnits ?? 0)
    }

    /// Adds an entry.
    public mutating func add(_ entry: InvoiceEntry) {
        total += 2 * Double(entry.amount?.minorUnits ?? 0)
    }

    mutating func add(_ other: AccountTurnover) { total += other.total }

    /// Whether no account can be too small for it: a void may count what is payable and credited once more.
    var isSmall: Bool { total < 0x1p61 }
}
