import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingTime

/// Python's zoneinfo on this machine, asked through the generator script.
private enum Python {
    static let interpreter = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Generators/zone_buckets.py").path

    /// Whether there is an interpreter whose `zoneinfo` reads the folder that we read.
    static let readsZones: Bool = {
        let check =
            "import os, zoneinfo, sys; sys.stdout.write([p for p in zoneinfo.TZPATH if os.path.isdir(p)][0])"
        guard let path = try? run(["-c", check]), let folder = String(bytes: path, encoding: .utf8) else {
            return false
        }
        return folder == "/usr/share/zoneinfo"
            && (try? ZoneDatabase.system.zone(ZoneID("Europe/Berlin"))) != nil
    }()

    struct Failure: Error {}

    static func run(_ arguments: [String]) throws -> Data {
        guard let interpreter else { throw Failure() }
        let process = Process()
        process.executableURL = URL(filePath: interpreter)
        process.arguments = arguments
        process.environment = ["PYTHONDONTWRITEBYTECODE": "1"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
        return data
    }
}

@Suite("Buckets agree with the wall clock of Python's zoneinfo, on this machine's zones")
struct LiveZoneTests {
    @Test(
        "Every zone and width, around all changes of the offset from 1970 to 2037",
        .enabled(if: Python.readsZones, "needs python3 with zoneinfo on /usr/share/zoneinfo"))
    func everyZone() throws {
        let lines = String(
            decoding: try Python.run([Python.script, "live", "--every=\(Sweep.count(1, part: 12))"]),
            as: UTF8.self)
        let all = try (LocalDate("1970-01-01"), LocalDate("2037-12-31"))
        var names = 0
        var zones: [Zone] = []
        var grids = 0
        for line in lines.split(separator: "\n") {
            var fields = line.split(separator: "\t").map(String.init)[...]
            let kind = fields.popFirst()
            if kind == "zones" {
                zones = try fields.prefix(Sweep.count(fields.count, part: 1))
                    .map { try ZoneDatabase.system.zone(ZoneID($0)) }
                names += fields.count
                continue
            }
            let dates =
                kind == "near" ? try (LocalDate(fields.removeFirst()), LocalDate(fields.removeFirst())) : all
            while let text = fields.popFirst(), let digest = fields.popFirst() {
                let width = try BucketWidth(text)
                for zone in zones {
                    let grid = try BucketGrid(covering: dates.0...dates.1, width: width, zone: zone)
                    #expect(
                        Self.digest(grid) == UInt64(digest), "\(zone.id), \(text), \(dates.0) to \(dates.1)")
                    grids += 1
                }
            }
        }
        // The database has some 600 names of zones with some 6,000 different changes.
        #expect(names > Sweep.count(400, part: 30))
        #expect(grids > Sweep.count(30_000, part: 800))
    }

    /// The digest of the boundaries, in seconds, that the script prints.
    private static func digest(_ grid: BucketGrid) -> UInt64 {
        var digest = UInt64(grid.boundaries.count)
        for boundary in grid.boundaries {
            digest = digest &* 6_364_136_223_846_793_005 &+ UInt64(bitPattern: boundary / 1_000_000)
        }
        return digest
    }
}
