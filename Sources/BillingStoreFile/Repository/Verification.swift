import BillingModel
import BillingStore

/// Compares everything in a file that can be compared, and goes on after what it finds.
struct Verification {
    let session: Session
    private let cancellation: Cancellation
    private let progress: (Int, Int) -> Void
    private(set) var findings: [FileRepository.Finding] = []
    var connection: Connection { session.connection }
    /// The known tenants by number.
    private(set) var tenants: [Int64: TenantID] = [:]

    private static let limit = 1_000

    init(_ session: Session, _ cancellation: Cancellation, _ progress: @escaping (Int, Int) -> Void) {
        self.session = session
        self.cancellation = cancellation
        self.progress = progress
    }

    mutating func report(_ place: String, _ problem: String) {
        guard findings.count < Self.limit else { return }
        findings.append(FileRepository.Finding(place: place, problem: problem))
    }

    mutating func run() throws {
        try part("the list of tenants") { try $0.readTenants() }
        let total = 4 + Tables.all.count + tenants.count
        var done = 0
        func step() {
            done += 1
            progress(done, total)
        }
        try part("the structure of the database") { try $0.checkStructure() }
        step()
        for table in Tables.all {
            try part("table \(table.name)") { try $0.check(table) }
            step()
        }
        try part("table commit_log") { try $0.checkRevisions() }
        step()
        try part("table root") { try $0.checkRoot() }
        step()
        try part("the lanes") { try $0.checkStrays() }
        step()
        for (number, tenant) in tenants.sorted(by: { $0.value < $1.value }) {
            try part("tenant '\(tenant)'") { try $0.checkSeries(number, tenant) }
            try part("tenant '\(tenant)'") { try $0.session.runs.verify(number) }
            try part("tenant '\(tenant)'") { try $0.checkTotals(number, tenant) }
            try part("tenant '\(tenant)'") { try $0.checkActivity(number, tenant) }
            try part("tenant '\(tenant)'") { try $0.checkEntries(number, tenant) }
            step()
        }
    }

    /// Takes note of an error that ended the work.
    mutating func report(_ error: BillingError) {
        report(error.detail.isEmpty ? connection.path : error.detail, error.rule)
    }

    /// Runs a part of the work, and makes a finding of what it meets.
    private mutating func part(_ place: String, _ work: (inout Verification) throws -> Void) throws {
        try cancellation.check()
        do {
            try work(&self)
        } catch let error as BillingError where error.code != .closed {
            report(error.detail.isEmpty ? place : error.detail, error.rule)
        }
        // After some errors SQLite ends the transaction, and each statement would see a state of its own.
        if !connection.isInTransaction { try? connection.run("BEGIN") }
    }

    private mutating func readTenants() throws {
        try connection.each("SELECT number, id FROM tenant") { row in
            // One whose id is no id belongs to the table that is damaged.
            tenants[try row.integer(0)] = try? TenantID(row.text(1))
        }
    }

    private mutating func checkStructure() throws {
        var problems: [String] = []
        try connection.each("PRAGMA integrity_check(100)") { problems.append(try $0.text(0)) }
        for problem in problems where problem != "ok" { report("the structure of the database", problem) }
        let found = try Schema.definitions(connection)
        let written = try Schema.definitions()
        for name in Set(found.keys).union(written.keys).sorted() where found[name] != written[name] {
            report("the structure of the database, \(name)", "it is not defined as this release defines it")
        }
        try connection.each("SELECT DISTINCT tenant, \"table\" FROM digest") { row in
            let table = try row.text(1)
            if !Tables.all.contains(where: { $0.name == table }) {
                report("table digest, tenant number \(try row.integer(0))", "there is no table '\(table)'")
            }
        }
    }

    /// Checks each row against its checksum, and the rows of each month against their digest.
    private mutating func check(_ table: ChecksummedTable) throws {
        var found: [DigestKey: Digest] = [:]
        var count = 0
        try table.checksums(
            "", [], connection, broken: { report($0.detail, $0.rule) }
        ) { key, checksum in
            count += 1
            if count.isMultiple(of: 1_000) { try cancellation.check() }
            found[key, default: Digest()].toggle(checksum, count: 1)
        }
        var stored: [DigestKey: Digest] = [:]
        try connection.each(
            "SELECT tenant, month, count, hash FROM digest WHERE \"table\" = ?", [.text(table.name)]
        ) { row in
            let key = DigestKey(tenant: try row.integer(0), table: table.name, month: try row.integer(1))
            stored[key] = Digest(count: try row.integer(2), hash: try row.integer(3))
        }
        for key in Set(found.keys).union(stored.keys).sorted(by: DigestKey.isInOrder) {
            let (rows, written) = (found[key] ?? Digest(), stored[key] ?? Digest())
            var error = table.mismatch(key, rows, written, connection)
            if rows != written { report(error.detail, error.rule) }
            if table.isOfTenants, tenants[key.tenant] == nil {
                error = BillingError(
                    .corruptData, rule: "a row belongs to a known tenant", detail: error.detail)
                report(error.detail, error.rule)
            }
        }
    }

    /// Checks that each revision was made by one commit, at or after the instant of the one before it.
    private mutating func checkRevisions() throws {
        var (revision, recorded): (Int64, Int64) = (0, .min)
        var sequence: Int64 = 0
        try connection.each(
            "SELECT sequence, revision, made, recorded FROM commit_log ORDER BY sequence"
        ) { row in
            let (place, found) = (try row.integer(0), try row.integer(1))
            let (made, instant) = (try row.integer(2), try row.integer(3))
            let name = "table commit_log, commit \(place) of revision \(found)"
            if place != sequence &+ 1 || found != revision &+ made {
                report(name, "it follows commit \(sequence) of revision \(revision)")
            }
            if instant < recorded { report(name, "it was recorded before the one before it") }
            (sequence, revision, recorded) = (place, found, instant)
        }
    }

    /// Compares everything with the root that the last commit states.
    private mutating func checkRoot() throws {
        _ = try session.commits.latest()
        var problems: [BillingError] = []
        try session.commits.root.verify { number, error in
            let name = tenants[number].map { "tenant '\($0)'" }
            problems.append(name.map { session.commits.root.damage($0) } ?? error)
        }
        for problem in problems { report(problem.detail, problem.rule) }
    }

    /// Checks that every stored series belongs to a tenant, and every part of one to a stored series.
    private mutating func checkStrays() throws {
        var problems: [(String, String)] = []
        try session.seriesStore.verifier.verifyStrays { problems.append(($0, $1)) }
        for (place, problem) in problems { report(place, problem) }
    }

    private mutating func checkSeries(_ number: Int64, _ tenant: TenantID) throws {
        var problems: [(String, String)] = []
        try session.seriesStore.verifier.verify(number) { problems.append(($0, $1)) }
        for (place, problem) in problems { report("tenant '\(tenant)', \(place)", problem) }
    }
}
