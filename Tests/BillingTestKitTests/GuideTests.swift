import BillingModel
import BillingStore
import Foundation
import Testing

@testable import BillingTestKit

@Suite("The guide of the kit says what is found")
struct GuideTests {
    private func guide() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(
            contentsOf: root.appending(path: "Documentation/Guides/conformance-kit.md"), encoding: .utf8)
    }

    @Test("Its table has every broken repository, the promise that is named, and the calls that are needed")
    func table() throws {
        let rows = try guide().split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        let expected = Fault.all.map { fault in
            "| \(fault.name) | `\(fault.guarantee)` | \(fault.operations) \(fault.operations == 1 ? "call" : "calls") |"
        }
        #expect(rows.map(String.init) == expected)
    }

    @Test("It lists the promises, in their order and words")
    func guarantees() throws {
        let listed = Guarantee.all.map { "- `\($0.name)`: \($0.sentence)" }.joined(separator: "\n")
        #expect(try guide().contains("\n\n\(listed)\n\n"))
    }

    @Test("Its example is a finding")
    func example() async throws {
        let fault = try #require(Fault.all.first { $0.guarantee == .versions })
        let findings = await RepositoryConformance(sequences: 3) { clock in fault.make(clock) }.run()
        let finding = try #require(findings.first { $0.guarantee == .versions })
        #expect(try guide().contains("```\n\(finding)\n```"), "\(finding)")
    }
}

@Suite("What the kit makes can be made again")
struct RepetitionTests {
    @Test("A seed makes the same sequences, and another seed others")
    func seeds() throws {
        for scenario in Scenario.all where !scenario.isFixed {
            let operations = try scenario.operations(seed: 7, round: 0)
            #expect(try scenario.operations(seed: 7, round: 0) == operations)
        }
        #expect(
            try Scenario.everything.operations(seed: 7, round: 0)
                != Scenario.everything.operations(seed: 8, round: 0))
    }

    @Test("Each call is counted once, and a refusal under its code")
    func calls() async throws {
        let acme = ValuePool.acme
        let scenario = Scenario(nil) { builder in
            try builder.begin()  // 1 commit
            try builder.commit([
                ValuePool.sample(acme, at: 1, 1), ValuePool.sample(acme, at: 2, 2),
                ValuePool.sample(acme, at: 3, 3),
            ])  // 1
            try builder.commit([ValuePool.sample(ValuePool.bolt, at: 1, 1)])  // 1, refused
            builder.add(.revision(.latest))  // 1
            builder.add(.revision(.revision(try Revision(9))))  // 1, not found
            builder.series(limit: 1)  // 3 pages
            builder.series(limit: 0)  // 1, invalid
            builder.add(.begin(.series(SeriesRequest(of: .all, limit: 1)), reader: 0))  // 1 page
            builder.add(.misuse(reader: 0, .cut(3)))  // 1, invalid
            builder.add(.proceed(reader: 0, limit: 9))  // 1 page, the last
            builder.add(.proceed(reader: 0, limit: 9))  // none is left
            try builder.erase(.tenant(ValuePool.bolt))  // 1, not found
        }
        var trial = try await Trial(of: nil) { clock in InMemoryRepository(clock: clock) }
        for operation in try scenario.operations(seed: 1, round: 0) {
            #expect(await trial.perform(operation) == nil)
        }
        #expect(trial.calls.all == 13)
        #expect(
            trial.calls.refusals == [.refused: 1, .notFound: 2, .invalidValue: 1, .invalidCursor: 1])
    }

    @Test("A report has the findings of a run, and counts add up over seeds")
    func reports() async throws {
        func report(_ seed: UInt64) async -> ConformanceReport {
            await RepositoryConformance(seed: seed, sequences: 1) { clock in
                InMemoryRepository(clock: clock)
            }.report()
        }
        var (first, second) = (await report(1), await report(2))
        let again = await report(1)
        #expect(first.findings.isEmpty && first.calls == again.calls && first.refusals == again.refusals)
        #expect(first.calls > 1_000 && first.refusals[.refused] ?? 0 > 20)
        let (calls, refused) = (first.calls + second.calls, first.refusals.values.reduce(0, +))
        let text = "\(first)"
        #expect(text.hasPrefix("\(first.calls) calls compared, \(refused) of them refused: notFound "))
        second.add(first)
        #expect(second.calls == calls && second.refusals.values.reduce(0, +) > refused)
        first = await RepositoryConformance(sequences: 1) { clock in Fault.all[0].make(clock) }.report()
        let findings = await RepositoryConformance(sequences: 1) { clock in Fault.all[0].make(clock) }.run()
        #expect(first.findings.map(\.guarantee) == findings.map(\.guarantee) && !findings.isEmpty)
    }

    @Test("What is left of a sequence finds nothing in memory either", arguments: 0..<4)
    func subsequences(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        for scenario in Scenario.all where !scenario.isFixed {
            let operations = try scenario.operations(seed: seed, round: Int(seed))
                .filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            let failure = await RepositoryConformance.failure(
                of: operations, scenario.guarantee, { clock in InMemoryRepository(clock: clock) }, { _ in })
            #expect(failure == nil, "seed \(seed): \(operations)")
        }
    }

    @Test("A repository that cannot be made is a finding, and each one made is given back")
    func factories() async {
        struct Full: Error {}
        let findings = await RepositoryConformance { _ in throw Full() }.run()
        #expect(findings.map(\.guarantee) == [.errorCodes] && findings.first?.operations.isEmpty == true)
        let (made, discarded) = (Kept(0), Kept(0))
        let none = await RepositoryConformance(sequences: 1, discard: { _ in discarded.use { $0 += 1 } }) {
            clock in
            made.use { $0 += 1 }
            return InMemoryRepository(clock: clock)
        }.run()
        let (count, rest) = (made.use { $0 }, discarded.use { $0 })
        #expect(none.isEmpty && count == rest && count >= Scenario.all.count)
    }
}
