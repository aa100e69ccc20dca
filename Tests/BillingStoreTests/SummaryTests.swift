import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Summaries equal what the raw rows say")
struct SummaryTests {
    @Test("States per bucket equal a slow computation over the samples", arguments: Backend.allCases, 1...5)
    func states(_ backend: Backend, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        var samples: [TenantID: [Int: Double]] = [:]
        var days: [TenantID: [Int64: Double]] = [:]
        try await repository.commit("1") { changes in
            for owner in [acme, bolt] {
                for at in Set((0..<40).map { _ in Int.random(in: 0..<100, using: &random) }) {
                    let value = Double(Int.random(in: -50...50, using: &random))
                    samples[owner, default: [:]][at] = value
                    changes.add(write(owner, level, at: at, value))
                }
                for day in Set((0..<20).map { _ in Int64.random(in: 20_000..<20_060, using: &random) }) {
                    let value = Double(Int.random(in: 0...50, using: &random))
                    days[owner, default: [:]][day] = value
                    changes.add(
                        SampleWrite(
                            key(owner, .assets), at: .date(try LocalDate(dayNumber: Int(day))), value: value))
                }
            }
        }
        for _ in 0..<10 {
            let cuts = (0..<5).map { _ in Int.random(in: -10..<110, using: &random) }.sorted()
            let dayCuts = (0..<5).map { _ in Int64.random(in: 19_990..<20_070, using: &random) }.sorted()
            let now = Int.random(in: -10..<120, using: &random)
            let endDay = Int64.random(in: 19_990..<20_070, using: &random)
            let bounds = SummaryBounds(
                instants: cuts.map { position($0) }, dayNumbers: dayCuts, resets: [], now: position(now),
                endDay: endDay)
            let page = try await repository.summaries(
                SummaryRequest(of: .all, metrics: [level.id, Metric.assets.id], in: bounds))
            let place = Comment(rawValue: "seed \(seed), \(cuts), \(dayCuts), now \(now), end \(endDay)")
            for owner in [acme, bolt] {
                let read = (samples[owner] ?? [:]).filter { $0.key < now }
                    .map { (position($0.key), $0.value) }
                try check(page, key(owner, level), read, bounds.instants, place)
                // A bucket that begins at or after now is not read, nor is what comes after the last day.
                let begun = cuts.filter { $0 < now }.count
                let end = min(endDay, dayCuts[min(begun, 4)])
                try check(
                    page, key(owner, .assets),
                    (days[owner] ?? [:]).filter { $0.key < end }.map { ($0.key, $0.value) },
                    dayCuts, place)
            }
            #expect(page.rows.map(\.key) == page.rows.map(\.key).sorted())
        }
    }

    private func check(
        _ page: SummaryPage, _ key: SeriesKey, _ read: [(position: Int64, value: Double)], _ bounds: [Int64],
        _ place: Comment
    ) throws {
        let read = read.filter { $0.position < bounds[4] }.sorted { $0.position < $1.position }
        let row = page.rows.first { $0.key == key }
        #expect((row != nil) == !read.isEmpty, place)
        guard let row else { return }
        #expect(row.previous?.value == read.last { $0.position < bounds[0] }?.value, place)
        guard case .states(let states) = row.content else {
            Issue.record("states are expected")
            return
        }
        #expect(states.count == 4, place)
        for (bucket, state) in states.enumerated() {
            let inside = read.filter { $0.position >= bounds[bucket] && $0.position < bounds[bucket + 1] }
            let values = inside.map(\.value)
            #expect(state.count == values.count, place)
            #expect(try state.sum() == values.reduce(0, +), place)
            #expect(state.minimum == values.min() && state.maximum == values.max(), place)
            #expect(state.first == values.first && state.last == values.last, place)
            guard !values.isEmpty else { continue }
            // The first reading of all adds nothing; a drop counts from 0.
            var (increase, reading) = (0.0, read.last { $0.position < bounds[bucket] }?.value ?? values[0])
            for value in values {
                increase += value < reading ? value : value - reading
                reading = value
            }
            #expect(try state.increase() == increase, place)
        }
    }

    @Test(
        "Resets are those of the rule that the metric has at the revision", arguments: Backend.allCases, 1...3
    )
    func resets(_ backend: Backend, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let id = try MetricID("meter")
        func meter(_ rule: ResetRule) throws -> Metric {
            try Metric(id: id, unit: "h", kind: .cumulative, resets: rule)
        }
        // More readings than the file keeps loose, most of them rising, some falling by little or by much.
        var values: [Int] = [0]
        for _ in 1..<3_000 {
            let fall = Int.random(in: 0..<40, using: &random)
            values.append(
                fall == 0 ? 0 : fall < 4 ? values[values.count - 1] - 1 : values[values.count - 1] + 2)
        }
        var revisions: [(rule: ResetRule, limit: Int, revision: Revision)] = []
        try await repository.commit("meter") { $0.add(try meter(.anyDrop), for: acme) }
        for part in 0..<3 {
            try await repository.commit("part \(part)") { changes in
                for at in (1_000 * part)..<(1_000 * (part + 1)) {
                    changes.add(write(acme, try meter(.anyDrop), at: at, Double(values[at])))
                }
            }
        }
        for (limit, rule) in [(0, ResetRule.never), (50, try .below(percent: 50)), (100, .anyDrop)] {
            let commit = try await repository.commit("rule \(limit)") { $0.add(try meter(rule), for: acme) }
            revisions.append((rule, limit, commit.revision))
        }
        for (rule, limit, revision) in revisions {
            for _ in 0..<5 {
                let cuts = [0] + (0..<4).map { _ in Int.random(in: 0..<3_100, using: &random) }.sorted()
                let page = try await repository.summaries(
                    SummaryRequest(
                        of: .one(acme), metrics: [id],
                        in: SummaryBounds(
                            instants: cuts.map { position($0) }, dayNumbers: nil, resets: [],
                            now: position(5_000)),
                        knownAt: .revision(revision)))
                guard case .states(let states)? = page.rows.first?.content else {
                    Issue.record("states are expected")
                    return
                }
                for (bucket, state) in states.enumerated() {
                    let places = min(values.count, cuts[bucket])..<min(values.count, cuts[bucket + 1])
                    var (increase, resets) = (0, 0)
                    for at in places where at > 0 {
                        let (before, value) = (values[at - 1], values[at])
                        let isReset =
                            value < before && (limit == 100 || before > 0 && 100 * value < limit * before)
                        increase += isReset ? value : value - before
                        resets += isReset ? 1 : 0
                    }
                    #expect(
                        try state.increase() == (places.isEmpty ? nil : Double(increase)), "\(rule), \(cuts)")
                    #expect(try state.resets() == resets, "\(rule), \(cuts)")
                }
            }
        }
    }

    @Test("Distinct subjects per bucket and to date equal sets of ids", arguments: Backend.allCases, 1...3)
    func distinct(_ backend: Backend, _ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let repository = try await backend.makeEmpty()
        var rows: [(at: Int, subject: String)] = []
        try await repository.commit("1") { changes in
            for owner in [acme, bolt] { changes.add(try makeTenant(owner)) }
            changes.add(try Metric.dailyActiveUsers.derived(from: .activity(of: .user)), for: acme)
            changes.add(try Metric.monthlyActiveUsers.derived(from: .activity(of: .user)), for: acme)
            for _ in 0..<60 {
                let row = (
                    at: 15 * Int.random(in: 0..<50, using: &random),
                    subject: "u\(Int.random(in: 0..<9, using: &random))"
                )
                rows.append(row)
                changes.add(try activity(acme, row.subject, at: row.at, kind: .user))
                changes.add(try activity(bolt, row.subject + "b", at: row.at, kind: .user))
                changes.add(try activity(acme, row.subject + "d", at: row.at))
            }
        }
        func count(_ from: Int, _ to: Int) -> Int {
            Set(rows.filter { $0.at >= from && $0.at < to }.map(\.subject)).count
        }
        for _ in 0..<20 {
            let cuts = (0..<5).map { _ in 15 * Int.random(in: 0..<55, using: &random) }.sorted()
            let resets = (0..<3).map { _ in 15 * Int.random(in: 0..<55, using: &random) }.sorted()
            let now = 15 * Int.random(in: 1..<60, using: &random)
            let bounds = SummaryBounds(
                instants: cuts.map { position($0) }, dayNumbers: nil, resets: resets.map { position($0) },
                now: position(now))
            let page = try await repository.summaries(
                SummaryRequest(
                    of: .one(acme), metrics: [Metric.monthlyActiveUsers.id, Metric.dailyActiveUsers.id],
                    in: bounds))
            let place = Comment(rawValue: "seed \(seed), \(cuts), \(resets), now \(now)")
            guard count(0, min(now, cuts[4])) > 0 else {
                #expect(page.rows.isEmpty, place)
                continue
            }
            let perBucket = zip(cuts, cuts.dropFirst()).map { count($0, min($1, now)) }
            let toDate: [Int?] = cuts.dropFirst().map { end in
                resets.last { $0 < end }.map { count($0, min(end, now)) }
            }
            #expect(
                page.rows.map(\.key) == [key(acme, .dailyActiveUsers), key(acme, .monthlyActiveUsers)], place)
            #expect(page.rows.map(\.content) == [.distinct(perBucket), .distinctToDate(toDate)], place)
        }
        // Activity of before the bounds makes a row of zeros.
        let later = SummaryBounds(
            instants: [position(900), position(915)], dayNumbers: nil, resets: [], now: position(1_000))
        let page = try await repository.summaries(
            SummaryRequest(of: .one(acme), metrics: [Metric.dailyActiveUsers.id], in: later))
        #expect(page.rows.map(\.content) == [.distinct([0])])
    }

    @Test(
        "An empty first bucket that begins with a period counts the period before",
        arguments: Backend.allCases)
    func emptyFirstBucket(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.commit("1") { changes in
            changes.add(try makeTenant(acme))
            changes.add(try Metric.monthlyActiveUsers.derived(from: .activity(of: .user)), for: acme)
            changes.add(try activity(acme, "u1", at: 15, kind: .user))
            changes.add(try activity(acme, "u2", at: 75, kind: .user))
        }
        // The date that a range begins with may be skipped, as 2011-12-30 was in Samoa.
        let bounds = SummaryBounds(
            instants: [60, 60, 60, 90, 180].map { position($0) }, dayNumbers: nil,
            resets: [0, 60].map { position($0) }, now: position(500))
        let page = try await repository.summaries(
            SummaryRequest(of: .one(acme), metrics: [Metric.monthlyActiveUsers.id], in: bounds))
        #expect(page.rows.map(\.content) == [.distinctToDate([1, 1, 1, 1])])
    }

    @Test("A summary stays at its revision, and reads each series of a metric", arguments: Backend.allCases)
    func revisions(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        let first = try await repository.commit("1") { changes in
            changes.add(write(acme, messages, at: 1, 5))
            changes.add(write(acme, messages, at: 1, 7, labels: try Labels(("source", "b"))))
            changes.add(try action(acme, "1", at: 1))
        }
        try await repository.commit("2") { $0.add(write(acme, messages, at: 1, 6)) }
        let bounds = SummaryBounds(
            instants: [position(0), position(2)], dayNumbers: nil, resets: [], now: position(2))
        var request = SummaryRequest(
            of: .one(acme),
            metrics: [messages.id, Metric.actions.id, messages.id, try MetricID("unheard-of")], in: bounds)
        func sums() async throws -> [Double] {
            try await repository.summaries(request).rows.map { row in
                guard case .states(let states) = row.content else { return .nan }
                return try states[0].sum()
            }
        }
        #expect(try await sums() == [1, 6, 7])
        request.knownAt = .revision(first.revision)
        #expect(try await sums() == [1, 5, 7])
        #expect(try await repository.summaries(request).revision == first.revision)
    }

    @Test("Buckets narrower than a day are not offered for daily values", arguments: Backend.allCases)
    func narrow(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        try await repository.commit("1") { $0.add(try daily(acme, .assets, on: "2026-03-01", 5)) }
        let bounds = SummaryBounds(
            instants: [position(0), position(60)], dayNumbers: nil, resets: [], now: position(60))
        let error = await billingError {
            _ = try await repository.summaries(
                SummaryRequest(of: .all, metrics: [Metric.assets.id], in: bounds))
        }
        #expect(error?.code == .unsupported)
    }

    @Test("Bounds that descend, or lack days, are refused", arguments: Backend.allCases)
    func malformedBounds(_ backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await repository.addTenants()
        for bounds in [
            SummaryBounds(instants: [2, 1], dayNumbers: nil, resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: [1], resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: [2, 1], resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: nil, resets: [2, 1], now: 0),
            SummaryBounds(instants: [.min, .max], dayNumbers: nil, resets: [], now: 0),
            SummaryBounds(instants: [1, 2], dayNumbers: nil, resets: [], now: .max),
        ] {
            let error = await billingError {
                _ = try await repository.summaries(SummaryRequest(of: .all, metrics: [level.id], in: bounds))
            }
            #expect(error?.code == .invalidValue)
        }
        let none = SummaryBounds(instants: [], dayNumbers: nil, resets: [], now: 0)
        #expect(
            try await repository.summaries(SummaryRequest(of: .all, metrics: [level.id], in: none)).rows
                .isEmpty)
    }
}
