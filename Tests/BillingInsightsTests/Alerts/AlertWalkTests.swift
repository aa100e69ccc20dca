import BillingModel
import Foundation
import Testing

@testable import BillingInsights

/// What a rule says of observations, each prefix of them seen anew: slow and obvious.
private struct SlowAlerts {
    let rule: AlertRule

    /// The phase of the alert at a threshold after the known values of one period.
    private func phase(_ threshold: Double, _ values: [(at: Int64, value: Double)]) -> AlertPhase {
        // The runs between values that are cleared, each from its first value that is met.
        let runs = values.split(omittingEmptySubsequences: false) { $0.value < threshold - rule.hysteresis }
            .map { run in run.drop { $0.value < threshold } }
        func fired(_ run: ArraySlice<(at: Int64, value: Double)>) -> Bool {
            guard let opening = run.first?.at else { return false }
            return run.contains {
                $0.value >= threshold && $0.at - opening >= Int64(rule.pendingHours) * 3_600_000_000
            }
        }
        guard let current = runs.last else { return .ok }
        if !current.isEmpty { return fired(current) ? .firing : .pending }
        return runs.last { !$0.isEmpty }.map(fired) == true ? .resolved : .ok
    }

    /// What is told: threshold, states and instant.
    func told(_ observations: [AlertObservation]) -> [String] {
        var told: [String] = []
        var before: [Double: AlertPhase] = [:]
        for (index, observation) in observations.enumerated() {
            if index > 0, observations[index - 1].period != observation.period {
                for threshold in rule.condition.thresholds {
                    let phase = before[threshold] ?? .ok
                    guard phase == .firing || phase == .pending else { continue }
                    let end = observations[index - 1].period?.upperBound ?? .distantPast
                    told.append("\(threshold) \(phase)>\(phase == .firing ? "resolved" : "ok") \(end)")
                }
                before = [:]
            }
            let known = observations[...index].filter { $0.period == observation.period }
                .compactMap { seen in seen.measure.map { (at: seen.instant, value: $0.value) } }
            for threshold in rule.condition.thresholds {
                let phase = phase(threshold, known)
                let last = before[threshold] ?? .ok
                if phase != last { told.append("\(threshold) \(last)>\(phase) \(observation.at)") }
                before[threshold] = phase
            }
        }
        return told
    }
}

@Suite("Alerts of seeded random days")
struct AlertWalkTests {
    private static let periods = [March.march, March.april, March.day(61)..<March.day(92)]

    /// A rule, and what is observed of three months at uneven instants, wandering about its thresholds.
    private static func course(seed: UInt64) throws -> (rule: AlertRule, observations: [AlertObservation]) {
        var random = SplitMix64(seed: seed)
        let shares = (0..<Int(1 + 4 * random.unit())).map { 0.4 + 0.2 * Double($0) }
        let rule = try March.rule(
            .used(shares, of: .budget), pendingHours: Int(4 * random.unit()) * 30,
            hysteresis: Double(Int(3 * random.unit())) * 0.1)
        var day = 0.0
        var share = 0.0
        var observations: [AlertObservation] = []
        while true {
            day += 2 * random.unit() + 0.001
            guard let period = periods.first(where: { $0.contains(March.day(day)) }) else { break }
            share += 0.5 * (random.unit() - 0.45)
            share = min(max(share, -0.2), 1.4)
            observations.append(
                try March.used(random.unit() < 0.15 ? nil : share, on: day, of: period))
        }
        return (rule, observations)
    }

    @Test("What is told is what the slow version tells")
    func slow() throws {
        var count = 0
        for seed in 0..<150 as Range<UInt64> {
            let (rule, observations) = try Self.course(seed: seed)
            var state = try March.state(of: rule)
            let transitions = try state.advance(by: observations, under: rule)
            let told = transitions.map { "\($0.threshold) \($0.from)>\($0.to) \($0.at)" }
            #expect(told == SlowAlerts(rule: rule).told(observations), "seed \(seed)")
            count += told.count
        }
        #expect(count > 2_000)
    }

    @Test("In one go, in steps with the state as JSON between, or with repeats, the same is told once")
    func splits() throws {
        for seed in 0..<100 as Range<UInt64> {
            let (rule, observations) = try Self.course(seed: seed)
            var whole = try March.state(of: rule)
            let transitions = try whole.advance(by: observations, under: rule)
            var random = SplitMix64(seed: seed + 1_000)
            var steps = try March.state(of: rule)
            var told: [AlertTransition] = []
            var place = 0
            while place < observations.count {
                let end = min(place + Int(random.unit() * 12), observations.count)
                // A host that does not know where it was sends the last ones again.
                let start = max(place - Int(random.unit() * 6), 0)
                told += try steps.advance(by: observations[start..<end], under: rule)
                steps = try JSONDecoder().decode(AlertState.self, from: try JSONEncoder().encode(steps))
                place = max(place, end)
            }
            #expect(told == transitions, "seed \(seed)")
            #expect(steps == whole, "seed \(seed)")
            #expect(try whole.advance(by: observations, under: rule).isEmpty, "seed \(seed)")
        }
    }

    @Test("Transitions of an alert follow one another, and no id comes twice")
    func chains() throws {
        for seed in 0..<100 as Range<UInt64> {
            let (rule, observations) = try Self.course(seed: seed)
            var state = try March.state(of: rule)
            let transitions = try state.advance(by: observations, under: rule)
            #expect(Set(transitions.map(\.id)).count == transitions.count, "seed \(seed)")
            #expect(zip(transitions, transitions.dropFirst()).allSatisfy { $0.at <= $1.at }, "seed \(seed)")
            for chain in Dictionary(grouping: transitions, by: \.alert).values {
                #expect(chain[0].from == .ok, "seed \(seed)")
                #expect(zip(chain, chain.dropFirst()).allSatisfy { $0.to == $1.from }, "seed \(seed)")
                #expect(chain.allSatisfy { $0.since <= $0.at }, "seed \(seed)")
            }
            let json = try JSONEncoder().encode(transitions)
            #expect(try JSONDecoder().decode([AlertTransition].self, from: json) == transitions)
        }
    }

    @Test("Noise about a threshold within the hysteresis is told once; without one, again and again")
    func noise() throws {
        let patient = try March.rule(.used([0.8], of: .limit))
        let waiting = try March.rule(.used([0.8], of: .limit), pendingHours: 48)
        let bare = try March.rule(.used([0.8], of: .limit), hysteresis: 0)
        var bareCount = 0
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let observations = try (0..<200).map { index in
                try March.used(0.8 + 0.0399 * (random.unit() - 0.5), on: Double(index) / 8)
            }
            for (rule, phases) in [(patient, [AlertPhase.firing]), (waiting, [.pending, .firing])] {
                var state = try March.state(of: rule)
                #expect(try state.advance(by: observations, under: rule).map(\.to) == phases, "seed \(seed)")
            }
            var state = try March.state(of: bare)
            bareCount += try state.advance(by: observations, under: bare).count
        }
        #expect(bareCount > 50 * 80)
    }
}

@Suite("Hostile alerts")
struct AlertHostileTests {
    @Test("Any order and any values: no crash, bounded work, and every number finite")
    func anything() throws {
        let rule = try March.rule(.used([0.5, 1], of: .budget), pendingHours: 8_784)
        let values: [Double?] = [0, 1e300, -1e300, nil, 1, 0.5, .leastNonzeroMagnitude]
        let ends = [Instants.first, Instants.end - 1_000_000, 0, 1_772_323_200_000_000].map(Instants.date)
        for seed in 0..<100 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var state = try March.state(of: rule)
            func pick<Value>(_ values: [Value]) -> Value { values[Int(random.unit() * Double(values.count))] }
            for _ in 0..<50 {
                let (first, second, at) = (pick(ends), pick(ends), pick(ends))
                guard first < second, at >= first else { continue }
                let observation = try AlertObservation(
                    at: at, period: first..<second, measure: try pick(values).map { try .used($0) })
                for transition in try state.advance(by: [observation], under: rule) {
                    #expect(transition.value?.isFinite != false)
                    #expect(transition.sentence().hasSuffix("."))
                }
            }
        }
    }

    @Test("A hundred thousand observations that alternate, and a hundred shares at once")
    func many() throws {
        for (count, shares) in [(100_000, [0.5]), (1_000, (1...100).map { Double($0) / 100 })] {
            let rule = try March.rule(.used(shares, of: .budget), hysteresis: 0)
            var state = try March.state(of: rule)
            let observations = try (0..<count).map { try March.used(Double($0 % 2), on: Double($0) / 10_000) }
            let transitions = try state.advance(by: observations, under: rule)
            #expect(transitions.count == (count - 1) * shares.count)
        }
    }

    @Test(
        "A state that no observations lead to is refused",
        arguments: [
            (#""told":1"#, #""told":9223372036854775807"#), (#""told":1"#, #""told":-1"#),
            (#""phase":"firing""#, #""phase":"ok""#), (#""phase":"firing""#, #""phase":"burning""#),
            (#""kind":"used","value""#, #""kind":"silent","value""#),
            (#""threshold":0.5"#, #""threshold":2"#),
            (#""since":"2026"#, #""since":"2036"#), (#""start":"2026-03"#, #""start":"2026-04"#),
            (#""evaluated":"2026-03-02T00:00:00.000000Z","#, ""), (#""alerts":["#, #""alerts":[7,"#),
        ])
    func unsound(part: String, wrong: String) throws {
        let rule = try March.rule(.used([0.5, 1], of: .budget))
        var state = try March.state(of: rule)
        _ = try state.advance(by: [try March.used(0.6, on: 1)], under: rule)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(state), as: UTF8.self)
        #expect(try JSONDecoder().decode(AlertState.self, from: Data(json.utf8)) == state)
        let broken = json.replacingOccurrences(of: part, with: wrong)
        #expect(broken != json, "\(json)")
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(AlertState.self, from: Data(broken.utf8))
        }
    }
}
