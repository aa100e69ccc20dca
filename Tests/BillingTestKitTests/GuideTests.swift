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
