import BillingModel
import BillingStore
import BillingStoreFile
import Foundation

/// Bytes that a sample takes in a closed file.
struct S2: Line {
    let name = "S2"
    let peers = [Peer(name: "duckdb_size", forms: ["file"])]

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let years = YearsOfSamples(count: settings.samples, value: YearsOfSamples.eighths)
        let fleet = FleetYear(samples: settings.samples)
        let rows = S1.Rows(count: max(1, settings.samples / S1.commit) * S1.commit)
        try folder.write(years.times, as: "years-times.i64")
        try folder.write(years.values, as: "years-values.f64")
        try folder.write(rows.series, as: "rows-series.i32")
        try folder.write(rows.times, as: "rows-times.i64")
        try folder.write(rows.values, as: "rows-values.f64")
        try fleet.write(in: folder)
        return [
            question("interleaved series of one tenant (S1)", "rows", rows.times.count, folder) { path in
                try await S1.fill(path, rows, tenants: 1)
            },
            question("interleaved series of 100 tenants (S1)", "rows", rows.times.count, folder) { path in
                try await S1.fill(path, rows, tenants: 100)
            },
            question("years of one series (W1)", "years", years.times.count, folder) { path in
                let repository = try await S1.emptyRepository(path)
                try await years.fill(repository)
                return repository
            },
            question("a year of a fleet (W2)", "fleet", fleet.times.count, folder) { path in
                let repository = try await FileRepository(at: path) { Date() }
                try await fleet.fill(repository)
                return repository
            },
        ]
    }

    private func question(
        _ name: String, _ data: String, _ samples: Int, _ folder: DataFolder,
        _ fill: @escaping @Sendable (String) async throws -> FileRepository
    ) -> Question {
        let path = folder.path + "/size.billing"
        return Question(name: name, request: ["data": data], bytes: 0, unit: .bytes(of: samples)) {
            for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
            try Blocking.run { try await fill(path).close() }
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return Answer(columns: [[Double(samples)]], figure: size.map(Double.init))
        }
    }
}
