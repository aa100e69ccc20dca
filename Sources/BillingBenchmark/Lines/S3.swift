import BillingModel
import BillingStore
import BillingStoreFile
import Foundation

/// The first answer of a fresh process: the months of one tenant of the fleet of W2, from opening the file on, with the file
/// in the cache of the system and without.
struct S3: Line {
    let name = "S3"
    let peers = [Peer(name: "duckdb_fleet", forms: ["idiom"]), FleetYear.rows]

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let fleet = FleetYear(samples: settings.samples)
        let path = try fleet.inFile(in: folder)
        let tenant = fleet.tenants / 2
        return ["warm", "dropped"].map { cache in
            Question(
                name: "first answer about one of \(fleet.tenants) tenants, cache \(cache)",
                request: ["which": "\(tenant)", "fresh": "yes", "cache": cache], bytes: 0
            ) {
                if cache == "dropped" { try PageCache.drop(path) }
                let answer = try JSONDecoder().decode(
                    Answer.self, from: Data(try Child.output([Self.child, path, "\(tenant)"]).utf8))
                return answer
            }
        }
    }

    /// The first argument of a process that gives one first answer.
    static let child = "first-answer"

    /// Opens a file and prints the months of a tenant, and how long that took.
    static func printFirstAnswer(_ path: String, _ tenant: Int) throws {
        let clock = ContinuousClock()
        let start = clock.now
        var answer = try Blocking.run {
            let repository = try await FileRepository(at: path, access: .readOnly) { Date() }
            let answer = try await FleetYear.months(of: .one(FleetYear.tenant(tenant)), in: repository)
            await repository.close()
            return answer
        }
        answer.figure = (clock.now - start) / .seconds(1)
        print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
    }
}
