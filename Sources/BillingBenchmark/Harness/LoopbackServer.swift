import BillingTime
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// As much of HTTP/1.1 on loopback as it takes to measure a handler: GET without a body, connections that stay.
final class LoopbackServer: Sendable {
    /// The port that the system chose.
    let port: UInt16
    private let listener: LoopbackSocket

    /// Answers each connection on a thread of its own until ``stop()``.
    init(_ answer: @escaping @Sendable (WebRequest) async -> WebResponse) throws {
        let listener = try LoopbackSocket.listening()
        self.listener = listener
        port = try listener.port()
        Thread.detachNewThread {
            while let connection = listener.accepted() {
                Thread.detachNewThread { Self.serve(connection, answer) }
            }
        }
    }

    func stop() { listener.close() }

    private static func serve(
        _ connection: LoopbackSocket, _ answer: @escaping @Sendable (WebRequest) async -> WebResponse
    ) {
        defer { connection.close() }
        var reader = LoopbackReader(connection)
        while let head = reader.head() {
            let request = WebRequest(head)
            guard let response = try? Blocking.run({ await answer(request) }),
                connection.send(Array(response.bytes))
            else { return }
        }
    }
}

/// A client's connection, which asks one request after the other.
struct LoopbackClient {
    private let connection: LoopbackSocket
    private var reader: LoopbackReader

    init(port: UInt16) throws {
        connection = try LoopbackSocket.connected(to: port)
        reader = LoopbackReader(connection)
    }

    /// The status and the length of the body of an answer.
    mutating func get(_ path: String, tag: String?) throws -> (status: Int, length: Int, tag: String?) {
        let known = tag.map { "if-none-match: \($0)\r\n" } ?? ""
        let request = "GET \(path) HTTP/1.1\r\nhost: localhost\r\n\(known)\r\n"
        guard connection.send(Array(request.utf8)), let head = reader.head() else {
            throw Failure("the server closed the connection")
        }
        let length = head.headers["content-length"].flatMap(Int.init) ?? 0
        guard let status = head.words.dropFirst().first.flatMap({ Int($0) }), reader.skip(length) else {
            throw Failure("the answer has no status or ends early")
        }
        return (status, length, head.headers["etag"])
    }

    func close() { connection.close() }
}

extension WebRequest {
    fileprivate init(_ head: LoopbackReader.Head) {
        self.init(path: head.words.dropFirst().first ?? "/", headers: head.headers)
        method = head.words.first ?? ""
    }
}

extension WebResponse {
    fileprivate var bytes: [UInt8] {
        let body = Array(body.utf8)
        var head = "HTTP/1.1 \(status) -\r\ncontent-length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }
}
