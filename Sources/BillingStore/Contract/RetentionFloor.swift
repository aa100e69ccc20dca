#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// A kind of record that has a retention floor of its own.
public enum RetainedKind: String, CaseIterable, Hashable, Sendable, Codable {
    /// Recorded samples, with what they replaced.
    case sample
    /// Actions, with the totals that are derived from them.
    case action
    /// Activity of subjects.
    case activity
    /// Invoices with all their entries.
    case invoice
}

/// The first date of a kind of record that a repository still keeps of a tenant.
///
/// What lies before it is gone from every revision, coverage of it included, and a record that is sent for it again is
/// refused by name. Samples that belong to a date are before the floor if their date is; everything else if its
/// instant lies before the date begins in UTC. A floor never sinks.
///
/// The JSON form has the keys `tenant`, `kind` and `date`.
public struct RetentionFloor: Hashable, Sendable, Codable {
    /// Whose records.
    public let tenant: TenantID
    /// Which kind.
    public let kind: RetainedKind
    /// The first date that is kept.
    public let date: LocalDate

    /// Makes a floor, which only a backend does.
    public init(tenant: TenantID, kind: RetainedKind, date: LocalDate) {
        self.tenant = tenant
        self.kind = kind
        self.date = date
    }

    /// The instant before which records are gone: the start of the date in UTC.
    public var start: Date { Instants.date(date.floorInstant) }

    /// The position before which samples are gone: a date as a day since 1970-01-01, an instant as microseconds since 1970.
    public func position(_ timing: MetricSeries.Timing) -> Int64 {
        timing == .dates ? date.floorDay : date.floorInstant
    }

    /// The quarter hour before which activity is gone, counted from 1970.
    public var quarterHour: Int32 { date.floorQuarterHour }
}

extension LocalDate {
    /// The position of the floor among samples that belong to dates.
    package var floorDay: Int64 { Int64(dayNumber) }
    /// The position of the floor among instants.
    package var floorInstant: Int64 { Int64(dayNumber) * Instants.perDay }
    /// The position of the floor among quarter hours.
    package var floorQuarterHour: Int32 { Int32(clamping: Int64(dayNumber) * 96) }
}

extension Metric {
    /// The kind of record that the values of the metric come from, whose floor cuts its coverage.
    public var retainedKind: RetainedKind {
        switch source {
        case .recorded: .sample
        case .activity: .activity
        case .actions: .action
        }
    }
}

extension RetentionFloor: FieldedRecord {
    package static let fields: [RecordField<RetentionFloor>] = [
        RecordField("tenant") { .id($0.tenant) },
        RecordField("kind") { .text($0.kind.rawValue) },
        RecordField("date") { .date($0.date) },
    ]
}
