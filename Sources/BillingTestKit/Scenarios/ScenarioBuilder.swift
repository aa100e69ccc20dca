import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A sequence in the making.
struct ScenarioBuilder {
    var random: SplitMix64
    private(set) var operations: [RepositoryOperation] = []
    private(set) var commits = 0
    /// Where the clock stands; it goes on by a minute with each commit.
    var clock = ValuePool.start

    /// How many sequences of the kind came before.
    let round: Int

    init(random: SplitMix64, round: Int) {
        self.random = random
        self.round = round
    }

    // MARK: Chance

    mutating func pick<Element>(_ elements: [Element]) throws -> Element {
        guard let element = elements.randomElement(using: &random) else {
            throw BillingError(.invalidValue, rule: "there is something to pick from")
        }
        return element
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }

    /// True once in so many times.
    mutating func chance(_ times: Int) -> Bool { number(1...times) == 1 }

    /// Groups of texts that are taken for one another, so that all come in turn.
    func confusable(_ count: Int) -> [[String]] {
        let groups = ValuePool.confusable
        return (0..<count).map { groups[(round * count + $0) % groups.count] }
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &random) }

    /// A state of knowledge that the sequence has, or hardly not.
    mutating func knownAt() throws -> KnownAt {
        switch number(0...5) {
        case 0: .latest
        case 1: .instant(ValuePool.start + Double(number(-1...commits + 1) * 60))
        default: .revision(try revision())
        }
    }

    mutating func revision() throws -> Revision { try Revision(Int64(number(0...max(1, commits)))) }

    // MARK: Calls

    mutating func add(_ operation: RepositoryOperation) { operations.append(operation) }

    mutating func commit(
        _ items: [ChangeSet.Item], id: CommitID? = nil, basis: Revision? = nil
    ) throws {
        commits += 1
        let id = try id ?? CommitID("c\(commits)")
        add(.commit(ChangeSet(id: id, basis: basis, items), clock: clock))
        clock += 60
    }

    mutating func erase(_ target: ErasureRequest.Target, id: CommitID? = nil) throws {
        commits += 1
        add(.erase(ErasureRequest(id: try id ?? CommitID("c\(commits)"), target), clock: clock))
        clock += 60
    }

    /// Tenants, each with a gauge and a count of its own, or without.
    mutating func begin(_ owners: [TenantID] = [ValuePool.acme], hasMetrics: Bool = true) throws {
        try commit(
            owners.flatMap { owner in
                [.tenant(try ValuePool.tenant(owner))]
                    + (hasMetrics
                        ? [.metric(owner, try ValuePool.gauge()), .metric(owner, try ValuePool.count())] : [])
            })
    }

    mutating func records(
        _ kind: RecordKind, of tenants: TenantSelection = .all, in range: Range<Date>? = nil,
        descending: Bool = false, knownAt: KnownAt = .latest, limit: Int = .max
    ) {
        add(
            .read(
                .records(
                    RecordRequest(
                        kind, of: tenants, in: range, descending: descending, knownAt: knownAt, limit: limit))
            ))
    }

    mutating func series(
        of tenants: TenantSelection = .all, metrics: [MetricID]? = nil, knownAt: KnownAt = .latest,
        limit: Int = .max
    ) {
        add(.read(.series(SeriesRequest(of: tenants, metrics: metrics, knownAt: knownAt, limit: limit))))
    }

    mutating func activity(
        _ kind: SubjectKind = .device, of tenants: TenantSelection = .all, knownAt: KnownAt = .latest,
        limit: Int = .max
    ) {
        add(.read(.activity(ActivityRequest(of: tenants, kind: kind, knownAt: knownAt, limit: limit))))
    }

    /// Reads of every kind.
    static func reads(
        of tenants: TenantSelection, knownAt: KnownAt = .latest, limit: Int = .max
    ) -> [RepositoryOperation.Read] {
        var reads: [RepositoryOperation.Read] = RecordKind.allCases.map {
            .records(RecordRequest($0, of: tenants, knownAt: knownAt, limit: limit))
        }
        reads.append(.series(SeriesRequest(of: tenants, knownAt: knownAt, limit: limit)))
        reads.append(
            .series(SeriesRequest(of: tenants, metrics: [Metric.actions.id], knownAt: knownAt, limit: limit)))
        reads.append(.activity(ActivityRequest(of: tenants, kind: .device, knownAt: knownAt, limit: limit)))
        reads.append(
            .summaries(
                SummaryRequest(
                    of: tenants, metrics: [ValuePool.level, Metric.assets.id, Metric.actions.id],
                    in: bounds([0, 5, 20], days: [0, 2, 8]), knownAt: knownAt, limit: limit)))
        return reads
    }

    mutating func readAll(of tenants: TenantSelection, knownAt: KnownAt = .latest) {
        for read in Self.reads(of: tenants, knownAt: knownAt) { add(.read(read)) }
    }

    /// Buckets that touch at some minutes, and at some days counted from 1 March 2026.
    static func bounds(
        _ minutes: [Int], days: [Int]?, resets: [Int] = [], now: Int = 10_000, endDay: Int? = nil
    ) -> SummaryBounds {
        SummaryBounds(
            instants: minutes.map { ValuePool.position($0) },
            dayNumbers: days.map { $0.map { Int64(20_513 + $0) } },
            resets: resets.map { ValuePool.position($0) }, now: ValuePool.position(now),
            endDay: endDay.map { Int64(20_513 + $0) })
    }

    // MARK: Records

    /// Every kind of record that a tenant may have, with few names and instants.
    mutating func record(of owner: TenantID, _ tag: Int) throws -> [ChangeSet.Item] {
        let at = number(0...6)
        switch number(0...7) {
        case 0: return [ValuePool.sample(owner, at: at, Double(tag))]
        case 1: return [ValuePool.sample(owner, at: at, Double(tag), labels: try Labels(("a", "\(at % 2)")))]
        case 2: return [try ValuePool.daily(owner, on: at, Double(tag))]
        case 3: return [.action(.record(try ValuePool.action(owner, "a\(tag)", at: at)))]
        case 4: return [try ValuePool.activity(owner, "d\(tag % 5)", quarter: at)]
        case 5: return [try ValuePool.coverage(owner, 3 * tag, 3 * tag + 1 + at % 2)]
        case 6: return [try ValuePool.invoice(owner, "i\(tag)", at: at)]
        default:
            return [
                try ValuePool.invoice(owner, "i\(tag)", at: at),
                try ValuePool.entry(owner, "e\(tag)", of: "i\(tag)", at: at + 1),
            ]
        }
    }
}

/// What a sequence is about, and how one is made.
struct Scenario: Sendable {
    /// The guarantee that a deviation breaks unless it shows another; nil for sequences about everything.
    let guarantee: Guarantee?
    let fill: @Sendable (inout ScenarioBuilder) throws -> Void
    /// Whether the sequence is always the same, so that one is enough.
    let isFixed: Bool
    /// How many sequences are made where others make one.
    let weight: Int
    /// A guarantee that must be kept before it makes sense to ask for this one.
    let premise: Guarantee?

    init(
        _ guarantee: Guarantee?, isFixed: Bool = false, weight: Int = 1, after premise: Guarantee? = nil,
        _ fill: @escaping @Sendable (inout ScenarioBuilder) throws -> Void
    ) {
        self.guarantee = guarantee
        self.isFixed = isFixed
        self.weight = weight
        self.premise = premise
        self.fill = fill
    }

    func operations(seed: UInt64, round: Int) throws -> [RepositoryOperation] {
        var builder = ScenarioBuilder(random: SplitMix64(seed: seed), round: round)
        try fill(&builder)
        return builder.operations
    }

    /// All scenarios; what others build on comes first.
    static let all: [Scenario] =
        commits + samples + facts + activity + isolation + paging + summarising + retention + [
            everything, atOnce,
        ] + plans
}
