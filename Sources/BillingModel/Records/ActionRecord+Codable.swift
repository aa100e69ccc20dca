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
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(tenant, forKey: .tenant)
        try values.encode(source, forKey: .source)
        try values.encode(id, forKey: .id)
        try values.encode(at, forKey: .at)
        try values.encode(type, forKey: .type)
        try values.encode(category, forKey: .category)
        try values.encode(succeeded, forKey: .succeeded)
        try values.encode(failed, forKey: .failed)
        try values.encode(suppressed, forKey: .suppressed)
        try values.encodeIfPresent(quantity, forKey: .quantity)
        try values.encodeIfPresent(unit, forKey: .unit)
        try values.encodeIfPresent(workflow, forKey: .workflow)
        try values.encodeIfPresent(run, forKey: .run)
    }
}
