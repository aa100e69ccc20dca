import BillingModel

/// How far all that a repository knows is read, or written into another one.
public struct ArchiveProgress: Hashable, Sendable {
    /// What is being done.
    public enum Phase: String, Hashable, Sendable {
        /// What is known is read from a repository or an archive.
        case reading
        /// It is written into a repository or an archive.
        case writing
    }

    /// What is being done.
    public let phase: Phase
    /// The tenants that were begun in this phase.
    public let tenants: Int
    /// How many tenants there are.
    public let tenantCount: Int
    /// The commits, records, samples and rows of activity that were read or written in this phase.
    public let records: Int
    /// How many of them there are; nil while they are read for the first time.
    public let recordCount: Int?

    package init(
        phase: Phase, tenants: Int, tenantCount: Int, records: Int, recordCount: Int?
    ) {
        self.phase = phase
        self.tenants = tenants
        self.tenantCount = tenantCount
        self.records = records
        self.recordCount = recordCount
    }
}

extension ArchiveProgress {
    /// The end of a phase.
    package init(endOf phase: Phase, _ state: RepositoryState) {
        let count = state.recordCount
        self.init(
            phase: phase, tenants: state.extent.tenants, tenantCount: state.extent.tenants, records: count,
            recordCount: count)
    }
}

/// Counts what is read or written of a state, and tells of it now and then.
package struct ArchiveTally {
    private let phase: ArchiveProgress.Phase
    private let tenantCount: Int
    private let recordCount: Int?
    private let tell: (ArchiveProgress) -> Void
    private let checkCancellation: () throws -> Void
    private var tenant: TenantID?
    private var tenants = 0
    private var records = 0
    private var told = 0

    /// How many records pass until more of them are told of.
    private static let step = 4_096

    /// Begins to count.
    ///
    /// - Parameters:
    ///   - phase: What is done.
    ///   - tenantCount: How many tenants there are.
    ///   - recordCount: How many records there are; nil if that is not known.
    ///   - tell: Is told each few thousand records, and at the end.
    ///   - checkCancellation: Throws if nobody waits for the result any more; called with each record.
    package init(
        _ phase: ArchiveProgress.Phase, tenantCount: Int, recordCount: Int?,
        tell: @escaping (ArchiveProgress) -> Void, checkCancellation: @escaping () throws -> Void
    ) {
        self.phase = phase
        self.tenantCount = tenantCount
        self.recordCount = recordCount
        self.tell = tell
        self.checkCancellation = checkCancellation
    }

    /// Counts a record that was read or written.
    package mutating func take(_ record: StateRecord) throws {
        if case .tenant(let own, _) = record, own.id != tenant {
            tenant = own.id
            tenants += 1
        }
        try take(record.count)
    }

    /// Counts records of the last tenant.
    package mutating func take(_ count: Int) throws {
        try checkCancellation()
        records += count
        // Of the whole is told at the end alone, when all is done.
        guard records - told >= Self.step, records != recordCount else { return }
        tellNow(recordCount)
    }

    /// Tells of the end.
    package mutating func end() { tellNow(records) }

    private mutating func tellNow(_ count: Int?) {
        told = records
        tell(
            ArchiveProgress(
                phase: phase, tenants: tenants, tenantCount: tenantCount, records: records,
                recordCount: count))
    }
}

extension StateRecord {
    /// How many commits, records, samples or rows it stands for.
    package var count: Int {
        switch self {
        case .series(_, let columns): columns.recordCount
        case .subjects(_, let subjects): subjects.count
        case .activity(_, let rows, _): rows.count
        default: 1
        }
    }
}

extension SeriesColumns {
    /// The samples, those that were replaced, and the writes with a version.
    var recordCount: Int { positions.count + replaced.count + versioned.count }
}
