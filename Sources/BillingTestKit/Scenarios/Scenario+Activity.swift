import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let activity: [Scenario] = [activityOrder, activityNumbers, tenantErasure, subjectErasure]

    private static func rows(
        _ builder: inout ScenarioBuilder, _ owners: [TenantID]
    ) throws -> [ChangeSet.Item] {
        var items: [ChangeSet.Item] = []
        for _ in 0..<builder.number(1...4) {
            items.append(
                try ValuePool.activity(
                    builder.pick(owners), "d\(builder.number(1...3))", quarter: builder.number(0...5),
                    kind: builder.chance(4) ? .user : .device))
        }
        return items
    }

    private static let activityOrder = Scenario(.activityOrder) { builder in
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners, hasMetrics: false)
        for _ in 0..<builder.number(3...8) {
            try builder.commit(try rows(&builder, owners))
            if builder.chance(2) { builder.activity() }
        }
        builder.activity(.user, limit: 2)
        builder.activity(of: .one(ValuePool.bolt))
        for _ in 0..<3 { builder.activity(knownAt: try builder.knownAt()) }
        for _ in 0..<3 {
            let from = builder.number(0...70)
            builder.add(
                .read(
                    .activity(
                        ActivityRequest(
                            of: .all, kind: .device,
                            in: ValuePool.minute(from)..<ValuePool.minute(from + builder.number(0...20)),
                            limit: 3))))
        }
    }

    private static let activityNumbers = Scenario(.activityNumbers) { builder in
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners, hasMetrics: false)
        for _ in 0..<3 { try builder.commit(try rows(&builder, owners)) }
        let request = RepositoryOperation.Read.activity(ActivityRequest(of: .all, kind: .device, limit: 1))
        builder.add(.begin(request, reader: 1))
        for _ in 0..<builder.number(3...8) {
            if builder.chance(2) { try builder.commit(try rows(&builder, owners)) }
            builder.add(.proceed(reader: 1, limit: 1))
        }
        builder.add(.proceed(reader: 1, limit: .max))
    }

    private static let tenantErasure = Scenario(.tenantErasure) { builder in
        let (acme, bolt) = (ValuePool.acme, ValuePool.bolt)
        try builder.begin([acme, bolt])
        var items: [ChangeSet.Item] = []
        for tag in 0..<6 { items += try builder.record(of: acme, tag) + builder.record(of: bolt, tag) }
        items += [
            try ValuePool.invoice(acme, "kept", at: 1), ValuePool.sample(acme, at: 7, 1),
            .action(.record(try ValuePool.action(acme, "kept", at: 1))),
        ]
        try builder.commit(items)
        for round in 0..<2 {
            if builder.chance(2) { builder.readAll(of: .all) }
            if builder.chance(2) {
                builder.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: round))
            }
            try builder.erase(.tenant(builder.chance(3) ? TenantID(constant: "nobody") : acme))
            builder.add(.proceed(reader: round, limit: 1))
            // At what was there before, and now.
            builder.series(of: builder.chance(2) ? .one(acme) : .all, knownAt: .revision(try Revision(2)))
            let knownAt = builder.chance(2) ? KnownAt.revision(try builder.revision()) : .latest
            for read in builder.shuffled(ScenarioBuilder.reads(of: .one(acme), knownAt: knownAt)).prefix(4) {
                builder.add(.read(read))
            }
            for read in builder.shuffled(ScenarioBuilder.reads(of: .all, knownAt: knownAt)).prefix(4) {
                builder.add(.read(read))
            }
            try builder.commit([ValuePool.sample(acme, at: 9, 9)])
            if round == 1 || builder.chance(2) {
                try builder.begin([acme])
                try builder.commit([ValuePool.sample(acme, at: 9, 9), ValuePool.sample(bolt, at: 9, 9)])
                builder.readAll(of: .one(acme))
                builder.readAll(of: .all, knownAt: try builder.knownAt())
            }
        }
        builder.readAll(of: .all)
    }

    private static let subjectErasure = Scenario(.subjectErasure) { builder in
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners, hasMetrics: false)
        let derived = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        try builder.commit(owners.map { .metric($0, derived) })
        for _ in 0..<2 { try builder.commit(try rows(&builder, owners)) }
        for _ in 0..<builder.number(2...4) {
            try builder.erase(
                .subject(
                    try SubjectID("d\(builder.number(1...3))"), kind: builder.chance(4) ? .user : .device,
                    tenant: builder.pick(owners)))
            builder.activity()
            builder.activity(knownAt: .revision(try builder.revision()))
            if builder.chance(2) { try builder.commit(try rows(&builder, owners)) }
        }
        builder.activity(.user)
        builder.activity(limit: 1)
        builder.add(
            .read(
                .summaries(
                    SummaryRequest(
                        of: .all, metrics: [derived.id], in: ScenarioBuilder.bounds([0, 30, 90], days: nil),
                        knownAt: try builder.knownAt()))))
    }
}
