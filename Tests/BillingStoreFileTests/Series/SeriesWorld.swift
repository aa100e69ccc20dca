import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime

@testable import BillingStoreFile

/// Two tenants with a few stored series each, kept in a file and, beside it, in the obvious form: whole columns in memory.
struct SeriesWorld {
    static let names: [StoredSeriesName] = [
        .sample(SeriesName(metric: EntityID(constant: "assets"), labels: .none)),
        .sample(SeriesName(metric: EntityID(constant: "assets"), labels: labels("region", "süd"))),
        .sample(SeriesName(metric: EntityID(constant: "users"), labels: .none)),
        .measure(MeasureName(measure: .executed, labels: labels("type", "e-mail"))),
        .activity(.device),
    ]
    static let tenants: [Int64] = [1, 2]
    static let zones = ["Australia/Sydney", "Europe/Berlin", "UTC"].compactMap { try? ZoneID($0) }

    var model: [Int64: [StoredSeriesName: SeriesColumns]] = [:]
    var revision = Revision.zero
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private static func labels(_ name: String, _ value: String) -> Labels {
        (try? Labels((name, value))) ?? .none
    }

    static func timing(_ name: StoredSeriesName) -> MetricSeries.Timing {
        if case .sample(let name) = name, name.metric.text == "users" { .dates } else { .instants }
    }

    // MARK: Commits

    /// Makes a commit that is possible, on both sides.
    mutating func commit(_ tenant: Int64, _ store: SeriesStore, sizes: [Int]) throws {
        revision = try revision.next()
        var changes: [StoredSeriesChange] = []
        for name in Self.names.shuffled(using: &random).prefix(1 + random.below(Self.names.count)) {
            let change = self.change(name, tenant, size: sizes[random.below(sizes.count)])
            guard !change.changes.isEmpty || !change.versioned.isEmpty else { continue }
            model[tenant, default: [:]][name, default: SeriesColumns(timing: change.timing)]
                .apply(change.changes, at: revision)
            model[tenant, default: [:]][name]?.remember(change.versioned)
            changes.append(change)
        }
        guard !changes.isEmpty else { return }
        try store.writer.apply(changes, tenant, at: revision)
        guard let change = changes.first, random.below(4) == 0, change.name.hasValues else { return }
        // A write with a version that loses is kept, and makes no revision.
        let lost = VersionedWrite(
            position: change.changes.last?.position ?? 7, version: -1_000_000 - revision.number, value: nil,
            zone: nil)
        model[tenant]?[change.name]?.remember([lost])
        try store.writer.apply(
            [StoredSeriesChange(name: change.name, timing: change.timing, changes: [], versioned: [lost])],
            tenant,
            at: revision)
    }

    private mutating func change(_ name: StoredSeriesName, _ tenant: Int64, size: Int) -> StoredSeriesChange {
        let known = model[tenant]?[name] ?? SeriesColumns(timing: Self.timing(name))
        var changes: [SeriesColumns.Change] = []
        var versioned: [VersionedWrite] = []
        for position in positions(known, name, size: size) {
            let isKnown = known.index(of: position) != nil
            var value: Double? = self.value()
            let zone = Self.timing(name) == .dates ? Self.zones[random.below(Self.zones.count)] : nil
            if case .activity = name {
                guard !isKnown else { continue }
                value = 0
            } else if isKnown, random.below(4) == 0 {
                value = nil
            }
            let version = Int64(revision.number) * (random.below(4) == 0 ? -1 : 1)
            if name.hasValues, random.below(3) == 0 {
                versioned.append(
                    VersionedWrite(position: position, version: version, value: value, zone: zone))
                // One that comes too late changes nothing that is visible.
                if version < 0 { continue }
            }
            changes.append(SeriesColumns.Change(position: position, value: value, zone: zone))
        }
        return StoredSeriesChange(
            name: name, timing: known.timing, changes: SampleChanges(changes), versioned: versioned)
    }

    private mutating func value() -> Double {
        switch random.below(8) {
        case 0: random.finiteDouble() + 0
        case 1: Double(random.below(1_000)) / 8
        default: Double(random.below(100_000)) / 100
        }
    }

    /// Some ascending positions: after all that are known, between them, or those themselves.
    private mutating func positions(_ known: SeriesColumns, _ name: StoredSeriesName, size: Int) -> [Int64] {
        var positions: Set<Int64> = []
        let step = Self.step(name)
        let last = known.positions.last ?? 0
        let form = random.below(6)
        for index in 0..<(1 + random.below(size)) {
            switch form {
            case 0...2: positions.insert(last + Int64(index + 1) * step + Int64(random.below(2)))
            case 3: positions.insert(last / step * Int64(random.below(1_000)) / 1_000 * step)
            case 4 where !known.positions.isEmpty:
                positions.insert(known.positions[random.below(known.positions.count)])
            default: positions.insert(last / 2 + Int64(random.below(40)) * step / 3)
            }
        }
        return positions.sorted()
    }

    private static func step(_ name: StoredSeriesName) -> Int64 {
        switch name {
        case .activity: 1 << 32
        default: timing(name) == .dates ? 1 : Instants.perDay / 4
        }
    }

    /// Raises a floor to about a part of what is there, on both sides.
    mutating func drop(_ tenant: Int64, _ store: SeriesStore) throws {
        revision = try revision.next()
        let kind = [RetainedKind.sample, .action, .activity][random.below(3)]
        let days = model[tenant]?.filter { $0.key.retainedKind == kind }.map { name, columns in
            (columns.positions.last ?? 0) / (Self.step(name) * (Self.timing(name) == .dates ? 1 : 4))
        }
        let date = try LocalDate(dayNumber: Int(days?.max() ?? 0) * (1 + random.below(6)) / 8)
        for name in Self.names where name.retainedKind == kind {
            let bound =
                switch name {
                case .activity: Int64(date.floorQuarterHour) << 32
                default: Self.timing(name) == .dates ? date.floorDay : date.floorInstant
                }
            model[tenant]?[name]?.drop(before: bound)
        }
        try store.writer.drop(kind, before: date, tenant)
    }

    mutating func erase(_ tenant: Int64, _ store: SeriesStore) throws {
        revision = try revision.next()
        model[tenant] = nil
        try store.writer.erase(tenant)
    }

    // MARK: Reads

    /// Compares some reads of each stored series of a tenant; returns what differs.
    mutating func differences(_ tenant: Int64, _ store: SeriesStore) throws -> [String] {
        var differences: [String] = []
        for name in Self.names {
            let known = model[tenant]?[name]
            guard let stored = try store.stored(name, tenant) else {
                if known != nil { differences.append("\(name) is missing") }
                continue
            }
            guard let known else { return ["\(name) is still there"] }
            for _ in 0..<2 {
                let window = self.window(known)
                let expected = known.read(window)
                if case .activity = name {
                    let found = try store.reader.positions(window, stored, tenant)
                    if found.positions != expected.samples.positions || found.next != expected.next {
                        differences.append("\(name) \(window)")
                    }
                    continue
                }
                let found = try store.reader.read(window, stored, tenant)
                if found != expected { differences.append("\(name) \(window): \(found), not \(expected)") }
                if try !isSummarySame(known, stored, tenant, store, window) {
                    differences.append("summary of \(name) \(window)")
                }
            }
            if try !isLookupSame(known, name, tenant, store) { differences.append("lookup of \(name)") }
        }
        return differences
    }

    private mutating func position(_ known: SeriesColumns) -> Int64 {
        let last = known.positions.last ?? 100
        switch random.below(12) {
        case 0: return .min
        case 1: return .max
        case 2: return last + 1
        case 3: return last
        case 4: return (known.positions.first ?? 0) - 1
        default:
            guard !known.positions.isEmpty else { return last }
            return known.positions[random.below(known.positions.count)] + Int64(random.below(3)) - 1
        }
    }

    private mutating func window(_ known: SeriesColumns) -> SampleWindow {
        let bounds = [position(known), position(known)].sorted()
        let limits = [0, 1, 3, 20, 200, .max]
        let past = (try? Revision(Int64(random.below(Int(revision.number) + 1)))) ?? .zero
        return SampleWindow(
            range: bounds[0]..<bounds[1], includesPrevious: random.below(2) == 0,
            revision: random.below(2) == 0 ? revision : past, limit: limits[random.below(limits.count)])
    }

    private mutating func isSummarySame(
        _ known: SeriesColumns, _ stored: StoredSeries, _ tenant: Int64, _ store: SeriesStore,
        _ window: SampleWindow
    ) throws -> Bool {
        var boundaries = (0..<random.below(6)).map { _ in position(known) }.sorted()
        if random.below(2) == 0 { boundaries.insert(.min, at: 0) }
        let rules: [ResetRule] = [.anyDrop, .never, try .below(percent: 1 + random.below(99))]
        let resets = rules[random.below(rules.count)]
        let measures = AggregateState.Measures(rawValue: UInt8(random.below(8)))
        let buckets = SummaryBuckets(
            range: window.range, boundaries: boundaries, revision: window.revision, measures: measures,
            resets: resets)
        return try store.reader.summary(stored, tenant, in: buckets) == known.summary(buckets)
    }

    private mutating func isLookupSame(
        _ known: SeriesColumns, _ name: StoredSeriesName, _ tenant: Int64, _ store: SeriesStore
    ) throws -> Bool {
        let positions = (0..<random.below(12)).map { _ in position(known) }.sorted()
        guard let found = try store.reader.columns(name, tenant, at: positions) else { return false }
        return positions.allSatisfy { position in
            let (left, right) = (found.index(of: position), known.index(of: position))
            return left.map { found.values[$0] } == right.map { known.values[$0] }
                && left.map { found.revisions[$0] } == right.map { known.revisions[$0] }
                && left.map { found.zones.isEmpty ? nil : found.zones[$0] }
                    == right.map { known.zones.isEmpty ? nil : known.zones[$0] }
                && Array(found.versions(at: position)) == Array(known.versions(at: position))
        }
    }
}
