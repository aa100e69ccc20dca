#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingReports
import BillingTime

/// Invoices and charges as rows of FOCUS 1.2, with the columns that they fill.
///
/// ```swift
/// var dataset = FocusDataset(try FocusTerms(provider: "Inauro", service: "Asset tracking"))
/// try dataset.add(invoice, entries: entries, of: acme, plans: [plan], now: now)
/// try dataset.csv()
/// ```
///
/// The billed costs of the rows of an invoice add up to what is payable of it, less its credit notes, to the minor unit.
public struct FocusDataset: Sendable {
    /// What the rows say of the provider.
    public let terms: FocusTerms
    /// Who is billed for all tenants, which are its sub accounts then; nil if each tenant is billed itself.
    public let account: FocusBillingAccount?
    /// The rows, in the order in which they were added.
    public private(set) var rows: [FocusRow] = []
    /// What is payable of each invoice that was added, less its credit notes, as of the instant that it was added for.
    public private(set) var payable: [FocusInvoiceID: Money] = [:]

    /// What of tenants was added that is not invoiced yet.
    private var charged: Set<Charged> = []

    private struct Charged: Hashable {
        let tenant: TenantID
        let plan: EntityID<PricePlan>
        let period: Range<Int64>
    }

    /// Makes a dataset without rows.
    ///
    /// - Parameters:
    ///   - terms: What the rows say of the provider.
    ///   - account: Who is billed for all tenants; nil if each tenant is billed itself.
    public init(_ terms: FocusTerms, account: FocusBillingAccount? = nil) {
        self.terms = terms
        self.account = account
    }

    /// Adds an invoice as it stands at an instant.
    ///
    /// | row | category | class |
    /// | --- | --- | --- |
    /// | a line with a quantity and a unit, or of a metered charge of the plan | usage | |
    /// | a line with a quantity only, or of a charge for the period itself | purchase | |
    /// | a line below zero | credit | |
    /// | another line, and what of the payable amount no line tells | adjustment | |
    /// | the tax | tax | |
    /// | a credit note | credit | correction |
    /// | what a void takes back | adjustment | correction |
    ///
    /// A line of a charge of the plan that gives the same amount has a row for each price: the quantity that is included, at 0, and
    /// that of each tier. Usage of zero has no row. Payments and refunds are no charges.
    ///
    /// - Parameters:
    ///   - invoice: The invoice, issued before `now`; each once.
    ///   - entries: Its entries, in any order; those at or after `now` do not count.
    ///   - tenant: The tenant of the invoice: its billing account, or a sub account of that of the dataset.
    ///   - plans: The plans that it may have been rated by, with different ids; without its plan a line has the price that it states.
    ///   - period: The billing period of an invoice that states none, half-open.
    ///   - now: The instant that it is told for.
    /// - Throws: `BillingError` with code `unsupported` if no period is known, or it does not begin and end on a whole second;
    ///   `conflict` if the invoice was added before; `invalidValue` if the tenant is another one, or for what
    ///   ``/BillingModel/InvoiceBalance`` refuses; `overflow` if a sum does not fit. The dataset is then as it was.
    public mutating func add(
        _ invoice: Invoice, entries: some Sequence<InvoiceEntry> = [], of tenant: Tenant,
        plans: [PricePlan] = [], period: Range<Date>? = nil, now: Date
    ) throws(BillingError) {
        let id = FocusBillingAccount.invoice(invoice.number, of: tenant.id, account)
        guard tenant.id == invoice.tenant, payable[id] == nil else {
            let isOther = tenant.id != invoice.tenant
            throw BillingError(
                isOther ? .invalidValue : .conflict,
                rule: isOther ? "an invoice is that of its tenant" : "an invoice is in a dataset once",
                detail: "invoice '\(invoice.number)' of '\(invoice.tenant)'")
        }
        let entries = Array(entries)
        let balance = try InvoiceBalance(of: invoice, entries: entries, now: now)
        let account = FocusAccount(
            terms: terms, account: self.account, tenant: tenant.id, name: tenant.name,
            currency: invoice.currency,
            period: try Self.period(of: invoice, else: period), invoice: invoice.number)
        let (counted, void) = Self.counted(entries, before: try Instants.microseconds(now))
        let whole = try InvoiceBalance(of: invoice, entries: counted, now: now).payable
        let plan = plans.first { $0.id == invoice.rating?.plan }
        let added =
            try account.rows(of: invoice, plan, payable: whole)
            + account.rows(of: counted, void: void, payable: whole)
        payable[id] = try balance.payable - balance.credits
        rows += added
    }

    private static func period(
        of invoice: Invoice, else period: Range<Date>?
    ) throws(BillingError) -> Range<Int64> {
        if let served = invoice.served { return served }
        guard let period else {
            throw BillingError(
                .unsupported, rule: "a FOCUS row has a billing period, which its invoice or the caller tells",
                detail: "invoice '\(invoice.number)' of '\(invoice.tenant)'")
        }
        return try Instants.microseconds(period)
    }

    /// The entries that count, in their order, and the void that ends them: after it nothing is payable or credited.
    private static func counted(
        _ entries: [InvoiceEntry], before now: Int64
    ) -> (entries: [InvoiceEntry], void: InvoiceEntry?) {
        let past = entries.filter { $0.happened < now }.sorted {
            ($0.happened, $0.id) < ($1.happened, $1.id)
        }
        let void = past.first { $0.kind == .void }
        // At one instant a void comes after what it undoes.
        let counted = past.filter { entry in
            entry.kind != .void && void.map { entry.happened <= $0.happened } != false
        }
        return (counted, void)
    }

    /// Adds the charges of a period that is not invoiced yet: they have no `InvoiceId`.
    ///
    /// What is used is charged from the start of the period to the instant of the report, a fee for all of the period. A
    /// charge without an amount has no row, and what is added is then not whole, as the screen is.
    ///
    /// - Parameter charges: The charges so far, of a period without an invoice in the dataset; each once.
    /// - Throws: `BillingError` with code `unsupported` if the period does not begin and end on a whole second, or `conflict` if
    ///   charges of it by the same plan were added before. The dataset is then as it was.
    public mutating func add(_ charges: ChargeToDate) throws(BillingError) {
        let period = charges.period.range
        let account = FocusAccount(
            terms: terms, account: self.account, tenant: charges.tenant, name: charges.name,
            currency: charges.total.currency,
            period: try Instants.microseconds(period), invoice: nil)
        let end = try Self.end(of: account.period, now: charges.stamp.now)
        var added: [FocusRow] = []
        for line in charges.lines {
            guard let rated = line.rated else { continue }
            var rows = try account.rows(
                of: rated, isMetered: line.usage != .period, isFixed: line.isFixed, plan: charges.plan,
                unit: line.unit, line.name)
            if !line.isFixed { for index in rows.indices { rows[index][.chargePeriodEnd] = end } }
            added += rows
        }
        let key = Charged(tenant: charges.tenant, plan: charges.plan, period: account.period)
        guard charged.insert(key).inserted else {
            throw BillingError(
                .conflict, rule: "charges of a period are in a dataset once",
                detail: "plan '\(charges.plan)' of '\(charges.tenant)'")
        }
        rows += added
    }

    /// The end of what of a period has passed, to the next whole second.
    private static func end(of period: Range<Int64>, now: Date) throws(BillingError) -> String {
        let now = try Instants.microseconds(now)
        guard now > period.lowerBound, now < period.upperBound else {
            return try FocusForms.text(period.upperBound)
        }
        let second = Instants.perSecond
        return try FocusForms.text(floorDivide(now - 1, second) * second + second)
    }
}
