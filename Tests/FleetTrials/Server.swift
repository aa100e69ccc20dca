#if PostgreSQL
import BillingStorePostgres
import BillingTime
import Foundation

/// A PostgreSQL server of one trial, in a folder of its own, on a port of the loopback.
final class Server: Sendable {
    let folder: String
    let port: Int
    private let settings: String

    /// The programs of the newest version that is installed; nil if there is none.
    static let programs: String? = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap { Int($0) }.max().map { "/usr/lib/postgresql/\($0)/bin" }
        let all = [newest, "/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/bin"].compactMap(\.self)
        return all.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()

    private static let ports = Lock(0)
    private static let isRoot = geteuid() == 0

    init(_ settings: [String: String] = [:]) {
        let number = Self.ports.withLock { number in
            number += 1
            return number
        }
        port = 20_000 + Int(getpid()) % 20_000 + number
        folder = "\(FileManager.default.temporaryDirectory.path)/fleet-\(getpid())-\(number)"
        let usual = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder,
            "max_connections": "100", "shared_buffers": "32MB", "fsync": "on",
        ]
        self.settings = usual.merging(settings) { _, own in own }.sorted { $0.key < $1.key }
            .map { "-c \($0.key)='\($0.value)'" }.joined(separator: " ")
    }

    var address: String { "host=127.0.0.1 port=\(port) user=postgres dbname=postgres connect_timeout=5" }

    /// A server that runs.
    static func started() throws -> Server {
        let server = Server()
        try server.make()
        try server.start()
        return server
    }

    /// Makes the folder of the data.
    func make() throws {
        try Shell.run("rm -rf \(folder) && mkdir -p \(folder)")
        if Self.isRoot { try Shell.run("chown postgres \(folder)") }
        try run("initdb", "-D \(folder)/data -U postgres -A trust -E UTF8 --locale=C")
    }

    /// Makes the folder of the data as a copy of another server that goes on to follow it.
    func follow(_ other: Server) throws {
        try Shell.run("rm -rf \(folder) && mkdir -p \(folder)")
        if Self.isRoot { try Shell.run("chown postgres \(folder)") }
        try run(
            "pg_basebackup",
            "-D \(folder)/data -R -X stream -d 'host=127.0.0.1 port=\(other.port) user=postgres application_name=standby'"
        )
    }

    func start() throws {
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
    func stop() { try? run("pg_ctl", "-D \(folder)/data -m immediate -s stop") }
    func promote() throws { try run("pg_ctl", "-D \(folder)/data -w -s promote") }

    /// Ends every process of the server at once, as the loss of the machine does.
    func kill() throws {
        let file = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        let pid = file.split(separator: "\n").first.map(String.init) ?? "0"
        try? Shell.run("kill -9 \(pid) $(pgrep -P \(pid))")
        try? Shell.run("rm -f \(folder)/data/postmaster.pid")
    }

    func remove() {
        stop()
        try? Shell.run("rm -rf \(folder)")
    }

    func run(script: String) throws {
        let file = folder + "/script.sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        try Shell.run(
            "\(Self.programs ?? "")/psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p \(port) -U postgres -f \(file) postgres"
        )
    }

    func query(_ sql: String) throws -> String {
        try Shell.output(
            "\(Self.programs ?? "")/psql -X -A -t -q -h 127.0.0.1 -p \(port) -U postgres -c \"\(sql)\" postgres 2>/dev/null"
        )
    }

    private func run(_ program: String, _ words: String) throws {
        let command = "\(Self.programs ?? "")/\(program) \(words)"
        try Shell.run(Self.isRoot ? "runuser -u postgres -- \(command)" : command)
    }
}

/// Commands of the system.
enum Shell {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Runs a command, and not by `Process`, which would wait for the server that it leaves behind.
    static func run(_ command: String) throws {
        let status = system("(\(command)) >/dev/null 2>&1 </dev/null")
        guard status == 0 else { throw Failure(description: "\(command): \(status)") }
    }

    static func output(_ command: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(command): \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
#endif
