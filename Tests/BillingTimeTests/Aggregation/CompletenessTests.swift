import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Completeness")
struct CompletenessTests {
    typealias Phase = Completeness.Phase

    static func make(
        clippedStart: Bool = false, clippedEnd: Bool = false, phase: Phase = .settled, coverage: Double = 1,
        samples: Int = 1, origin: Completeness.Origin = .observed
    ) throws -> Completeness {
        try Completeness(
            clippedStart: clippedStart, clippedEnd: clippedEnd, phase: phase, coverage: coverage,
            samples: samples, origin: origin)
    }

    @Test(
        "has the phase of its bucket [100, 200) at each instant",
        arguments: [
            (Int64.min, 0, Phase.future), (99, 0, .future), (100, 0, .future), (101, 0, .inProgress),
            (199, 0, .inProgress), (200, 0, .settled), (200, 1, .settling), (201, 1, .settled),
            (249, 50, .settling), (250, 50, .settled), (200, -5, .settled), (Int64.max, Int64.max, .settling),
            (Int64.max, 0, .settled),
        ] as [(Int64, Int64, Phase)])
    func phases(now: Int64, lag: Int64, expected: Phase) {
        #expect(Phase(start: 100, end: 200, now: now, lag: lag) == expected)
    }

    @Test("has a phase at the limits of 64 bits")
    func limits() {
        #expect(Phase(start: .min, end: .min, now: .max, lag: .max) == .settled)
        #expect(Phase(start: .min, end: .max, now: .max, lag: .max) == .settling)
        #expect(Phase(start: .max, end: .max, now: .max, lag: 0) == .future)
        #expect(Phase(start: 5, end: 5, now: 6, lag: 0) == .settled)
    }

    @Test("is complete only if settled, unclipped and wholly covered")
    func isComplete() throws {
        #expect(try Self.make().isComplete)
        #expect(try Self.make(samples: 0, origin: .filled).isComplete)
        #expect(try !Self.make(clippedStart: true).isComplete)
        #expect(try !Self.make(clippedEnd: true).isComplete)
        #expect(try !Self.make(coverage: 1.0.nextDown).isComplete)
        for phase in [Phase.future, .inProgress, .settling] {
            #expect(try !Self.make(phase: phase).isComplete)
        }
    }

    @Test("of a derived figure is the weakest of its parts")
    func weakest() throws {
        let parts = [
            try Self.make(clippedStart: true, samples: 3),
            try Self.make(phase: .settling, coverage: 0.25, samples: 4, origin: .filled),
            try Self.make(clippedEnd: true, phase: .inProgress, coverage: 0.5, samples: 5),
        ]
        let expected = try Self.make(
            clippedStart: true, clippedEnd: true, phase: .inProgress, coverage: 0.25, samples: 12,
            origin: .filled)
        #expect(try Completeness.weakest(of: parts) == expected)
        #expect(try Completeness.weakest(of: parts.reversed()) == expected)
        #expect(try Completeness.weakest(of: parts.prefix(1)) == parts[0])
        #expect(try Completeness.weakest(of: []) == nil)
        let many = try Self.make(samples: .max)
        #expect(refusal({ try Completeness.weakest(of: [many, parts[0]]) }) == .overflow)
    }

    @Test("orders phases and origins, weakest first")
    func orders() {
        #expect(Phase.allCases.shuffled().sorted() == [.future, .inProgress, .settling, .settled])
        #expect(Completeness.Origin.allCases.shuffled().sorted() == [.missing, .filled, .observed])
    }

    @Test("refuses a coverage outside 0 to 1 and a negative number of samples")
    func refusals() {
        for coverage in [-0.1, 1.0.nextUp, .nan, .infinity] {
            #expect(refusal({ try Self.make(coverage: coverage) }) == .invalidValue)
        }
        #expect(refusal({ try Self.make(samples: -1) }) == .invalidValue)
    }

    @Test("has a JSON form with one word a key")
    func form() throws {
        let value = try Self.make(
            clippedEnd: true, phase: .inProgress, coverage: 0.5, samples: 2, origin: .filled)
        let text = #"{"clipped":["end"],"coverage":0.5,"origin":"filled","phase":"in-progress","samples":2}"#
        #expect(try json(value, strategies: true) == text)
        #expect(try JSONDecoder().decode(Completeness.self, from: Data(text.utf8)) == value)
        for (good, bad) in [
            ("0.5", "1.5"), ("\"filled\"", "\"guessed\""), ("2", "-2"), ("\"end\"", "\"middle\""),
        ] {
            let hostile = text.replacingOccurrences(of: good, with: bad)
            #expect(throws: (any Error).self, "\(hostile)") {
                try JSONDecoder().decode(Completeness.self, from: Data(hostile.utf8))
            }
        }
    }
}
