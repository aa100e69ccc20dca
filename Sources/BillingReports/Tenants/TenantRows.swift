import BillingModel
import BillingTime

/// The rows of many tenants, which threads make.
enum TenantRows {
    /// So many rows are worth a thread.
    private static let fewest = 512

    /// One row for each of so many tenants, in their order.
    static func map<Row: Sendable>(
        _ count: Int, _ row: @Sendable (Int) throws(BillingError) -> Row
    ) throws(BillingError) -> [Row] {
        let pieces = Pieces.even(count, fewest: fewest)
        let parts = try Pieces.map(pieces.count) { piece throws(BillingError) -> [Row] in
            var rows: [Row] = []
            rows.reserveCapacity(pieces[piece].count)
            for tenant in pieces[piece] { rows.append(try row(tenant)) }
            return rows
        }
        guard parts.count > 1 else { return parts.first ?? [] }
        var rows: [Row] = []
        rows.reserveCapacity(count)
        for part in parts { rows += part }
        return rows
    }
}
