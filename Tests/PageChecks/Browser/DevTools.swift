import Foundation

/// The protocol of the browser's own tools: commands and answers as JSON, each ended by a zero byte.
///
/// A command waits for its answer; the events that come meanwhile are kept in order.
final class DevTools {
    struct Event {
        let method: String
        let session: String?
        let parameters: JSON
    }

    private struct Message: Decodable {
        var id: Int?
        var method: String?
        var sessionId: String?
        var params: JSON?
        var result: JSON?
        var error: JSON?
    }

    /// How long an answer may take; a busy machine is slow, a browser that hangs is slower.
    static let patience = Duration.seconds(90)

    private let browser: Chromium
    private var rest: [UInt8] = []
    private var scanned = 0
    private var chunk = [UInt8](repeating: 0, count: 1 << 18)
    private var number = 0
    private(set) var events: [Event] = []

    init(_ browser: Chromium) { self.browser = browser }

    /// Sends a command and waits for its answer.
    @discardableResult
    func call(_ method: String, _ parameters: JSON = [:], session: String? = nil) throws -> JSON {
        let id = try send(method, parameters, session: session)
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let message = try next(until: deadline, for: method)
            guard message.id == id else { continue }
            if let error = message.error {
                throw BrowserError.refused("\(method): \(error["message"].string ?? "no reason")")
            }
            return message.result ?? .null
        }
    }

    /// Waits until an event has come since the last time that all were forgotten.
    func wait(for method: String, session: String) throws {
        let deadline = ContinuousClock.now + Self.patience
        while !events.contains(where: { $0.method == method && $0.session == session }) {
            _ = try next(until: deadline, for: method)
        }
    }

    func forgetEvents() { events.removeAll() }

    private func send(_ method: String, _ parameters: JSON, session: String?) throws -> Int {
        number += 1
        var command: [String: JSON] = [
            "id": .number(Double(number)), "method": .string(method), "params": parameters,
        ]
        if let session { command["sessionId"] = .string(session) }
        var bytes = [UInt8](try JSONEncoder().encode(JSON.object(command)))
        bytes.append(0)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                write(browser.pipes.writing, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BrowserError.ended(browser.output) }
            start += count
        }
        return number
    }

    private func next(until deadline: ContinuousClock.Instant, for method: String) throws -> Message {
        let message = try JSONDecoder().decode(Message.self, from: Data(bytes(until: deadline, for: method)))
        if let method = message.method {
            events.append(
                Event(method: method, session: message.sessionId, parameters: message.params ?? .null))
            // A page that shows a dialog answers nothing until it is closed.
            if method == "Page.javascriptDialogOpening" {
                _ = try send(
                    "Page.handleJavaScriptDialog", ["accept": false], session: message.sessionId)
            }
        }
        return message
    }

    /// The bytes of the next message.
    private func bytes(until deadline: ContinuousClock.Instant, for method: String) throws -> [UInt8] {
        while true {
            if let end = zero(from: scanned) {
                let bytes = Array(rest[..<end])
                rest.removeSubrange(...end)
                scanned = 0
                return bytes
            }
            scanned = rest.count
            let left = (deadline - ContinuousClock.now).components.seconds
            guard left >= 0 else { throw BrowserError.late(method) }
            var poll = pollfd(fd: browser.pipes.reading, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, Int32(left + 1) * 1_000) > 0 else { continue }
            let count = read(browser.pipes.reading, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BrowserError.ended(browser.output) }
            rest += chunk[..<count]
        }
    }

    /// Where the next message ends; pictures are long, so this asks the system.
    private func zero(from start: Int) -> Int? {
        rest.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = memchr(base + start, 0, bytes.count - start)
            else { return nil }
            return base.distance(to: UnsafeRawPointer(found))
        }
    }
}
