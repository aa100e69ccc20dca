#if PostgreSQL
import BillingModel
import BillingStorePostgres

/// Bytes that a sample takes on a PostgreSQL server, indexes included: the data of P2.
struct P3: Line {
    let name = "P3"
    let peers: [Peer] = []

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let months = try ServerMonths(name, samples: settings.samples)
        let samples = months.samples
        func bytes(_ tables: [String]) throws -> Answer {
            let rows = try months.pair.plain.connection.rows(
                "SELECT sum(pg_total_relation_size(t::regclass))::bigint FROM unnest($1::text[]) t",
                [.texts(tables)])
            return Answer(columns: [[Double(samples)]], figure: Double(try rows.integer(0, 0)))
        }
        return [
            Question(
                name: "minutes of 14 metrics", request: nil, bytes: 0, unit: .bytes(of: samples),
                rivals: [Rival(name: P1.plainSQL) { try bytes(["sample"]) }]
            ) {
                try bytes(["chunk", "journal", "series", "outline"])
            }
        ]
    }
}
#endif
