import BillingModel
import BillingReports
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// Columns that the tables of several screens share, each beside the cells for it.
extension CSVTable {
    /// How far a figure can be relied on.
    static let completeness = ["phase", "coverage", "samples", "origin", "clipped"]
    /// How a figure differs from an earlier one; what tells of its completeness has a prefix of its own.
    static let change = ["base", "difference", "percent", "change_phase", "change_coverage"]
    /// When and from what a screen was made; the same on each row.
    static let stamp = ["zone", "now", "revision"]
}

extension [CSVValue] {
    /// So many empty cells.
    static func missing(_ count: Int) -> [CSVValue] { Self(repeating: .missing, count: Swift.max(0, count)) }

    /// Cells for ``CSVTable/completeness``, empty if there is no figure.
    static func completeness(_ known: Completeness?) throws(BillingError) -> [CSVValue] {
        guard let known else { return .missing(CSVTable.completeness.count) }
        let clipped = [known.clippedStart ? "start" : nil, known.clippedEnd ? "end" : nil].compactMap(\.self)
        return [
            .text(known.phase.rawValue), try .number(known.coverage), .integer(known.samples),
            .text(known.origin.rawValue), clipped.isEmpty ? .missing : .text(clipped.joined(separator: " ")),
        ]
    }

    /// Cells for ``CSVTable/change``, empty if there is none.
    static func change(_ change: Change?) throws(BillingError) -> [CSVValue] {
        guard let change else { return .missing(CSVTable.change.count) }
        return [
            try .number(change.base), try .number(change.difference), try .number(change.percent),
            .text(change.completeness.phase.rawValue), try .number(change.completeness.coverage),
        ]
    }

    /// Cells for ``CSVTable/stamp``; the zone is that of the dates of the row, if it is another than that of the screen.
    static func stamp(_ stamp: ScreenStamp, zone: ZoneID? = nil) throws(BillingError) -> [CSVValue] {
        [.zone(zone ?? stamp.zone), try .instant(stamp.now), .integer(stamp.revision.number)]
    }
}

extension CSVValue {
    /// An id.
    static func id<Owner>(_ id: Identifier<Owner>) -> CSVValue { .text(id.text) }

    /// An id, or an empty cell.
    static func id<Owner>(_ id: Identifier<Owner>?) -> CSVValue { .text(id?.text) }

    /// The id of a zone.
    static func zone(_ zone: ZoneID) -> CSVValue { .text(zone.description) }

    /// The id of a zone, or an empty cell.
    static func zone(_ zone: ZoneID?) -> CSVValue { .text(zone?.description) }

    /// Labels as JSON, `[["region","eu"]]`; an empty cell for none.
    static func labels(_ labels: Labels) throws -> CSVValue { labels.isEmpty ? .missing : try .json(labels) }

    /// When a sample is true: an instant in UTC, or a date.
    static func time(_ time: SampleTime?) throws(BillingError) -> CSVValue {
        switch time {
        case .instant(let instant): try .instant(instant)
        case .date(let date): .date(date)
        case nil: .missing
        }
    }

    /// What has no form of its own in one cell, as JSON.
    static func json(_ value: some Encodable) throws -> CSVValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return .text(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
