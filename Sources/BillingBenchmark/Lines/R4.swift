import BillingModel
import BillingReports
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// The web handler of the guide: the table screen of the tenant of R1 from a file, over four connections on loopback.
///
/// Each request is answered anew, or from the answers that are kept while nothing is committed, or by a tag that is known.
struct R4: Line {
    let name = "R4"
    let peers: [Peer] = []

    private static let connections = 4

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let data = UsageData(tenants: 1, days: 770, metrics: R1.metrics)
        let repository = try data.file(in: folder)
        let tenant = try TenantID("tenant-0")
        let handler = ScreenHandler(repository: repository)
        let keeping = AnswerCache(handler: handler)
        let anew = try LoopbackServer { await handler.respond(to: $0, of: tenant, at: data.now) }
        let kept = try LoopbackServer { await keeping.respond(to: $0, of: tenant, at: data.now) }
        return [
            question("each answered anew", anew.port, requests: 50),
            question("answers kept", kept.port, requests: 1_000),
            question("answers kept, tag known", kept.port, requests: 1_000, knowsTag: true),
        ]
    }

    /// The seconds of a request, of so many on each connection.
    private func question(
        _ name: String, _ port: UInt16, requests: Int, knowsTag: Bool = false
    ) -> Question {
        Question(name: "table screen over \(Self.connections) connections, \(name)", request: nil, bytes: 0) {
            var client = try LoopbackClient(port: port)
            let tag = try client.get("/table", tag: nil).tag
            client.close()
            let clock = ContinuousClock()
            let start = clock.now
            let answers = Self.onThreads { try Self.ask(port, requests, knowsTag ? tag : nil) }
            let seconds = (clock.now - start) / .seconds(1) / Double(Self.connections * requests)
            print(String(format: "- %.0f requests a second", 1 / seconds))
            let columns = try answers.map { try $0.get() }
            return Answer(
                columns: [columns.map { Double($0.status) }, columns.map { Double($0.length) }],
                figure: seconds)
        }
    }

    /// Asks again and again on one connection; gives the status and the length of the answers, which are all the same.
    private static func ask(
        _ port: UInt16, _ requests: Int, _ tag: String?
    ) throws -> (status: Int, length: Int) {
        var client = try LoopbackClient(port: port)
        defer { client.close() }
        let first = try client.get("/table", tag: tag)
        for _ in 1..<requests {
            let next = try client.get("/table", tag: tag)
            guard next.status == first.status, next.length == first.length else {
                throw Failure("another answer: status \(next.status)")
            }
        }
        return (first.status, first.length)
    }

    /// What the work gives on a thread for each connection; threads of a pool would be too few.
    private static func onThreads<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) -> [Result<Value, any Error>] {
        let results = Lock<[Result<Value, any Error>]>([])
        let done = DispatchSemaphore(value: 0)
        for _ in 0..<connections {
            Thread.detachNewThread {
                let result = Result { try work() }
                results.withLock { $0.append(result) }
                done.signal()
            }
        }
        for _ in 0..<connections { done.wait() }
        return results.withLock { $0 }
    }
}
