#if PostgreSQL
import BillingTime
import Foundation

/// A PostgreSQL server in a folder of its own, on a port of the loopback.
package final class LocalServer: Sendable {
    package let folder: String
    package let port: Int
    private let settings: String

    /// The programs of the newest version that is installed; nil if there is none.
    package static let programs: String? = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap { Int($0) }.max().map { "/usr/lib/postgresql/\($0)/bin" }
        let all = [newest, "/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/bin"].compactMap(\.self)
        return all.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    private static let ports = Lock(0)
    /// A server does not run as root.
    private static let isRoot = geteuid() == 0

    /// A server that is not made yet, with settings beside those that every server here has.
    package init(_ settings: [String: String] = [:]) {
        let number = Self.ports.withLock { number in
            number += 1
            return number
        }
        // Below those that systems give to clients, of which a trial makes many.
        port = 20_000 + Int(getpid()) % 12_000 + number
        folder = "\(FileManager.default.temporaryDirectory.path)/postgres-\(getpid())-\(number)"
        let usual = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder,
            "max_connections": "100", "shared_buffers": "32MB", "fsync": "on",
        ]
        self.settings = usual.merging(settings) { _, own in own }.sorted { $0.key < $1.key }
            .map { "-c \($0.key)='\($0.value)'" }.joined(separator: " ")
    }

    package var address: String {
        "host=127.0.0.1 port=\(port) user=postgres dbname=postgres connect_timeout=5"
    }

    /// A server that runs.
    package static func started(_ settings: [String: String] = [:]) throws -> LocalServer {
        let server = LocalServer(settings)
        try server.make()
        try server.start()
        return server
    }

    /// Makes the folder of the data.
    package func make() throws {
        try makeFolder()
        try run("initdb", "-D \(folder)/data -U postgres -A trust -E UTF8 --locale=C")
    }

    /// Makes the folder of the data as a copy of another server that goes on to follow it.
    package func follow(_ other: LocalServer) throws {
        try makeFolder()
        try run(
            "pg_basebackup",
            "-D \(folder)/data -R -X stream -d 'host=127.0.0.1 port=\(other.port) user=postgres application_name=standby'"
        )
    }

    private func makeFolder() throws {
        try Shell.run("rm -rf \(folder) && mkdir -p \(folder)")
        if Self.isRoot { try Shell.run("chown postgres \(folder)") }
    }

    package func start() throws {
        // What was killed may hold its memory and its port for a moment.
        for _ in 0..<50 {
            do {
                return try run("pg_ctl", "-D \(folder)/data -w -s -l \(folder)/log -o \"\(settings)\" start")
            } catch {
                usleep(100_000)
            }
        }
        try run("pg_ctl", "-D \(folder)/data -w -s -l \(folder)/log -o \"\(settings)\" start")
    }

    package func stop() { try? run("pg_ctl", "-D \(folder)/data -m immediate -s stop") }
    package func promote() throws { try run("pg_ctl", "-D \(folder)/data -w -s promote") }

    /// Ends every process of the server at once, as the loss of the machine does.
    package func kill() throws {
        let file = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        let pid = file.split(separator: "\n").first.map(String.init) ?? "0"
        try? Shell.run("kill -9 \(pid) $(pgrep -P \(pid))")
        try? Shell.run("rm -f \(folder)/data/postmaster.pid")
    }

    package func remove() {
        stop()
        try? Shell.run("rm -rf \(folder)")
    }

    package func run(script: String) throws {
        let file = folder + "/script.sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        try Shell.run(
            "\(Self.programs ?? "")/psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p \(port) -U postgres -f \(file) postgres"
        )
    }

    package func query(_ sql: String) throws -> String {
        try Shell.output(
            "\(Self.programs ?? "")/psql -X -A -t -q -h 127.0.0.1 -p \(port) -U postgres -c \"\(sql)\" postgres 2>/dev/null"
        )
    }

    private func run(_ program: String, _ words: String) throws {
        let command = "\(Self.programs ?? "")/\(program) \(words)"
        try Shell.run(Self.isRoot ? "runuser -u postgres -- \(command)" : command)
    }
}

extension LocalServer {
    /// The address of the server that `INAURO_POSTGRES` names, as a connection string of a role that may make schemas, or else of one of
    /// this process, which is removed when it ends; nil where PostgreSQL is not installed.
    package static func address(_ settings: [String: String]) throws -> String? {
        if let address = ProcessInfo.processInfo.environment["INAURO_POSTGRES"] { return address }
        guard programs != nil else { return nil }
        let server = try started(settings)
        leaving.withLock { leaving in
            if leaving.isEmpty { atexit { LocalServer.leave() } }
            leaving.append(server)
        }
        return server.address
    }

    private static let leaving = Lock<[LocalServer]>([])

    private static func leave() { for server in leaving.withLock({ $0 }) { server.remove() } }
}
#endif
