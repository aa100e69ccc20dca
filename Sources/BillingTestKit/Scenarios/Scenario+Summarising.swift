import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let summarising: [Scenario] = [
        summaries, summaryNow, summaryPrevious, summaryResets, summaryMetrics, summaryBounds,
    ]

    /// Samples of hard values, also where buckets touch.
    private static func fill(_ builder: inout ScenarioBuilder, from first: Int, to last: Int) throws {
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners, hasMetrics: true)
        let (devices, users) = (
            try Metric.dailyActiveDevices.derived(from: .activity(of: .device)),
            try Metric.monthlyActiveUsers.derived(from: .activity(of: .user))
        )
        try builder.commit(owners.flatMap { [.metric($0, devices), .metric($0, users)] })
        let values: [Double] = [0.1, 0.2, 0.3, 1e16, -1e16, 1, 3, -2, 1e-9, 7]
        for _ in 0..<builder.number(2...4) {
            var items: [ChangeSet.Item] = []
            for at in Set((0..<6).map { _ in builder.number(first...last) }).sorted() {
                let owner = try builder.pick(owners)
                items.append(
                    ValuePool.sample(owner, at: at, builder.chance(6) ? nil : try builder.pick(values)))
                if builder.chance(4) {
                    items.append(
                        ValuePool.sample(
                            owner, ValuePool.messages, at: at, try builder.pick(values),
                            labels: try Labels(("source", "\(at % 2)"))))
                }
                if builder.chance(3) { items.append(try ValuePool.daily(owner, on: at, Double(at))) }
                if builder.chance(3) {
                    items.append(
                        try ValuePool.activity(
                            owner, "s\(builder.number(1...3))", quarter: at,
                            kind: builder.chance(2) ? .user : .device))
                }
                if builder.chance(4) {
                    items.append(
                        .action(
                            .record(
                                try ValuePool.action(owner, "a\(builder.commits)-\(at)", at: at, succeeded: 2)
                            )))
                }
            }
            try builder.commit(items)
        }
    }

    private static func summarise(
        _ builder: inout ScenarioBuilder, from first: Int, now: ClosedRange<Int>, limit: Int = .max
    ) throws {
        let ids = [
            ValuePool.level, ValuePool.messages, Metric.assets.id, Metric.actions.id,
            Metric.dailyActiveDevices.id,
            Metric.monthlyActiveUsers.id,
        ]
        for _ in 0..<6 {
            // Activity in quarter hours, samples in minutes, dates in days: all by the same numbers.
            let cuts = [first] + (0..<3).map { _ in builder.number(first...12) }.sorted()
            let isWide = builder.chance(3)
            let scale = isWide ? 15 : 1
            let bounds = ScenarioBuilder.bounds(
                cuts.map { $0 * scale }, days: cuts, resets: [0, builder.number(0...6)].map { $0 * scale },
                now: builder.number(now) * scale, endDay: builder.chance(2) ? nil : builder.number(now))
            let metrics = isWide ? ids : [try builder.pick(ids), try builder.pick(ids)]
            builder.add(
                .read(
                    .summaries(
                        SummaryRequest(
                            of: builder.chance(3) ? .one(ValuePool.acme) : .all, metrics: metrics, in: bounds,
                            measures: builder.chance(3) ? try builder.pick([[], .sum, .increase]) : .all,
                            knownAt: builder.chance(3) ? try builder.knownAt() : .latest,
                            limit: builder.chance(3) ? 1 : .max))))
        }
    }

    private static let summaries = Scenario(.summaries) { builder in
        try fill(&builder, from: 0, to: 10)
        try summarise(&builder, from: 0, now: 500...500)
    }

    private static let summaryNow = Scenario(.summaryNow, after: .summaries) { builder in
        try fill(&builder, from: 0, to: 10)
        try summarise(&builder, from: 0, now: 0...12)
    }

    private static let summaryPrevious = Scenario(.summaryPrevious, after: .summaries) { builder in
        try fill(&builder, from: 0, to: 8)
        try summarise(&builder, from: 4, now: 500...500)
    }

    /// Readings that fall by little and by much, under rules that change.
    private static let summaryResets = Scenario(.summaryResets, after: .summaries) { builder in
        try builder.begin(hasMetrics: false)
        let rules = [ResetRule.never, .anyDrop] + [10, 50, 99].compactMap { try? .below(percent: $0) }
        try builder.commit([.metric(ValuePool.acme, try ValuePool.meter(try builder.pick(rules)))])
        let readings: [Double] = [1000, 999.9, 1000.1, 500, 499.9, 90, 0.1, 0.09, 0, -5]
        for place in 0..<builder.number(2...4) {
            try builder.commit(
                try Set((0..<6).map { _ in builder.number(0...10) }).sorted().map { at in
                    ValuePool.sample(ValuePool.acme, ValuePool.reading, at: at, try builder.pick(readings))
                })
            if place == 1 {
                try builder.commit([.metric(ValuePool.acme, try ValuePool.meter(try builder.pick(rules)))])
            }
        }
        for _ in 0..<6 {
            let cuts = (0..<4).map { _ in builder.number(0...12) }.sorted()
            builder.add(
                .read(
                    .summaries(
                        SummaryRequest(
                            of: .one(ValuePool.acme), metrics: [ValuePool.reading],
                            in: ScenarioBuilder.bounds(cuts, days: nil),
                            knownAt: builder.chance(2) ? .revision(try builder.revision()) : .latest,
                            limit: .max))))
        }
    }

    private static let summaryMetrics = Scenario(.summaryMetrics, after: .summaries) { builder in
        try builder.begin([ValuePool.acme])
        try builder.begin([ValuePool.bolt], hasMetrics: false)
        try builder.commit([ValuePool.sample(ValuePool.acme, at: 1, 1)])
        for owners in [TenantSelection.one(ValuePool.acme), .one(ValuePool.bolt), .all] {
            builder.add(
                .read(
                    .summaries(
                        SummaryRequest(
                            of: owners, metrics: [MetricID(constant: "unheard-of"), ValuePool.level],
                            in: ScenarioBuilder.bounds([0, 5], days: nil)))))
        }
    }

    private static let summaryBounds = Scenario(.summaryBounds, isFixed: true) { builder in
        try builder.begin()
        try builder.commit([
            try ValuePool.daily(ValuePool.acme, on: 1, 1), ValuePool.sample(ValuePool.acme, at: 1, 1),
        ])
        let bounds = [
            SummaryBounds(instants: [2, 1], dayNumbers: nil, resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: [2, 1], resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: nil, resets: [2, 1], now: 0),
            SummaryBounds(instants: [.min, .max], dayNumbers: nil, resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: nil, resets: [], now: .max),
            SummaryBounds(instants: [], dayNumbers: nil, resets: [], now: 0),
            ScenarioBuilder.bounds([0, 5], days: nil),
        ]
        for bounds in bounds {
            for metric in [ValuePool.level, Metric.assets.id] {
                builder.add(.read(.summaries(SummaryRequest(of: .all, metrics: [metric], in: bounds))))
            }
        }
    }
}
