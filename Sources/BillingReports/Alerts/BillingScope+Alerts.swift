#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingInsights
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// What changed in the alerts of a tenant since they were evaluated last.
    ///
    /// ```swift
    /// let report = try await acme.alerts(watches, states: states, now: now)
    /// for told in report.told { send(told.statement, id: told.transition.id) }
    /// states = report.states
    /// ```
    ///
    /// Shares, forecasts, silent feeds and invoices are observed once, at `now`. Unusual days are observed each at the instant
    /// from which on its data were due, so that it tells the same to evaluate daily or once a week, as long as no data come later
    /// than the lag of the metric; of a watch without a state only the last of these days is. What is not known is observed as
    /// such, and changes no alert. Evaluating again at the same `now`, or an earlier one, tells nothing more.
    ///
    /// - Parameters:
    ///   - watches: The rules and what they are about.
    ///   - states: Those of ``AlertReport/states`` that were returned last; none at first.
    ///   - marks: What people have said of findings: a day that one covers is usual.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of days and periods; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant, or a limit is of a metric whose
    ///   figures are means of days; `invalidValue` if two watches have one rule and one subject, two states do, or the kind of a rule
    ///   has changed; `notFound` for a metric that the tenant does not have; `outOfScope` for a budget of another tenant; else what
    ///   the budget, the reader or the zone database throws. A budget of which an amount fits no number is refused in its row.
    /// - Complexity: O(*n*) for *n* samples of the last 400 days, and for each day of a watch that became due a scan of 400 days;
    ///   reads all invoices and entries of the tenant if these are watched.
    public func alerts(
        _ watches: [AlertWatch], states: [AlertState] = [], marks: [FindingMark] = [], now: Date,
        zone: ZoneID? = nil
    ) async throws -> AlertReport {
        let scope = try await pinned()
        let context = try await scope.context(now: now, zone: zone)
        let tenant = try context.tenant()
        var book = try AlertBook(states, of: tenant)
        let watching = try await AlertWatching(watches, book, scope, context, zone, marks)
        for watch in watches {
            for sight in try await watching.sights(watch, state: { book.state(watch.rule, $0) }) {
                try book.advance(watch.rule, sight, on: watching.clock)
            }
        }
        return AlertReport(
            stamp: context.stamp(showing: watching.reading.days.plan.grid.rangeMicroseconds),
            tenant: tenant.id, name: tenant.name, told: book.told, rows: book.rows, states: book.kept)
    }
}

extension AlertWatching {
    /// Reads what watches are about.
    fileprivate init(
        _ watches: [AlertWatch], _ book: AlertBook, _ scope: BillingScope, _ context: ScreenContext,
        _ zone: ZoneID?, _ marks: [FindingMark]
    ) async throws {
        let (tenant, clock) = (try context.tenant(), try context.zone())
        let reader = try await MetricReader(context)
        var (near, far): ([MetricID], [MetricID]) = ([], [])
        var (back, seesInvoices) = (0, false)
        for watch in watches {
            switch watch.topic {
            case .limit(let limit): near.append(limit.metric)
            case .metric(let metric, _) where watch.rule.condition.kind == .silent: near.append(metric)
            case .metric(let id, _):
                far.append(id)
                let last = book.state(watch.rule, try watch.subject(of: tenant.id))?.lastInstant
                // So many days may have become due since, and of the earliest as many are looked back on as of the last.
                let age = (context.now - (last ?? context.now)) / Instants.perDay
                let lag = try reader.metric(id).lag.wholeMicroseconds / Instants.perDay
                back = max(back, Int(min(max(age, 0), Int64(InsightDays.most)) + min(lag, 400)) + 3)
            case .invoices: seesInvoices = true
            case .budget: break
            }
        }
        self.scope = scope
        self.context = context
        self.zone = zone
        self.clock = clock
        self.marks = marks
        reading = try await CourseReading(near, over: InsightDays(now: context.now, zone: clock), reader)
        past = try await CourseReading(
            far, over: InsightDays(now: context.now, zone: clock, back: InsightDays.most + back), reader)
        accounts =
            seesInvoices
            ? try await context.accounts(of: .one(tenant.id)).sorted { left, right in
                let (one, other) = (left.invoice, right.invoice)
                return one.issued == other.issued ? one.number < other.number : one.issued < other.issued
            } : []
    }
}
