import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let summarising: [Area] = [
        summaries, summaryNow, summaryPrevious, summaryResets, summaryMetrics, summaryBounds,
    ]

    /// Samples of hard values, also where buckets touch.
    private static func fill(_ scene: inout Scene, from first: Int, to last: Int) throws {
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners, hasMetrics: true)
        let (devices, users) = (
            try Metric.dailyActiveDevices.derived(from: .activity(of: .device)),
            try Metric.monthlyActiveUsers.derived(from: .activity(of: .user))
        )
        try scene.commit(owners.flatMap { [.metric($0, devices), .metric($0, users)] })
        let values: [Double] = [0.1, 0.2, 0.3, 1e16, -1e16, 1, 3, -2, 1e-9, 7]
        for _ in 0..<scene.number(2...4) {
            var items: [ChangeSet.Item] = []
            for at in Set((0..<6).map { _ in scene.number(first...last) }).sorted() {
                let owner = try scene.pick(owners)
                items.append(Material.sample(owner, at: at, scene.chance(6) ? nil : try scene.pick(values)))
                if scene.chance(4) {
                    items.append(
                        Material.sample(
                            owner, Material.messages, at: at, try scene.pick(values),
                            labels: try Labels(("source", "\(at % 2)"))))
                }
                if scene.chance(3) { items.append(try Material.daily(owner, on: at, Double(at))) }
                if scene.chance(3) {
                    items.append(
                        try Material.activity(
                            owner, "s\(scene.number(1...3))", quarter: at,
                            kind: scene.chance(2) ? .user : .device))
                }
                if scene.chance(4) {
                    items.append(
                        .action(
                            .record(
                                try Material.action(owner, "a\(scene.commits)-\(at)", at: at, succeeded: 2))))
                }
            }
            try scene.commit(items)
        }
    }

    private static func summarise(
        _ scene: inout Scene, from first: Int, now: ClosedRange<Int>, limit: Int = .max
    ) throws {
        let ids = [
            Material.level, Material.messages, Metric.assets.id, Metric.actions.id,
            Metric.dailyActiveDevices.id,
            Metric.monthlyActiveUsers.id,
        ]
        for _ in 0..<6 {
            // Activity in quarter hours, samples in minutes, dates in days: all by the same numbers.
            let cuts = [first] + (0..<3).map { _ in scene.number(first...12) }.sorted()
            let isWide = scene.chance(3)
            let scale = isWide ? 15 : 1
            let bounds = Scene.bounds(
                cuts.map { $0 * scale }, days: cuts, resets: [0, scene.number(0...6)].map { $0 * scale },
                now: scene.number(now) * scale, endDay: scene.chance(2) ? nil : scene.number(now))
            let metrics = isWide ? ids : [try scene.pick(ids), try scene.pick(ids)]
            scene.add(
                .read(
                    .summaries(
                        SummaryRequest(
                            of: scene.chance(3) ? .one(Material.acme) : .all, metrics: metrics, in: bounds,
                            knownAt: scene.chance(3) ? try scene.knownAt() : .latest,
                            limit: scene.chance(3) ? 1 : .max))))
        }
    }

    private static let summaries = Area(.summaries) { scene in
        try fill(&scene, from: 0, to: 10)
        try summarise(&scene, from: 0, now: 500...500)
    }

    private static let summaryNow = Area(.summaryNow, after: .summaries) { scene in
        try fill(&scene, from: 0, to: 10)
        try summarise(&scene, from: 0, now: 0...12)
    }

    private static let summaryPrevious = Area(.summaryPrevious, after: .summaries) { scene in
        try fill(&scene, from: 0, to: 8)
        try summarise(&scene, from: 4, now: 500...500)
    }

    /// Readings that fall by little and by much, under rules that change.
    private static let summaryResets = Area(.summaryResets, after: .summaries) { scene in
        try scene.begin(hasMetrics: false)
        let rules = [ResetRule.never, .anyDrop] + [10, 50, 99].compactMap { try? .below(percent: $0) }
        try scene.commit([.metric(Material.acme, try Material.meter(try scene.pick(rules)))])
        let readings: [Double] = [1000, 999.9, 1000.1, 500, 499.9, 90, 0.1, 0.09, 0, -5]
        for place in 0..<scene.number(2...4) {
            try scene.commit(
                try Set((0..<6).map { _ in scene.number(0...10) }).sorted().map { at in
                    Material.sample(Material.acme, Material.reading, at: at, try scene.pick(readings))
                })
            if place == 1 {
                try scene.commit([.metric(Material.acme, try Material.meter(try scene.pick(rules)))])
            }
        }
        for _ in 0..<6 {
            let cuts = (0..<4).map { _ in scene.number(0...12) }.sorted()
            scene.add(
                .read(
                    .summaries(
                        SummaryRequest(
                            of: .one(Material.acme), metrics: [Material.reading],
                            in: Scene.bounds(cuts, days: nil),
                            knownAt: scene.chance(2) ? .revision(try scene.revision()) : .latest,
                            limit: .max))))
        }
    }

    private static let summaryMetrics = Area(.summaryMetrics, after: .summaries) { scene in
        try scene.begin([Material.acme])
        try scene.begin([Material.bolt], hasMetrics: false)
        try scene.commit([Material.sample(Material.acme, at: 1, 1)])
        for owners in [TenantSelection.one(Material.acme), .one(Material.bolt), .all] {
            scene.add(
                .read(
                    .summaries(
                        SummaryRequest(
                            of: owners, metrics: [MetricID(constant: "unheard-of"), Material.level],
                            in: Scene.bounds([0, 5], days: nil)))))
        }
    }

    private static let summaryBounds = Area(.summaryBounds, isFixed: true) { scene in
        try scene.begin()
        try scene.commit([
            try Material.daily(Material.acme, on: 1, 1), Material.sample(Material.acme, at: 1, 1),
        ])
        let bounds = [
            SummaryBounds(instants: [2, 1], dayNumbers: nil, resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: [2, 1], resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: nil, resets: [2, 1], now: 0),
            SummaryBounds(instants: [.min, .max], dayNumbers: nil, resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: nil, resets: [], now: .max),
            SummaryBounds(instants: [], dayNumbers: nil, resets: [], now: 0),
            Scene.bounds([0, 5], days: nil),
        ]
        for bounds in bounds {
            for metric in [Material.level, Metric.assets.id] {
                scene.add(.read(.summaries(SummaryRequest(of: .all, metrics: [metric], in: bounds))))
            }
        }
    }
}
