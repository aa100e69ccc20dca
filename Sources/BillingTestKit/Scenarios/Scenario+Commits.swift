import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let commits: [Scenario] = [
        commitIDs, refusals, longRefusal, basis, nothingNew, counts, clock, commitRecords, futureRevisions,
    ]

    private static let commitIDs = Scenario(.commitIDs) { builder in
        try builder.begin([ValuePool.acme, ValuePool.bolt])
        let ids = [
            CommitID(constant: "x"), CommitID(constant: "\u{E9}"), CommitID(constant: "e\u{301}"),
        ]
        for _ in 0..<builder.number(6...12) {
            let id = try builder.pick(ids)
            if builder.chance(6) {
                try builder.erase(.tenant(ValuePool.bolt), id: id)
                continue
            }
            let basis: Revision? = builder.chance(3) ? try builder.revision() : nil
            let value: Double = builder.chance(2) ? 1 : 2
            var items = [ValuePool.sample(ValuePool.acme, at: builder.number(1...2), value)]
            if builder.chance(4) { items = [] }
            try builder.commit(items, id: id, basis: basis)
            if builder.chance(3) { builder.series() }
        }
        builder.series()
        builder.add(.revision(.latest))
    }

    private static let refusals = Scenario(.refusals) { builder in
        let (acme, stranger) = (ValuePool.acme, TenantID(constant: "stranger"))
        try builder.begin()
        try builder.commit([
            .action(.record(try ValuePool.action(acme, "gone", at: 1))),
            try ValuePool.invoice(acme, "i", at: 1), try ValuePool.entry(acme, "e", of: "i", at: 1),
        ])
        let bad: [ChangeSet.Item] = [
            ValuePool.sample(stranger, at: 1, 1), ValuePool.sample(acme, at: 2, .infinity),
            ValuePool.sample(acme, at: 2, .nan), try ValuePool.daily(acme, .dailyActiveUsers, on: 0, 1.5),
            ValuePool.sample(acme, Metric.assets.id, at: 1, 1),
            ValuePool.sample(acme, Metric.actions.id, at: 1, 1),
            ValuePool.sample(acme, MetricID(constant: "unheard-of"), at: 1, 1),
            .usage(
                try DailyUsage(
                    tenant: acme, date: ValuePool.date(0), counts: [.init(metric: ValuePool.level, count: 1)])
            ),
            .inventory(
                try Inventory(
                    tenant: acme, at: ValuePool.minute(1),
                    counts: [.init(metric: ValuePool.messages, count: 1)]
                )),
            .action(.amend(try ValuePool.action(acme, "unknown", at: 1))),
            .action(.record(try ValuePool.action(acme, "gone", at: 2))),
            .action(.record(try ValuePool.action(stranger, "a", at: 2))),
            try ValuePool.activity(stranger, "d", quarter: 1),
            try ValuePool.coverage(acme, of: MetricID(constant: "unheard-of"), 0, 1),
            try ValuePool.coverage(stranger, 0, 1), try ValuePool.invoice(acme, "i", at: 2),
            try ValuePool.invoice(stranger, "i", at: 2), try ValuePool.entry(acme, "e", of: "i", at: 2),
            try ValuePool.entry(acme, "f", of: "nothing", at: 2),
            try ValuePool.entry(acme, "g", of: "i", at: 2, currency: .eur),
            .metric(acme, try Metric(id: Metric.users.id, unit: "x", kind: .count)),
        ]
        for round in 0..<builder.number(3...5) {
            var good: [ChangeSet.Item] =
                builder.chance(2) ? [.tenant(try ValuePool.tenant(ValuePool.bolt))] : []
            for tag in 0..<builder.number(1...4) { good += try builder.record(of: acme, 10 * round + tag) }
            var items = good
            for _ in 0..<builder.number(1...5) { items.append(try builder.pick(bad)) }
            let id = try CommitID("r\(round)")
            if builder.chance(2) { builder.readAll(of: .all) }
            try builder.commit(builder.shuffled(items), id: id)
            if builder.chance(2) { builder.readAll(of: .all) }
            // The id is free for another content.
            if builder.chance(2) { try builder.commit(good, id: id) }
        }
        builder.readAll(of: .all)
    }

    /// More offending records than are listed.
    private static let longRefusal = Scenario(.refusals, isFixed: true) { builder in
        try builder.commit((0..<1_050).map { ValuePool.sample(ValuePool.acme, at: $0, 1) })
        builder.series()
    }

    private static let basis = Scenario(.basis) { builder in
        try builder.begin()
        for round in 0..<builder.number(4...8) {
            let basis: Revision? = builder.chance(4) ? nil : try builder.revision()
            try builder.commit(
                [ValuePool.sample(ValuePool.acme, at: round, builder.chance(4) ? nil : 1)], basis: basis)
            if builder.chance(3) { builder.series() }
        }
        builder.series()
    }

    /// Records of all kinds, of which many say again what is known.
    private static func repeated(_ builder: inout ScenarioBuilder) throws {
        let acme = ValuePool.acme
        try builder.begin()
        let day = try ValuePool.date(1)
        let pool: [ChangeSet.Item] = [
            .tenant(try ValuePool.tenant(acme)), .tenant(try ValuePool.tenant(acme, name: "Another")),
            .metric(acme, try ValuePool.gauge()), .metric(acme, try ValuePool.gauge(name: "Renamed")),
            ValuePool.sample(acme, at: 1, 1), ValuePool.sample(acme, at: 1, 2),
            ValuePool.sample(acme, at: 1, nil),
            ValuePool.sample(acme, at: 2, 1, version: 1), ValuePool.sample(acme, at: 2, 2, version: 2),
            ValuePool.sample(acme, at: 3, 0), ValuePool.sample(acme, at: 3, -0.0),
            .usage(try DailyUsage(tenant: acme, date: day, counts: [.assets: 1, .users: 2])),
            .inventory(
                try Inventory(tenant: acme, at: ValuePool.minute(1_500), counts: [.assets: 1, .geofences: 2])),
            .action(.record(try ValuePool.action(acme, "a", at: 1))),
            .action(.amend(try ValuePool.action(acme, "a", at: 2))),
            .action(.void(tenant: acme, source: ValuePool.feed, id: ActionID(constant: "a"))),
            .action(.record(try ValuePool.action(acme, "b", at: 1))),
            try ValuePool.activity(acme, "d", quarter: 1), try ValuePool.activity(acme, "d", quarter: 2),
            try ValuePool.coverage(acme, 0, 4), try ValuePool.coverage(acme, 2, 3),
            try ValuePool.coverage(acme, 3, 6), try ValuePool.invoice(acme, "i", at: 1),
            try ValuePool.entry(acme, "e", of: "i", at: 1),
        ]
        for _ in 0..<builder.number(6...12) {
            var items: [ChangeSet.Item] = []
            for _ in 0..<builder.number(0...3) { items.append(try builder.pick(pool)) }
            try builder.commit(items)
            if builder.chance(3) { builder.add(.revision(.latest)) }
        }
    }

    private static let nothingNew = Scenario(.nothingNew) { builder in
        try repeated(&builder)
        builder.add(.revision(.latest))
    }

    private static let counts = Scenario(.counts) { builder in try repeated(&builder) }

    private static let clock = Scenario(.clock) { builder in
        try builder.begin()
        for round in 0..<builder.number(3...7) {
            builder.clock = ValuePool.start + Double(builder.number(-5...10) * 60)
            let isEmpty = builder.chance(4)
            try builder.commit(isEmpty ? [] : [ValuePool.sample(ValuePool.acme, at: round, 1)])
        }
        // So far ahead stands a clock that is broken, and later commits would be recorded there.
        builder.clock = ValuePool.start + Double(builder.number(3_654...100_000)) * 86_400
        try builder.commit([ValuePool.sample(ValuePool.acme, at: 20, 1)])
        builder.clock = ValuePool.start + 600
        try builder.commit([ValuePool.sample(ValuePool.acme, at: 21, 1)])
        for minutes in -6...11 {
            builder.add(.revision(.instant(ValuePool.start + Double(minutes * 60))))
        }
        builder.add(.revision(.instant(ValuePool.start + 0.000_001)))
        builder.add(.revision(.instant(ValuePool.start - 0.000_001)))
    }

    private static let commitRecords = Scenario(.commitRecords) { builder in
        let (acme, bolt) = (ValuePool.acme, ValuePool.bolt)
        try builder.begin([acme, bolt])
        for round in 0..<builder.number(3...6) {
            try builder.commit(builder.chance(3) ? [] : [ValuePool.sample(acme, at: round, 1)])
            if builder.chance(3) {
                builder.records(.commit, descending: builder.chance(2), limit: builder.number(1...3))
            }
        }
        try builder.erase(.tenant(bolt))
        builder.records(.commit, knownAt: try builder.knownAt())
        builder.records(.commit, descending: true, limit: 2)
        let from = ValuePool.start + Double(60 * builder.number(0...4))
        builder.records(.commit, in: from..<(from + Double(60 * builder.number(0...3))), limit: 2)
        for selection in [TenantSelection.one(acme), .set([acme]), .set([]), .one(bolt)] {
            builder.records(.commit, of: selection)
        }
    }

    private static let futureRevisions = Scenario(.futureRevisions) { builder in
        if builder.chance(3) { builder.add(.revision(.revision(try Revision(1)))) }
        try builder.begin()
        try builder.commit([ValuePool.sample(ValuePool.acme, at: 1, 1)])
        for number in [Int64(0), 1, 2, 3, 4, .max] {
            let knownAt = KnownAt.revision(try Revision(number))
            builder.add(.revision(knownAt))
            if number > 0 {
                builder.add(.read(try builder.pick(ScenarioBuilder.reads(of: .all, knownAt: knownAt))))
            }
        }
    }
}
