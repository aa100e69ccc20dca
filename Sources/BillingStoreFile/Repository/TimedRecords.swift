import BillingModel
import BillingStore

/// A table whose records stand at instants, as pages read it.
struct TimedRecords: Sendable {
    let table: ChecksummedTable
    /// How many parameters of the clauses stand for the revision.
    private let revisions: Int
    private let ascending: Clauses
    private let descending: Clauses

    /// What comes after the name of the table, in one direction.
    private struct Clauses: Sendable {
        /// All of a range.
        let first: String
        /// What comes after a place, up to a bound of the range.
        let next: String

        init(_ order: [String], _ visibility: String, descending: Bool) {
            let names = order.joined(separator: ", ")
            let place = Array(repeating: "?", count: order.count).joined(separator: ", ")
            let direction = descending ? " DESC" : ""
            let end =
                " AND \(visibility) ORDER BY " + order.map { $0 + direction }.joined(separator: ", ")
                + " LIMIT ?"
            first = "WHERE tenant = ? AND \(order[0]) >= ? AND \(order[0]) < ?" + end
            next =
                "WHERE tenant = ? AND \(order[0]) \(descending ? ">=" : "<") ? "
                + "AND (\(names)) \(descending ? "<" : ">") (\(place))" + end
        }
    }

    private init(
        _ table: ChecksummedTable, order: [String], visibility: String, revisions: Int
    ) {
        self.table = table
        self.revisions = revisions
        ascending = Clauses(order, visibility, descending: false)
        descending = Clauses(order, visibility, descending: true)
    }

    static let actions = TimedRecords(
        Tables.action, order: ["at", "source", "id"],
        visibility: "revision <= ? AND (until IS NULL OR until > ?)", revisions: 2
    )

    static let invoices = TimedRecords(
        Tables.invoice, order: ["issued", "number"], visibility: "revision <= ?", revisions: 1
    )

    static let entries = TimedRecords(
        Tables.entry, order: ["happened", "invoice", "id"], visibility: "revision <= ?", revisions: 1
    )

    /// The rows of one tenant in a window that a revision sees.
    func rows(
        of tenant: Int64, _ window: RecordWindow, at revision: Revision, _ connection: Connection
    ) throws -> [[SQLValue]] {
        let clauses = window.isDescending ? descending : ascending
        var bound: [SQLValue] = [.integer(tenant)]
        if let after = window.after {
            let end = window.isDescending ? window.instants.lowerBound : window.instants.upperBound
            bound += [.integer(end), .integer(after.instant)] + after.ids.map { .text($0) }
        } else {
            bound += [.integer(window.instants.lowerBound), .integer(window.instants.upperBound)]
        }
        bound += Array(repeating: .revision(revision), count: revisions)
        bound.append(.integer(Int64(window.limit)))
        return try table.rows(window.after == nil ? clauses.first : clauses.next, bound, connection)
    }

    /// The instants of which rows that were read say all that there is.
    func range(of rows: [[SQLValue]], _ window: RecordWindow) -> Range<Int64> {
        var range = window.instants
        if rows.count >= window.limit, let instant = table.instant,
            case .integer(let position)? = rows.last?[instant]
        {
            range =
                window.isDescending
                ? position..<max(position, range.upperBound)
                : range.lowerBound..<max(range.lowerBound, position + 1)
        }
        guard let after = window.after?.instant else { return range }
        return range.clamped(to: window.isDescending ? .min..<(after + 1) : after ..< .max)
    }
}
