import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A host that evaluates and keeps the states.
private struct Host {
    var states: [AlertState] = []
    private(set) var told: [AlertReport.Told] = []

    mutating func evaluate(
        _ watches: [AlertWatch], _ scope: BillingScope, _ now: Date, marks: [FindingMark] = []
    ) async throws -> AlertReport {
        let report = try await scope.alerts(watches, states: states, marks: marks, now: now)
        // As if the host had kept them in a file.
        states = try report.states.map { try roundTrip($0) }
        told += report.told
        return report
    }

    /// What was told, as `2024-03-06 firing 1.0`.
    var summary: [String] { told.map(\.transition).map(Self.summary) }

    static func summary(_ transition: AlertTransition) -> String {
        "\(AlertTransition.dateInUTC(transition.at)) \(transition.to.rawValue) \(transition.threshold)"
    }
}

@Suite("Alerts over a scope")
struct AlertReportTests {
    private func rule(_ condition: AlertCondition, _ id: String = "rule") throws -> AlertRule {
        try AlertRule(id: AlertRuleID(id), name: "Rule \(id)", condition: condition)
    }

    private func noon(_ date: LocalDate) throws -> Date { try instant("\(date)T12:00:00Z") }

    /// Orders by the week with a little noise from 1 September 2023 on, and what a test changes.
    private func count(
        from first: String = "2023-09-01", through last: String = "2024-04-30", metric: Metric = orders,
        _ change: (LocalDate) throws -> Double?? = { _ in .none }
    ) async throws -> World {
        var world = try await World()
        var random = SplitMix64(seed: 9)
        try await world.commit { changes in
            changes.add(metric, for: acme)
            try changes.add(metric, on: try days(first, last)) { date in
                let usual = weekly(date) + Double(Int.random(in: -6...6, using: &random))
                return try change(date) ?? usual
            }
        }
        return world
    }

    // MARK: Unusual days

    @Test("Unusual days are told the same whether evaluated daily, once a week or once a month")
    func unusual() async throws {
        let spikes = try [day("2024-03-06"), day("2024-03-07"), day("2024-03-20")]
        let world = try await count { spikes.contains($0) ? 400 : .none }
        let watches = [try AlertWatch(rule(.unusual()), of: .metric(orders.id))]
        var told: [[AlertTransition]] = []
        for step in [1, 7, 30] {
            var host = Host()
            _ = try await host.evaluate(watches, world.acme, noon(day("2024-03-01")))
            for date in try days("2024-03-02", "2024-03-31") {
                guard try day("2024-03-01").days(to: date) % step == 0 else { continue }
                let report = try await host.evaluate(watches, world.acme, noon(date))
                // Twice at the same instant tells nothing more.
                let again = try await host.evaluate(watches, world.acme, noon(date))
                #expect(again.told.isEmpty && again.states == report.states)
                try expectStableForms(report)
            }
            #expect(
                host.summary == [
                    "2024-03-07 firing 1.0", "2024-03-09 resolved 1.0", "2024-03-21 firing 1.0",
                    "2024-03-22 resolved 1.0",
                ])
            #expect(
                host.told[0].statement.hasPrefix("Orders: Unusually high since 2024-03-07: one value in"))
            told.append(host.told.map(\.transition))
        }
        #expect(told[0] == told[1] && told[1] == told[2])
    }

    @Test("How rare a day is does not depend on when it is asked, however long the history")
    func window() async throws {
        var random = SplitMix64(seed: 31)
        // Two years, in which one day in forty is anything.
        let world = try await count(from: "2022-05-01") { date in
            let isAny = Int.random(in: 0..<40, using: &random) == 0
            return isAny ? Double(Int.random(in: 300...600, using: &random)) : .none
        }
        let watches = [try AlertWatch(rule(.unusual()), of: .metric(orders.id))]
        var (daily, late) = (Host(), Host())
        for date in try days("2024-02-01", "2024-03-31") {
            let isLate = date.day == 1 || date.day == 31
            _ = try await daily.evaluate(watches, world.acme, noon(date))
            if isLate { _ = try await late.evaluate(watches, world.acme, noon(date)) }
        }
        // With what was measured, to the last bit.
        #expect(daily.told == late.told && daily.states == late.states && !late.told.isEmpty)
    }

    @Test("An unusual day is told when its data are due, and not while it goes on")
    func complete() async throws {
        let late = try Metric(
            id: MetricID("late"), name: "Late", unit: "orders", kind: .count, cadence: .daily,
            lag: .seconds(36 * 3_600))
        let spike = try day("2024-03-06")
        let world = try await count(metric: late) { $0 == spike ? 400 : .none }
        let watches = [try AlertWatch(rule(.unusual()), of: .metric(late.id))]
        var host = Host()
        for (now, count) in [
            ("2024-03-06T00:00:00Z", 0), ("2024-03-06T18:00:00Z", 0), ("2024-03-07T01:00:00Z", 0),
            ("2024-03-08T11:59:59Z", 0), ("2024-03-08T12:00:00Z", 1), ("2024-03-08T13:00:00Z", 1),
        ] {
            _ = try await host.evaluate(watches, world.acme, instant(now))
            #expect(host.told.count == count, "\(now)")
        }
        #expect(host.told.first?.transition.at == (try instant("2024-03-08T12:00:00Z")))
        // A new watch tells nothing of what is over.
        let fresh = try await world.acme.alerts(watches, now: instant("2024-03-20T00:00:00Z"))
        #expect(fresh.told.isEmpty && fresh.states.count == 1)
    }

    @Test("A day that a person has marked is usual, and so is a dip to who asks for spikes")
    func marks() async throws {
        let spike = try day("2024-03-06")
        let world = try await count { $0 == spike ? 400 : .none }
        let mark = FindingMark(.event, metric: orders.id, dates: spike...spike)
        let dips = [try AlertWatch(rule(.unusual([.dip])), of: .metric(orders.id))]
        let all = [try AlertWatch(rule(.unusual()), of: .metric(orders.id))]
        for (watches, marks, count) in [(all, [], 1), (all, [mark], 0), (dips, [], 0)] {
            var host = Host()
            _ = try await host.evaluate(watches, world.acme, noon(spike), marks: marks)
            let report = try await host.evaluate(watches, world.acme, noon(day("2024-03-07")), marks: marks)
            #expect(host.told.count == count)
            #expect(report.rows.first?.isFiring == (count == 1))
        }
    }

    @Test("What is corrected stays told, and an earlier revision tells what was known then")
    func correction() async throws {
        let spike = try day("2024-03-06")
        var world = try await count { $0 == spike ? 400 : .none }
        let before = try await world.repository.revision(.latest)
        try await world.commit { changes in changes.add(orders, 125, on: [spike]) }
        let watches = [try AlertWatch(rule(.unusual()), of: .metric(orders.id))]
        var (then, now) = (Host(), Host())
        for date in try days("2024-03-06", "2024-03-09") {
            _ = try await then.evaluate(watches, world.acme.known(at: .revision(before)), noon(date))
            _ = try await now.evaluate(watches, world.acme, noon(date))
        }
        #expect(then.summary == ["2024-03-07 firing 1.0", "2024-03-08 resolved 1.0"])
        #expect(now.summary.isEmpty)
        // A host that had told it before the correction came goes on from there.
        var host = Host()
        for date in try days("2024-03-06", "2024-03-07") {
            _ = try await host.evaluate(watches, world.acme.known(at: .revision(before)), noon(date))
        }
        _ = try await host.evaluate(watches, world.acme, noon(day("2024-03-08")))
        #expect(host.summary == ["2024-03-07 firing 1.0", "2024-03-08 resolved 1.0"])
        #expect(host.told.map(\.transition.id) == then.told.map(\.transition.id))
    }

    // MARK: Feeds

    @Test("A feed that is silent is told once, and again when data come")
    func silence() async throws {
        let gap = try day("2024-03-08")...day("2024-03-12")
        let world = try await count { gap.contains($0) ? .some(.none) : .none }
        let watches = [try AlertWatch(rule(.silent(days: 3)), of: .metric(orders.id))]
        var host = Host()
        for date in try days("2024-03-01", "2024-03-20") {
            // At the start of a day nothing of it is known.
            let report = try await host.evaluate(
                watches, world.acme, instant("\(date)T00:00:00Z"))
            try expectStableForms(report)
        }
        // Three whole days were without data at the end of the 10th; the 13th is told at its end.
        #expect(host.summary == ["2024-03-11 firing 3.0", "2024-03-14 resolved 3.0"])
        #expect(host.told[0].statement == "Orders: No data for 3 days, as of 2024-03-11.")
        // Of a metric that never had data nothing can be said.
        let none = try await world.acme.alerts(
            [AlertWatch(rule(.silent(days: 3)), of: .metric(Metric.assets.id))], now: noon(day("2024-03-20")))
        #expect(none.told.isEmpty && none.rows[0].measure == nil && none.rows[0].refusal != nil)
        #expect(none.text().contains("no data came in 400 days"))
        try expectStableForms(none)
    }

    // MARK: Limits and budgets

    @Test("Shares of a limit are each told once in a period, and the next one begins anew")
    func limit() async throws {
        let world = try await count { weekly($0) }
        // The sums of a week are 120, 250, 375, 490, 600, 660 and 700.
        let limit = try MetricLimit(name: "Orders a week", metric: orders.id, quantity: 690, period: .week)
        let watches = try [
            AlertWatch(rule(.used([0.5, 1], of: .limit), "used"), of: .limit(limit)),
            AlertWatch(rule(.forecast(of: .limit), "forecast"), of: .limit(limit)),
        ]
        var host = Host()
        // From Monday on; the value of a date is known on it.
        for date in try days("2024-03-04", "2024-03-13") {
            let report = try await host.evaluate(watches, world.acme, noon(date))
            #expect(report.rows.count == 2)
        }
        let used = host.told.map(\.transition).filter { $0.condition.kind == .used }
        #expect(
            used.map(Host.summary) == [
                "2024-03-06 firing 0.5", "2024-03-10 firing 1.0", "2024-03-11 resolved 0.5",
                "2024-03-11 resolved 1.0", "2024-03-13 firing 0.5",
            ])
        #expect(try used[2].cause == .periodEnd && used[2].at == instant("2024-03-11T00:00:00Z"))
        let forecast = host.told.map(\.transition).filter { $0.condition.kind == .forecast }
        // 700 are expected from the first day on, and a day of patience later it is told.
        #expect(
            forecast.map(Host.summary) == [
                "2024-03-04 pending 0.8", "2024-03-05 firing 0.8", "2024-03-11 resolved 0.8",
                "2024-03-11 pending 0.8", "2024-03-12 firing 0.8",
            ])
        #expect(Set(host.told.map(\.transition.id)).count == host.told.count)
        #expect(host.told.allSatisfy { $0.title == "Orders a week" })
    }

    @Test("Invoices that cross two shares of a budget on one day tell both, the lower first")
    func budget() async throws {
        var books = try Books(Books.tenant("UTC"))
        try books.issue("1", "2024-03-05T10:00:00Z", "700.00")
        try books.issue("2", "2024-03-11T10:00:00Z", "350.00")
        try books.enter(.creditNote, "2", "2024-03-15T10:00:00Z", "150.00")
        let scope = try await books.commit()
        let budget = try Budget(tenant: acme, amount: Money("1000.00", .usd), period: .month, basis: .payable)
        let watches = [
            try AlertWatch(rule(.used([0.8, 1], of: .budget)), of: .budget(budget)),
            try AlertWatch(rule(.forecast(of: .budget), "ahead"), of: .budget(budget)),
        ]
        var host = Host()
        for date in try days("2024-03-01", "2024-03-31") {
            try expectStableForms(await host.evaluate(watches, scope, noon(date)))
        }
        #expect(
            host.summary == ["2024-03-11 firing 0.8", "2024-03-11 firing 1.0", "2024-03-15 resolved 1.0"])
        #expect(
            host.told[1].statement == "Budget per month: 100 % of the budget is used since 2024-03-11: 105 %."
        )
        #expect(host.states.map(\.alerts.count) == [2, 1])
        // Once in the month tells what is open then.
        var late = Host()
        _ = try await late.evaluate(watches, scope, noon(day("2024-03-31")))
        #expect(late.summary == ["2024-03-31 firing 0.8"])
    }

    @Test("A budget is watched by its plan; what is spent in part counts as far as it goes")
    func plan() async throws {
        let world = try await count { weekly($0) }
        let plan = try makePlan([
            makeCharge("orders", .metric(orders.id, .sum), .perUnit(1)),
            makeCharge("devices", .metric(Metric.monthlyActiveDevices.id, .monthEnd), .perUnit(1)),
        ])
        let budget = try Budget(
            tenant: acme, amount: Money("2000.00", .usd), period: .month, basis: .chargeToDate)
        let watches = [
            try AlertWatch(rule(.used([0.5], of: .budget)), of: .budget(budget, plan: plan))
        ]
        var host = Host()
        let early = try await host.evaluate(watches, world.acme, noon(day("2024-03-04")))
        // Devices are not known, so that the 330 of orders say nothing yet.
        #expect(early.rows[0].measure == nil && early.rows[0].refusal == "not all that is spent is known")
        _ = try await host.evaluate(watches, world.acme, noon(day("2024-03-14")))
        #expect(host.summary == ["2024-03-14 firing 0.5"])
    }

    @Test("What is not known changes no alert")
    func unknown() async throws {
        let world = try await count(through: "2024-03-20") { weekly($0) }
        let limit = try MetricLimit(name: "Assets", metric: Metric.assets.id, quantity: 5, period: .month)
        let daily = try MetricLimit(name: "Daily", metric: orders.id, quantity: 100, period: .day)
        let watches = try [
            AlertWatch(rule(.used(of: .limit), "used"), of: .limit(limit)),
            AlertWatch(rule(.forecast(of: .limit), "ahead"), of: .limit(limit)),
            AlertWatch(rule(.used([1], of: .limit), "daily"), of: .limit(daily)),
        ]
        let report = try await world.acme.alerts(watches, now: noon(day("2024-03-25")))
        #expect(report.told.isEmpty && report.rows.allSatisfy { $0.measure == nil && $0.refusal != nil })
        #expect(report.states.allSatisfy { $0.evaluated == report.stamp.now })
        try expectStableForms(report)
    }

    @Test("A budget of a plan is forecast, held against a share, and told after a day of patience")
    func forecast() async throws {
        let world = try await count { weekly($0) }
        // 3,010 are charged in March. Of 3,500, 85 % are 2,975 and 90 % are 3,150.
        let plan = try makePlan([makeCharge("orders", .metric(orders.id, .sum), .perUnit(1))])
        let budget = try Budget(
            tenant: acme, amount: Money("3500.00", .usd), period: .month, basis: .chargeToDate)
        let watches = try [0.85, 0.9].map { share in
            try AlertWatch(
                rule(.forecast(above: share, of: .budget), "\(share)"), of: .budget(budget, plan: plan))
        }
        var host = Host()
        for date in try days("2024-03-05", "2024-03-08") {
            let report = try await host.evaluate(watches, world.acme, noon(date))
            #expect(report.rows.allSatisfy { abs(($0.measure?.projected ?? 0) - 0.86) < 1e-9 })
            try expectStableForms(report)
        }
        #expect(host.summary == ["2024-03-05 pending 0.8", "2024-03-06 firing 0.8"])
        #expect(host.told.allSatisfy { $0.transition.rule.text == "0.85" })
        // Five days are too few.
        let early = try await world.acme.alerts(watches, now: noon(day("2023-09-05")))
        #expect(
            early.rows.allSatisfy {
                $0.measure == nil && $0.refusal?.hasPrefix("Orders has no forecast") ?? false
            })
    }

    // MARK: Invoices

    @Test("An invoice that is overdue is told, and when it is paid; each is a subject of its own")
    func invoices() async throws {
        var books = try Books(Books.tenant("America/New_York"))
        // The first of March in New York.
        try books.issue("INV/1", "2024-03-02T04:00:00Z", "100.00")
        try books.issue("INV-2", "2024-03-05T15:00:00Z", "50.00")
        try books.issue("INV-3", "2024-03-05T15:00:00Z", "50.00")
        try books.issue("INV-4", "2024-03-05T15:00:00Z", nil, paid: "50.00")
        try books.enter(.payment, "INV/1", "2024-04-20T15:00:00Z", "40.00")
        try books.enter(.payment, "INV/1", "2024-04-22T15:00:00Z", "60.00")
        try books.enter(.payment, "INV-2", "2024-03-20T15:00:00Z", "50.00")
        try books.enter(.void, "INV-3", "2024-04-08T15:00:00Z")
        let scope = try await books.commit()
        let watches = [try AlertWatch(rule(.overdue(days: 2)), of: .invoices(dueAfter: 30))]
        var host = Host()
        for date in try days("2024-03-01", "2024-04-30") {
            try expectStableForms(await host.evaluate(watches, scope, noon(date)))
        }
        // Due on 31 March and 4 April.
        #expect(
            host.summary == [
                "2024-04-02 firing 2.0", "2024-04-06 firing 2.0", "2024-04-09 resolved 2.0",
                "2024-04-23 resolved 2.0",
            ])
        #expect(
            host.told.map(\.title) == ["Invoice INV/1", "Invoice INV-3", "Invoice INV-3", "Invoice INV/1"])
        #expect(host.told[0].statement == "Invoice INV/1: The invoice is 2 days overdue, as of 2024-04-02.")
        // Nothing is kept of invoices of which nothing was told.
        #expect(host.states.map(\.subject.text).sorted() == ["acme/invoice/INV%2F1", "acme/invoice/INV-3"])
        #expect(
            body(try await host.evaluate(watches, scope, noon(day("2024-05-01")))).contains("Nothing new"))
    }

    // MARK: Watches and states

    @Test("A rule is about what it asks for, and watches a subject once")
    func refused() async throws {
        let limit = try MetricLimit(name: "a", metric: orders.id, quantity: 1, period: .month)
        let budget = try Budget(
            tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .chargeToDate)
        let topics: [AlertWatch.Topic] = [
            .budget(budget, plan: try makePlan([])), .limit(limit), .metric(orders.id),
            .invoices(dueAfter: 30),
        ]
        let conditions = try [
            AlertCondition.used(of: .budget), .used(of: .limit), .silent(days: 1), .overdue(days: 1),
        ]
        for (place, topic) in topics.enumerated() {
            for (other, condition) in conditions.enumerated() {
                let code = refusal { try AlertWatch(rule(condition), of: topic) }
                #expect(code == (place == other ? nil : .invalidValue))
            }
        }
        #expect(refusal { try AlertWatch(rule(conditions[0]), of: .budget(budget)) } == .invalidValue)
        #expect(refusal { try AlertWatch(rule(conditions[3]), of: .invoices(dueAfter: -1)) } == .invalidValue)
        let world = try await World()
        let now = try noon(day("2024-03-01"))
        let watch = try AlertWatch(rule(.silent(days: 1)), of: .metric(Metric.assets.id))
        let state = try await world.acme.alerts([watch], now: now).states[0]
        for (watches, states) in [([watch, watch], []), ([], [state, state])] {
            let error = await billingError {
                try await world.acme.alerts(watches, states: states, now: now)
            }
            #expect(error?.code == .invalidValue)
        }
        let other = try Budget(
            tenant: TenantID("other"), amount: Money("1.00", .usd), period: .month, basis: .payable)
        let error = await billingError {
            try await world.acme.alerts(
                [AlertWatch(rule(conditions[0]), of: .budget(other))], now: now)
        }
        #expect(error?.code == .outOfScope)
        // The state of a watch that is gone is handed back.
        let left = try await world.acme.alerts([], states: [state], now: now)
        #expect(left.states == [state] && left.rows.isEmpty && left.told.isEmpty)
        try expectStableForms(left)
    }

    @Test("A watch is written as a form, and read strictly")
    func form() throws {
        let budget = try Budget(tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .payable)
        let rated = try Budget(
            tenant: acme, amount: Money("1.00", .usd), period: .month, basis: .chargeToDate)
        let limit = try MetricLimit(name: "a", metric: orders.id, quantity: 1, period: .month)
        let watches = try [
            AlertWatch(rule(.used(of: .budget)), of: .budget(budget)),
            AlertWatch(
                rule(.forecast(of: .budget)),
                of: .budget(rated, plan: standardPlan(), cycle: .billingCycle(anchorDay: 5))),
            AlertWatch(rule(.used(of: .limit)), of: .limit(limit)),
            AlertWatch(rule(.unusual()), of: .metric(orders.id, labels: Labels(("site", "north")))),
            AlertWatch(rule(.overdue(days: 3)), of: .invoices(dueAfter: 30)),
        ]
        for watch in watches {
            #expect(try roundTrip(watch) == watch)
            #expect(try FormReader.read(AlertWatch.self, from: json(watch).utf8) == watch)
        }
        let rule = #""rule":{"id":"a","name":"A","condition":{"kind":"silent","days":3}}"#
        #expect(throws: Never.self) {
            try FormReader.read(AlertWatch.self, from: #"{\#(rule),"metric":"orders"}"#.utf8)
        }
        for rest in [
            "", #","metric":"orders","dueafter":3"#, #","metric":"orders","lables":[]"#,
            #","metric":"orders","cycle":"month""#, #","dueafter":30"#,
        ] {
            let code = refusal { try FormReader.read(AlertWatch.self, from: "{\(rule)\(rest)}".utf8) }
            #expect(code == .malformed || code == .invalidValue, "\(rest)")
        }
    }

    @Test("Ids of subjects keep texts apart, and long ones fit")
    func subjects() async throws {
        let now = try noon(day("2024-03-01"))
        let world = try await count { weekly($0) }
        let names = [
            "a/b", "a", "a%2Fb", String(repeating: "x", count: 300), String(repeating: "x", count: 301),
        ]
        let watches = try names.map { name in
            try AlertWatch(
                rule(.used(of: .limit)),
                of: .limit(MetricLimit(name: name, metric: orders.id, quantity: 1, period: .month)))
        }
        let report = try await world.acme.alerts(watches, now: now)
        let subjects = report.states.map(\.subject.text)
        #expect(Set(subjects).count == 5 && subjects[0] == "acme/limit/a%2Fb" && subjects[3].utf8.count == 64)
    }
}
