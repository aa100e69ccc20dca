import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Scenario {
    static let paging: [Scenario] = [pages, cursors, limits, largest]

    private static func crowd(_ builder: inout ScenarioBuilder) throws {
        let owners = [ValuePool.acme, ValuePool.bolt]
        try builder.begin(owners)
        var items: [ChangeSet.Item] = []
        for tag in 0..<5 {
            for owner in owners {
                items += [
                    ValuePool.sample(owner, at: tag, Double(tag)),
                    ValuePool.sample(owner, at: tag, 1, labels: try Labels(("a", "\(tag % 2)"))),
                    try ValuePool.daily(owner, on: tag, Double(tag)),
                    .action(.record(try ValuePool.action(owner, "a\(tag)", at: tag / 2))),
                    try ValuePool.activity(owner, "d\(tag % 3)", quarter: tag),
                    try ValuePool.coverage(owner, 3 * tag, 3 * tag + 1),
                    try ValuePool.invoice(owner, "i\(tag)", at: tag / 2),
                    try ValuePool.entry(owner, "e\(tag)", of: "i\(tag)", at: tag / 2),
                ]
            }
        }
        try builder.commit(items)
    }

    /// Something that others commit between two pages: before, among and behind what was read.
    private static func disturb(_ builder: inout ScenarioBuilder) throws {
        let step = builder.commits
        let at = builder.number(0...5)
        var items: [ChangeSet.Item] = [
            ValuePool.sample(ValuePool.acme, at: at, 100 + Double(step)),
            ValuePool.sample(ValuePool.bolt, at: at, nil),
            .tenant(try ValuePool.tenant(try TenantID("a\(step)"))),
            .action(.record(try ValuePool.action(ValuePool.acme, "b\(step)", at: at / 2))),
            .action(.void(tenant: ValuePool.bolt, source: ValuePool.feed, id: try ActionID("a\(at % 5)"))),
            try ValuePool.activity(ValuePool.acme, "c\(step)", quarter: at),
            try ValuePool.invoice(ValuePool.acme, "h\(step)", at: at / 2),
            try ValuePool.entry(ValuePool.acme, "f\(step)", of: "i0", at: at / 2),
            try ValuePool.coverage(ValuePool.acme, 3 * at + 1, 3 * at + 3),
            .metric(ValuePool.acme, try ValuePool.gauge(try MetricID("l\(step)"))),
        ]
        items = Array(builder.shuffled(items).prefix(builder.number(1...6)))
        try builder.commit(items)
    }

    private static func request(
        _ builder: inout ScenarioBuilder, limit: Int
    ) throws -> RepositoryOperation.Read {
        let knownAt: KnownAt = builder.chance(3) ? .revision(try Revision(2)) : .latest
        var reads = ScenarioBuilder.reads(
            of: builder.chance(3) ? .one(ValuePool.acme) : .all, knownAt: knownAt, limit: limit)
        for kind in RecordKind.allCases {
            reads.append(
                .records(RecordRequest(kind, of: .all, descending: true, knownAt: knownAt, limit: limit)))
        }
        reads.append(
            .series(
                SeriesRequest(
                    of: .all, metrics: [ValuePool.level, Metric.assets.id],
                    instants: ValuePool.minute(1)..<ValuePool.minute(4),
                    dates: try ValuePool.date(1)...(try ValuePool.date(3)), includesPrevious: true,
                    knownAt: knownAt,
                    limit: limit)))
        return try builder.pick(reads)
    }

    private static let pages = Scenario(.pages, weight: 3) { builder in
        try crowd(&builder)
        for reader in 0..<3 {
            builder.add(.begin(try request(&builder, limit: builder.number(1...3)), reader: reader))
        }
        for _ in 0..<builder.number(6...12) {
            if builder.chance(3) { try disturb(&builder) }
            builder.add(.proceed(reader: builder.number(0...2), limit: builder.number(1...3)))
        }
        for reader in 0..<3 {
            builder.add(.proceed(reader: reader, limit: 7))
            builder.add(.proceed(reader: reader, limit: .max))
        }
    }

    private static let cursors = Scenario(.cursors) { builder in
        try crowd(&builder)
        builder.add(.begin(try request(&builder, limit: 1), reader: 0))
        builder.add(.begin(try request(&builder, limit: 2), reader: 1))
        var misuses: [RepositoryOperation.Misuse] = [
            .longer, .foreign(""), .foreign("x"), .foreign("\u{0}"),
            .foreign(String(repeating: "0", count: 200)),
        ]
        for _ in 0..<8 { misuses.append(.replaced(builder.number(0...500))) }
        for _ in 0..<4 { misuses.append(.cut(builder.number(0...500))) }
        for _ in 0..<8 { misuses.append(.with(try request(&builder, limit: 2))) }
        misuses.append(
            .with(.records(RecordRequest(.action, of: .all, in: ValuePool.minute(0)..<ValuePool.minute(9)))))
        misuses.append(.with(.records(RecordRequest(.tenant, of: .set([ValuePool.acme])))))
        for misuse in misuses { builder.add(.misuse(reader: builder.number(0...1), misuse)) }
        // The limit is no part of the request.
        builder.add(.proceed(reader: 0, limit: 3))
        builder.add(.proceed(reader: 1, limit: 5))
    }

    private static let limits = Scenario(.limits) { builder in
        try builder.begin()
        try builder.commit(try (0..<5).flatMap { try builder.record(of: ValuePool.acme, $0) })
        for limit in [0, -1, Int.min, 1, 2, .max] {
            for read in builder.shuffled(ScenarioBuilder.reads(of: .all, limit: limit)).prefix(4) {
                builder.add(.read(read))
            }
        }
        builder.add(.begin(.records(RecordRequest(.metric, of: .all, limit: 1)), reader: 0))
        builder.add(.misuse(reader: 0, .limit(0)))
        builder.add(.misuse(reader: 0, .limit(-1)))
    }

    /// The longest ids, the most labels, and the ends of time and of numbers.
    private static let largest = Scenario(.bytewiseIDs, isFixed: true) { builder in
        let acme = ValuePool.acme
        try builder.begin()
        let long = String(repeating: "\u{E9}", count: 127) + "x"
        let pairs = try (0..<Labels.limit).map {
            Labels.Pair(
                name: try LabelText(String(long.dropLast(2)) + "\($0 + 10)"), value: try LabelText(long))
        }
        let labels = try Labels(pairs)
        try builder.commit([
            ValuePool.sample(acme, at: 1, .greatestFiniteMagnitude, labels: labels),
            ValuePool.sample(acme, at: 2, .leastNonzeroMagnitude, version: .min, labels: labels),
            ValuePool.sample(acme, at: 2, -.greatestFiniteMagnitude, version: .max, labels: labels),
        ])
        for instant in [Instants.first, -1, Instants.end - 1_000_000] {
            try builder.commit([
                .sample(
                    SampleWrite(
                        SeriesKey(tenant: acme, metric: ValuePool.level),
                        at: .instant(Instants.date(instant)),
                        value: 1))
            ])
        }
        for date in [LocalDate.min, .max] {
            try builder.commit([
                .sample(
                    SampleWrite(SeriesKey(tenant: acme, metric: Metric.assets.id), at: .date(date), value: 1))
            ])
        }
        try builder.commit([
            try ValuePool.activity(acme, long, quarter: 1),
            .activity(
                ActivityRecord(
                    tenant: acme, kind: .device, subject: try SubjectID("x"), quarter: QuarterHour.earliest)),
            .action(
                .record(try ValuePool.action(acme, long, at: 1, succeeded: ActionRecord.executionLimit))),
            .tenant(try ValuePool.tenant(try TenantID(long))),
        ])
        builder.series(limit: 1)
        builder.readAll(of: .all)
    }
}
