import BillingModel
import Testing

@Suite("Generator")
struct SplitMix64Tests {
    @Test("The numbers are those of its publication")
    func published() {
        var random = SplitMix64(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }

    @Test("A unit is at least 0 and below 1, half of them below a half")
    func unit() {
        var random = SplitMix64(seed: 1)
        let units = (0..<10_000).map { _ in random.unit() }
        #expect(units.allSatisfy { (0..<1).contains($0) })
        let low = units.count { $0 < 0.5 }
        #expect((4_800...5_200).contains(low), "\(low)")
    }
}
