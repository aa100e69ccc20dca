import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Samples in columns say the same as one sample after the other")
struct SampleColumnsTests {
    private static let daily = try! Metric(
        id: MetricID("stock"), unit: "crates", kind: .gauge, cadence: .daily)

    /// The samples of a set as a list, and the set made of columns wherever that can be.
    private struct Drawn {
        var list: [SampleWrite] = []
        var set: ChangeSet

        mutating func add(_ key: SeriesKey, _ times: [SampleTime], _ values: [Double]) throws {
            list += zip(times, values).map { SampleWrite(key, at: $0, value: $1) }
            let instants = times.compactMap { if case .instant(let instant) = $0 { instant } else { nil } }
            let dates = times.compactMap { if case .date(let date) = $0 { date } else { nil } }
            if instants.count == times.count {
                try set.add(series: key, times: instants, values: values)
            } else {
                try set.add(series: key, dates: dates, values: values)
            }
        }

        mutating func add(_ write: SampleWrite) {
            list.append(write)
            set.add(write)
        }
    }

    private static func drawn(
        _ id: String, _ random: inout SplitMix64, clean isClean: Bool, versions hasVersions: Bool = true
    ) throws -> Drawn {
        var drawn = Drawn(set: ChangeSet(id: try CommitID(id)))
        let series = try (0..<6).map { number in
            key(number % 2 == 0 ? acme : bolt, number < 4 ? level : daily, try Labels(("n", "\(number / 2)")))
        }
        for _ in 0..<(1 + random.below(12)) {
            let key = series[random.below(series.count)]
            let isDaily = key.metric == daily.id
            func time() throws -> SampleTime {
                isDaily
                    ? .date(try LocalDate(dayNumber: 20_000 + random.below(60)))
                    : .instant(minute(random.below(100)) + Double(random.below(1_000_000)) / 1e6)
            }
            func value() -> Double {
                switch random.below(isClean ? 4 : 5) {
                case 0: -0.0
                case 1: random.finiteDouble()
                case 4: [.nan, .infinity, -.infinity][random.below(3)]
                default: Double(random.below(5_000)) / 100
                }
            }
            if random.below(3) > 0 {
                var times = try (0..<random.below(9)).map { _ in try time() }
                if random.below(2) == 0 { times.sort { "\($0)" < "\($1)" } }
                if !isClean, !isDaily, random.below(3) == 0 {
                    times.append(
                        .instant(Date(timeIntervalSinceReferenceDate: [.nan, 1e300, -1e12][random.below(3)])))
                }
                try drawn.add(key, times, times.map { _ in value() })
            } else {
                drawn.add(
                    SampleWrite(
                        key, at: try time(), value: random.below(4) == 0 ? nil : value(),
                        version: hasVersions && random.below(3) == 0 ? Int64(random.below(4)) : nil,
                        zone: isDaily && random.below(2) == 0 ? .utc : nil))
            }
        }
        return drawn
    }

    /// A set of the same samples, one by one.
    private static func rows(_ drawn: Drawn) -> ChangeSet {
        var rows = ChangeSet(id: drawn.set.id)
        for write in drawn.list { rows.add(write) }
        return rows
    }

    @Test("A set is the same whichever way it was filled, and gives its samples back")
    func sameSet() throws {
        for seed in UInt64(1)...400 {
            var random = SplitMix64(seed: seed)
            let drawn = try Self.drawn("c", &random, clean: true)
            let rows = Self.rows(drawn)
            #expect(drawn.set == rows && drawn.set.hashValue == rows.hashValue, "seed \(seed)")
            #expect(drawn.set.digest == rows.digest, "seed \(seed)")
            #expect(drawn.set.contentDigest == rows.contentDigest, "seed \(seed)")
            #expect(Array(drawn.set.samples) == drawn.list, "seed \(seed)")
            #expect(drawn.set.samples.indices.map { drawn.set.samples[$0] } == drawn.list, "seed \(seed)")
            let coded = try JSONEncoder().encode(drawn.set)
            #expect(try JSONDecoder().decode(ChangeSet.self, from: coded) == rows, "seed \(seed)")
        }
    }

    @Test("Sets of other samples, or of the same in another order, have another digest")
    func otherSet() throws {
        var digests: [String: [SampleWrite]] = [:]
        for seed in UInt64(1)...300 {
            var random = SplitMix64(seed: seed)
            var list = try Self.drawn("c", &random, clean: true).list
            for change in 0..<6 where !list.isEmpty {
                let place = random.below(list.count)
                switch change {
                case 0: break
                case 1: list.remove(at: place)
                case 2: list.append(list[place])
                case 3: list[place].value = (list[place].value ?? 0) + 1
                case 4: list[place].version = (list[place].version ?? 0) + 1
                default: list.swapAt(0, place)
                }
                var set = ChangeSet(id: try CommitID("c"))
                for write in list { set.add(write) }
                guard let known = digests.updateValue(list, forKey: set.contentDigest) else { continue }
                #expect(known == list, "seed \(seed)")
            }
        }
        #expect(digests.count > 1_000)
    }

    private func prepare(_ repository: any BillingRepository) async throws {
        var tenants = ChangeSet(id: try CommitID("tenants"))
        for id in [acme, bolt] {
            tenants.add(try makeTenant(id, zone: "Australia/Sydney"))
            tenants.add(level, for: id)
            tenants.add(Self.daily, for: id)
        }
        try await repository.commit(tenants)
    }

    private func samples(_ repository: any BillingRepository) async throws -> [MetricSeries] {
        try await repository.series(
            SeriesRequest(of: .all)
        ).series
    }

    @Test("Columns in any backend lead to what rows lead to in memory", arguments: Backend.allCases)
    func sameState(backend: Backend) async throws {
        for seed in UInt64(1)...(backend == .file ? 12 : 60) {
            var random = SplitMix64(seed: seed)
            let (columns, rows) = (
                try await backend.makeEmpty(), InMemoryRepository(clock: TestClock().next)
            )
            try await prepare(columns)
            try await prepare(rows)
            for number in 0..<12 {
                let drawn = try Self.drawn("c\(number)", &random, clean: random.below(6) > 0)
                let results = await [
                    result { try await columns.commit(drawn.set) },
                    result { try await rows.commit(Self.rows(drawn)) },
                ]
                #expect(results[0] == results[1], "seed \(seed), commit \(number)")
            }
            #expect(try await samples(columns) == samples(rows), "seed \(seed)")
        }
    }

    private func result(_ commit: () async throws -> CommitRecord) async -> String {
        do {
            return "\(try await commit())"
        } catch let error as BillingError {
            return "\(error.code) \(error.violations)"
        } catch {
            return "\(error)"
        }
    }

    @Test("What was written last is what is read, as a dictionary says", arguments: Backend.allCases)
    func dictionary(backend: Backend) async throws {
        for seed in UInt64(1)...(backend == .file ? 10 : 60) {
            var random = SplitMix64(seed: seed)
            let repository = try await backend.makeEmpty()
            try await prepare(repository)
            var model: [SeriesKey: [Int64: Double]] = [:]
            for number in 0..<20 {
                let drawn = try Self.drawn("c\(number)", &random, clean: true, versions: false)
                guard (try? await repository.commit(drawn.set)) != nil else { continue }
                for write in drawn.list {
                    let position =
                        switch write.time {
                        case .instant(let instant): try Instants.microseconds(instant)
                        case .date(let date): Int64(date.dayNumber)
                        }
                    model[write.series, default: [:]][position] = write.value
                }
            }
            let read = try await samples(repository)
            #expect(read.map(\.key) == model.filter { !$0.value.isEmpty }.keys.sorted(), "seed \(seed)")
            for series in read {
                let known = model[series.key]?.sorted { $0.key < $1.key } ?? []
                #expect(series.positions == known.map(\.key) && series.values == known.map(\.value))
            }
        }
    }

    @Test(
        "Samples of one series that only go on are taken as they are, in any number of runs",
        arguments: Backend.allCases)
    func goingOn(backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await prepare(repository)
        var expected: [Double] = []
        for round in 0..<4 {
            var set = ChangeSet(id: try CommitID("c\(round)"))
            for part in 0..<3 {
                let numbers = (0..<5).map { round * 15 + part * 5 + $0 }
                try set.add(
                    series: key(acme, level), times: numbers.map(minute), values: numbers.map(Double.init))
                try set.add(series: key(bolt, level), times: [minute(round * 3 + part)], values: [1])
                expected += numbers.map(Double.init)
            }
            let commit = try await repository.commit(set)
            #expect(commit.inserted == 18 && commit.unchanged == 0)
            #expect(try await repository.commit(set) == commit)
        }
        #expect(try await samples(repository).first?.values == expected)
    }

    @Test("What breaks a rule is refused sample by sample, as it always was", arguments: Backend.allCases)
    func refusals(backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await prepare(repository)
        var set = ChangeSet(id: try CommitID("bad"))
        try set.add(
            series: key(acme, level), times: [minute(1), minute(2), minute(3)], values: [1, .nan, 3])
        try set.add(series: key(TenantID("nobody"), level), times: [minute(1), minute(2)], values: [1, 2])
        try set.add(series: key(acme, Self.daily), times: [minute(1)], values: [1])
        try set.add(
            series: key(acme, level), times: [.distantFuture, minute(2), minute(2)], values: [1, 2, 9])
        try set.add(series: key(acme, level), dates: [day("2026-03-01")], values: [1])
        let error = try await #require(throws: BillingError.self) { () async throws in
            try await repository.commit(set)
        }
        #expect(error.violations.map(\.index) == [1, 3, 4, 5, 8, 9])
        #expect(
            error.violations.map(\.code) == [
                .invalidValue, .notFound, .notFound, .invalidValue, .conflict, .invalidValue,
            ])
        #expect(try await samples(repository).isEmpty)
        #expect(throws: BillingError.self) {
            try set.add(series: key(acme, level), times: [minute(1)], values: [])
        }
    }

    @Test("Long names, many series and empty columns make a set", arguments: Backend.allCases)
    func hostile(backend: Backend) async throws {
        let repository = try await backend.makeEmpty()
        try await prepare(repository)
        var set = ChangeSet(id: try CommitID("hostile"))
        try set.add(series: key(acme, level), times: [], values: [])
        #expect(set.isEmpty && set.digest == ChangeSet(id: set.id).digest)
        let long = String(repeating: "é", count: 120)
        let series = try (0..<600).map { number in
            // Two names that Swift's `String` takes for one are two names.
            key(
                acme, level,
                try Labels((long, "\(number / 2)" + long), ("n", number % 2 == 0 ? "e\u{301}" : "é")))
        }
        for key in series.shuffled() + series.shuffled() {
            try set.add(series: key, times: [minute(set.count)], values: [Double(set.count)])
        }
        #expect(try await repository.commit(set).inserted == 1_200)
        let read = try await samples(repository)
        #expect(read.map(\.key) == series.sorted() && read.allSatisfy { $0.values.count == 2 })
    }

    @Test("A commit of an earlier release is known by the digest that it was stored with")
    func earlierRelease() throws {
        var state = RepositoryState()
        var set = ChangeSet(id: try CommitID("c"))
        set.add(try makeTenant(acme))
        set.add(level, for: acme)
        try set.add(series: key(acme, level), times: [minute(1), minute(2)], values: [1, 2.5])
        let commit = try state.commit(set, at: minute(5))
        let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
        #expect(text.contains(set.contentDigest) && set.contentDigest != set.digest)
        let earlier = text.replacing(set.contentDigest, with: set.digest)
        var read = try JSONDecoder().decode(RepositoryState.self, from: Data(earlier.utf8))
        #expect(try read.commit(set, at: minute(6)) == commit)
        var other = ChangeSet(id: set.id)
        other.add(try makeTenant(acme))
        other.add(level, for: acme)
        try other.add(series: key(acme, level), times: [minute(1), minute(2)], values: [1, 3])
        #expect(throws: BillingError.self) { try read.commit(other, at: minute(6)) }
        #expect(throws: BillingError.self) { try state.commit(other, at: minute(6)) }
        for broken in ["9:" + set.digest, set.contentDigest + "0", "2:" + set.digest.uppercased()] {
            let text = text.replacing(set.contentDigest, with: broken)
            #expect(throws: (any Error).self) {
                try JSONDecoder().decode(RepositoryState.self, from: Data(text.utf8))
            }
        }
    }
}
