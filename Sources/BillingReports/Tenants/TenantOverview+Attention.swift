public import BillingModel
import BillingStore

extension TenantOverview {
    /// How much of a tenant's usage is worth a look.
    ///
    /// The JSON form has the keys `findings` and `cost` (left out if nothing has one).
    public struct Attention: Hashable, Sendable, Codable {
        /// How many findings nobody has said anything of.
        public let findings: Int
        /// What they cost together, each by its size.
        public let cost: Money?
    }

    /// The overview with how many findings each tenant has, and what these cost.
    ///
    /// A tenant that has none has 0. It has nothing at all if it is left out by the screen of what needs attention, as one that is
    /// damaged, or as one without a row where that screen has fewer rows than tenants to tell of. What rows have already is replaced.
    ///
    /// ```swift
    /// let overview = try await repository.fleet.tenantOverview(request, now: now)
    /// let joined = try overview.adding(try await repository.fleet.attention(plans: plans, now: now))
    /// joined.rows[0].attention?.findings
    /// ```
    ///
    /// - Parameter attention: What needs attention in the same scope, read at the same revision.
    /// - Returns: The overview with the same rows in the same order.
    /// - Throws: `BillingError` with code `invalidValue` if it is of another revision, instant or clock, or of more or fewer tenants.
    /// - Complexity: O(*r*) for *r* rows of both.
    public func adding(_ attention: TenantAttention) throws(BillingError) -> TenantOverview {
        try stamp.checkJoining(attention.stamp)
        let (own, others) = (stamp.unshownTenants, attention.stamp.unshownTenants)
        guard
            tenants.addingReportingOverflow(own.count)
                == attention.tenants.addingReportingOverflow(others.count)
        else {
            throw BillingError(
                .invalidValue, rule: "screens that are joined are of the same tenants",
                detail: "\(tenants) and \(attention.tenants) tenants")
        }
        let told = Dictionary(attention.rows.map { ($0.tenant, $0) }) { first, _ in first }
        let (all, quiet) = (attention.tenants, attention.quiet)
        let isWhole = quiet >= 0 && all >= quiet && attention.rows.count >= all - quiet
        let rows = rows.map { row in
            var row = row
            let none = isWhole && !others.contains(row.id) ? Attention(findings: 0, cost: nil) : nil
            row.attention = told[row.id].map { Attention(findings: $0.findings.count, cost: $0.cost) } ?? none
            return row
        }
        return TenantOverview(
            stamp: stamp, columns: columns, since: since, period: period, on: date, order: order,
            descending: descending, tenants: tenants, rows: rows, totals: totals, next: next)
    }

    /// Adds what is worth a look, if any row tells it.
    func addAttention(_ table: inout TableColumns<Row>) {
        guard rows.contains(where: { $0.attention != nil }) else { return }
        func everything(_ row: Row) -> [ReportTable.Dependency] {
            [.init(.allUsage, of: row.id, in: .ever, clock: row.inventory.zones)]
        }
        let hasCosts = rows.contains { $0.attention?.cost != nil }
        table.figure("findings", "Findings") { row in
            .count(row.attention?.findings).depending(on: everything(row))
        }
        table.figure("stake", hasCosts ? "At stake" : nil, label: "at stake") { row in
            row.attention?.cost.map { ReportTable.Cell.money($0).depending(on: everything(row)) } ?? .empty
        }
        table.note("stake_currency", hasCosts ? "" : nil, .fixed) { .currency($0.attention?.cost?.currency) }
    }
}

extension ScreenStamp {
    /// The tenants that are left out as a whole.
    fileprivate var unshownTenants: Set<TenantID> {
        Set((unshown ?? []).filter { $0.invoice == nil }.map(\.tenant))
    }
}
