import BillingModel
import BillingTestSupport
import BillingTime
import Dispatch
import Testing

@testable import BillingStoreFile

@Suite("Blocking work runs one piece after the other, away from the tasks of a host")
struct WorkQueueTests {
    private struct Refused: Error {}

    @Test("State is made once, when it is first needed, and kept from call to call")
    func keepsState() async throws {
        let opened = Lock(0)
        let queue = WorkQueue(label: "test") {
            opened.withLock { $0 += 1 }
            return 10
        }
        #expect(opened.withLock { $0 } == 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { try await queue.run { state, _ in state += 1 } }
            }
            try await group.waitForAll()
        }
        #expect(try await queue.run { state, _ in state } == 210)
        #expect(opened.withLock { $0 } == 1)
    }

    @Test("An opening that fails is tried again, and work that throws keeps the state")
    func errors() async throws {
        let attempts = Lock(0)
        let queue = WorkQueue(label: "test") {
            try attempts.withLock { attempts throws(Refused) in
                attempts += 1
                if attempts == 1 { throw Refused() }
            }
            return ["open"]
        }
        await #expect(throws: Refused.self) { try await queue.run { _, _ in } }
        await #expect(throws: Refused.self) {
            try await queue.run { state, _ in
                state.append("written")
                throw Refused()
            }
        }
        #expect(try await queue.run { state, _ in state } == ["open", "written"])
    }

    @Test("Work of a cancelled task is not begun")
    func cancelledBefore() async throws {
        let queue = WorkQueue(label: "test") { 0 }
        let gate = DispatchSemaphore(value: 0)
        async let blocking: Void = queue.run { _, _ in gate.wait() }
        let waiting = Task { try await queue.run { state, _ in state += 1 } }
        waiting.cancel()
        gate.signal()
        try await blocking
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(try await queue.run { state, _ in state } == 0)
    }

    @Test("Work that looks at its cancellation ends early, and work that does not is finished")
    func cancelledDuring() async throws {
        let queue = WorkQueue(label: "test") { 0 }
        let begun = AsyncStream<Void>.makeStream()
        let reading = Task {
            try await queue.run { _, cancellation in
                begun.continuation.yield()
                while true { try cancellation.check() }
            }
        }
        var beginnings = begun.stream.makeAsyncIterator()
        await beginnings.next()
        reading.cancel()
        await #expect(throws: CancellationError.self) { try await reading.value }

        let gate = DispatchSemaphore(value: 0)
        let writing = Task {
            try await queue.run { state, _ in
                begun.continuation.yield()
                gate.wait()
                state += 1
                return state
            }
        }
        await beginnings.next()
        writing.cancel()
        gate.signal()
        #expect(try await writing.value == 1)
    }

    @Test("After closing, what was given before is done, and what comes later is refused")
    func closes() async throws {
        let queue = WorkQueue(label: "test") { [Int]() }
        let finished = Lock<[Int]>([])
        for number in 1...3 { try await queue.run { state, _ in state.append(number) } }
        await queue.close { state in finished.withLock { [state] in $0 = state } }
        #expect(finished.withLock { $0 } == [1, 2, 3])
        #expect(await billingError { try await queue.run { _, _ in } }?.code == .closed)
        await queue.close { _ in finished.withLock { $0 = [] } }
        #expect(finished.withLock { $0 } == [1, 2, 3])
    }

    @Test("Work that blocks on more queues than there are cores keeps no task waiting")
    func leavesThePoolFree() async throws {
        let gate = DispatchSemaphore(value: 0)
        let queues = (0..<32).map { WorkQueue(label: "test \($0)") { 0 } }
        let blocked = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for queue in queues {
                group.addTask {
                    try await queue.run { _, _ in
                        blocked.continuation.yield()
                        gate.wait()
                    }
                }
            }
            // All of them block at the same time …
            var blockings = blocked.stream.makeAsyncIterator()
            for _ in queues { await blockings.next() }
            // … while tasks that depend on each other run to their end, and only then open the gate.
            let sum = await withTaskGroup(of: Int.self) { tasks in
                for number in 1...1_000 {
                    tasks.addTask {
                        await Task.yield()
                        return number
                    }
                }
                return await tasks.reduce(0, +)
            }
            #expect(sum == 500_500)
            for _ in queues { gate.signal() }
            try await group.waitForAll()
        }
    }

    @Test("A pool opens only what it needs, uses what is free, and closes all")
    func pool() async throws {
        let opened = Lock(0)
        let pool = ReaderPool(count: 3, label: "test") {
            opened.withLock { opened in
                opened += 1
                return opened
            }
        }
        for _ in 0..<5 { #expect(try await pool.run { state, _ in state } == 1) }
        #expect(opened.withLock { $0 } == 1)

        let gate = DispatchSemaphore(value: 0)
        let blocked = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await pool.run { state, _ in
                        blocked.continuation.yield(state)
                        gate.wait()
                    }
                }
            }
            var blockings = blocked.stream.makeAsyncIterator()
            let busy = [await blockings.next(), await blockings.next()].compactMap { $0 }
            #expect(busy.sorted() == [1, 2])
            #expect(try await pool.run { state, _ in state } == 3)
            gate.signal()
            gate.signal()
            try await group.waitForAll()
        }
        let closed = Lock(0)
        await pool.close { _ in closed.withLock { $0 += 1 } }
        #expect(closed.withLock { $0 } == 3)
        #expect(await billingError { try await pool.run { _, _ in } }?.code == .closed)
    }

    @Test("Connections on queues: many readers, one writer, sums always whole")
    func connections() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("store")
        var options = ConnectionOptions(applicationID: 0x7465_7374)
        options.wait = .seconds(10)
        var readOnly = options
        readOnly.access = .readOnly
        let writer = WorkQueue(label: "writer") { [options] in try Connection.open(path, options) }
        let readers = ReaderPool(count: 3, label: "reader") { [readOnly] in
            try Connection.open(path, readOnly)
        }
        try await writer.run { connection, _ in
            try connection.write {
                try connection.runAll("CREATE TABLE words (word TEXT NOT NULL) STRICT")
                try connection.setFormat(applicationID: 0x7465_7374, userVersion: 1)
            }
        }
        @Sendable func count(_ connection: Connection) throws -> Int {
            var count = 0
            try connection.each("SELECT word FROM words") { _ in count += 1 }
            return count
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for index in 0..<100 {
                    try await writer.run { connection, _ in
                        try connection.write {
                            for word in ["a \(index)", "b \(index)"] {
                                try connection.run("INSERT INTO words VALUES (?)", [.text(word)])
                            }
                        }
                    }
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<50 {
                        let count = try await readers.run { connection, cancellation in
                            try connection.read(cancelledBy: cancellation) { try count(connection) }
                        }
                        #expect(count.isMultiple(of: 2))
                    }
                }
            }
            try await group.waitForAll()
        }
        let total = try await readers.run { connection, _ in try count(connection) }
        #expect(total == 200)
        await readers.close { $0.close() }
        await writer.close { $0.close() }
        #expect(try folder.names() == ["store"])
    }
}
