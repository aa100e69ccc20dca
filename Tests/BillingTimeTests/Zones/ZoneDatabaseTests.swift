import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

@Suite("A zone database finds zones or says what is missing")
struct ZoneDatabaseTests {
    /// A folder that is removed with this value.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")

        init(_ files: [String: [UInt8]]) throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, bytes) in files {
                let file = url.appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(at: url) }
    }

    private let east = ZoneBytes(footer: "<+03>-3").bytes

    @Test("A folder gives its zones, with the release it names")
    func folder() throws {
        let folder = try Folder(["Here/East": east, "+VERSION": Array("2026a\n".utf8)])
        let zone = try ZoneDatabase(folder: folder.url.path).zone(ZoneID("Here/East"))
        #expect(zone.offset(at: 0) == 10_800)
        #expect(zone.release == "2026a")
        #expect(zone.digest == SHA256.hexadecimal(east))
    }

    @Test(
        "The release is that of +VERSION, else of tzdata.zi, else unknown",
        arguments: [
            (["+VERSION": "2026a\n", "tzdata.zi": "# version 2025b\n"], "2026a"),
            (["tzdata.zi": "# version 2025b\n# more\nR ..."], "2025b"), (["tzdata.zi": "# something\n"], nil),
            (["+VERSION": ""], nil), (["+VERSION": "a line with blanks\n"], nil), ([:], nil),
            (["+VERSION": "", "tzdata.zi": "# version 2025b"], "2025b"),
            (["+VERSION": String(repeating: "9", count: 1_000)], nil),
        ] as [([String: String], String?)])
    func release(files: [String: String], release: String?) throws {
        let folder = try Folder(
            files.mapValues { Array($0.utf8) }.merging(["East": east]) { first, _ in first })
        #expect(try ZoneDatabase(folder: folder.url.path).zone(ZoneID("East")).release == release)
    }

    @Test("A missing database names what to install, and may come later")
    func missing() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)").path
        let database = ZoneDatabase(folder: path)
        let id = try ZoneID("East")
        #expect(refusal { _ = try database.zone(id) } == .unavailable)
        #expect(try database.zone(.utc) == .utc)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(refusal { _ = try database.zone(id) } == .unavailable)
        try Data(east).write(to: URL(filePath: path + "/East"))
        #expect(try database.zone(id).offset(at: 0) == 10_800)
    }

    @Test("The error about a missing system database names the package tzdata")
    func systemMissing() {
        let error = ZoneDatabase.missing(in: nil)
        #expect(error.code == .unavailable)
        #expect(error.description.contains("apt-get install tzdata"))
    }

    @Test("An unknown zone is not found, a folder or a text file is no zone")
    func unknown() throws {
        let folder = try Folder(["Here/East": east, "zone.tab": Array("# a table\n".utf8), "Empty": []])
        for database in [ZoneDatabase(folder: folder.url.path), ZoneFixture.database] {
            #expect(refusal { _ = try database.zone(ZoneID("Mars/Olympus")) } == .notFound)
        }
        let database = ZoneDatabase(folder: folder.url.path)
        #expect(refusal { _ = try database.zone(ZoneID("Here")) } == .notFound)
        #expect(refusal { _ = try database.zone(ZoneID("Here/East/West")) } == .notFound)
        #expect(refusal { _ = try database.zone(ZoneID("zone.tab")) } == .corruptData)
        #expect(refusal { _ = try database.zone(ZoneID("Empty")) } == .corruptData)
        #expect(try database.zone(.utc) == .utc)
    }

    @Test("Files in memory make a database, with the release that the host states")
    func files() throws {
        let id = try ZoneID("East")
        #expect(try ZoneDatabase(files: [id: east], release: "2026a").zone(id).release == "2026a")
        #expect(try ZoneDatabase(files: [id: east]).zone(id).release == nil)
        #expect(try ZoneDatabase(files: [:]).zone(.utc) == .utc)
        // A host's own file wins over what is built in.
        #expect(try ZoneDatabase(files: [.utc: east]).zone(.utc).offset(at: 0) == 10_800)
        #expect(try fixtureZone("Europe/Berlin").release == ZoneFixture.shared.release)
    }

    @Test("A zone is read once, from many threads")
    func concurrent() async throws {
        let folder = try Folder(["East": east])
        let database = ZoneDatabase(folder: folder.url.path)
        let id = try ZoneID("East")
        let first = try database.zone(id)
        try FileManager.default.removeItem(at: folder.url.appending(path: "East"))
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    index.isMultiple(of: 2)
                        ? (try? database.zone(id)) == first
                        : refusal { _ = try database.zone(ZoneID("West\(index)")) } == .notFound
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
