import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A stream socket on 127.0.0.1.
struct LoopbackSocket: Sendable {
    private let descriptor: Int32

    private static func made() throws -> LoopbackSocket {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw Failure("there is no socket: error \(errno)") }
        // Small answers are not held back until the one before is acknowledged.
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        return LoopbackSocket(descriptor: descriptor)
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        return address
    }

    private func with(
        _ address: inout sockaddr_in,
        _ call: (Int32, UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Int32
    ) throws {
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, &length) }
        }
        guard result == 0 else { throw Failure("a socket on loopback failed: error \(errno)") }
    }

    static func listening() throws -> LoopbackSocket {
        let socket = try made()
        var address = address(0)
        try socket.with(&address) { bind($0, $1, $2) }
        guard listen(socket.descriptor, 16) == 0 else { throw Failure("no port is free: error \(errno)") }
        return socket
    }

    static func connected(to port: UInt16) throws -> LoopbackSocket {
        let socket = try made()
        var address = address(port)
        try socket.with(&address) { connect($0, $1, $2) }
        return socket
    }

    func port() throws -> UInt16 {
        var address = sockaddr_in()
        try with(&address) { getsockname($0, $1, &$2) }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The next connection; nil once the socket is closed.
    func accepted() -> LoopbackSocket? {
        let connection = accept(descriptor, nil, nil)
        return connection < 0 ? nil : LoopbackSocket(descriptor: connection)
    }

    /// Sends all bytes; false if the other end is gone.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Some bytes that came; nil at the end.
    func received() -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : bytes
    }

    func close() {
        // Threads that wait for it wake.
        shutdown(descriptor, Int32(SHUT_RDWR))
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
        _ = Musl.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }
}

/// Reads messages of HTTP/1.1 from a connection.
struct LoopbackReader {
    struct Head {
        /// The words of the first line.
        let words: [String]
        /// The names in lower case.
        let headers: [String: String]
    }

    private let connection: LoopbackSocket
    private var bytes: [UInt8] = []

    init(_ connection: LoopbackSocket) { self.connection = connection }

    /// The lines before a body; nil at the end.
    mutating func head() -> Head? {
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        while true {
            if let found = bytes[searched...].firstRange(of: end) {
                let text = String(decoding: bytes[..<found.lowerBound], as: UTF8.self)
                bytes.removeSubrange(..<found.upperBound)
                return Self.head(text)
            }
            searched = max(0, bytes.count - 3)
            guard let more = connection.received() else { return nil }
            bytes += more
        }
    }

    private static func head(_ text: String) -> Head {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return Head(words: (lines.first ?? "").split(separator: " ").map(String.init), headers: headers)
    }

    /// Drops the bytes of a body; false if they do not come.
    mutating func skip(_ count: Int) -> Bool {
        while bytes.count < count {
            guard let more = connection.received() else { return false }
            bytes += more
        }
        bytes.removeSubrange(..<count)
        return true
    }
}
