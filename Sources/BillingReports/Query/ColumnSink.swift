/// Where the answer to a query goes: threads add columns each to a part of its own, and the parts are put together in their order.
///
/// So what is added up of many tenants is added up by all threads, and the columns of each tenant are forgotten at once.
struct ColumnSink<Part: Sendable> {
    /// Makes a part of nothing.
    let begin: @Sendable () -> Part
    /// Adds a metric of the tenant at a place, asked for by a part of the query.
    let add: @Sendable (_ sum: inout Part, _ part: Int, _ tenant: Int, MetricColumns) throws -> Void
    /// Takes a part.
    let finish: (Part) throws -> Void
}

extension ColumnSink where Part == [(part: Int, tenant: Int, columns: MetricColumns)] {
    /// Hands on the columns one by one.
    init(_ take: @escaping MetricReader.Take) {
        self.init(
            begin: { [] }, add: { $0.append(($1, $2, $3)) },
            finish: { for (part, tenant, columns) in $0 { try take(part, tenant, columns) } })
    }
}
