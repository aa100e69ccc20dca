#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ActionRecord: Codable {
    private enum Key: String, CodingKey {
        case tenant, source, id, at, type, category, succeeded, failed, suppressed, quantity, unit, workflow,
            run
    }

    /// Reads a record, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            source: try values.decode(SourceID.self, forKey: .source),
            id: try values.decode(ActionID.self, forKey: .id),
            at: try values.decode(Date.self, forKey: .at),
            type: try values.decode(ActionType.self, forKey: .type),
            category: try values.decode(ActionCategory.self, forKey: .category),
            succeeded: try values.decode(Int.self, forKey: .succeeded),
            failed: try values.decode(Int.self, forKey: .failed),
            suppressed: try values.decode(Int.self, forKey: .suppressed),
            quantity: try values.decodeIfPresent(Decimal.self, forKey: .quantity),
            unit: try values.decodeIfPresent(String.self, forKey: .unit),
            workflow: try values.decodeIfPresent(WorkflowID.self, forKey: .workflow),
            run: try values.decodeIfPresent(WorkflowRunID.self, forKey: .run))
    }

    /// Writes the record.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension ActionRecord: FieldedRecord {
    package static let fields: [RecordField<ActionRecord>] = [
        RecordField("tenant") { .id($0.tenant) },
        RecordField("source") { .id($0.source) },
        RecordField("id") { .id($0.id) },
        RecordField("at") { .instant($0.at) },
        RecordField("type") { .id($0.type) },
        RecordField("category") { .id($0.category) },
        RecordField("succeeded") { .integer(Int64($0.succeeded)) },
        RecordField("failed") { .integer(Int64($0.failed)) },
        RecordField("suppressed") { .integer(Int64($0.suppressed)) },
        RecordField("quantity", .optional) { .decimal($0.quantity) },
        RecordField("unit", .optional) { .text($0.unit) },
        RecordField("workflow", .optional) { .id($0.workflow) },
        RecordField("run", .optional) { .id($0.run) },
    ]
}
