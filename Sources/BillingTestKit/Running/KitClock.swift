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
