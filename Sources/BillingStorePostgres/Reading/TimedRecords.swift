#if PostgreSQL
/// Records that stand at instants, as pages read them.
enum TimedRecords: Sendable {
    case actions, invoices, entries

    private var table: String {
        switch self {
        case .actions: "action"
        case .invoices: "invoice"
        case .entries: "entry"
        }
    }

    /// The columns that order them.
    private var order: [String] {
        switch self {
        case .actions: ["instant", "source", "id"]
        case .invoices: ["issued", "id"]
        case .entries: ["happened", "invoice", "id"]
        }
    }

    /// Reads a window: the tenant, the instants, the revision, the limit, and the place after which it begins.
    func statement(isDescending: Bool, isAfter: Bool) -> String {
        let columns = order.map { "t." + $0 }
        let end =
            self == .actions
            ? "LEFT JOIN commit_log d ON d.number = t.until AND d.revision <= $4 " : ""
        let isStanding = self == .actions ? " AND d.number IS NULL" : ""
        let after =
            isAfter
            ? " AND (\(columns.joined(separator: ", "))) \(isDescending ? "<" : ">") "
                + "(\((0..<columns.count).map { "$\($0 + 6)" }.joined(separator: ", ")))" : ""
        let direction = isDescending ? " DESC" : ""
        return
            "SELECT t.body FROM \(table) t JOIN commit_log c ON c.number = t.number AND c.revision <= $4 \(end)"
            + "WHERE t.tenant = $1 AND \(columns[0]) >= $2 AND \(columns[0]) < $3\(isStanding)\(after) "
            + "ORDER BY \(columns.map { $0 + direction }.joined(separator: ", ")) LIMIT $5"
    }
}
#endif
