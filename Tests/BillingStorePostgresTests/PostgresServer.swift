#if PostgreSQL
import BillingStorePostgres
import BillingTime
import Foundation

/// A server of this test run, on a socket in a folder of its own, which is stopped when the run ends.
///
/// `INAURO_POSTGRES` names another one, as a connection string of a role that may make schemas.
final class PostgresServer: Sendable {
    let address: String
    private let count = Lock(0)

    private init(_ address: String) { self.address = address }

    /// The server of the run; nil if none can be started here, as where PostgreSQL is not installed.
    static let shared: PostgresServer? = {
        if let address = ProcessInfo.processInfo.environment["INAURO_POSTGRES"] {
            return PostgresServer(address)
        }
        return try? start()
    }()

    /// The folder with the programs of the newest version that is installed.
    private static let programs: String? = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap { Int($0) }.max().map { "/usr/lib/postgresql/\($0)/bin" }
        let all = [newest, "/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/bin"].compactMap(\.self)
        return all.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    private static func start() throws -> PostgresServer? {
        guard let programs else { return nil }
        let folder = FileManager.default.temporaryDirectory.appending(path: "billing-postgres-\(getpid())")
            .path
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // A server does not run as root.
        let isRoot = geteuid() == 0
        if isRoot { try run("/bin/chown", ["postgres", folder]) }
        func runAsServer(_ program: String, _ words: [String]) throws {
            let words = [programs + "/" + program] + words
            if isRoot {
                try run("/usr/sbin/runuser", ["-u", "postgres", "--"] + words)
            } else {
                try run(words[0], Array(words.dropFirst()))
            }
        }
        try runAsServer(
            "initdb", ["-D", folder + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"])
        try runAsServer(
            "pg_ctl",
            [
                "-D", folder + "/data", "-w", "-s", "-l", folder + "/log", "-o",
                "-k \(folder) -c listen_addresses= -c fsync=off -c max_connections=200", "start",
            ])
        stopping.withLock { $0 = (programs, folder, isRoot) }
        atexit { PostgresServer.stop() }
        return PostgresServer("host=\(folder) user=postgres dbname=postgres")
    }

    private static let stopping = Lock<(programs: String, folder: String, isRoot: Bool)?>(nil)

    private static func stop() {
        guard let (programs, folder, isRoot) = stopping.withLock({ $0 }) else { return }
        let words = [programs + "/pg_ctl", "-D", folder + "/data", "-m", "immediate", "-s", "stop"]
        if isRoot {
            try? run("/usr/sbin/runuser", ["-u", "postgres", "--"] + words)
        } else {
            try? run(words[0], Array(words.dropFirst()))
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private struct Failure: Error { let text: String }

    /// Runs a program, and not by `Process`, which would wait for the server that it leaves behind.
    private static func run(_ program: String, _ words: [String]) throws {
        let quoted = ([program] + words).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
        let status = system(quoted.joined(separator: " ") + " >/dev/null 2>&1 </dev/null")
        guard status == 0 else {
            throw Failure(text: "\(program) \(words.joined(separator: " ")): \(status)")
        }
    }

    private func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    /// An empty repository in a schema of its own.
    func repository(
        clock: @escaping @Sendable () -> Date, _ set: (inout PostgresRepository.Options) -> Void = { _ in }
    ) async throws -> PostgresRepository {
        var options = PostgresRepository.Options()
        options.schema = "t\(getpid())_\(next())"
        options.readers = 1
        options.writers = 1
        set(&options)
        return try await PostgresRepository(address, options: options, clock: clock)
    }
}
#endif
