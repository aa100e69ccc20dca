import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// Cells of the values of the model.
extension CSVValue {
    /// An id.
    static func id<Owner>(_ id: EntityID<Owner>) -> CSVValue { .text(id.text) }

    /// An id, or an empty cell.
    static func id<Owner>(_ id: EntityID<Owner>?) -> CSVValue { .text(id?.text) }

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
