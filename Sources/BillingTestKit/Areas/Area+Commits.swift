import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let commits: [Area] = [
        commitIDs, refusals, longRefusal, basis, nothingNew, counts, clock, commitRecords, futureRevisions,
    ]

    private static let commitIDs = Area(.commitIDs) { scene in
        try scene.begin([Material.acme, Material.bolt])
        let ids = [
            CommitID(constant: "x"), CommitID(constant: "\u{E9}"), CommitID(constant: "e\u{301}"),
        ]
        for _ in 0..<scene.number(6...12) {
            let id = try scene.pick(ids)
            if scene.chance(6) {
                try scene.erase(.tenant(Material.bolt), id: id)
                continue
            }
            let basis: Revision? = scene.chance(3) ? try scene.revision() : nil
            let value: Double = scene.chance(2) ? 1 : 2
            var items = [Material.sample(Material.acme, at: scene.number(1...2), value)]
            if scene.chance(4) { items = [] }
            try scene.commit(items, id: id, basis: basis)
            if scene.chance(3) { scene.series() }
        }
        scene.series()
        scene.add(.revision(.latest))
    }

    private static let refusals = Area(.refusals) { scene in
        let (acme, stranger) = (Material.acme, TenantID(constant: "stranger"))
        try scene.begin()
        try scene.commit([
            .action(.record(try Material.action(acme, "gone", at: 1))),
            try Material.invoice(acme, "i", at: 1), try Material.entry(acme, "e", of: "i", at: 1),
        ])
        let bad: [ChangeSet.Item] = [
            Material.sample(stranger, at: 1, 1), Material.sample(acme, at: 2, .infinity),
            Material.sample(acme, at: 2, .nan), try Material.daily(acme, .dailyActiveUsers, on: 0, 1.5),
            Material.sample(acme, Metric.assets.id, at: 1, 1),
            Material.sample(acme, Metric.actions.id, at: 1, 1),
            Material.sample(acme, MetricID(constant: "unheard-of"), at: 1, 1),
            .usage(
                try DailyUsage(
                    tenant: acme, date: Material.date(0), counts: [.init(metric: Material.level, count: 1)])),
            .inventory(
                try Inventory(
                    tenant: acme, at: Material.minute(1), counts: [.init(metric: Material.messages, count: 1)]
                )),
            .action(.amend(try Material.action(acme, "unknown", at: 1))),
            .action(.record(try Material.action(acme, "gone", at: 2))),
            .action(.record(try Material.action(stranger, "a", at: 2))),
            try Material.activity(stranger, "d", quarter: 1),
            try Material.coverage(acme, of: MetricID(constant: "unheard-of"), 0, 1),
            try Material.coverage(stranger, 0, 1), try Material.invoice(acme, "i", at: 2),
            try Material.invoice(stranger, "i", at: 2), try Material.entry(acme, "e", of: "i", at: 2),
            try Material.entry(acme, "f", of: "nothing", at: 2),
            try Material.entry(acme, "g", of: "i", at: 2, currency: .eur),
            .metric(acme, try Metric(id: Metric.users.id, unit: "x", kind: .count)),
        ]
        for round in 0..<scene.number(3...5) {
            var good: [ChangeSet.Item] = scene.chance(2) ? [.tenant(try Material.tenant(Material.bolt))] : []
            for tag in 0..<scene.number(1...4) { good += try scene.record(of: acme, 10 * round + tag) }
            var items = good
            for _ in 0..<scene.number(1...5) { items.append(try scene.pick(bad)) }
            let id = try CommitID("r\(round)")
            if scene.chance(2) { scene.readAll(of: .all) }
            try scene.commit(scene.shuffled(items), id: id)
            if scene.chance(2) { scene.readAll(of: .all) }
            // The id is free for another content.
            if scene.chance(2) { try scene.commit(good, id: id) }
        }
        scene.readAll(of: .all)
    }

    /// More offending records than are listed.
    private static let longRefusal = Area(.refusals, isFixed: true) { scene in
        try scene.commit((0..<1_050).map { Material.sample(Material.acme, at: $0, 1) })
        scene.series()
    }

    private static let basis = Area(.basis) { scene in
        try scene.begin()
        for round in 0..<scene.number(4...8) {
            let basis: Revision? = scene.chance(4) ? nil : try scene.revision()
            try scene.commit(
                [Material.sample(Material.acme, at: round, scene.chance(4) ? nil : 1)], basis: basis)
            if scene.chance(3) { scene.series() }
        }
        scene.series()
    }

    /// Records of all kinds, of which many say again what is known.
    private static func repeated(_ scene: inout Scene) throws {
        let acme = Material.acme
        try scene.begin()
        let day = try Material.date(1)
        let pool: [ChangeSet.Item] = [
            .tenant(try Material.tenant(acme)), .tenant(try Material.tenant(acme, name: "Another")),
            .metric(acme, try Material.gauge()), .metric(acme, try Material.gauge(name: "Renamed")),
            Material.sample(acme, at: 1, 1), Material.sample(acme, at: 1, 2),
            Material.sample(acme, at: 1, nil),
            Material.sample(acme, at: 2, 1, version: 1), Material.sample(acme, at: 2, 2, version: 2),
            Material.sample(acme, at: 3, 0), Material.sample(acme, at: 3, -0.0),
            .usage(try DailyUsage(tenant: acme, date: day, counts: [.assets: 1, .users: 2])),
            .inventory(
                try Inventory(tenant: acme, at: Material.minute(1_500), counts: [.assets: 1, .geofences: 2])),
            .action(.record(try Material.action(acme, "a", at: 1))),
            .action(.amend(try Material.action(acme, "a", at: 2))),
            .action(.void(tenant: acme, source: Material.feed, id: ActionID(constant: "a"))),
            .action(.record(try Material.action(acme, "b", at: 1))),
            try Material.activity(acme, "d", quarter: 1), try Material.activity(acme, "d", quarter: 2),
            try Material.coverage(acme, 0, 4), try Material.coverage(acme, 2, 3),
            try Material.coverage(acme, 3, 6), try Material.invoice(acme, "i", at: 1),
            try Material.entry(acme, "e", of: "i", at: 1),
        ]
        for _ in 0..<scene.number(6...12) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<scene.number(0...3) { items.append(try scene.pick(pool)) }
            try scene.commit(items)
            if scene.chance(3) { scene.add(.revision(.latest)) }
        }
    }

    private static let nothingNew = Area(.nothingNew) { scene in
        try repeated(&scene)
        scene.add(.revision(.latest))
    }

    private static let counts = Area(.counts) { scene in try repeated(&scene) }

    private static let clock = Area(.clock) { scene in
        try scene.begin()
        for round in 0..<scene.number(3...7) {
            scene.clock = Material.start + Double(scene.number(-5...10) * 60)
            let isEmpty = scene.chance(4)
            try scene.commit(isEmpty ? [] : [Material.sample(Material.acme, at: round, 1)])
        }
        // So far ahead stands a clock that is broken, and later commits would be recorded there.
        scene.clock = Material.start + Double(scene.number(3_654...100_000)) * 86_400
        try scene.commit([Material.sample(Material.acme, at: 20, 1)])
        scene.clock = Material.start + 600
        try scene.commit([Material.sample(Material.acme, at: 21, 1)])
        for minutes in -6...11 {
            scene.add(.revision(.instant(Material.start + Double(minutes * 60))))
        }
        scene.add(.revision(.instant(Material.start + 0.000_001)))
        scene.add(.revision(.instant(Material.start - 0.000_001)))
    }

    private static let commitRecords = Area(.commitRecords) { scene in
        let (acme, bolt) = (Material.acme, Material.bolt)
        try scene.begin([acme, bolt])
        for round in 0..<scene.number(3...6) {
            try scene.commit(scene.chance(3) ? [] : [Material.sample(acme, at: round, 1)])
            if scene.chance(3) {
                scene.records(.commit, descending: scene.chance(2), limit: scene.number(1...3))
            }
        }
        try scene.erase(.tenant(bolt))
        scene.records(.commit, knownAt: try scene.knownAt())
        scene.records(.commit, descending: true, limit: 2)
        let from = Material.start + Double(60 * scene.number(0...4))
        scene.records(.commit, in: from..<(from + Double(60 * scene.number(0...3))), limit: 2)
        for selection in [TenantSelection.one(acme), .set([acme]), .set([]), .one(bolt)] {
            scene.records(.commit, of: selection)
        }
    }

    private static let futureRevisions = Area(.futureRevisions) { scene in
        if scene.chance(3) { scene.add(.revision(.revision(try Revision(1)))) }
        try scene.begin()
        try scene.commit([Material.sample(Material.acme, at: 1, 1)])
        for number in [Int64(0), 1, 2, 3, 4, .max] {
            let knownAt = KnownAt.revision(try Revision(number))
            scene.add(.revision(knownAt))
            if number > 0 { scene.add(.read(try scene.pick(Scene.reads(of: .all, knownAt: knownAt)))) }
        }
    }
}
