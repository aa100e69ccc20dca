import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let isolation: [Area] = [neighbours, unknownTenants, bytewiseIDs, recordOrder, seriesOrder]

    /// Two tenants with the same names for everything, and values that say whose they are.
    private static let neighbours = Area(.isolation) { scene in
        let owners = [Material.acme, Material.bolt, TenantID(constant: "acme2")]
        try scene.begin(owners)
        for round in 0..<2 {
            for (number, owner) in owners.enumerated() where scene.chance(2) || round == 0 {
                let mark = 10 * number + round + 1
                try scene.commit([
                    Material.sample(owner, at: round, Double(mark)),
                    try Material.daily(owner, on: round, Double(mark)),
                    .action(.record(try Material.action(owner, "a\(round)", at: 1, succeeded: mark))),
                    try Material.activity(owner, "d\(mark)", quarter: round),
                    try Material.coverage(owner, 10 * round, 10 * round + 1 + number),
                    try Material.invoice(owner, "i\(round)", at: 1, paid: Int64(mark)),
                    try Material.entry(owner, "e\(round)", of: "i\(round)", at: 2, amount: Int64(mark)),
                ])
            }
        }
        let selections: [TenantSelection] = [
            .one(owners[0]), .one(owners[1]), .set([owners[0], owners[2]]), .set(Set(owners)), .all, .set([]),
        ]
        for selection in scene.shuffled(selections).prefix(4) {
            scene.readAll(of: selection, knownAt: scene.chance(2) ? .latest : try scene.knownAt())
        }
    }

    private static let unknownTenants = Area(.unknownTenants) { scene in
        let (acme, stranger) = (Material.acme, TenantID(constant: "Acme"))
        try scene.begin([acme])
        try scene.commit(try (0..<4).flatMap { try scene.record(of: acme, $0) })
        let selections: [TenantSelection] = [.one(stranger), .set([acme, stranger]), .set([]), .one(acme)]
        for _ in 0..<6 {
            let knownAt: KnownAt = scene.chance(2) ? .latest : .revision(try scene.revision())
            scene.add(.read(try scene.pick(Scene.reads(of: scene.pick(selections), knownAt: knownAt))))
        }
    }

    /// Names that some system takes for one another, in every place where a name stands.
    private static let bytewiseIDs = Area(.bytewiseIDs) { scene in
        // The same texts in the same order for each run of a seed.
        let texts = Set(try scene.confusable(3).joined().map { try TenantID($0) }).sorted().map(\.text)
        for text in scene.shuffled(texts) {
            let owner = try TenantID(text)
            try scene.commit(
                [
                    .tenant(try Material.tenant(owner, name: text)),
                    .tenant(try Material.tenant(Material.acme)),
                ], id: try CommitID(text))
        }
        let acme = Material.acme
        for (number, text) in scene.shuffled(texts).enumerated() {
            let (metric, source) = (try MetricID(text), try SourceID(text))
            try scene.commit([
                .metric(acme, try Material.gauge(metric)),
                Material.sample(acme, metric, at: 1, Double(number)),
                Material.sample(acme, metric, at: 1, Double(number + 10), labels: try Labels((text, text))),
                .action(
                    .record(
                        try Material.action(
                            acme, text, at: 1, source: source, type: ActionType(text),
                            category: ActionCategory(text)))),
                try Material.activity(acme, text, quarter: 1),
                try Material.coverage(acme, of: metric, by: source, 0, 1),
                try Material.invoice(acme, text, at: 1), try Material.entry(acme, text, of: text, at: 1),
            ])
        }
        for text in texts {
            let owner = try TenantID(text)
            scene.records(.tenant, of: .one(owner))
            if scene.chance(2) { scene.series(of: .set([owner, acme])) }
        }
        scene.series(of: .one(acme), metrics: try texts.map { try MetricID($0) })
        scene.readAll(of: .all)
    }

    /// Records that differ in one name only, and so stand in the order of its bytes.
    private static func crowd(_ scene: inout Scene) throws -> [TenantID] {
        let texts = scene.shuffled(scene.confusable(1).joined() + ["m"])
        let others = ["b1"]
        let owners = try texts.map { try TenantID($0) } + [Material.acme]
        try scene.begin(owners)
        for text in texts + others {
            var items: [ChangeSet.Item] = []
            for owner in scene.shuffled(owners).prefix(2) {
                let at = scene.number(1...2)
                items += [
                    .metric(owner, try Material.gauge(try MetricID(text))),
                    .action(
                        .record(try Material.action(owner, text, at: at, source: SourceID(scene.pick(texts))))
                    ),
                    try Material.invoice(owner, text, at: at),
                    try Material.entry(owner, text, of: text, at: scene.number(3...4)),
                    try Material.coverage(owner, by: SourceID(text), at, at + 1),
                    Material.sample(owner, try MetricID(text), at: at, 1),
                    Material.sample(owner, at: at, 1, labels: try Labels((text, "v"))),
                    Material.sample(owner, at: at + 1, 1, labels: try Labels(("n", text))),
                ]
            }
            try scene.commit(items)
        }
        return owners
    }

    private static let recordOrder = Area(.recordOrder) { scene in
        _ = try crowd(&scene)
        for kind in RecordKind.allCases {
            scene.records(kind, descending: scene.chance(2), limit: scene.chance(2) ? .max : 2)
            if scene.chance(2) {
                scene.records(
                    kind, in: Material.minute(scene.number(1...2))..<Material.minute(scene.number(2...4)),
                    descending: scene.chance(2))
            }
        }
    }

    private static let seriesOrder = Area(.seriesOrder) { scene in
        let owners = try crowd(&scene)
        scene.series()
        scene.series(of: .one(try scene.pick(owners)), limit: 2)
        scene.series(metrics: [Material.level, Metric.actions.id, Material.level])
        for isPrevious in [false, true] {
            let from = scene.number(0...3)
            scene.add(
                .read(
                    .series(
                        SeriesRequest(
                            of: .all,
                            instants: Material.minute(from)..<Material.minute(from + scene.number(0...2)),
                            includesPrevious: isPrevious, limit: scene.number(1...9)))))
        }
    }
}
