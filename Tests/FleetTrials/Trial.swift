#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTime
import Foundation
import PostgresServers

/// Something that happens to a fleet, and what is wrong afterwards.
struct Trial: Sendable {
    let name: String
    let run: @Sendable (Setting) async throws -> (done: String, faults: [String])

    /// How long trials are.
    struct Setting: Sendable {
        let isShort: Bool
        let seed: UInt64
        /// The program itself, which trials start as other clients.
        let program: String
    }

    static let all = [
        serverKilled, clientKilled, manyNodes, failover, poolExhausted, diskFull, hostileTenant,
        withoutRights, shards, standby,
    ]

    private static func opened(
        _ address: String, _ set: (inout PostgresRepository.Options) -> Void = { _ in }
    ) async throws -> PostgresRepository {
        var options = PostgresRepository.Options()
        options.journalEntries = 200
        set(&options)
        return try await PostgresRepository(address, options: options, clock: { Date() })
    }

    private static func tenants(_ count: Int) throws -> [TenantID] {
        try (0..<count).map { try TenantID("t\($0)") }
    }

    /// The server is killed at random while four tasks commit; each set is sent again until it is acknowledged.
    private static let serverKilled = Trial(name: "server killed") { setting in
        let rounds = setting.isShort ? 2 : 100
        let server = try LocalServer.started()
        defer { server.remove() }
        let (repository, ledger) = (try await opened(server.address) { $0.logWait = .zero }, Ledger())
        let tenants = try tenants(4)
        var random = SplitMix64(seed: setting.seed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for tenant in tenants {
                group.addTask { try await Writers(repository: repository, ledger: ledger).run(tenant) }
            }
            for _ in 0..<rounds {
                try await Task.sleep(for: .milliseconds(50 + Int(random.next() % 400)))
                try server.kill()
                try server.start()
            }
            try await Task.sleep(for: .milliseconds(500))
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
        let faults = try await ledger.faults(repository)
        await repository.close()
        return ("\(rounds) kills, \(ledger.count) commits acknowledged", faults)
    }

    /// A client is killed at random; what it said was acknowledged has to be there.
    private static let clientKilled = Trial(name: "client killed") { setting in
        let rounds = setting.isShort ? 2 : 100
        let server = try LocalServer.started()
        defer { server.remove() }
        let (repository, ledger) = (try await opened(server.address), Ledger())
        let tenant = try TenantID("t0")
        var (random, next) = (SplitMix64(seed: setting.seed), 0)
        for _ in 0..<rounds {
            let client = Process()
            client.executableURL = URL(filePath: setting.program)
            client.arguments = ["--write", server.address, tenant.text, "\(next)"]
            let pipe = Pipe()
            client.standardOutput = pipe
            try client.run()
            try await Task.sleep(for: .milliseconds(150 + Int(random.next() % 400)))
            kill(client.processIdentifier, SIGKILL)
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            client.waitUntilExit()
            for line in said.split(separator: "\n") {
                guard let number = Int(line) else { continue }
                ledger.note(number, of: tenant)
                next = max(next, number + 1)
            }
        }
        let faults = try await ledger.faults(repository)
        await repository.close()
        return ("\(rounds) kills, \(ledger.count) commits acknowledged", faults)
    }

    /// Eight nodes write at once: one tenant each, and one that all write to.
    private static let manyNodes = Trial(name: "eight nodes at once") { setting in
        let count = setting.isShort ? 20 : 300
        let server = try LocalServer.started()
        defer { server.remove() }
        let ledger = Ledger()
        let shared = try TenantID("shared")
        let nodes = try await withThrowingTaskGroup(of: PostgresRepository.self) { group in
            // All of them make the tables at the same time.
            for number in 0..<8 {
                group.addTask {
                    try await opened(server.address) {
                        $0.writers = 2
                        // Half of them queue whenever others are at it.
                        if number % 2 == 0 { $0.logWait = .zero }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, node) in nodes.enumerated() {
                let own = try TenantID("own-\(place)")
                group.addTask { try await Writers(repository: node, ledger: ledger).run(own, count: count) }
                group.addTask {
                    try await Writers(repository: node, ledger: ledger).run(
                        shared, from: place * count, count: count)
                }
            }
            try await group.waitForAll()
        }
        var faults = try await ledger.faults(nodes[0])
        if ledger.count != 16 * count { faults.append("\(ledger.count) of \(16 * count) commits") }
        for node in nodes { await node.close() }
        return ("\(ledger.count) commits acknowledged", faults)
    }

    /// The server is lost for good, and a standby that it waited for takes its place.
    private static let failover = Trial(name: "failover to a standby") { setting in
        let first = LocalServer()
        try first.make()
        defer { first.remove() }
        try first.start()
        let standby = LocalServer()
        try standby.follow(first)
        defer { standby.remove() }
        try standby.start()
        _ = try first.query("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        _ = try first.query("SELECT pg_reload_conf()")
        let address =
            "host=127.0.0.1,127.0.0.1 port=\(first.port),\(standby.port) user=postgres dbname=postgres "
            + "target_session_attrs=read-write connect_timeout=5"
        let (repository, ledger) = (try await opened(address), Ledger())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for tenant in try tenants(3) {
                group.addTask { try await Writers(repository: repository, ledger: ledger).run(tenant) }
            }
            try await Task.sleep(for: .seconds(setting.isShort ? 1 : 5))
            try first.kill()
            let before = ledger.count
            try standby.promote()
            for _ in 0..<200 where ledger.count < before + 20 {
                try await Task.sleep(for: .milliseconds(100))
            }
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
        let faults = try await ledger.faults(repository)
        await repository.close()
        return ("\(ledger.count) commits acknowledged", faults)
    }

    /// More connections are asked for than the server has.
    private static let poolExhausted = Trial(name: "connections exhausted") { _ in
        let server = LocalServer([
            "max_connections": "8", "superuser_reserved_connections": "0", "max_wal_senders": "0",
        ])
        try server.make()
        defer { server.remove() }
        try server.start()
        var open: [PostgresRepository] = []
        var refusal: BillingError?
        while open.count < 20, refusal == nil {
            do {
                open.append(try await opened(server.address) { ($0.writers, $0.readers) = (1, 1) })
            } catch let error as BillingError {
                refusal = error
            }
        }
        var faults: [String] = []
        if refusal?.code != .unavailable || refusal?.code.retry != .later {
            faults.append("the refusal is \(refusal.map { "\($0)" } ?? "none")")
        }
        let count = open.count
        let (repository, ledger) = (open[0], Ledger())
        try await Writers(repository: repository, ledger: ledger).run(try TenantID("t0"), count: 20)
        faults += try await ledger.faults(repository)
        for repository in open { await repository.close() }
        return ("refused after \(count) repositories, the others go on", faults)
    }

    /// The disk of the tables is full for a while.
    private static let diskFull = Trial(name: "disk full") { setting in
        let server = LocalServer()
        try server.make()
        defer { server.remove() }
        let place = server.folder + "/small"
        do {
            try Shell.run("mkdir -p \(place) && mount -t tmpfs -o size=24m tmpfs \(place)")
        } catch {
            return ("not tried: no small disk can be mounted here", [])
        }
        defer { try? Shell.run("umount \(place)") }
        try Shell.run("mkdir \(place)/space && chown postgres \(place)/space && chmod 700 \(place)/space")
        try server.start()
        _ = try server.query("CREATE TABLESPACE small LOCATION '\(place)/space'")
        _ = try server.query("ALTER DATABASE postgres SET default_tablespace = small")
        let (repository, ledger) = (
            try await opened(server.address) { $0.journalEntries = 1_000_000 }, Ledger()
        )
        let tenant = try TenantID("t0")
        var faults: [String] = []
        // Something else fills the disk, in pieces of about 300 kB, until none fits.
        for piece in 0..<200 {
            let sql =
                "CREATE TABLE filler_\(piece) AS SELECT repeat('x', 900) AS text FROM generate_series(1, 300)"
            if (try? server.query(sql)) == nil { break }
        }
        var (refused, number) = (0, 0)
        try await Writers(repository: repository, ledger: ledger).runUntilFull(tenant, &number, &refused)
        if refused == 0 { faults.append("nothing was refused") }
        try Shell.run("mount -o remount,size=96m \(place)")
        try await Writers(repository: repository, ledger: ledger).run(tenant, from: number, count: 50)
        faults += try await ledger.faults(repository)
        await repository.close()
        server.stop()
        return ("refused after \(number) commits, then \(ledger.count - number) more", faults)
    }

    /// Ids and names that would be statements if they were not parameters.
    private static let hostileTenant = Trial(name: "hostile ids") { _ in
        let server = try LocalServer.started()
        defer { server.remove() }
        let (repository, ledger) = (try await opened(server.address), Ledger())
        let texts = [
            "'; DROP SCHEMA billing CASCADE; --", "$1", "\\", "a\"b", "%s%n", "日本", "e\u{301}", "\u{e9}",
            "{}", "NULL", "{NULL}",
        ]
        var faults: [String] = []
        for text in texts {
            guard let tenant = try? TenantID(text) else { continue }
            try await Writers(repository: repository, ledger: ledger).run(tenant, count: 3)
        }
        faults += try await ledger.faults(repository)
        let count = try await repository.allRecords(RecordRequest(.tenant, of: .all)).count
        await repository.close()
        return ("\(count) tenants", faults)
    }

    /// A role that may only read, and one that may nothing.
    private static let withoutRights = Trial(name: "roles without rights") { _ in
        let server = try LocalServer.started()
        defer { server.remove() }
        let (repository, ledger) = (try await opened(server.address), Ledger())
        let tenant = try TenantID("t0")
        try await Writers(repository: repository, ledger: ledger).run(tenant, count: 5)
        _ = try server.query("CREATE ROLE nobody LOGIN")
        _ = try server.query("CREATE ROLE reader LOGIN IN ROLE billing_reader")
        func address(_ role: String) -> String {
            server.address.replacing("user=postgres", with: "user=\(role)")
        }
        var faults: [String] = []
        let reader = try await opened(address("reader")) { ($0.preparesTables, $0.writers) = (false, 1) }
        if try await reader.allRecords(RecordRequest(.tenant, of: .all)).count != 1 {
            faults.append("a reader does not read")
        }
        do {
            try await reader.commit(try Ledger.commit(9, of: tenant))
            faults.append("a reader commits")
        } catch BillingError.Code.readOnly {}
        do {
            _ = try await opened(address("nobody")) { ($0.preparesTables, $0.writers) = (false, 0) }
            faults.append("nobody reads")
        } catch BillingError.Code.unavailable {}
        faults += try await ledger.faults(repository)
        await reader.close()
        await repository.close()
        return ("reads, and is refused", faults)
    }
}

extension Writers {
    /// Commits until the disk is full.
    func runUntilFull(_ tenant: TenantID, _ number: inout Int, _ refused: inout Int) async throws {
        do {
            try await repository.commit(try Ledger.tenant(tenant))
            while number < 20_000 {
                try await repository.commit(try Ledger.commit(number, of: tenant))
                ledger.note(number, of: tenant)
                number += 1
            }
        } catch BillingError.Code.noSpace {
            refused += 1
        }
    }
}
#endif
