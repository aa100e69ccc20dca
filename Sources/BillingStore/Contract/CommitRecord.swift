#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

/// The id of a commit, chosen by the caller, so that a commit can be sent again.
public typealias CommitID = EntityID<CommitRecord>

/// What became of a set of changes.
///
/// An inventory and a usage row count once for each of their samples. Of several writes of one sample in a set one
/// counts for what became of the sample, the others as unchanged. An erasure counts as one retracted record.
public struct CommitRecord: Hashable, Sendable, Identifiable {
    /// What a commit did.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// It applied a set of changes.
        case changes
        /// It erased a tenant, a subject, or what lies before a retention floor.
        case erasure
    }

    /// The id that the caller chose.
    public let id: CommitID
    /// What it did.
    public let kind: Kind
    /// The revision after the commit; the one before it if nothing changed.
    public let revision: Revision
    /// When the repository recorded it, by its own clock; never before an earlier commit.
    public let recordedAt: Date
    /// Records that were new.
    public let inserted: Int
    /// Records that said nothing new.
    public let unchanged: Int
    /// Records that replaced another value.
    public let corrected: Int
    /// Records that took a value back.
    public let retracted: Int

    /// ``recordedAt`` in microseconds since 1970, as lookups compare it.
    public var recorded: Int64 { (try? Instants.microseconds(recordedAt)) ?? .max }

    /// Makes a commit, which only a backend does.
    public init(
        id: CommitID, kind: Kind = .changes, revision: Revision, recordedAt: Date, inserted: Int,
        unchanged: Int, corrected: Int, retracted: Int
    ) {
        self.id = id
        self.kind = kind
        self.revision = revision
        self.recordedAt = recordedAt
        self.inserted = inserted
        self.unchanged = unchanged
        self.corrected = corrected
        self.retracted = retracted
    }
}

/// The JSON form has the keys `id`, `kind`, `revision`, `recorded`, `inserted`, `unchanged`, `corrected` and `retracted`.
extension CommitRecord: Codable {
    private enum Key: String, CodingKey {
        case id, kind, revision, recorded, inserted, unchanged, corrected, retracted
    }

    /// Reads a commit.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            id: try values.decode(CommitID.self, forKey: .id),
            kind: try values.decode(Kind.self, forKey: .kind),
            revision: try values.decode(Revision.self, forKey: .revision),
            recordedAt: try values.decode(Date.self, forKey: .recorded),
            inserted: try values.decode(Int.self, forKey: .inserted),
            unchanged: try values.decode(Int.self, forKey: .unchanged),
            corrected: try values.decode(Int.self, forKey: .corrected),
            retracted: try values.decode(Int.self, forKey: .retracted))
    }

    /// Writes the commit.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension CommitRecord: FieldedRecord {
    package static let fields: [RecordField<CommitRecord>] = [
        RecordField("id") { .id($0.id) },
        RecordField("kind") { .text($0.kind.rawValue) },
        RecordField("revision") { .integer($0.revision.number) },
        RecordField("recorded") { .instant($0.recordedAt) },
        RecordField("inserted") { .integer(Int64($0.inserted)) },
        RecordField("unchanged") { .integer(Int64($0.unchanged)) },
        RecordField("corrected") { .integer(Int64($0.corrected)) },
        RecordField("retracted") { .integer(Int64($0.retracted)) },
    ]
}

/// What is to be erased.
public struct ErasureRequest: Hashable, Sendable {
    /// A tenant, one subject of it, or its records of one kind before a date.
    public enum Target: Hashable, Sendable {
        /// All records of a tenant, of every revision.
        case tenant(TenantID)
        /// The id of a subject; counts that it was part of stay.
        case subject(SubjectID, kind: SubjectKind, tenant: TenantID)
        /// The records of a kind before a date, which becomes the ``RetentionFloor`` of the kind.
        case records(RetainedKind, before: LocalDate, tenant: TenantID)

        /// Whose records they are.
        public var tenant: TenantID {
            switch self {
            case .tenant(let tenant), .subject(_, _, let tenant), .records(_, _, let tenant): tenant
            }
        }
    }

    /// The id of the commit, chosen by the caller.
    public var id: CommitID
    /// What is to be erased.
    public var target: Target

    /// Makes a request.
    public init(id: CommitID, _ target: Target) {
        self.id = id
        self.target = target
    }
}
