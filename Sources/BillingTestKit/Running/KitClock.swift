import BillingTime
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The clock of the repositories of a trial: it stands where the kit puts it.
final class KitClock: Sendable {
    private let instant = Lock(ValuePool.start)

    func set(_ instant: Date) { self.instant.withLock { $0 = instant } }

    var now: Date { instant.withLock { $0 } }
}

/// A small seeded generator, so that a run can be made again.
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
