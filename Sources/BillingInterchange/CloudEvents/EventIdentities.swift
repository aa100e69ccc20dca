import BillingStore
import BillingTime

/// Which events came before in a source, by hashes, so that one that comes again is known.
///
/// The last million at least are remembered.
struct EventIdentities {
    private struct Identity: Hashable {
        let source: [UInt8]
        let id: [UInt8]
    }

    private var young: [Int: Int] = [:]
    private var old: [Int: Int] = [:]
    private static let limit = 1_000_000

    /// How an event stands to those before it.
    enum Occurrence {
        case first
        /// It came before with the same content.
        case repeated
        /// It came before with another content.
        case conflicting
    }

    /// Takes note of an event; source and id are hashed one after the other, each with its end.
    mutating func note(_ event: CloudEvent, _ record: ImportRecord) -> Occurrence {
        let identity = Identity(source: Array(event.source.utf8), id: Array(event.id.utf8)).hashValue
        var hasher = Hasher()
        hasher.combine(record)
        hasher.combine(identity)
        let content = hasher.finalize()
        if let known = young[identity] ?? old[identity] { return known == content ? .repeated : .conflicting }
        if young.count >= Self.limit {
            old = young
            young = [:]
        }
        young[identity] = content
        return .first
    }
}
