#if Hummingbird
import BillingTime
import Foundation
import Testing

/// A node of the example as a process of its own.
final class NodeProcess: Sendable {
    let port: Int
    private let process: Lock<Process>
    let identifier: Int32

    private struct Failure: Error { let text: String }

    /// A program that lies beside that of the tests.
    private static func program(_ name: String) throws -> URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? URL(filePath: CommandLine.arguments[0])
        return try #require(
            [tests.deletingLastPathComponent(), Bundle.main.bundleURL].map { $0.appending(path: name) }
                .first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    /// Starts a node on a free port, and waits until it listens there.
    init(database: String, schema: String) throws {
        let process = Process()
        process.executableURL = try Self.program("FleetExample")
        process.environment = ProcessInfo.processInfo.environment
            .merging(["DATABASE": database, "SCHEMA": schema, "PORT": "0"]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let (said, listening) = (Lock(""), DispatchSemaphore(value: 0))
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            said.withLock { $0 += String(decoding: data, as: UTF8.self) }
            listening.signal()
        }
        try process.run()
        identifier = process.processIdentifier
        self.process = Lock(process)
        let deadline = DispatchTime.now() + 60
        while true {
            let text = said.withLock { $0 }
            if let port = text.firstMatch(of: /listening on 127\.0\.0\.1:([0-9]+)/).flatMap({ Int($0.1) }) {
                self.port = port
                return
            }
            guard listening.wait(timeout: deadline) == .success, process.isRunning else {
                process.terminate()
                throw Failure(text: "the node does not listen: \(text)")
            }
        }
    }

    deinit { process.withLock { if $0.isRunning { kill(identifier, SIGKILL) } } }

    func signal(_ signal: Int32) { kill(identifier, signal) }

    /// The status that it exits with, or the number of the signal that ended it, below zero; nil if it goes on.
    func exitStatus(within limit: Duration) async throws -> Int32? {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            let status: Int32? = process.withLock {
                guard !$0.isRunning else { return nil }
                return $0.terminationReason == .exit ? $0.terminationStatus : -$0.terminationStatus
            }
            if let status { return status }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    func ask(
        _ path: String, by method: String = "GET", of tenant: String? = "acme",
        headers: [String: String] = [:], body: String? = nil
    ) async throws -> WebAnswer {
        let port = port
        var headers = headers
        headers["authorization"] = tenant.map { "Bearer \($0)" }
        return try await blocking { [headers] in
            let connection = try WebConnection(port: port)
            try connection.send(method, path, headers: headers, body: body)
            return try connection.answer(by: .now + .seconds(60))
        }
    }

    /// Sends messages that were counted, under a commit id.
    func count(
        _ numbers: [Int], of tenant: String = "acme", id: String, value: Double = 1
    ) async throws -> WebAnswer {
        let samples = numbers.map {
            let time = Messages.time($0).formatted(.iso8601)
            return "{\"metric\":\"messages\",\"at\":\"\(time)\",\"value\":\(value)}"
        }
        return try await ask(
            "/samples", by: "POST", of: tenant, headers: ["idempotency-key": id],
            body: "[\(samples.joined(separator: ","))]")
    }

    func count(_ number: Int, of tenant: String = "acme") async throws -> WebAnswer {
        try await count([number], of: tenant, id: "message-\(number)")
    }

    func events(
        _ path: String = Messages.graph("/events/graph"), of tenant: String = "acme", lastID: String = ""
    )
        async throws -> EventSource
    {
        let port = port
        return try await blocking { try EventSource(port: port, path, of: tenant, lastID: lastID) }
    }

    /// How many files and sockets it holds.
    func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count
    }

    /// The bytes of memory that it holds.
    func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let kilobytes = try #require(status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/)).1
        return try #require(Int(kilobytes)) * 1_024
    }
}
#endif
