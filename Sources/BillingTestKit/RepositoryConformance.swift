#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingModel
public import BillingStore

/// Checks that a repository keeps the promises of `BillingRepository`.
///
/// It makes sequences of calls, each on an empty repository of its own, and compares the answers with those of the
/// repository in memory and with rules that need none. A sequence that shows a broken promise is made smaller until
/// nothing can be left out. No test framework is needed: findings are values.
///
/// A call that never returns is not cut off: give the run a time limit where it is called.
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
    ///   - sequences: How many random sequences are made for each promise.
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
    /// - Returns: One finding for each promise that was seen to be broken, in the order of ``Promise/all``; none if all
    ///   were kept.
    public func run() async -> [Finding] {
        var findings: [Promise: Finding] = [:]
        // What another area showed is looked for again where it can be shown best.
        var settled: Set<Promise> = []
        for (number, area) in Area.all.enumerated() {
            if let premise = area.premise, findings[premise] != nil { continue }
            for finding in await look(in: area, number, known: settled) {
                if finding.promise == area.promise { settled.insert(finding.promise) }
                if let known = findings[finding.promise], known.calls.count <= finding.calls.count {
                    continue
                }
                findings[finding.promise] = finding
            }
        }
        return Promise.all.compactMap { findings[$0] }
    }

    /// What the sequences of one area show, up to the first that breaks the promise it is about.
    private func look(in area: Area, _ number: Int, known: Set<Promise>) async -> [Finding] {
        var found: [Finding] = []
        for round in 0..<(area.isFixed ? 1 : max(1, sequences) * area.weight) {
            // More than two that show something else would not show more.
            if let promise = area.promise, known.contains(promise) || found.count == 2 { break }
            let seed = seed &* 1_000_003 &+ UInt64(number) &* 1_009 &+ UInt64(round)
            // The kit's own tests make each area with many seeds: none of them throws.
            guard let calls = try? area.calls(seed: seed, round: round),
                let failure = await Self.failure(of: calls, area.promise, makeEmpty, discard)
            else { continue }
            let deviation = failure.deviation
            if known.contains(deviation.promise) || found.contains(where: { $0.promise == deviation.promise })
            {
                continue
            }
            let smallest = await Shrinking(area: area.promise, makeEmpty: makeEmpty, discard: discard)
                .smallest(calls, failure)
            let last = smallest.failure.deviation
            let isTheme = last.promise != area.promise || Theme(smallest.calls).isShown(last)
            let promise = isTheme ? last.promise : last.general
            found.append(
                Finding(
                    promise: promise, calls: smallest.calls, expected: last.expected, actual: last.actual,
                    seed: self.seed))
            if promise == area.promise { break }
        }
        return found
    }

    /// Where a sequence deviates first.
    struct Failure: Sendable {
        let place: Int
        let deviation: Deviation
        /// The revisions that the calls before it made, by their places.
        let made: [Int: Revision]
    }

    /// Makes the calls on a new repository, up to the first deviation.
    static func failure(
        of calls: [Call], _ area: Promise?, _ makeEmpty: Factory,
        _ discard: (any BillingRepository) async -> Void
    ) async -> Failure? {
        var trial: Trial
        do {
            trial = try await Trial(of: area, makeEmpty)
        } catch {
            return Failure(
                place: -1,
                deviation: Deviation(
                    promise: .errorCodes, expected: "an empty repository",
                    actual: Answer.text(await Answer { throw error })), made: [:])
        }
        var failure: Failure?
        for (place, call) in calls.enumerated() {
            if let deviation = await trial.perform(call) {
                failure = Failure(place: place, deviation: deviation, made: trial.made)
                break
            }
        }
        await discard(trial.subject)
        return failure
    }
}
