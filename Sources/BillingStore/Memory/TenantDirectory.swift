import BillingModel

/// The tenants of a state, by id and in order of their ids.
struct TenantDirectory: Sendable {
    /// What is known of one tenant, so that a reader takes it at the cost of one reference.
    ///
    /// Safe to share, though the compiler cannot see it: the directory changes one only while nobody else has it, and copies it
    /// before if a reader has.
    final class Entry: @unchecked Sendable {
        let id: TenantID
        fileprivate(set) var records: TenantRecords

        init(_ id: TenantID, _ records: TenantRecords) {
            self.id = id
            self.records = records
        }
    }

    private var places: [TenantID: Int] = [:]
    /// In the order in which they came; nothing is left of one that was removed.
    private var entries: [Entry?] = []
    /// The ids in ascending order, and the place of the entry of each.
    private var sorted: [(id: TenantID, place: Int)] = []

    subscript(id: TenantID) -> TenantRecords? { entry(id)?.records }

    func entry(_ id: TenantID) -> Entry? { places[id].flatMap { entries[$0] } }

    /// Changes what is known of a tenant, if any is.
    mutating func change(_ id: TenantID, _ body: (inout TenantRecords) -> Void) {
        guard let place = places[id], var entry = entries[place] else { return }
        // What is taken out of the directory has one reference, unless a reader has another one.
        entries[place] = nil
        if !isKnownUniquelyReferenced(&entry) { entry = Entry(id, entry.records) }
        body(&entry.records)
        entries[place] = entry
    }

    /// Adds tenants that are unknown.
    mutating func add(_ tenants: [(id: TenantID, records: TenantRecords)]) {
        var new: [(id: TenantID, place: Int)] = []
        for (id, known) in tenants {
            new.append((id, entries.count))
            places[id] = entries.count
            entries.append(Entry(id, known))
        }
        sorted.merge(sorted: new.sorted { $0.id < $1.id }) { $0.id < $1.id }
    }

    /// Adds a tenant whose id comes after all others; false if it does not.
    mutating func append(_ id: TenantID, _ known: TenantRecords) -> Bool {
        guard sorted.last.map({ $0.id < id }) ?? true else { return false }
        add([(id, known)])
        return true
    }

    /// Forgets a tenant.
    mutating func remove(_ id: TenantID) {
        guard let place = places.removeValue(forKey: id) else { return }
        entries[place] = nil
        sorted.removeAll { $0.place == place }
    }

    /// The ids in ascending order.
    var ids: [TenantID] { sorted.map(\.id) }

    /// Calls `body` with what is known of each tenant from one on, in ascending order of ids, while it wants another one.
    func forEach(from first: TenantID?, _ body: (Entry) throws -> Bool) rethrows {
        let start = first.map { first in sorted.lowerBound { $0.id < first } } ?? 0
        for (_, place) in sorted[start...] {
            guard let entry = entries[place] else { continue }
            guard try body(entry) else { return }
        }
    }
}
