import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let samples: [Scenario] = [versions, knownAt, zones, inventories, metrics, unknownMetrics]

    private static let versions = Scenario(.versions, weight: 2) { builder in
        try builder.begin()
        // What a retraction alone can take away.
        try builder.commit([ValuePool.sample(ValuePool.acme, at: 1, 1)])
        let versions: [Int64?] = [nil, nil, 1, 2, 3, -5, .min, .max]
        let values: [Double?] = [nil, 0, 1, 2]
        for _ in 0..<builder.number(5...12) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<(builder.chance(2) ? 1 : builder.number(2...3)) {
                items.append(
                    ValuePool.sample(
                        ValuePool.acme, at: builder.number(1...2), try builder.pick(values),
                        version: try builder.pick(versions)))
            }
            try builder.commit(items)
            builder.series()
        }
    }

    private static let knownAt = Scenario(.knownAt) { builder in
        let acme = ValuePool.acme
        try builder.begin(hasMetrics: true)
        let ids = ["a", "b"]
        try builder.commit([])
        for round in 0..<builder.number(5...9) {
            var items: [ChangeSet.Item] = []
            for at in Set([builder.number(1...3), builder.number(1...3)]).sorted() {
                items.append(ValuePool.sample(acme, at: at, builder.chance(4) ? nil : Double(round)))
            }
            let id = try builder.pick(ids)
            let action = try ValuePool.action(acme, id, at: builder.number(1...3), succeeded: round + 1)
            switch builder.number(0...5) {
            case 0, 1: items.append(.action(.record(action)))
            case 2, 3: items.append(.action(.amend(action)))
            case 4: items.append(.action(.void(tenant: acme, source: ValuePool.feed, id: action.id)))
            default: items.append(.tenant(try ValuePool.tenant(acme, name: "Name \(round)")))
            }
            if builder.chance(3) { items.append(.metric(acme, try ValuePool.gauge(name: "Level \(round)"))) }
            if builder.chance(3) { items.append(try ValuePool.daily(acme, on: 1, Double(round))) }
            try builder.commit(items)
        }
        for _ in 0..<12 {
            let knownAt = try builder.knownAt()
            switch builder.number(0...4) {
            case 0: builder.records(.action, knownAt: knownAt)
            case 1: builder.records(builder.chance(2) ? .tenant : .metric, knownAt: knownAt)
            case 2: builder.series(metrics: [Metric.actions.id], knownAt: knownAt)
            default: builder.series(knownAt: knownAt)
            }
        }
    }

    private static let zones = Scenario(.zones) { builder in
        let acme = ValuePool.acme
        let (east, west) = (try ZoneID("Australia/Sydney"), try ZoneID("America/New_York"))
        // The first of March begins at 13:00 UTC of the day before in Sydney, and at 05:00 UTC in New York.
        let histories: [ZoneHistory] = [
            ZoneHistory(.utc), ZoneHistory(east),
            try ZoneHistory(west).changing(to: east, from: ValuePool.minute(-660)),
            try ZoneHistory(west).changing(to: east, from: ValuePool.minute(-660) + 0.000_001),
            try ZoneHistory(east).changing(to: west, from: ValuePool.minute(300)),
        ]
        for _ in 0..<builder.number(2...5) {
            var items: [ChangeSet.Item] = [
                .tenant(
                    try Tenant(id: acme, name: "A name", zones: builder.pick(histories), currency: .usd))
            ]
            for day in -1...1 where builder.chance(2) {
                let stated: ZoneID? = builder.chance(3) ? try builder.pick([east, west, .utc]) : nil
                items.append(
                    try ValuePool.daily(
                        acme, on: day, Double(builder.number(1...2)), version: nil, zone: stated))
            }
            try builder.commit(items)
            builder.series()
        }
    }

    private static let inventories = Scenario(.inventories, weight: 2) { builder in
        let acme = ValuePool.acme
        let zones = [try ZoneID("Australia/Sydney"), try ZoneID("America/New_York"), .utc]
        let zone = zones[builder.round % zones.count]
        try builder.commit([
            .tenant(try ValuePool.tenant(acme, zone: zone)), .metric(acme, try ValuePool.gauge()),
        ])
        for _ in 0..<builder.number(2...5) {
            let count = builder.number(0...3)
            if builder.chance(2) {
                let at = ValuePool.minute(try builder.pick([0, 299, 300, 779, 780, 1_439]))
                try builder.commit([
                    .inventory(
                        try Inventory(
                            tenant: acme, at: at,
                            counts: [
                                .init(metric: Metric.assets.id, count: count),
                                .init(metric: ValuePool.level, count: count + 1),
                            ]))
                ])
            } else {
                try builder.commit([
                    .usage(
                        try DailyUsage(
                            tenant: acme, date: ValuePool.date(builder.number(0...1)),
                            counts: [.assets: count, .dailyActiveUsers: count]))
                ])
            }
        }
        builder.series()
    }

    private static let metrics = Scenario(.metrics) { builder in
        let (acme, own) = (ValuePool.acme, MetricID(constant: "own"))
        try builder.begin(hasMetrics: false)
        let derived = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        let pool: [ChangeSet.Item] = [
            .metric(acme, try Metric(id: own, unit: "l", kind: .gauge)),
            .metric(acme, try Metric(id: own, name: "Own", unit: "l", kind: .gauge, lag: .seconds(5))),
            .metric(acme, try Metric(id: own, unit: "l", kind: .count)),
            .metric(acme, try Metric(id: own, unit: "l", kind: .gauge, cadence: .daily)),
            .metric(acme, try Metric(id: own, unit: "l", kind: .gauge, identity: .shared)),
            .metric(acme, derived), .metric(acme, Metric.dailyActiveDevices),
            .metric(acme, try Metric(id: Metric.actions.id, unit: "x", kind: .count)),
            .metric(acme, try Metric(id: Metric.users.id, unit: "x", kind: .count)),
            ValuePool.sample(acme, own, at: 1, 1), try ValuePool.daily(acme, .dailyActiveDevices, on: 1, 1),
            .sample(
                SampleWrite(SeriesKey(tenant: acme, metric: own), at: .date(try ValuePool.date(1)), value: 1)),
        ]
        for _ in 0..<builder.number(4...8) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<builder.number(1...2) { items.append(try builder.pick(pool)) }
            try builder.commit(items)
            if builder.chance(2) { builder.records(.metric) }
        }
        builder.records(.metric)
        builder.records(.metric, knownAt: .revision(try builder.revision()))
        builder.series()
    }

    private static let unknownMetrics = Scenario(.unknownMetrics) { builder in
        let acme = ValuePool.acme
        try builder.begin()
        let derived = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try builder.commit([
            .metric(acme, derived), try ValuePool.activity(acme, "d", quarter: 1),
            ValuePool.sample(acme, at: 1, 1),
            .action(.record(try ValuePool.action(acme, "a", at: 1))),
        ])
        let ids = [ValuePool.level, derived.id, MetricID(constant: "unheard-of"), Metric.users.id]
        for _ in 0..<3 { builder.series(metrics: try [builder.pick(ids), builder.pick(ids)]) }
        builder.series(metrics: [])
        builder.series(metrics: [derived.id])
        builder.series()
    }
}
