import Foundation
import InauroBilling

/// A screen of a tenant as server-sent events: one whenever it differs from what the client has.
///
/// It is for one client, which iterates once. Nothing is made or kept ahead of it: a client that is slow gets the newest screen
/// when it asks, and none of those between.
struct ScreenEvents: AsyncSequence, Sendable {
    struct Pace: Sendable {
        /// How long it rests after a revision, of whatever tenant, before it looks at the next.
        var rest = Duration.milliseconds(250)
        /// How often something is sent at least, give or take half of it. A proxy closes what is silent.
        var beat = Duration.seconds(15)
        /// How long a client waits before it comes again.
        var retry = Duration.seconds(2)
    }

    static let headers = [
        "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no",
    ]

    private let screens: AnswerCache
    private let repository: any WatchableRepository
    private let request: WebRequest
    private let tenant: TenantID
    private let pace: Pace
    private let clock: @Sendable () -> Date
    /// Where there may be news, of a revision or of the time.
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// - Parameter request: A request for the screen, with the header `last-event-id` of a client that comes again.
    init(
        of screens: AnswerCache, in repository: any WatchableRepository, for request: WebRequest,
        of tenant: TenantID, pace: Pace = Pace(), clock: @escaping @Sendable () -> Date
    ) {
        self.screens = screens
        self.repository = repository
        self.request = request
        self.tenant = tenant
        self.pace = pace
        self.clock = clock
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What is answered instead of events if there are none to come, as for a path without a screen; nil if there are.
    ///
    /// A client does not come again after it, while one that got events does. So what a later try may help with is an event.
    func refusal() async -> WebResponse? {
        let answer = await look(knowing: nil)
        return [200, 503].contains(answer.status) ? nil : answer
    }

    /// Ends it, as when the client has gone or the service shuts down; so does cancelling the task.
    func end() { waker.finish() }

    private func look(knowing tag: String?) async -> WebResponse {
        var request = request
        request.headers["if-none-match"] = tag
        return await screens.respond(to: request, of: tenant, at: clock())
    }

    func makeAsyncIterator() -> Iterator {
        let (repository, pace, waker) = (repository, pace, waker)
        // The first look waits for nothing, as there may be no revision to be told of while a server is away.
        waker.yield()
        let watching = Task {
            // Whatever ends it, the client comes again.
            defer { waker.finish() }
            do {
                for try await _ in repository.revisions {
                    waker.yield()
                    try await Task.sleep(for: pace.rest)
                }
            } catch {
                // What cannot be watched can hardly be read: the client is told.
                waker.yield()
            }
        }
        let beating = Task {
            while true {
                try await Task.sleep(for: pace.beat)
                // Time changes a screen too: a day begins.
                waker.yield()
            }
        }
        waker.onTermination = { _ in
            watching.cancel()
            beating.cancel()
        }
        return Iterator(events: self, wakes: wakes.makeAsyncIterator())
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let events: ScreenEvents
        fileprivate var wakes: AsyncStream<Void>.Iterator
        /// What the client has: nil if it has nothing, or was told of a failure since.
        private var tag: String?
        private var sent: ContinuousClock.Instant?
        private var hasFailed = false

        fileprivate init(events: ScreenEvents, wakes: AsyncStream<Void>.Iterator) {
            self.events = events
            self.wakes = wakes
            tag = events.request.headers["last-event-id"]
        }

        /// The next text to send, in UTF-8.
        mutating func next() async -> String? {
            guard let last = sent else {
                sent = .now
                return "retry: \(Int(events.pace.retry / .milliseconds(1)))\n\n"
            }
            while await wakes.next() != nil {
                let answer = await events.look(knowing: tag)
                if Task.isCancelled { break }
                var text: String?
                switch answer.status {
                case 200:
                    (tag, hasFailed) = (answer.headers["etag"], false)
                    text = ServerSentEvent(id: tag, name: "screen", data: answer.body).text
                case 304: break
                case 503 where hasFailed: break
                default:
                    // The screen comes again after it, even if it is the same.
                    (tag, hasFailed) = (nil, true)
                    text = ServerSentEvent(name: "failure", data: answer.body).text
                    if answer.status != 503 { events.end() }
                }
                if text == nil, .now - last >= events.pace.beat / 2 { text = ":\n\n" }
                guard let text else { continue }
                sent = .now
                return text
            }
            return nil
        }
    }
}

/// An event as it is sent, in UTF-8.
struct ServerSentEvent {
    /// What the client says that it has when it comes again; nil to leave that as it is.
    var id: String?
    var name: String
    var data: String

    var text: String {
        // A line ends at a carriage return, at a newline or at both, and at nothing else; the client joins them by newlines.
        let plain =
            data.utf8.contains(13)
            ? data.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : data
        let lines = plain.utf8.split(separator: 10, omittingEmptySubsequences: false).map { Substring($0) }
        return (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\n"
            + lines.map { "data: \($0)\n" }.joined() + "\n"
    }
}
