import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let samples: [Area] = [versions, knownAt, zones, inventories, metrics, unknownMetrics]

    private static let versions = Area(.versions, weight: 2) { scene in
        try scene.begin()
        // What a retraction alone can take away.
        try scene.commit([Material.sample(Material.acme, at: 1, 1)])
        let versions: [Int64?] = [nil, nil, 1, 2, 3, -5, .min, .max]
        let values: [Double?] = [nil, 0, 1, 2]
        for _ in 0..<scene.number(5...12) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<(scene.chance(2) ? 1 : scene.number(2...3)) {
                items.append(
                    Material.sample(
                        Material.acme, at: scene.number(1...2), try scene.pick(values),
                        version: try scene.pick(versions)))
            }
            try scene.commit(items)
            scene.series()
        }
    }

    private static let knownAt = Area(.knownAt) { scene in
        let acme = Material.acme
        try scene.begin(hasMetrics: true)
        let ids = ["a", "b"]
        try scene.commit([])
        for round in 0..<scene.number(5...9) {
            var items: [ChangeSet.Item] = []
            for at in Set([scene.number(1...3), scene.number(1...3)]).sorted() {
                items.append(Material.sample(acme, at: at, scene.chance(4) ? nil : Double(round)))
            }
            let id = try scene.pick(ids)
            let action = try Material.action(acme, id, at: scene.number(1...3), succeeded: round + 1)
            switch scene.number(0...5) {
            case 0, 1: items.append(.action(.record(action)))
            case 2, 3: items.append(.action(.amend(action)))
            case 4: items.append(.action(.void(tenant: acme, source: Material.feed, id: action.id)))
            default: items.append(.tenant(try Material.tenant(acme, name: "Name \(round)")))
            }
            if scene.chance(3) { items.append(.metric(acme, try Material.gauge(name: "Level \(round)"))) }
            if scene.chance(3) { items.append(try Material.daily(acme, on: 1, Double(round))) }
            try scene.commit(items)
        }
        for _ in 0..<12 {
            let knownAt = try scene.knownAt()
            switch scene.number(0...4) {
            case 0: scene.records(.action, knownAt: knownAt)
            case 1: scene.records(scene.chance(2) ? .tenant : .metric, knownAt: knownAt)
            case 2: scene.series(metrics: [Metric.actions.id], knownAt: knownAt)
            default: scene.series(knownAt: knownAt)
            }
        }
    }

    private static let zones = Area(.zones) { scene in
        let acme = Material.acme
        let (east, west) = (try ZoneID("Australia/Sydney"), try ZoneID("America/New_York"))
        // The first of March begins at 13:00 UTC of the day before in Sydney, and at 05:00 UTC in New York.
        let histories: [ZoneHistory] = [
            ZoneHistory(.utc), ZoneHistory(east),
            try ZoneHistory(west).changing(to: east, from: Material.minute(-660)),
            try ZoneHistory(west).changing(to: east, from: Material.minute(-660) + 0.000_001),
            try ZoneHistory(east).changing(to: west, from: Material.minute(300)),
        ]
        for _ in 0..<scene.number(2...5) {
            var items: [ChangeSet.Item] = [
                .tenant(
                    try Tenant(id: acme, name: "A name", zones: scene.pick(histories), currency: .usd))
            ]
            for day in -1...1 where scene.chance(2) {
                let stated: ZoneID? = scene.chance(3) ? try scene.pick([east, west, .utc]) : nil
                items.append(
                    try Material.daily(
                        acme, on: day, Double(scene.number(1...2)), version: nil, zone: stated))
            }
            try scene.commit(items)
            scene.series()
        }
    }

    private static let inventories = Area(.inventories, weight: 2) { scene in
        let acme = Material.acme
        let zones = [try ZoneID("Australia/Sydney"), try ZoneID("America/New_York"), .utc]
        let zone = zones[scene.round % zones.count]
        try scene.commit([
            .tenant(try Material.tenant(acme, zone: zone)), .metric(acme, try Material.gauge()),
        ])
        for _ in 0..<scene.number(2...5) {
            let count = scene.number(0...3)
            if scene.chance(2) {
                let at = Material.minute(try scene.pick([0, 299, 300, 779, 780, 1_439]))
                try scene.commit([
                    .inventory(
                        try Inventory(
                            tenant: acme, at: at,
                            counts: [
                                .init(metric: Metric.assets.id, count: count),
                                .init(metric: Material.level, count: count + 1),
                            ]))
                ])
            } else {
                try scene.commit([
                    .usage(
                        try DailyUsage(
                            tenant: acme, date: Material.date(scene.number(0...1)),
                            counts: [.assets: count, .dailyActiveUsers: count]))
                ])
            }
        }
        scene.series()
    }

    private static let metrics = Area(.metrics) { scene in
        let (acme, own) = (Material.acme, MetricID(constant: "own"))
        try scene.begin(hasMetrics: false)
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
            Material.sample(acme, own, at: 1, 1), try Material.daily(acme, .dailyActiveDevices, on: 1, 1),
            .sample(
                SampleWrite(SeriesKey(tenant: acme, metric: own), at: .date(try Material.date(1)), value: 1)),
        ]
        for _ in 0..<scene.number(4...8) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<scene.number(1...2) { items.append(try scene.pick(pool)) }
            try scene.commit(items)
            if scene.chance(2) { scene.records(.metric) }
        }
        scene.records(.metric)
        scene.records(.metric, knownAt: .revision(try scene.revision()))
        scene.series()
    }

    private static let unknownMetrics = Area(.unknownMetrics) { scene in
        let acme = Material.acme
        try scene.begin()
        let derived = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try scene.commit([
            .metric(acme, derived), try Material.activity(acme, "d", quarter: 1),
            Material.sample(acme, at: 1, 1),
            .action(.record(try Material.action(acme, "a", at: 1))),
        ])
        let ids = [Material.level, derived.id, MetricID(constant: "unheard-of"), Metric.users.id]
        for _ in 0..<3 { scene.series(metrics: try [scene.pick(ids), scene.pick(ids)]) }
        scene.series(metrics: [])
        scene.series(metrics: [derived.id])
        scene.series()
    }
}
