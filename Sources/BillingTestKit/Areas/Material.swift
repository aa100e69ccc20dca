import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What sequences are made of: few names and few instants, so that they meet often.
enum Material {
    /// Where the clock of each repository begins: 2026-01-01T00:00Z.
    static let start = Instants.date(1_767_225_600_000_000)
    /// The instant from which samples and other records are counted: 2026-03-01T00:00Z.
    static let base: Int64 = 1_772_323_200_000_000

    static let acme = TenantID(constant: "acme")
    static let bolt = TenantID(constant: "bolt")
    static let level = MetricID(constant: "level")
    static let messages = MetricID(constant: "messages")
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

    static func entry(
        _ owner: TenantID, _ id: String, of number: String, _ kind: InvoiceEntry.Kind = .payment,
        at minutes: Int,
        amount: Int64 = 50, currency: Currency = .usd
    ) throws -> ChangeSet.Item {
        .entry(
            try InvoiceEntry(
                id: Identifier(id), tenant: owner, invoice: InvoiceNumber(number), kind: kind,
                instant: minute(minutes),
                amount: kind == .void ? nil : Money(minorUnits: amount, currency: currency)))
    }
}
