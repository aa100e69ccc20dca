#if Hummingbird
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a server answered.
struct WebAnswer {
    var status: Int
    /// The names in lower case.
    var headers: [String: String]
    var body = Data()
}

/// A connection over HTTP/1.1 on the loopback, for one thread at a time: it blocks.
final class WebConnection: @unchecked Sendable {
    enum Failure: Error, Equatable {
        /// Nothing came in time.
        case silence
        /// The server is not there, or is gone.
        case gone
        case malformed(String)
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    /// - Parameter room: The most bytes that the system takes before anybody reads them; nil for what it thinks fit.
    init(port: Int, room: Int32? = nil) throws {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        if var room {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure.gone }
    }

    deinit { close(descriptor) }

    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil
    ) throws {
        var text = "\(method) \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "content-length: \(body.utf8.count)\r\n" }
        var rest = Array((text + "\r\n" + (body ?? "")).utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Int(DarwinOrLinux.send(descriptor, $0.baseAddress, $0.count))
            }
            guard sent > 0 else { throw Failure.gone }
            rest = rest.dropFirst(sent)
        }
    }

    /// The status and the headers of an answer.
    func head(by deadline: ContinuousClock.Instant) throws -> WebAnswer {
        let words = try line(by: deadline).split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Failure.malformed("status") }
        var answer = WebAnswer(status: status, headers: [:])
        while true {
            let line = try line(by: deadline)
            if line.isEmpty { return answer }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure.malformed(line) }
            answer.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    /// An answer with its body.
    func answer(by deadline: ContinuousClock.Instant) throws -> WebAnswer {
        var answer = try head(by: deadline)
        if let length = answer.headers["content-length"].flatMap({ Int($0) }), answer.status != 304 {
            answer.body = Data(try bytes(length, by: deadline))
        }
        return answer
    }

    /// The next chunk of a body that comes in chunks; nil at its end.
    func chunk(by deadline: ContinuousClock.Instant) throws -> [UInt8]? {
        let line = try line(by: deadline)
        guard let length = Int(line, radix: 16) else { throw Failure.malformed(line) }
        let chunk = try bytes(length, by: deadline)
        guard try self.line(by: deadline).isEmpty else { throw Failure.malformed("chunk") }
        return length == 0 ? nil : chunk
    }

    private func line(by deadline: ContinuousClock.Instant) throws -> String {
        while true {
            if let end = buffer[position...].firstIndex(of: 10) {
                let line = buffer[position..<end]
                position = end + 1
                return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            try read(by: deadline)
        }
    }

    private func bytes(_ count: Int, by deadline: ContinuousClock.Instant) throws -> [UInt8] {
        while buffer.count - position < count { try read(by: deadline) }
        defer { position += count }
        return Array(buffer[position..<position + count])
    }

    private func read(by deadline: ContinuousClock.Instant) throws {
        let rest = deadline - .now
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard rest > .zero, poll(&entry, 1, Int32(rest / .milliseconds(1)) + 1) > 0 else {
            throw Failure.silence
        }
        buffer.removeFirst(position)
        position = 0
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { throw Failure.gone }
        buffer += bytes[..<count]
    }
}

private enum DarwinOrLinux {
    /// Sends without the signal that ends a process whose other end is gone.
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
        Darwin.send(descriptor, bytes, count, 0)
        #elseif canImport(Glibc)
        Glibc.send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
        #else
        Musl.send(descriptor, bytes, count, MSG_NOSIGNAL)
        #endif
    }
}

/// Runs what blocks on a thread of its own, since those of tasks are few.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
#endif
