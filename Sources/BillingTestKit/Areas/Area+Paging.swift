import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Area {
    static let paging: [Area] = [pages, cursors, limits, largest]

    private static func crowd(_ scene: inout Scene) throws {
        let owners = [Material.acme, Material.bolt]
        try scene.begin(owners)
        var items: [ChangeSet.Item] = []
        for tag in 0..<5 {
            for owner in owners {
                items += [
                    Material.sample(owner, at: tag, Double(tag)),
                    Material.sample(owner, at: tag, 1, labels: try Labels(("a", "\(tag % 2)"))),
                    try Material.daily(owner, on: tag, Double(tag)),
                    .action(.record(try Material.action(owner, "a\(tag)", at: tag / 2))),
                    try Material.activity(owner, "d\(tag % 3)", quarter: tag),
                    try Material.coverage(owner, 3 * tag, 3 * tag + 1),
                    try Material.invoice(owner, "i\(tag)", at: tag / 2),
                    try Material.entry(owner, "e\(tag)", of: "i\(tag)", at: tag / 2),
                ]
            }
        }
        try scene.commit(items)
    }

    /// Something that others commit between two pages: before, among and behind what was read.
    private static func disturb(_ scene: inout Scene) throws {
        let step = scene.commits
        let at = scene.number(0...5)
        var items: [ChangeSet.Item] = [
            Material.sample(Material.acme, at: at, 100 + Double(step)),
            Material.sample(Material.bolt, at: at, nil),
            .tenant(try Material.tenant(try TenantID("a\(step)"))),
            .action(.record(try Material.action(Material.acme, "b\(step)", at: at / 2))),
            .action(.void(tenant: Material.bolt, source: Material.feed, id: try ActionID("a\(at % 5)"))),
            try Material.activity(Material.acme, "c\(step)", quarter: at),
            try Material.invoice(Material.acme, "h\(step)", at: at / 2),
            try Material.entry(Material.acme, "f\(step)", of: "i0", at: at / 2),
            try Material.coverage(Material.acme, 3 * at + 1, 3 * at + 3),
            .metric(Material.acme, try Material.gauge(try MetricID("l\(step)"))),
        ]
        items = Array(scene.shuffled(items).prefix(scene.number(1...6)))
        try scene.commit(items)
    }

    private static func request(_ scene: inout Scene, limit: Int) throws -> Call.Read {
        let knownAt: KnownAt = scene.chance(3) ? .revision(try Revision(2)) : .latest
        var reads = Scene.reads(
            of: scene.chance(3) ? .one(Material.acme) : .all, knownAt: knownAt, limit: limit)
        for kind in RecordKind.allCases {
            reads.append(
                .records(RecordRequest(kind, of: .all, descending: true, knownAt: knownAt, limit: limit)))
        }
        reads.append(
            .series(
                SeriesRequest(
                    of: .all, metrics: [Material.level, Metric.assets.id],
                    instants: Material.minute(1)..<Material.minute(4),
                    dates: try Material.date(1)...(try Material.date(3)), includesPrevious: true,
                    knownAt: knownAt,
                    limit: limit)))
        return try scene.pick(reads)
    }

    private static let pages = Area(.pages, weight: 3) { scene in
        try crowd(&scene)
        for reader in 0..<3 {
            scene.add(.begin(try request(&scene, limit: scene.number(1...3)), reader: reader))
        }
        for _ in 0..<scene.number(6...12) {
            if scene.chance(3) { try disturb(&scene) }
            scene.add(.proceed(reader: scene.number(0...2), limit: scene.number(1...3)))
        }
        for reader in 0..<3 {
            scene.add(.proceed(reader: reader, limit: 7))
            scene.add(.proceed(reader: reader, limit: .max))
        }
    }

    private static let cursors = Area(.cursors) { scene in
        try crowd(&scene)
        scene.add(.begin(try request(&scene, limit: 1), reader: 0))
        scene.add(.begin(try request(&scene, limit: 2), reader: 1))
        var misuses: [Call.Misuse] = [
            .longer, .foreign(""), .foreign("x"), .foreign("\u{0}"),
            .foreign(String(repeating: "0", count: 200)),
        ]
        for _ in 0..<8 { misuses.append(.replaced(scene.number(0...500))) }
        for _ in 0..<4 { misuses.append(.cut(scene.number(0...500))) }
        for _ in 0..<8 { misuses.append(.with(try request(&scene, limit: 2))) }
        misuses.append(
            .with(.records(RecordRequest(.action, of: .all, in: Material.minute(0)..<Material.minute(9)))))
        misuses.append(.with(.records(RecordRequest(.tenant, of: .set([Material.acme])))))
        for misuse in misuses { scene.add(.misuse(reader: scene.number(0...1), misuse)) }
        // The limit is no part of the request.
        scene.add(.proceed(reader: 0, limit: 3))
        scene.add(.proceed(reader: 1, limit: 5))
    }

    private static let limits = Area(.limits) { scene in
        try scene.begin()
        try scene.commit(try (0..<5).flatMap { try scene.record(of: Material.acme, $0) })
        for limit in [0, -1, Int.min, 1, 2, .max] {
            for read in scene.shuffled(Scene.reads(of: .all, limit: limit)).prefix(4) {
                scene.add(.read(read))
            }
        }
        scene.add(.begin(.records(RecordRequest(.metric, of: .all, limit: 1)), reader: 0))
        scene.add(.misuse(reader: 0, .limit(0)))
        scene.add(.misuse(reader: 0, .limit(-1)))
    }

    /// The longest ids, the most labels, and the ends of time and of numbers.
    private static let largest = Area(.bytewiseIDs, isFixed: true) { scene in
        let acme = Material.acme
        try scene.begin()
        let long = String(repeating: "\u{E9}", count: 127) + "x"
        let pairs = try (0..<Labels.limit).map {
            Labels.Pair(
                name: try LabelText(String(long.dropLast(2)) + "\($0 + 10)"), value: try LabelText(long))
        }
        let labels = try Labels(pairs)
        try scene.commit([
            Material.sample(acme, at: 1, .greatestFiniteMagnitude, labels: labels),
            Material.sample(acme, at: 2, .leastNonzeroMagnitude, version: .min, labels: labels),
            Material.sample(acme, at: 2, -.greatestFiniteMagnitude, version: .max, labels: labels),
        ])
        for instant in [Instants.first, -1, Instants.end - 1_000_000] {
            try scene.commit([
                .sample(
                    SampleWrite(
                        SeriesKey(tenant: acme, metric: Material.level), at: .instant(Instants.date(instant)),
                        value: 1))
            ])
        }
        for date in [LocalDate.min, .max] {
            try scene.commit([
                .sample(
                    SampleWrite(SeriesKey(tenant: acme, metric: Metric.assets.id), at: .date(date), value: 1))
            ])
        }
        try scene.commit([
            try Material.activity(acme, long, quarter: 1),
            .activity(
                ActivityRecord(
                    tenant: acme, kind: .device, subject: try SubjectID("x"), quarter: QuarterHour.earliest)),
            .action(
                .record(try Material.action(acme, long, at: 1, succeeded: ActionRecord.executionLimit))),
            .tenant(try Material.tenant(try TenantID(long))),
        ])
        scene.series(limit: 1)
        scene.readAll(of: .all)
    }
}
