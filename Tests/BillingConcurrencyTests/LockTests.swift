import BillingTime
import Testing

@Suite("A lock lets one thread at a time touch its value")
struct LockTests {
    private struct Refused: Error {}

    @Test("No addition of many tasks is lost")
    func countsEveryAddition() async {
        let total = Lock(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 { total.withLock { $0 += 1 } }
                }
            }
        }
        #expect(total.withLock { $0 } == 80_000)
    }

    @Test("A body that throws leaves the lock free, and what it had changed")
    func isFreeAfterAnError() {
        let words = Lock(["first"])
        #expect(throws: Refused.self) {
            try words.withLock { words throws(Refused) in
                words.append("second")
                throw Refused()
            }
        }
        #expect(words.withLock { $0 } == ["first", "second"])
    }
}
