import BillingModel
import BillingStore
import BillingStoreFile
import Foundation

/// The months of the fleet of W2, of which 5 % of the samples came late and 1 % were corrected: beside the same samples in
/// order, at the newest revision and at the one before what was late.
struct L1: Line {
    let name = "L1"
    let peers: [Peer] = []

    /// The repositories that are held against each other.
    private struct Case: Sendable {
        let inOrder: any BillingReader
        let late: any BillingReader
        let knownAt: KnownAt
    }

    func prepare(_ settings: Settings, in folder: DataFolder) throws -> [Question] {
        let fleet = FleetYear(samples: settings.samples)
        let one = try FleetYear.tenant(fleet.tenants / 2)
        return try ["in memory", "from a file"].flatMap { place in
            let path = place == "from a file" ? folder.path : nil
            let cases = try Blocking.run { try await Self.cases(fleet, path) }
            return cases.flatMap { name, each in
                [(TenantSelection.one(one), 10, "one"), (.all, 1, "all")].map { tenants, times, which in
                    Question(
                        name: "\(which) of \(fleet.tenants) tenants by month \(place), \(name)", request: nil,
                        bytes: 0, unit: Unit(name: "times the time in order", factor: 1)
                    ) { try Self.ratio(each, tenants, times: times) }
                }
            }
        }
    }

    private static func cases(
        _ fleet: FleetYear, _ folder: String?
    ) async throws -> [(name: String, case: Case)] {
        func made(_ deliveries: [FleetYear.Delivery]) async throws -> any BillingRepository {
            let name = deliveries.map(\.rawValue).joined(separator: "-")
            let repository: any BillingRepository
            if let folder {
                repository = try await FileRepository(at: "\(folder)/\(name).billing") { Date() }
            } else {
                repository = InMemoryRepository { Date() }
            }
            for delivery in deliveries { try await fleet.fill(repository, delivery) }
            return repository
        }
        let (whole, before) = (try await made([.all]), try await made([.first]))
        let late = try await made([.first, .second])
        let revision = try await before.revision(.latest)
        return [
            ("newest revision", Case(inOrder: whole, late: late, knownAt: .latest)),
            ("revision before", Case(inOrder: before, late: late, knownAt: .revision(revision))),
        ]
    }

    /// How many times as long the answer takes, in turns with the one of samples in order, which is the same.
    private static func ratio(_ each: Case, _ tenants: TenantSelection, times: Int) throws -> Answer {
        let clock = ContinuousClock()
        var (plain, late) = (Duration.zero, Duration.zero)
        var answer = Answer(columns: [])
        for _ in 0..<times {
            let start = clock.now
            let expected = try Blocking.run { try await FleetYear.months(of: tenants, in: each.inOrder) }
            let middle = clock.now
            answer = try Blocking.run {
                try await FleetYear.months(of: tenants, in: each.late, knownAt: each.knownAt)
            }
            late += clock.now - middle
            plain += middle - start
            if let difference = expected.difference(from: answer, tolerance: 0) {
                throw Failure("late samples give another answer: \(difference)")
            }
        }
        answer.figure = late / plain
        return answer
    }
}
