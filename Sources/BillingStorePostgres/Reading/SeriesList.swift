#if PostgreSQL
import BillingModel
import BillingStoreFile

/// The series of a tenant, in order of their places, which are numbered from 1.
struct SeriesList {
    private(set) var entries: [TenantColumns.Entry] = []
    private var indices: [StoredSeriesName: Int] = [:]

    subscript(_ name: StoredSeriesName) -> TenantColumns.Entry? { indices[name].map { entries[$0] } }

    var nextPlace: Int64 { (entries.last?.place ?? 0) + 1 }

    mutating func add(_ entry: TenantColumns.Entry) {
        indices[entry.name] = entries.count
        entries.append(entry)
    }
}
#endif
