import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What sequences are made of: few names and few instants, so that they meet often.
enum ValuePool {
    /// Where the clock of each repository begins: 2026-01-01T00:00Z.
    static let start = Instants.date(1_767_225_600_000_000)
    /// The instant from which samples and other records are counted: 2026-03-01T00:00Z.
    static let base: Int64 = 1_772_323_200_000_000

    static let acme = TenantID(constant: "acme")
    static let bolt = TenantID(constant: "bolt")
    static let level = MetricID(constant: "level")
    static let messages = MetricID(constant: "messages")
    static let reading = MetricID(constant: "reading")
    static let feed = SourceID(constant: "feed")

    static func minute(_ minutes: Int) -> Date { Instants.date(position(minutes)) }

    static func position(_ minutes: Int) -> Int64 { base + Int64(minutes) * 60_000_000 }

    /// A date counted from 1 March 2026.
    static func date(_ day: Int) throws -> LocalDate {
        try LocalDate(year: 2026, month: 3, day: 1).adding(days: day)
    }

    /// Ids that some system somewhere takes for one another, or for more than an id.
    static let confusable: [[String]] = [
        ["\u{E9}", "e\u{301}", "f"],
        ["a", "A", "B"],
        ["ab", "abc", "a"],
        ["'; DROP TABLE x;--", "'", "\""],
        [String(repeating: "x", count: 255), String(repeating: "x", count: 254)],
        ["\u{FFFD}", "\u{1F600}", "z"],
        ["%", "_", "*"],
        [" a", "a", "a "],
        ["1", "01", "1.0"],
        ["\u{DF}", "ss", "SS"],
        ["a/b", "a", "b"],
        ["\u{FEFF}a", "a", "\u{202E}a"],
        ["\n", "\t", "\u{1}"],
        ["null", "nil", "{}"],
    ]

    static func gauge(_ id: MetricID = level, name: String? = nil) throws -> Metric {
        try Metric(id: id, name: name, unit: "litres", kind: .gauge)
    }

    static func count(_ id: MetricID = messages) throws -> Metric {
        try Metric(id: id, unit: "messages", kind: .count)
    }

    static func meter(_ resets: ResetRule) throws -> Metric {
        try Metric(id: reading, unit: "hours", kind: .cumulative, resets: resets)
    }

    static func tenant(_ id: TenantID, name: String = "A name", zone: ZoneID = .utc) throws -> Tenant {
        try Tenant(id: id, name: name, zones: ZoneHistory(zone), currency: .usd)
    }

    static func sample(
        _ owner: TenantID, _ metric: MetricID = level, at minutes: Int, _ value: Double?,
        version: Int64? = nil,
        labels: Labels = .none
    ) -> ChangeSet.Item {
        .sample(
            SampleWrite(
                SeriesKey(tenant: owner, metric: metric, labels: labels), at: .instant(minute(minutes)),
                value: value, version: version))
    }

    static func daily(
        _ owner: TenantID, _ metric: Metric = .assets, on day: Int, _ value: Double?, version: Int64? = nil,
        zone: ZoneID? = nil
    ) throws -> ChangeSet.Item {
        .sample(
            SampleWrite(
                SeriesKey(tenant: owner, metric: metric.id), at: .date(try date(day)), value: value,
                version: version, zone: zone))
    }

    static func action(
        _ owner: TenantID, _ id: String, at minutes: Int, source: SourceID = feed,
        type: ActionType = .sendEmail,
        category: ActionCategory = .alert, succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0
    ) throws -> ActionRecord {
        try ActionRecord(
            tenant: owner, source: source, id: ActionID(id), at: minute(minutes), type: type,
            category: category,
            succeeded: succeeded, failed: failed, suppressed: suppressed)
    }

    static func activity(
        _ owner: TenantID, _ subject: String, quarter: Int, kind: SubjectKind = .device
    ) throws -> ChangeSet.Item {
        .activity(
            ActivityRecord(
                tenant: owner, kind: kind, subject: try SubjectID(subject),
                quarter: try QuarterHour(holding: minute(15 * quarter))))
    }

    static func coverage(
        _ owner: TenantID, of metric: MetricID = level, by source: SourceID = feed, _ from: Int, _ to: Int
    ) throws -> ChangeSet.Item {
        .coverage(
            try Coverage(tenant: owner, metric: metric, source: source, range: minute(from)..<minute(to)))
    }

    static func invoice(
        _ owner: TenantID, _ number: String, at minutes: Int, paid: Int64 = 100
    ) throws
        -> ChangeSet.Item
    {
        .invoice(
            try Invoice(
                tenant: owner, number: InvoiceNumber(number), issuedAt: minute(minutes),
                totalPaid: Money(minorUnits: paid, currency: .usd)))
    }

    /// A plan whose price tells two contents of one id apart.
    static func plan(_ id: String, price: Int = 1, currency: Currency = .usd) throws -> PricePlan {
        try PricePlan(
            id: EntityID(id), name: "A plan", currency: currency,
            charges: [
                Charge(id: EntityID("base"), name: "Base", usage: .period, price: .flat(Decimal(price)))
            ])
    }

    /// A term from the first day of a month of 2026 on.
    static func term(
        _ owner: TenantID, _ plan: PricePlan?, from month: Int, day: Int = 1, cycle: BucketWidth = .month
    ) throws -> ChangeSet.Item {
        .plan(
            try PlanTerm(
                tenant: owner, plan: plan, from: LocalDate(year: 2026, month: month, day: day), cycle: cycle))
    }

    /// An invoice for a month of 2026 in UTC, rated by a plan.
    static func rated(
        _ owner: TenantID, _ number: String, by plan: String, for month: Int
    ) throws -> ChangeSet.Item {
        let first = Int64(try LocalDate(year: 2026, month: month, day: 1).dayNumber) * Instants.perDay
        let next = Int64(try LocalDate(year: 2026, month: month + 1, day: 1).dayNumber) * Instants.perDay
        return .invoice(
            try Invoice(
                tenant: owner, number: InvoiceNumber(number), issuedAt: Instants.date(next), currency: .usd,
                period: Instants.date(first)..<Instants.date(next),
                payable: Money(minorUnits: 100, currency: .usd),
                rating: Invoice.Rating(plan: EntityID(plan), revision: 1)))
    }

    static func budget(_ owner: TenantID, _ amount: Int64) throws -> ChangeSet.Item {
        .budget(
            try Budget(
                tenant: owner, amount: Money(minorUnits: amount, currency: .usd), period: .month,
                basis: .payable))
    }

    static func entry(
        _ owner: TenantID, _ id: String, of number: String, _ kind: InvoiceEntry.Kind = .payment,
        at minutes: Int,
        amount: Int64 = 50, currency: Currency = .usd
    ) throws -> ChangeSet.Item {
        .entry(
            try InvoiceEntry(
                id: EntityID(id), tenant: owner, invoice: InvoiceNumber(number), kind: kind,
                instant: minute(minutes),
                amount: kind == .void ? nil : Money(minorUnits: amount, currency: currency)))
    }
}
