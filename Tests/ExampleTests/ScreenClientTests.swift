import Foundation
import InauroBilling
import ScreenClient
import Testing

@Suite("A client decodes screens, and links no database")
struct ScreenClientTests {
    /// A program that lies beside that of the tests.
    private static func program(_ name: String) throws -> URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? URL(filePath: CommandLine.arguments[0])
        return try #require(
            [tests.deletingLastPathComponent(), Bundle.main.bundleURL].map { $0.appending(path: name) }
                .first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    @Test("What the server encodes, the client prints")
    func prints() async throws {
        let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        var changes = ChangeSet(id: try CommitID("1"))
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        changes.add(acme)
        changes.add(
            try DailyUsage(tenant: acme.id, date: LocalDate("2026-02-28"), counts: [.assets: 121]))
        try await repository.commit(changes)
        let now = try Date("2026-03-02T00:00:00Z", strategy: .iso8601)
        let json = try await repository.scope(of: acme.id).consumptionTable(now: now).json()

        let (client, input, output) = (Process(), Pipe(), Pipe())
        client.executableURL = try Self.program("ScreenClient")
        client.standardInput = input
        client.standardOutput = output
        try client.run()
        try input.fileHandleForWriting.write(contentsOf: Data(json.utf8))
        try input.fileHandleForWriting.close()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        client.waitUntilExit()
        #expect(client.terminationStatus == 0)
        #expect(
            String(decoding: printed, as: UTF8.self)
                == "revision 1, Australia/Sydney\nAssets: 121.0 assets, not complete\n")
    }

    #if os(Linux)
    @Test("The client needs no SQLite, as a program with the repository in a file does")
    func links() throws {
        let library = Data("libsqlite3.so".utf8)
        #expect(try Data(contentsOf: Self.program("tenant-report")).range(of: library) != nil)
        #expect(try Data(contentsOf: Self.program("ScreenClient")).range(of: library) == nil)
    }
    #endif
}
