#if Hummingbird
import BillingTime
import Foundation
import PostgresServers
import Testing

/// Where the nodes keep what they are sent; nil where there is no server and none can be started.
private let database = try? LocalServer.address(["fsync": "off", "max_connections": "200"])

@Suite(
    "Two nodes of the example serve one database", .serialized,
    .enabled(
        if: database != nil, "PostgreSQL is not installed, and INAURO_POSTGRES names no server"))
struct NodeTests {
    private let a: NodeProcess
    private let b: NodeProcess

    private static let schemas = Lock(0)

    init() async throws {
        let database = try #require(database)
        let number = Self.schemas.withLock {
            $0 += 1
            return $0
        }
        let schema = "nodes\(getpid())_\(number)"
        // Both make the tables, or find them.
        async let first = blocking { try NodeProcess(database: database, schema: schema) }
        async let second = blocking { try NodeProcess(database: database, schema: schema) }
        (a, b) = (try await first, try await second)
    }

    @Test("What is committed at one node is on the screens of the other, under the same tag")
    func screens() async throws {
        #expect(try await a.count(1).status == 200)
        for path in [Messages.graph(), "/screens/table", "/screens/inventory", "/screens/table.html"] {
            let (one, other) = (try await a.ask(path), try await b.ask(path))
            #expect(one.status == 200 && other.status == 200, "\(path)")
            let tag = try #require(one.headers["etag"])
            #expect(
                other.headers["etag"] == tag && other.headers["content-type"] == one.headers["content-type"])
            let again = try await b.ask(path, headers: ["if-none-match": tag])
            #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag)
        }
        let graph = try await b.ask(Messages.graph())
        #expect(try Messages.count(in: graph.body) == 1)
        let tag = try #require(graph.headers["etag"])
        #expect(try await a.count(2).status == 200)
        let changed = try await b.ask(Messages.graph(), headers: ["if-none-match": tag])
        #expect(try changed.status == 200 && Messages.count(in: changed.body) == 2)
    }

    @Test("A tenant sees its own, and who proves none sees nothing")
    func tenants() async throws {
        #expect(try await a.count(1).status == 200)
        #expect(try await a.ask("/health", of: nil).status == 200)
        for path in ["/screens/table", "/events/table"] {
            #expect(try await a.ask(path, of: nil).status == 401)
            #expect(try await a.ask(path, of: "nobody").status == 401)
        }
        #expect(try await a.ask("/samples", by: "POST", of: nil, body: "[]").status == 401)
        #expect(try await Messages.count(in: b.ask(Messages.graph(), of: "bolt").body) == 0)
        #expect(try await b.ask("/screens/nowhere").status == 404)
        #expect(try await b.ask("/events/nowhere").status == 404)
        #expect(try await b.ask("/events/graph").status == 400)
    }

    @Test("A client at one node is told of what is committed at the other, and of nothing that is others'")
    func events() async throws {
        let source = try await b.events()
        #expect(source.answer.status == 200 && source.answer.headers["content-type"] == "text/event-stream")
        #expect(try Messages.count(try await blocking { try source.next() }) == 0)
        #expect(source.retry == 2_000)

        for number in 1...5 { #expect(try await a.count(number, of: "bolt").status == 200) }
        await #expect(throws: WebConnection.Failure.silence) {
            try await blocking { try source.next(within: .seconds(1)) }
        }
        #expect(try await a.count(1).status == 200)
        let event = try #require(try await blocking { try source.next() })
        #expect(try Messages.count(event) == 1)
        let screen = try await a.ask(Messages.graph())
        #expect(event.id == screen.headers["etag"])
        #expect(event.data == String(decoding: screen.body, as: UTF8.self))

        // It goes on at the other node, which has nothing new for it until there is.
        let again = try await a.events(lastID: source.lastID)
        await #expect(throws: WebConnection.Failure.silence) {
            try await blocking { try again.next(within: .seconds(1)) }
        }
        #expect(again.retry == 2_000)
        #expect(try await b.count(2).status == 200)
        #expect(try Messages.count(try await blocking { try again.next() }) == 2)
        #expect(try Messages.count(try await blocking { try source.next() }) == 2)
    }

    @Test("A commit that is sent to both nodes counts once")
    func twice() async throws {
        for number in 1...10 {
            async let one = a.count(number)
            async let other = b.count(number)
            let answers = (try await one, try await other)
            #expect(answers.0.status == 200 && answers.1.status == 200)
            #expect(answers.0.body == answers.1.body, "the revision that it made")
        }
        #expect(try await Messages.count(in: a.ask(Messages.graph()).body) == 10)
        // The tenants are the first revision.
        #expect(try await a.count(11).body == Data("{\"revision\":12}".utf8))
        // The same id of another tenant is another commit.
        #expect(try await b.count(11, of: "bolt").body == Data("{\"revision\":13}".utf8))
    }

    @Test("What is wrong with samples is told by status and rule")
    func refusals() async throws {
        func status(_ body: String, key: String? = "key") async throws -> Int {
            try await a.ask(
                "/samples", by: "POST", headers: key.map { ["idempotency-key": $0] } ?? [:], body: body
            ).status
        }
        let sample = "{\"metric\":\"messages\",\"at\":\"2026-03-01T00:00:00Z\",\"value\":1}"
        #expect(try await status("[\(sample)]", key: nil) == 400)
        #expect(try await status("[") == 400)
        #expect(try await status("[{}]") == 400)
        #expect(try await status("[{\"metric\":\"messages\",\"at\":\"soon\",\"value\":1}]") == 400)
        #expect(try await status("[\(sample)]", key: String(repeating: "k", count: 300)) == 400)
        let unknown = try await a.ask(
            "/samples", by: "POST", headers: ["idempotency-key": "unknown"],
            body: "[\(sample.replacing("messages", with: "letters"))]")
        #expect(unknown.status == 422)
        #expect(!String(decoding: unknown.body, as: UTF8.self).contains("acme"))
        #expect(try await a.count([1], id: "one").status == 200)
        #expect(try await b.count([1], id: "one", value: 2).status == 409)
        #expect(try await Messages.count(in: a.ask(Messages.graph()).body) == 1)
    }

    @Test("Where a node is lost, its clients go on at another: nothing is lost, and nothing there twice")
    func lost() async throws {
        let source = try await b.events()
        let total = 120
        let nodes = [a, b]
        let acknowledged = Lock(0)
        let victim = a
        async let killing: Void = {
            while acknowledged.withLock({ $0 }) < total / 3 { try await Task.sleep(for: .milliseconds(1)) }
            victim.signal(SIGKILL)
        }()
        // Four clients, each of which sends a set again until it is acknowledged.
        let revisions = try await withThrowingTaskGroup(of: [Data].self) { group in
            for client in 0..<4 {
                group.addTask {
                    var (at, revisions) = (0, [Data]())
                    for number in stride(from: client, to: total, by: 4) {
                        while true {
                            if let answer = try? await nodes[at].count(number), answer.status == 200 {
                                revisions.append(answer.body)
                                acknowledged.withLock { $0 += 1 }
                                break
                            }
                            at = 1
                        }
                    }
                    return revisions
                }
            }
            return try await group.reduce([]) { $0 + $1 }
        }
        try await killing
        #expect(try await a.exitStatus(within: .seconds(5)) == -SIGKILL)
        // Each made a revision of its own, and there is no other but that of the tenants.
        #expect(revisions.count == total && Set(revisions).count == total)
        #expect(try await b.count(total).body == Data("{\"revision\":\(total + 2)}".utf8))
        #expect(try await Messages.count(in: b.ask(Messages.graph()).body) == Double(total + 1))
        var shown = 0.0
        while shown < Double(total + 1) {
            let event = try await blocking { try source.next() }
            #expect(try Messages.count(event) >= shown)
            shown = try Messages.count(event)
        }
        #expect(shown == Double(total + 1))
    }

    @Test("A node that is told to stop ends its streams, and exits with 0")
    func stops() async throws {
        let sources = [try await a.events(), try await a.events("/events/table", of: "bolt")]
        for source in sources { _ = try await blocking { try source.next() } }
        let began = ContinuousClock.now
        a.signal(SIGTERM)
        for source in sources {
            #expect(try await blocking { try source.next() } == nil)
        }
        #expect(try await a.exitStatus(within: .seconds(20)) == 0)
        #expect(.now - began < .seconds(5))
        await #expect(throws: WebConnection.Failure.gone) { try await a.ask("/health") }
        #expect(try await b.ask("/health").status == 200)
    }

    @Test("While the database is away clients are told so, and all goes on once it is back")
    func away() async throws {
        guard LocalServer.programs != nil else { return }
        let server = try LocalServer.started(["fsync": "off"])
        defer { server.remove() }
        let node = try await blocking { try NodeProcess(database: server.address, schema: "billing") }
        #expect(try await node.count(1).status == 200)
        let source = try await node.events()
        #expect(try Messages.count(try await blocking { try source.next() }) == 1)

        server.stop()
        let refused = try await node.count(2)
        #expect(refused.status == 503 && refused.headers["retry-after"] == "10")
        #expect(try await node.ask("/health", of: nil).status == 503)
        #expect(try await node.ask(Messages.graph()).status == 503)
        let meanwhile = try await node.events(lastID: source.lastID)
        #expect(meanwhile.answer.status == 200)
        let told = try await blocking { try meanwhile.event() }
        #expect(told.name == "failure" && told.data.contains("unavailable") && !told.data.contains("acme"))

        try server.start()
        let deadline = ContinuousClock.now + .seconds(60)
        while try await node.count(2).status != 200, .now < deadline {
            try await Task.sleep(for: .milliseconds(100))
        }
        for source in [source, meanwhile] {
            var event = try await blocking { try source.event() }
            while event.name == "failure" { event = try await blocking { try source.event() } }
            #expect(try Messages.count(event) == 2)
        }
        #expect(try await node.ask("/health", of: nil).status == 200)
    }

    #if os(Linux)
    @Test("A client that has gone leaves nothing behind, without a beat that would find it so")
    func gone() async throws {
        let stays = try await b.events()
        _ = try await blocking { try stays.event() }
        /// How many files and sockets the node holds with twenty more clients, and a while after they have gone.
        func visit() async throws -> (during: Int, after: Int) {
            var sources: [EventSource] = []
            for _ in 0..<20 {
                let source = try await b.events()
                _ = try await blocking { try source.event() }
                sources.append(source)
            }
            let during = try b.descriptors()
            sources = []
            let deadline = ContinuousClock.now + .seconds(5)
            while try b.descriptors() > during - 20, .now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            return (during, try b.descriptors())
        }
        // The first may open connections to the database, which stay.
        for _ in 0..<2 {
            let (during, after) = try await visit()
            #expect(after <= during - 20)
        }
        #expect(try await a.count(1).status == 200)
        #expect(try Messages.count(try await blocking { try stays.next() }) == 1)
    }

    @Test("Clients that take nothing cost no memory, hold nobody up, and get the newest once they do")
    func slow() async throws {
        // A minute each, so that the markup of the graph is large: more than the system keeps for a client that takes nothing.
        #expect(try await a.count((0..<1_440).map { $0 * 60 }, id: "minutes").status == 200)
        let graph = Messages.graph("/graph.html").replacing("width=day", with: "width=minute")
        let port = b.port
        let slow = try await blocking {
            try (0..<20).map { _ in try EventSource(port: port, "/events" + graph, of: "acme", room: 4_096) }
        }
        let quick = try await b.events("/events" + graph)
        let total = 32
        var (memory, size, tag) = (0, 0, String?.none)
        for number in 1...total {
            #expect(try await a.count(number).status == 200)
            tag = try await a.ask("/screens" + graph).headers["etag"]
            var shown: EventSource.Event?
            while shown?.id != tag { shown = try await blocking { try quick.event() } }
            size = try #require(shown).data.utf8.count
            // By now the system takes nothing more for them.
            if number == total / 2 { memory = try b.memory() }
        }
        #expect(size > 200_000)
        let grown = try b.memory() - memory
        #expect(grown < 20 * 2 * size, "what it would be if each kept two more")
        var (count, shown) = (0, EventSource.Event?.none)
        while shown?.id != tag {
            shown = try await blocking { try slow[0].event() }
            count += 1
        }
        // What the system keeps of a connection, and no more than a few.
        let limits = try String(contentsOfFile: "/proc/sys/net/ipv4/tcp_wmem", encoding: .utf8)
        let room = try #require(limits.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) })
        #expect(count <= room / size + 4)
        // Those that still take nothing are left behind when the node stops.
        b.signal(SIGTERM)
        #expect(try await b.exitStatus(within: .seconds(20)) == 0)
    }
    #endif

    @Test("Fifty clients at both nodes each get what is theirs")
    func many() async throws {
        let nodes = [a, b]
        var sources: [(tenant: String, source: EventSource)] = []
        for number in 0..<50 {
            let tenant = number % 10 < 7 ? "acme" : "bolt"
            sources.append((tenant, try await nodes[number % 2].events(of: tenant)))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (tenant, source) in sources {
                group.addTask {
                    let goal = tenant == "acme" ? 20.0 : 3
                    var shown = -1.0
                    while shown < goal {
                        shown = try Messages.count(try await blocking { try source.next() })
                    }
                    #expect(shown == goal)
                }
            }
            for number in 1...20 {
                group.addTask {
                    let answer = try await nodes[number % 2].count(number)
                    #expect(answer.status == 200)
                }
            }
            for number in 1...3 {
                group.addTask {
                    let answer = try await nodes[number % 2].count(number, of: "bolt")
                    #expect(answer.status == 200)
                }
            }
            try await group.waitForAll()
        }
    }
}
#endif
