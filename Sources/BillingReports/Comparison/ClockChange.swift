import BillingModel
import BillingTime

/// Whether the clock of a screen was another one as it was known earlier, and which cells that has moved.
///
/// What lies before a move is the same by both clocks.
struct ClockChange {
    let from: ZoneHistory
    let to: ZoneHistory
    let zones: ZoneDatabase

    /// Whether a cell that differs stands on other time by the later clock than by the earlier one.
    func reach(_ cell: ScreenComparison.Difference) throws(BillingError) -> Bool {
        guard cell.isDifferent else { return false }
        if let earlier = cell.earlier, let later = cell.later {
            guard Set(earlier.map(\.clock)) != Set(later.map(\.clock)) else { return false }
            return Set(try earlier.map(time)) != Set(try later.map(time))
        }
        guard from != to else { return false }
        for dependency in cell.dependencies {
            // A bucket that only one reading has was cut by its clock.
            guard case .dates = dependency.time else { return true }
            let other = ReportTable.Dependency(
                dependency.source, of: dependency.tenant, in: dependency.time,
                clock: cell.later == nil ? to : from)
            if try time(of: dependency) != time(of: other) { return true }
        }
        return false
    }

    /// Where records are looked for.
    private struct Time: Hashable {
        let source: ReportTable.Dependency.Source
        let tenant: TenantID?
        let instants: Range<Int64>
        let days: Range<Int64>
    }

    private func time(of dependency: ReportTable.Dependency) throws(BillingError) -> Time {
        let time = try UsageTime(dependency, zones: zones, now: Instants.end)
        return Time(
            source: dependency.source, tenant: dependency.tenant, instants: time.instants, days: time.days)
    }
}
