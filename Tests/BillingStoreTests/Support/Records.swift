import BillingModel
import BillingStore
import BillingTime
import Foundation

// Short ways to write what tests are full of.

let acme = try! TenantID("acme")
let bolt = try! TenantID("bolt")
let messages = try! Metric(id: MetricID("messages"), unit: "messages", kind: .count)
let level = try! Metric(id: MetricID("level"), unit: "litres", kind: .gauge)
let feed = try! SourceID("feed")

func makeTenant(_ id: TenantID, name: String = "A name", zone: String = "UTC") throws -> Tenant {
    try Tenant(id: id, name: name, zones: ZoneHistory(ZoneID(zone)), currency: .usd)
}

/// An instant of 1 March 2026 at so many minutes.
func minute(_ minutes: Int) -> Date { Instants.date(position(minutes)) }

func key(_ tenant: TenantID, _ metric: Metric, _ labels: Labels = .none) -> SeriesKey {
    SeriesKey(tenant: tenant, metric: metric.id, labels: labels)
}

func write(
    _ tenant: TenantID, _ metric: Metric, at minutes: Int, _ value: Double?, version: Int64? = nil,
    labels: Labels = .none
) -> SampleWrite {
    SampleWrite(key(tenant, metric, labels), at: .instant(minute(minutes)), value: value, version: version)
}

func daily(
    _ tenant: TenantID, _ metric: Metric, on date: String, _ value: Double?, version: Int64? = nil,
    zone: String? = nil
) throws -> SampleWrite {
    SampleWrite(
        key(tenant, metric), at: .date(try LocalDate(date)), value: value, version: version,
        zone: try zone.map { try ZoneID($0) })
}

func action(
    _ tenant: TenantID, _ id: String, at minutes: Int, type: ActionType = .sendEmail,
    category: ActionCategory = .alert, succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0
) throws -> ActionRecord {
    try ActionRecord(
        tenant: tenant, source: feed, id: ActionID(id), at: minute(minutes), type: type, category: category,
        succeeded: succeeded, failed: failed, suppressed: suppressed)
}

func activity(
    _ tenant: TenantID, _ subject: String, at minutes: Int, kind: SubjectKind = .device
) throws -> ActivityRecord {
    try ActivityRecord(
        tenant: tenant, kind: kind, subject: SubjectID(subject),
        quarter: QuarterHour(holding: minute(minutes)))
}

func invoice(_ tenant: TenantID, _ number: String, at minutes: Int, paid: Int64 = 100) throws -> Invoice {
    try Invoice(
        tenant: tenant, number: InvoiceNumber(number), issuedAt: minute(minutes),
        totalPaid: Money(minorUnits: paid, currency: .usd))
}

func entry(
    _ tenant: TenantID, _ id: String, of number: String, _ kind: InvoiceEntry.Kind = .payment,
    at minutes: Int,
    _ amount: Int64? = 50, currency: Currency = .usd
) throws -> InvoiceEntry {
    try InvoiceEntry(
        id: EntityID(id), tenant: tenant, invoice: InvoiceNumber(number), kind: kind,
        instant: minute(minutes),
        amount: amount.map { Money(minorUnits: $0, currency: currency) })
}

/// A plan of a tenant's own from the first of a month of 2026 on.
func monthTerm(_ tenant: TenantID, _ month: Int) throws -> PlanTerm {
    try PlanTerm(
        tenant: tenant,
        plan: PricePlan(id: EntityID("plan-\(month)"), name: "A plan", currency: .usd, charges: []),
        from: LocalDate(year: 2026, month: month, day: 1))
}

func monthBudget(_ tenant: TenantID, _ amount: Int64 = 100) throws -> Budget {
    try Budget(
        tenant: tenant, amount: Money(minorUnits: amount, currency: .usd), period: .month, basis: .payable)
}

extension BillingRepository {
    /// Commits what a closure adds, under the id.
    @discardableResult
    func commit(
        _ id: String, basis: Revision? = nil, _ fill: (inout ChangeSet) throws -> Void
    ) async throws -> CommitRecord {
        var changes = ChangeSet(id: try CommitID(id), basis: basis)
        try fill(&changes)
        return try await commit(changes)
    }

    /// A repository with two tenants, each with a count and a gauge of its own.
    @discardableResult
    func addTenants() async throws -> CommitRecord {
        try await commit("tenants") { changes in
            for id in [acme, bolt] {
                changes.add(try makeTenant(id))
                changes.add(messages, for: id)
                changes.add(level, for: id)
            }
        }
    }
}

extension BillingReader {
    /// The samples of a series as pairs of position and value.
    func samples(
        _ key: SeriesKey, knownAt: KnownAt = .latest
    ) async throws -> [Int64: Double] {
        let series = try await allSeries(
            SeriesRequest(of: .one(key.tenant), metrics: [key.metric], knownAt: knownAt))
        guard let found = series.first(where: { $0.key == key }) else { return [:] }
        return Dictionary(uniqueKeysWithValues: zip(found.positions, found.values))
    }

    func allRecords(
        _ kind: RecordKind, of tenants: TenantSelection = .all, knownAt: KnownAt = .latest
    ) async throws -> [BillingRecord] {
        try await allRecords(RecordRequest(kind, of: tenants, knownAt: knownAt))
    }
}

/// The position of a minute, in microseconds.
func position(_ minutes: Int) -> Int64 { 1_772_323_200_000_000 + Int64(minutes) * 60_000_000 }

extension CommitRecord {
    /// Inserted, unchanged, corrected and retracted records.
    var tally: [Int] { [inserted, unchanged, corrected, retracted] }
}

extension BillingError {
    /// The violations as `kind index: code`.
    var places: [String] { violations.map { "\($0.kind) \($0.index): \($0.code)" } }
}
