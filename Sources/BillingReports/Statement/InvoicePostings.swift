import BillingModel

/// What an invoice and its entries do to what a tenant owes, one step after the other.
///
/// The steps up to an instant add up to the due amount that ``BillingModel/InvoiceBalance`` gives for that instant.
struct InvoicePostings {
    /// The steps in order of their instants; at one instant in the order in which they take effect.
    private(set) var steps: [Step] = []

    /// One step.
    struct Step {
        /// When it counts, in microseconds.
        let posted: Int64
        /// The entry's own instant, if that comes before the issue.
        var dated: Int64?
        let kind: InvoiceStatement.Movement.Kind
        var entry: EntityID<InvoiceEntry>?
        /// What it adds to what is owed.
        let amount: Money
    }

    /// What is payable so far, before credit notes; after a void, nothing.
    private var payable: Money
    private var credits: Money
    private var isVoid = false
    private let isKnown: Bool

    /// Makes the steps before an instant of an invoice that was issued before it.
    init(of invoice: Invoice, entries: [InvoiceEntry], before now: Int64) throws(BillingError) {
        let zero = Money.zero(invoice.currency)
        let paidAtIssue = invoice.totalPaid ?? zero
        payable = invoice.payable ?? paidAtIssue
        credits = zero
        isKnown = invoice.payable != nil
        steps.append(Step(posted: invoice.issued, kind: .invoice, amount: payable))
        if paidAtIssue != zero {
            steps.append(Step(posted: invoice.issued, kind: .payment, amount: try zero - paidAtIssue))
        }
        let past = entries.filter { $0.happened < now }.sorted { left, right in
            if left.happened != right.happened { return left.happened < right.happened }
            return left.kind == right.kind ? left.id < right.id : Self.rank(left.kind) < Self.rank(right.kind)
        }
        for entry in past { try post(entry, of: invoice) }
    }

    /// At one instant a void comes after the payments and credit notes that it undoes.
    private static func rank(_ kind: InvoiceEntry.Kind) -> Int {
        switch kind {
        case .payment: 0
        case .creditNote: 1
        case .void: 2
        case .refund: 3
        }
    }

    private mutating func post(_ entry: InvoiceEntry, of invoice: Invoice) throws(BillingError) {
        let posted = max(entry.happened, invoice.issued)
        let dated = entry.happened < invoice.issued ? entry.happened : nil
        let zero = Money.zero(invoice.currency)
        func step(_ kind: InvoiceStatement.Movement.Kind, _ amount: Money) -> Step {
            Step(posted: posted, dated: dated, kind: kind, entry: entry.id, amount: amount)
        }
        guard let amount = entry.amount else {
            let left = isVoid ? zero : try payable - credits
            steps.append(step(.void, try zero - left))
            isVoid = true
            return
        }
        // What is payable of an invoice that does not tell it is what was paid and credited.
        if !isKnown, !isVoid {
            let charge = entry.kind == .refund ? try zero - amount : amount
            payable = try payable + charge
            steps.append(step(.charge, charge))
        }
        switch entry.kind {
        case .payment: steps.append(step(.payment, try zero - amount))
        case .refund: steps.append(step(.refund, amount))
        case .creditNote, .void:
            // Once an invoice is void, its credit notes are gone.
            credits = try credits + amount
            steps.append(step(.creditNote, isVoid ? zero : try zero - amount))
        }
    }
}
