import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// Why figures of a screen changed: the cells that differ from what was known earlier, each with its causes.
    ///
    /// The screen is read twice, as known earlier and as known to this scope, with the same `now`; what differs comes from
    /// what was committed in between. A screen of something that was not known yet, as a tenant or an invoice, counts as one without
    /// cells. The causes of a cell are found in the records that its figure depends on.
    ///
    /// What was erased is in neither reading. Figures that depend on time before a retention floor are told with the cause
    /// `erased` and without what they showed, if anything was erased since; of a tenant that was erased no cell is left,
    /// and only the fleet is told that there was an erasure.
    ///
    /// ```swift
    /// let changes = try await acme.comparison(since: .revision(issued)) { scope in
    ///     try await scope.consumptionTable(now: now)
    /// }
    /// print(changes.text())
    /// ```
    ///
    /// - Parameters:
    ///   - earlier: The earlier state of knowledge.
    ///   - read: Reads the screen of a scope; it uses nothing of the repository but that scope.
    /// - Returns: The cells that differ, in the order of the screen.
    /// - Throws: `BillingError` with code `invalidValue` if `earlier` comes after what this scope knows, `notFound` if it is
    ///   not made yet; else what `read` or the reader throws.
    /// - Complexity: Two readings of the screen; where cells differ, also of their records at both revisions.
    public func comparison(
        since earlier: KnownAt, of read: @Sendable (BillingScope) async throws -> any TabularReport
    ) async throws -> ScreenComparison {
        let later = try await reader.revision(knownAt)
        let earlier = try await reader.revision(earlier)
        guard earlier <= later else {
            throw BillingError(
                .invalidValue, rule: "a comparison begins at an earlier state of knowledge than it ends at",
                detail: "from revision \(earlier) to \(later)")
        }
        let new = try await read(known(at: .revision(later)))
        let old = try await reading(at: earlier, read)
        let now = try Instants.microseconds(new.stamp.now)
        let erasures = try await Erasures(in: self, from: earlier, to: later, now: now)
        var cells = try ScreenComparison.differing(
            old.map { ScreenComparison.figures(of: $0) } ?? [], ScreenComparison.figures(of: new)
        ) { cell throws(BillingError) in
            for dependency in cell.dependencies where try erasures.reach(dependency) { return true }
            return false
        }
        if let old {
            let moves = ClockChange(from: old.stamp.zones, to: new.stamp.zones, zones: zones)
            for index in cells.indices where try moves.reach(cells[index]) {
                cells[index].causes.insert(.redefined)
            }
        }
        let changes = try await RecordChanges(
            under: Set(cells.flatMap(\.dependencies)), in: self, from: earlier, to: later, now: now)
        for index in cells.indices where cells[index].isDifferent {
            for dependency in cells[index].dependencies {
                cells[index].causes.formUnion(
                    try changes.causes(of: dependency, marks: cells[index].isMarkedOtherwise))
            }
        }
        return ScreenComparison(
            screen: new.title, stamp: new.stamp, since: earlier,
            erasures: tenants == .all ? erasures.commits : [], cells: cells.compactMap(\.told))
    }

    /// The report as a revision knew it; nil if it did not know the tenant, or the invoice, of the report.
    private func reading(
        at revision: Revision, _ read: (BillingScope) async throws -> any TabularReport
    ) async throws -> (any TabularReport)? {
        let known = Set(try await reader.tenants(.all, at: revision).map(\.id))
        let scope: BillingScope
        switch tenants {
        case .all: scope = self
        case .one(let tenant):
            guard known.contains(tenant) else { return nil }
            scope = self
        case .set(let tenants): scope = reader.scope(of: tenants.intersection(known)).using(zones)
        }
        do {
            return try await read(scope.known(at: .revision(revision)))
        } catch BillingError.Code.notFound {
            return nil
        }
    }
}
