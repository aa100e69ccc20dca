import BillingModel
import BillingStore
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("Lanes in a file answer as whole columns in memory would")
struct SeriesStoreTests {
    @Test(
        "Random commits, drops and erasures read alike, also on a connection that follows and after reopening",
        arguments: Sweep.cases(
            [
                (1, PackingLimits.tiny, 200, [1, 3, 12]), (2, .tiny, 150, [1, 8, 60]),
                (3, .tiny, 120, [2, 30]),
                (4, .small, 120, [20, 200]), (5, .small, 80, [1, 5, 600]),
                (6, PackingLimits(entries: 10_000, entriesOfLane: 0), 14, [20, 5_000]),
            ], every: 3))
    func readsAlike(_ seed: UInt64, _ bounds: PackingLimits, _ steps: Int, _ sizes: [Int]) throws {
        try compare(seed, bounds, steps: Sweep.count(steps, part: steps / 2), sizes)
    }

    @Test("A version that was written between two chunks is known to the next commit")
    func versionsBetweenChunks() throws {
        // The history in which one was not, at step 95.
        try compare(2, .tiny, steps: 150, [1, 8, 60])
    }

    private func compare(_ seed: UInt64, _ bounds: PackingLimits, steps: Int, _ sizes: [Int]) throws {
        var world = SeriesWorld(seed: seed)
        var file = try SeriesFile(bounds)
        var follower = try file.opened()
        for step in 1...steps {
            try file.write { store in
                switch world.random.below(40) {
                case 0: try world.drop(1, store)
                case 1 where step > steps / 2: try world.erase(2, store)
                case let number:
                    try world.commit(number % 4 == 0 && step < steps / 2 ? 2 : 1, store, sizes: sizes)
                    // What a commit reads of itself.
                    let differences = number < 20 ? [] : try world.differences(1, store)
                    #expect(differences == [], "seed \(seed), step \(step)")
                }
            }
            if world.random.below(3) == 0 {
                follower = world.random.below(9) == 0 ? try file.opened() : follower
            }
            for tenant in SeriesWorld.tenants where world.random.below(2) == 0 {
                let differences = try follower.read { try world.differences(tenant, $0) }
                #expect(differences == [], "seed \(seed), step \(step), following")
            }
            if world.random.below(30) == 0 {
                file.connection.close()
                file = try file.opened()
                let findings = try file.findings()
                #expect(findings == [], "seed \(seed), step \(step)")
            }
        }
        #expect(try file.findings() == [], "seed \(seed)")
        #expect(try file.count("chunk") > 0 && file.count("history") > 0)
    }
}
