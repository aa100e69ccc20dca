#if Hummingbird
import Foundation

/// A client of server-sent events, written from the HTML standard and sharing nothing with what sends them.
final class EventSource: @unchecked Sendable {
    struct Event: Equatable {
        var id: String
        var name: String
        var data: String
    }

    let answer: WebAnswer
    /// What it has, for when it comes again.
    private(set) var lastID: String
    /// How many comments came.
    private(set) var beats = 0
    private(set) var retry: Int?
    private let connection: WebConnection
    private var text: [UInt8] = []
    private var position = 0

    init(port: Int, _ path: String, of tenant: String, lastID: String = "", room: Int32? = nil) throws {
        connection = try WebConnection(port: port, room: room)
        self.lastID = lastID
        var headers = ["authorization": "Bearer \(tenant)", "accept": "text/event-stream"]
        if !lastID.isEmpty { headers["last-event-id"] = lastID }
        try connection.send("GET", path, headers: headers)
        answer = try connection.head(by: .now + .seconds(30))
    }

    /// The next event; nil at the end of the stream.
    func next(within limit: Duration = .seconds(30)) throws -> Event? {
        let deadline = ContinuousClock.now + limit
        var (name, data) = ("message", [String]())
        var id = lastID
        while let line = try line(by: deadline) {
            if line.isEmpty {
                lastID = id
                if !data.isEmpty { return Event(id: id, name: name, data: data.joined(separator: "\n")) }
                name = "message"
                continue
            }
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            var value = parts.count > 1 ? String(parts[1]) : ""
            if value.hasPrefix(" ") { value.removeFirst() }
            switch parts[0] {
            case "": beats += 1
            case "id": id = value
            case "event": name = value
            case "data": data.append(value)
            case "retry": retry = Int(value)
            default: break
            }
        }
        return nil
    }

    /// The next event, where the stream is not to end.
    func event(within limit: Duration = .seconds(30)) throws -> Event {
        guard let event = try next(within: limit) else { throw WebConnection.Failure.gone }
        return event
    }

    private func line(by deadline: ContinuousClock.Instant) throws -> String? {
        while true {
            if let end = text[position...].firstIndex(of: 10) {
                defer { position = end + 1 }
                return String(decoding: text[position..<end], as: UTF8.self)
            }
            guard let chunk = try connection.chunk(by: deadline) else { return nil }
            text = Array(text[position...]) + chunk
            position = 0
        }
    }
}
#endif
