import BillingModel
import BillingTestSupport
import Foundation

@testable import BillingTime

/// The committed zones with their bytes and the buckets that Python's zoneinfo gives; see `Generators`.
struct ZoneFixture: Decodable {
    struct Zone: Decodable {
        struct Edges: Decodable {
            /// Start and end of the bucket before a change, then of the one that holds it, relative to the change.
            let patterns: [[Int64]]
            /// The pattern of each change.
            let order: [Int]
        }

        let name: String
        let bytes: Data
        /// The same zone without the transitions that its rule gives.
        let slim: Data?
        /// The changes of the offset from 1970 to 2037, in seconds.
        let changes: [Int64]
        let widths: [String: Edges]
    }

    let release: String
    let zones: [Zone]

    static let shared: ZoneFixture = {
        let file = Fixtures.file("zones.json")
        do {
            return try JSONDecoder().decode(ZoneFixture.self, from: Data(contentsOf: file))
        } catch {
            fatalError("no fixture at \(file.path): \(error)")
        }
    }()

    /// The zones of the fixture, the same on every machine.
    static let database = ZoneDatabase(
        files: Dictionary(
            uniqueKeysWithValues: shared.zones.compactMap { zone in
                (try? ZoneID(zone.name)).map { ($0, Array(zone.bytes)) }
            }),
        release: shared.release)
}

/// The zone of this name in the fixture.
func fixtureZone(_ name: String) throws -> Zone {
    try ZoneFixture.database.zone(ZoneID(name))
}

extension ZoneDatabase {
    /// The bytes of a zone of the fixture.
    func bytes(of id: ZoneID) -> [UInt8]? {
        ZoneFixture.shared.zones.first { $0.name == id.name }.map { Array($0.bytes) }
    }
}
