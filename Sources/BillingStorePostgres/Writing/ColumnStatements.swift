#if PostgreSQL
import BillingModel

// The rows of a commit in the tables of columns, each table by one statement.

/// Series that are new.
struct AddedSeries {
    private var (tenants, kinds, names, labels, timings): ([String], [String], [String], [String], [String]) =
        (
            [], [], [], [], []
        )
    private var places: [Int64] = []

    mutating func add(_ entry: TenantColumns.Entry, of tenant: TenantID) throws {
        let (kind, name, labels) = try entry.name.columns
        tenants.append(tenant.text)
        places.append(entry.place)
        kinds.append(kind)
        names.append(name)
        self.labels.append(labels)
        timings.append(entry.timing.rawValue)
    }

    var insertion: (sql: String, values: [PostgresValue])? {
        guard !tenants.isEmpty else { return nil }
        return (
            "INSERT INTO series (tenant, place, kind, name, labels, timing) SELECT * FROM "
                + "unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])",
            [
                .texts(tenants), .integers(places), .texts(kinds), .texts(names), .texts(labels),
                .texts(timings),
            ]
        )
    }
}

/// What was done to the columns of tenants.
struct JournalRows {
    private var tenants: [String] = []
    private var (parts, entries): ([Int64], [Int64]) = ([], [])
    private var bodies: [[UInt8]] = []

    mutating func add(_ tenant: TenantID, _ part: Int64, _ count: Int64, _ body: [UInt8]) {
        tenants.append(tenant.text)
        parts.append(part)
        entries.append(count)
        bodies.append(body)
    }

    func insertion(_ number: Int64) -> (sql: String, values: [PostgresValue])? {
        guard !tenants.isEmpty else { return nil }
        if tenants.count == 1 {
            // The server takes longer to begin with lists than to write a row.
            return (
                "INSERT INTO journal (number, tenant, part, entries, body) VALUES ($1, $2, $3, $4, $5)",
                [
                    .integer(number), .text(tenants[0]), .integer(parts[0]), .integer(entries[0]),
                    .bytes(bodies[0]),
                ]
            )
        }
        return (
            "INSERT INTO journal (number, tenant, part, entries, body) SELECT $1, * FROM "
                + "unnest($2::text[], $3::bigint[], $4::bigint[], $5::bytea[])",
            [.integer(number), .texts(tenants), .integers(parts), .integers(entries), .blobs(bodies)]
        )
    }
}
#endif
