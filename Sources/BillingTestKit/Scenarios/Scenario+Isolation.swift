import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let isolation: [Scenario] = [neighbours, unknownTenants, bytewiseIDs, recordOrder, seriesOrder]

    /// Two tenants with the same names for everything, and values that say whose they are.
    private static let neighbours = Scenario(.isolation) { builder in
        let owners = [ValuePool.acme, ValuePool.bolt, TenantID(constant: "acme2")]
        try builder.begin(owners)
        for round in 0..<2 {
            for (number, owner) in owners.enumerated() where builder.chance(2) || round == 0 {
                let mark = 10 * number + round + 1
                try builder.commit([
                    ValuePool.sample(owner, at: round, Double(mark)),
                    try ValuePool.daily(owner, on: round, Double(mark)),
                    .action(.record(try ValuePool.action(owner, "a\(round)", at: 1, succeeded: mark))),
                    try ValuePool.activity(owner, "d\(mark)", quarter: round),
                    try ValuePool.coverage(owner, 10 * round, 10 * round + 1 + number),
                    try ValuePool.invoice(owner, "i\(round)", at: 1, paid: Int64(mark)),
                    try ValuePool.entry(owner, "e\(round)", of: "i\(round)", at: 2, amount: Int64(mark)),
                ])
            }
        }
        let selections: [TenantSelection] = [
            .one(owners[0]), .one(owners[1]), .set([owners[0], owners[2]]), .set(Set(owners)), .all, .set([]),
        ]
        for selection in builder.shuffled(selections).prefix(4) {
            builder.readAll(of: selection, knownAt: builder.chance(2) ? .latest : try builder.knownAt())
        }
    }

    private static let unknownTenants = Scenario(.unknownTenants) { builder in
        let (acme, stranger) = (ValuePool.acme, TenantID(constant: "Acme"))
        try builder.begin([acme])
        try builder.commit(try (0..<4).flatMap { try builder.record(of: acme, $0) })
        let selections: [TenantSelection] = [.one(stranger), .set([acme, stranger]), .set([]), .one(acme)]
        for _ in 0..<6 {
            let knownAt: KnownAt = builder.chance(2) ? .latest : .revision(try builder.revision())
            builder.add(
                .read(try builder.pick(ScenarioBuilder.reads(of: builder.pick(selections), knownAt: knownAt)))
            )
        }
    }

    /// Names that some system takes for one another, in every place where a name stands.
    private static let bytewiseIDs = Scenario(.bytewiseIDs) { builder in
        // The same texts in the same order for each run of a seed.
        let texts = Set(try builder.confusable(3).joined().map { try TenantID($0) }).sorted().map(\.text)
        for text in builder.shuffled(texts) {
            let owner = try TenantID(text)
            try builder.commit(
                [
                    .tenant(try ValuePool.tenant(owner, name: text)),
                    .tenant(try ValuePool.tenant(ValuePool.acme)),
                ], id: try CommitID(text))
        }
        let acme = ValuePool.acme
        for (number, text) in builder.shuffled(texts).enumerated() {
            let (metric, source) = (try MetricID(text), try SourceID(text))
            try builder.commit([
                .metric(acme, try ValuePool.gauge(metric)),
                ValuePool.sample(acme, metric, at: 1, Double(number)),
                ValuePool.sample(acme, metric, at: 1, Double(number + 10), labels: try Labels((text, text))),
                .action(
                    .record(
                        try ValuePool.action(
                            acme, text, at: 1, source: source, type: ActionType(text),
                            category: ActionCategory(text)))),
                try ValuePool.activity(acme, text, quarter: 1),
                try ValuePool.coverage(acme, of: metric, by: source, 0, 1),
                try ValuePool.invoice(acme, text, at: 1), try ValuePool.entry(acme, text, of: text, at: 1),
            ])
        }
        for text in texts {
            let owner = try TenantID(text)
            builder.records(.tenant, of: .one(owner))
            if builder.chance(2) { builder.series(of: .set([owner, acme])) }
        }
        builder.series(of: .one(acme), metrics: try texts.map { try MetricID($0) })
        builder.readAll(of: .all)
    }

    /// Records that differ in one name only, and so stand in the order of its bytes.
    private static func crowd(_ builder: inout ScenarioBuilder) throws -> [TenantID] {
        let texts = builder.shuffled(builder.confusable(1).joined() + ["m"])
        let others = ["b1"]
        let owners = try texts.map { try TenantID($0) } + [ValuePool.acme]
        try builder.begin(owners)
        for text in texts + others {
            var items: [ChangeSet.Item] = []
            for owner in builder.shuffled(owners).prefix(2) {
                let at = builder.number(1...2)
                items += [
                    .metric(owner, try ValuePool.gauge(try MetricID(text))),
                    .action(
                        .record(
                            try ValuePool.action(owner, text, at: at, source: SourceID(builder.pick(texts))))
                    ),
                    try ValuePool.invoice(owner, text, at: at),
                    try ValuePool.entry(owner, text, of: text, at: builder.number(3...4)),
                    try ValuePool.coverage(owner, by: SourceID(text), at, at + 1),
                    ValuePool.sample(owner, try MetricID(text), at: at, 1),
                    ValuePool.sample(owner, at: at, 1, labels: try Labels((text, "v"))),
                    ValuePool.sample(owner, at: at + 1, 1, labels: try Labels(("n", text))),
                ]
            }
            try builder.commit(items)
        }
        return owners
    }

    private static let recordOrder = Scenario(.recordOrder) { builder in
        _ = try crowd(&builder)
        for kind in RecordKind.allCases {
            builder.records(kind, descending: builder.chance(2), limit: builder.chance(2) ? .max : 2)
            if builder.chance(2) {
                builder.records(
                    kind,
                    in: ValuePool.minute(builder.number(1...2))..<ValuePool.minute(builder.number(2...4)),
                    descending: builder.chance(2))
            }
        }
    }

    private static let seriesOrder = Scenario(.seriesOrder) { builder in
        let owners = try crowd(&builder)
        builder.series()
        builder.series(of: .one(try builder.pick(owners)), limit: 2)
        builder.series(metrics: [ValuePool.level, Metric.actions.id, ValuePool.level])
        for isPrevious in [false, true] {
            let from = builder.number(0...3)
            builder.add(
                .read(
                    .series(
                        SeriesRequest(
                            of: .all,
                            instants: ValuePool.minute(from)..<ValuePool.minute(from + builder.number(0...2)),
                            includesPrevious: isPrevious, limit: builder.number(1...9)))))
        }
    }
}
