#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingModel
public import BillingStore

/// Checks that a repository keeps the guarantees of `BillingRepository`.
///
/// It makes sequences of operations, each on an empty repository of its own, and compares the answers with those of the
/// repository in memory and with rules that need none. A sequence that shows a broken guarantee is made smaller until
/// nothing can be left out. No test framework is needed: findings are values.
///
/// A operation that never returns is not cut off: give the run a time limit where it is called.
public struct RepositoryConformance: Sendable {
    /// Makes an empty repository whose commits are recorded with the clock that it is given.
    public typealias Factory =
        @Sendable (_ clock: @escaping @Sendable () -> Date) async throws -> any BillingRepository

    private let seed: UInt64
    private let sequences: Int
    private let makeEmpty: Factory
    private let discard: @Sendable (any BillingRepository) async -> Void

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - seed: What the sequences are made from; the same seed makes the same ones.
    ///   - sequences: How many random sequences are made for each guarantee.
    ///   - discard: Called with each repository when its sequence is over, to close it and to remove its files.
    ///   - makeEmpty: Makes an empty repository.
    public init(
        seed: UInt64 = 1, sequences: Int = 10,
        discard: @escaping @Sendable (any BillingRepository) async -> Void = { _ in },
        makeEmpty: @escaping Factory
    ) {
        self.seed = seed
        self.sequences = sequences
        self.discard = discard
        self.makeEmpty = makeEmpty
    }

    /// Makes all sequences, and looks for the smallest ones that show what is broken.
    ///
    /// - Returns: One finding for each guarantee that was seen to be broken, in the order of ``Guarantee/all``; none if all
    ///   were kept.
    public func run() async -> [ConformanceFinding] { await report().findings }

    /// Makes all sequences as ``run()`` does, and says how much was compared.
    public func report() async -> ConformanceReport {
        var calls = CallCounts()
        var findings: [Guarantee: ConformanceFinding] = [:]
        // What another scenario showed is looked for again where it can be shown best.
        var settled: Set<Guarantee> = []
        for (number, scenario) in Scenario.all.enumerated() {
            if let premise = scenario.premise, findings[premise] != nil { continue }
            for finding in await look(in: scenario, number, known: settled, &calls) {
                if finding.guarantee == scenario.guarantee { settled.insert(finding.guarantee) }
                if let known = findings[finding.guarantee], known.operations.count <= finding.operations.count
                {
                    continue
                }
                findings[finding.guarantee] = finding
            }
        }
        return ConformanceReport(findings: Guarantee.all.compactMap { findings[$0] }, calls: calls)
    }

    /// What the sequences of one scenario show, up to the first that breaks the guarantee it is about.
    private func look(
        in scenario: Scenario, _ number: Int, known: Set<Guarantee>, _ calls: inout CallCounts
    ) async -> [ConformanceFinding] {
        var found: [ConformanceFinding] = []
        for round in 0..<(scenario.isFixed ? 1 : max(1, sequences) * scenario.weight) {
            // More than two that show something else would not show more.
            if let guarantee = scenario.guarantee, known.contains(guarantee) || found.count == 2 { break }
            let seed = seed &* 1_000_003 &+ UInt64(number) &* 1_009 &+ UInt64(round)
            // The kit's own tests make each scenario with many seeds: none of them throws.
            guard let operations = try? scenario.operations(seed: seed, round: round) else { continue }
            let (failure, made) = await Self.outcome(of: operations, scenario.guarantee, makeEmpty, discard)
            calls.add(made)
            guard let failure else { continue }
            let deviation = failure.deviation
            if known.contains(deviation.guarantee)
                || found.contains(where: { $0.guarantee == deviation.guarantee })
            {
                continue
            }
            let smallest = await Shrinking(
                scenario: scenario.guarantee, makeEmpty: makeEmpty, discard: discard
            )
            .smallest(operations, failure)
            let last = smallest.failure.deviation
            let isTheme = last.guarantee != scenario.guarantee || Relevance(smallest.operations).isShown(last)
            let guarantee = isTheme ? last.guarantee : last.general
            found.append(
                ConformanceFinding(
                    guarantee: guarantee, operations: smallest.operations, expected: last.expected,
                    actual: last.actual,
                    seed: self.seed))
            if guarantee == scenario.guarantee { break }
        }
        return found
    }

    /// Where a sequence deviates first.
    struct Failure: Sendable {
        let place: Int
        let deviation: Deviation
        /// The revisions that the operations before it made, by their places.
        let made: [Int: Revision]
    }

    /// Makes the operations on a new repository, up to the first deviation.
    static func failure(
        of operations: [RepositoryOperation], _ scenario: Guarantee?, _ makeEmpty: Factory,
        _ discard: (any BillingRepository) async -> Void
    ) async -> Failure? {
        await outcome(of: operations, scenario, makeEmpty, discard).failure
    }

    /// Makes the operations as ``failure(of:_:_:_:)`` does, and counts the calls.
    private static func outcome(
        of operations: [RepositoryOperation], _ scenario: Guarantee?, _ makeEmpty: Factory,
        _ discard: (any BillingRepository) async -> Void
    ) async -> (failure: Failure?, calls: CallCounts) {
        var trial: Trial
        do {
            trial = try await Trial(of: scenario, makeEmpty)
        } catch {
            let failure = Failure(
                place: -1,
                deviation: Deviation(
                    guarantee: .errorCodes, expected: "an empty repository",
                    actual: OperationResult.text(await OperationResult { throw error })), made: [:])
            return (failure, CallCounts())
        }
        var failure: Failure?
        for (place, operation) in operations.enumerated() {
            if let deviation = await trial.perform(operation) {
                failure = Failure(place: place, deviation: deviation, made: trial.made)
                break
            }
        }
        await discard(trial.subject)
        return (failure, trial.calls)
    }
}
