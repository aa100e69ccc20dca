import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Changes of random histories")
struct ComparisonOfRandomHistoriesTests {
    private static let now = constant { try instant("2013-03-20T15:00:00Z") }

    /// A history of random commits of every kind of record, and the causes that each could be.
    private struct History {
        var world: World
        var random: SplitMix64
        var causes: [Set<ChangeCause>] = []
        private var actions: [ActionRecord] = []
        private var number = 0
        private let other = constant { try TenantID("other") }

        init(seed: UInt64) async throws {
            random = SplitMix64(seed: seed)
            world = try await World(zone: ["UTC", "America/New_York"].randomElement(using: &random) ?? "UTC")
            try await world.commit { changes in
                for tenant in [acme, other] {
                    if tenant == other {
                        changes.add(try Tenant(id: "other", name: "Other", zone: "UTC", currency: .usd))
                    }
                    for metric in [messages, World.level] { changes.add(metric, for: tenant) }
                    for metric in [Metric.dailyActiveDevices, .monthlyActiveDevices] {
                        changes.add(try metric.derived(from: .activity(of: .device)), for: tenant)
                    }
                }
            }
            causes = [[], [], [.redefined]]
        }

        private mutating func pick(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

        private mutating func time() throws -> Date {
            let start = try instant("2013-01-28T00:00:00Z")
            return start + Double(pick(54 * 96)) * 900 + Double(pick(900))
        }

        /// Commits a few records; tells which causes they may be.
        mutating func step() async throws {
            var changes: [(inout ChangeSet) throws -> Void] = []
            var causes: Set<ChangeCause> = []
            for _ in 0...pick(3) {
                let tenant = pick(3) == 0 ? other : acme
                let labels = pick(4) == 0 ? try Labels(("site", pick(2) == 0 ? "a" : "b")) : .none
                let (at, value) = (try time(), Double(pick(40)))
                let date = try ZoneDatabase.system.zone(.utc).date(of: at)
                number += 1
                let name = "r\(number)"
                switch pick(12) {
                case 0...3:
                    let daily = [Metric.assets, .dailyActiveUsers, .monthlyActiveUsers, .users][pick(4)]
                    let metric = [messages, World.level, daily, daily][pick(4)]
                    let written = pick(5) == 0 ? nil : value
                    let key = SeriesKey(
                        tenant: tenant, metric: metric.id, labels: metric.kind == .gauge ? labels : .none)
                    changes.append {
                        $0.add(
                            SampleWrite(
                                key, at: metric.isDaily ? .date(date) : .instant(at), value: written))
                    }
                    causes.formUnion([.late, .corrected, .retracted])
                case 4...5:
                    let (category, type): (ActionCategory, ActionType) =
                        pick(2) == 0 ? (.alert, .sendEmail) : (.automation, .updateAsset)
                    let action = try ActionRecord(
                        tenant: tenant, source: SourceID("feed"), id: ActionID(name), at: at, type: type,
                        category: category, succeeded: pick(3), failed: pick(2), suppressed: 1)
                    actions.append(action)
                    changes.append { $0.add(action) }
                    causes.insert(.late)
                case 6 where !actions.isEmpty:
                    let old = actions.remove(at: pick(actions.count))
                    if pick(2) == 0 {
                        changes.append { $0.void(action: old.id, of: old.source, tenant: old.tenant) }
                        causes.insert(.retracted)
                    } else {
                        let amended = try ActionRecord(
                            tenant: old.tenant, source: old.source, id: old.id,
                            at: pick(2) == 0 ? at : old.at,
                            type: .sendSMS, category: old.category, succeeded: pick(4), suppressed: 1)
                        actions.append(amended)
                        changes.append { $0.amend(amended) }
                        causes.insert(.corrected)
                    }
                case 7...8:
                    let device = "d\(pick(4))"
                    changes.append {
                        $0.add(
                            ActivityRecord(
                                tenant: tenant, kind: .device, subject: try SubjectID(device),
                                quarter: try QuarterHour(holding: at)))
                    }
                    causes.insert(.late)
                case 9:
                    let metric = [
                        Metric.actions, .assets, messages, World.level, .dailyActiveDevices,
                        .monthlyActiveDevices,
                    ][pick(6)]
                    let end = at + Double(1 + pick(20)) * 43_200
                    changes.append {
                        $0.add(
                            try Coverage(
                                tenant: tenant, metric: metric.id, source: SourceID("feed"), range: at..<end))
                    }
                    causes.insert(.coverage)
                case 10:
                    let payable = Money(
                        minorUnits: Int64(1 + pick(9)), currency: pick(2) == 0 ? .usd : .eur)
                    let isVoid = pick(3) == 0
                    let invoice = try Invoice(
                        tenant: tenant, number: InvoiceNumber(name), issuedAt: at, currency: payable.currency,
                        payable: payable)
                    let entry = try InvoiceEntry(
                        id: EntityID(name), tenant: tenant, invoice: invoice.number,
                        kind: isVoid ? .void : .payment, instant: try time(), amount: isVoid ? nil : payable)
                    changes.append {
                        $0.add(invoice)
                        $0.add(entry)
                    }
                    causes.formUnion(isVoid ? [.late, .retracted] : [.late])
                default:
                    let level = try Metric(
                        id: World.level.id, unit: "litres", kind: .gauge,
                        staleness: .seconds(3_600 * (1 + pick(3))))
                    changes.append { $0.add(level, for: tenant) }
                    causes.insert(.redefined)
                }
            }
            do {
                try await world.commit { set in for change in changes { try change(&set) } }
            } catch BillingError.Code.refused {
                // Such as two values of one sample, or a payment after the void of its invoice.
                return
            }
            let revision = Int(try await world.repository.revision(.latest).number)
            if revision == self.causes.count { self.causes.append(causes) }
            try #require(self.causes.count == revision + 1)
        }

        /// The causes that commits after a revision may be.
        func possible(since revision: Revision) -> Set<ChangeCause> {
            self.causes.dropFirst(Int(revision.number) + 1).reduce(into: []) { $0.formUnion($1) }
        }
    }

    /// Where no cell differs the texts are the same, and every cell that differs has a cause.
    private func check<Screen: BillingScreen>(
        _ history: History, _ scope: BillingScope, since revision: Revision, _ seed: UInt64,
        _ read: @Sendable (BillingScope) async throws -> Screen
    ) async throws -> Int {
        let comparison = try await scope.comparison(since: .revision(revision)) { try await read($0) }
        let old = try await read(scope.known(at: .revision(revision)))
        let new = try await read(scope)
        let place = "seed \(seed), since \(revision): \(comparison.title)"
        let figures = new.tables.flatMap(\.rows).joined().filter { !$0.dependencies.isEmpty }
        // A row of zeros comes and goes without a figure.
        if comparison.cells.isEmpty,
            figures.contains(where: { $0.value != .number(0) && $0.value != .integer(0) })
        {
            #expect(lines(old) == lines(new), "\(place)")
        }
        for cell in comparison.cells {
            let name =
                "\(place): \(cell.row), \(cell.column): \(cell.old?.text ?? "") > \(cell.new?.text ?? "")"
            #expect(!cell.causes.isEmpty, "\(name)")
            #expect(history.possible(since: revision).isSuperset(of: cell.causes), "\(name) \(cell.causes)")
            #expect(cell.old != cell.new)
        }
        try expectStableForms(comparison)
        return comparison.cells.count
    }

    /// The lines that hold figures.
    private func lines(_ screen: some BillingScreen) -> String {
        body(screen, width: 1_000).split(separator: "\n").filter { $0 != "No metric has data" }
            .joined(separator: "\n")
    }

    @Test(
        "Every cell that differs has a cause that was committed since",
        arguments: Sweep.cases([1, 2, 3] as [UInt64], every: 3))
    func causes(seed: UInt64) async throws {
        var history = try await History(seed: seed)
        var count = 0
        for _ in 0..<4 {
            for _ in 0..<3 { try await history.step() }
            let latest = try await history.world.repository.revision(.latest)
            let first = try Revision(Int64.random(in: 2...latest.number, using: &history.random))
            let (acme, fleet) = (history.world.acme, history.world.repository.fleet)
            let months = try instant("2012-12-01T00:00:00Z")..<instant("2013-04-01T00:00:00Z")
            let days = try instant("2013-02-10T12:00:00Z")..<instant("2013-03-25T12:00:00Z")
            for width in [BucketWidth.month, .day, .week] {
                let range = width == .month ? months : days
                count += try await check(history, acme, since: first, seed) {
                    try await $0.consumptionGraph(range: range, width: width, now: Self.now)
                }
                count += try await check(history, fleet, since: first, seed) {
                    try await $0.consumptionGraph(
                        metrics: [.assets, messages, World.level], range: range, width: width,
                        now: Self.now, zone: .utc)
                }
                count += try await check(history, fleet, since: first, seed) {
                    try await $0.actions(range: range, width: width, now: Self.now, zone: .utc)
                }
            }
            count += try await check(history, acme, since: first, seed) {
                try await $0.consumptionTable(now: Self.now)
            }
            count += try await check(history, acme, since: first, seed) {
                try await $0.dailyUsage(
                    dates: try day("2013-02-01")...day("2013-03-25"), now: Self.now)
            }
            for scope in [acme, fleet] {
                count += try await check(history, scope, since: first, seed) {
                    try await $0.inventory(
                        now: Self.now, since: try day("2013-02-28"), metrics: [.assets, .users, World.level])
                }
                count += try await check(history, scope, since: first, seed) {
                    try await $0.invoices(now: Self.now)
                }
            }
        }
        #expect(count > 20, "seed \(seed)")
    }
}
