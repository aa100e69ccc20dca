import BillingModel
import BillingStore
import BillingTime
import Foundation

/// Events of a year of the users of 100 tenants, in order of time; a user has an opaque id and belongs to one tenant.
struct ActiveUsers: Sendable {
    static let zone = "Australia/Sydney"
    private static let tenantCount = 100
    private static let start: Int64 = 1_735_689_600_000_000
    private static let length: Int64 = 365 * 86_400_000_000

    private(set) var tenants: [Int32] = []
    private(set) var users: [Int64] = []
    private(set) var times: [Int64] = []

    /// Few users and few tenants have most of the events; there is a user for every hundred of them.
    init(count: Int) {
        let subjects = min(max(100, count / 100), 1_000_000)
        var random = SplitMix64(seed: 3)
        let homes = (0..<subjects).map { _ in
            Int32(pow(Double(random.below(1 << 30)) / Double(1 << 30), 1.7) * Double(Self.tenantCount))
        }
        var names = SplitMix64(seed: 5)
        let ids = (0..<subjects).map { _ in Int64(truncatingIfNeeded: names.next() >> 1) }
        let step = Self.length / Int64(count)
        for index in 0..<count {
            let share = Double(random.below(1 << 30)) / Double(1 << 30)
            let subject = Int(share * share * share * Double(subjects))
            tenants.append(homes[subject])
            users.append(ids[subject])
            times.append(Self.start + Int64(index) * step + Int64(random.below(Int(step))))
        }
    }

    /// Writes the columns that peers load.
    func write(in folder: DataFolder) throws {
        try folder.write(tenants, as: "tenant.i32")
        try folder.write(users, as: "user.i64")
        try folder.write(times, as: "times.i64")
    }

    static func tenant(_ number: Int) throws -> TenantID {
        try TenantID(number < 10 ? "tenant-0\(number)" : "tenant-\(number)")
    }

    /// A repository in memory that holds all events, as a host sends them: in commits of 100,000.
    func repository() async throws -> InMemoryRepository {
        let repository = InMemoryRepository { Date() }
        var setup = ChangeSet(id: try CommitID("tenants"))
        let ids = try (0..<Self.tenantCount).map(Self.tenant)
        for id in ids {
            setup.add(try Tenant(id: id.text, name: id.text, zone: Self.zone, currency: .usd))
            for metric in try Self.metrics() { setup.add(metric, for: id) }
        }
        try await repository.commit(setup)
        for start in stride(from: 0, to: times.count, by: 100_000) {
            var changes = ChangeSet(id: try CommitID("events-\(start)"))
            for place in start..<min(start + 100_000, times.count) {
                changes.add(
                    ActivityRecord(
                        tenant: ids[Int(tenants[place])], kind: .user,
                        subject: try SubjectID(String(users[place])),
                        quarter: try QuarterHour(holding: Instants.date(times[place]))))
            }
            try await repository.commit(changes)
        }
        return repository
    }

    private static func metrics() throws -> [Metric] {
        [
            try Metric(
                id: MetricID("active-users"), unit: "users", kind: .distinct, source: .activity(of: .user))
        ]
    }

    /// The distinct users of each tenant in each bucket in which it has some, by summaries.
    static func distinct(by width: BucketWidth, in repository: some BillingReader) async throws -> Answer {
        let zone = try ZoneDatabase.system.zone(ZoneID(zone))
        let range = Instants.date(start)..<Instants.date(start + length)
        let grid = try BucketGrid(covering: range, width: width, zone: zone)
        let starts = try grid.map { Double(try Instants.microseconds($0.start)) }
        let page = try await repository.summaries(
            SummaryRequest(
                of: .all, metrics: try metrics().map(\.id), in: SummaryBounds(grid, now: range.upperBound)))
        var columns = [[Double]](repeating: [], count: 3)
        for row in page.rows {
            guard case .distinct(let counts) = row.content,
                let tenant = Int(row.key.tenant.text.suffix(2))
            else { throw Failure("a row has no distinct counts") }
            for (start, count) in zip(starts, counts) where count > 0 {
                columns[0].append(Double(tenant))
                columns[1].append(start)
                columns[2].append(Double(count))
            }
        }
        return Answer(columns: columns)
    }
}
