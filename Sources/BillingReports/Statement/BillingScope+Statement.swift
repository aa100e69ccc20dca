#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
public import BillingTime

extension BillingScope {
    /// Every movement of the accounts in scope, newest first, with what is owed after it, and totals per period.
    ///
    /// What was owed before the range is its opening balance. Nothing at or after `now` is read, so a range that goes on
    /// closes at `now`.
    ///
    /// - Parameters:
    ///   - now: The instant of the report.
    ///   - range: The instants of the movements to show, half-open; nil for all.
    ///   - statuses: The statuses, as of `now`, of the invoices to show; nil for all.
    ///   - width: How long a period is, a day or wider: a month unless told otherwise. A fiscal year is
    ///     `BucketWidth.year(startingIn:)`, and is named by the year in which it ends.
    ///   - numbering: How the hosts number the invoices of their tenants; without a pattern no number is missing.
    ///   - zone: The zone of the periods and the local texts; nil for the clock of the tenants, which they must share.
    /// - Returns: The screen, read at one revision. An invoice whose sums do not fit, and of several tenants one that is damaged,
    ///   is left out, as the stamp says.
    /// - Throws: `BillingError` with code `invalidValue` if an instant lies outside years 1 to 9999, `notFound` if a tenant
    ///   or zone is unknown, `unsupported` if the tenants are in several zones and none was given or if the width is
    ///   below a day, `outOfScope` if a pattern is of a tenant that this scope does not see, or `overflow` if an amount
    ///   that is owed does not fit.
    /// - Complexity: Reads all invoices and entries of the scope before `now`; O(*m* log *m*) for *m* movements.
    public func statement(
        now: Date, range: Range<Date>? = nil, statuses: Set<InvoiceStatus>? = nil,
        per width: BucketWidth = .month, numbering: [TenantID: InvoiceNumbering] = [:], zone: ZoneID? = nil
    ) async throws -> InvoiceStatement {
        guard width.isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "the periods of a statement consist of whole days", detail: "\(width)")
        }
        for tenant in numbering.keys { _ = try scope(of: tenant) }
        return try await withoutDamaged { scope in
            try await scope.statement(
                now: now, in: range, statuses, per: width,
                numbering.filter { scope.tenants.contains($0.key) }, zone)
        }
    }

    private func statement(
        now: Date, in range: Range<Date>?, _ statuses: Set<InvoiceStatus>?, per width: BucketWidth,
        _ numbering: [TenantID: InvoiceNumbering], _ zone: ZoneID?
    ) async throws -> InvoiceStatement {
        var context = try await context(now: now, zone: zone)
        let zone = try context.zone()
        let asked = try range.map { InstantRange(try Instants.microseconds($0), in: zone) }
        let shown = try Instants.microseconds(asked?.range ?? Instants.date(Instants.first)..<now)
            .clamped(to: Instants.first..<context.now)
        let accounts = try await context.accounts(of: tenants)
        var postings: [(account: InvoiceAccount, balance: InvoiceBalance, step: InvoicePostings.Step)] = []
        for account in accounts {
            guard let balance = try context.balance(of: account) else { continue }
            guard statuses?.contains(balance.status) ?? true else { continue }
            guard let steps = try context.steps(of: account) else { continue }
            for step in steps { postings.append((account, balance, step)) }
        }
        // The steps of an invoice are in their order already, which a sort by instant, number and tenant keeps.
        let order = postings.indices.sorted { left, right in
            let (first, second) = (postings[left], postings[right])
            if first.step.posted != second.step.posted { return first.step.posted < second.step.posted }
            let (one, other) = (first.account.invoice, second.account.invoice)
            if one.number != other.number { return one.number < other.number }
            return one.tenant == other.tenant ? left < right : one.tenant < other.tenant
        }
        var openings: [Currency: Money] = [:]
        var owed: [Currency: Money] = [:]
        var movements: [InvoiceStatement.Movement] = []
        for index in order {
            let (account, balance, step) = postings[index]
            let currency = step.amount.currency
            if !shown.isEmpty, step.posted >= shown.upperBound { break }
            if shown.isEmpty, step.posted >= shown.lowerBound { break }
            let before = owed[currency] ?? .zero(currency)
            let after = try before + step.amount
            owed[currency] = after
            guard step.posted >= shown.lowerBound else {
                openings[currency] = after
                continue
            }
            if openings[currency] == nil { openings[currency] = before }
            movements.append(
                InvoiceStatement.Movement(account.invoice, step, status: balance.status, balance: after, zone)
            )
        }
        let numbers = try numberings(numbering, of: accounts)
        return try InvoiceStatement(
            stamp: context.stamp(showing: (movements.first?.posted ?? context.now)..<context.now),
            range: asked, statuses: statuses, width: width, openings: Array(openings.values),
            movements: movements.reversed(),
            buckets: try buckets(of: movements, in: shown, width, zone),
            numbering: numbers)
    }

    /// The periods of movements in ascending order of time, cut by the range and by `now`.
    ///
    /// Each is found by itself: between two movements may lie thousands of years.
    private func buckets(
        of movements: [InvoiceStatement.Movement], in range: Range<Int64>, _ width: BucketWidth, _ zone: Zone
    ) throws(BillingError) -> [Bucket] {
        var buckets: [Bucket] = []
        for movement in movements {
            if let last = buckets.last, movement.posted < last.endMicroseconds { continue }
            let whole = try zone.bucket(holding: movement.posted, width: width)
            let part = (whole.startMicroseconds..<whole.endMicroseconds).clamped(to: range)
            buckets += try BucketGrid(part, width: width, zone: zone, limit: 1)
        }
        return buckets
    }

    private func numberings(
        _ patterns: [TenantID: InvoiceNumbering], of accounts: [InvoiceAccount]
    ) throws(BillingError) -> [InvoiceStatement.Numbering] {
        let issued = Dictionary(grouping: accounts.map(\.invoice)) { $0.tenant }
        var numberings: [InvoiceStatement.Numbering] = []
        for (tenant, pattern) in patterns.sorted(by: { $0.key < $1.key }) {
            numberings.append(
                try InvoiceStatement.Numbering(
                    tenant: tenant, pattern: pattern,
                    numbers: issued[tenant, default: []].map(\.number)))
        }
        return numberings
    }
}

extension InvoiceStatement.Movement {
    fileprivate init(
        _ invoice: Invoice, _ step: InvoicePostings.Step, status: InvoiceStatus, balance: Money, _ zone: Zone
    ) {
        let isInvoice = step.kind == .invoice
        self.init(
            tenant: invoice.tenant, invoice: invoice.number, kind: step.kind, entry: step.entry,
            posted: step.posted, entered: step.dated, local: zone.text(of: step.posted), amount: step.amount,
            balance: balance, status: status, period: isInvoice ? InvoiceList.Period(of: invoice, zone) : nil,
            document: isInvoice ? invoice.document : nil, link: isInvoice ? invoice.paymentLink : nil)
    }
}
