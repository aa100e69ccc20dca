#if PostgreSQL
public import BillingModel
public import BillingStore
import BillingStoreFile
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A repository on a PostgreSQL server, of version 14 or later, that any number of nodes read and write at once.
///
/// It keeps every promise of ``/BillingStore/BillingRepository``, and:
/// - A commit that was acknowledged is as durable as the server makes it: with its defaults it outlives the loss of power.
/// - Commits of different tenants are decided and written side by side; one after the other they take the next revision, which is one
///   row of one table. Commits of one tenant wait for each other.
/// - A commit whose answer was lost may have happened or not. Send it again under its id: it counts once.
/// - Nothing blocks the threads that tasks run on: each connection has a thread of its own. A task that is cancelled while it
///   reads stops the server as well; a commit that began is finished.
public final class PostgresRepository: ArchivableRepository, WatchableRepository {
    /// What a host may choose.
    public struct Options: Sendable {
        /// The schema of the database that holds the tables: 1 to 63 small letters, digits and underscores.
        public var schema = "billing"
        /// Whether tables are made, and older ones brought up to date.
        public var preparesTables = true
        /// How many connections commit at the same time, from 0, for a repository that only reads, to 64.
        public var writers = 4
        /// How many connections read at the same time, from 1 to 64.
        public var readers = 4
        /// Where reads go, such as a standby that follows the server; nil for the server itself.
        ///
        /// A read names the revision that it saw, which may be before that of a commit that was acknowledged. One of a revision that
        /// a standby does not know yet fails with code `notFound`.
        public var readAddress: String?
        /// How long a statement may take, and how long one waits for a lock.
        public var timeout = Duration.seconds(30)
        /// How many entries a tenant's journal holds before they are moved into chunks.
        public var journalEntries = 65_536
        /// Where zones are found, which turn the instant of an inventory into a date.
        public var zones = ZoneDatabase.system
        /// As ``/BillingStoreFile/FileRepository/Options/acceptsClockJumps``.
        public var acceptsClockJumps = false
        /// Is told of each call, and of what is done between calls; nil if nobody wants to know.
        public var observer: (any StoreObserver)?
        /// How long ``PostgresRepository/revisions`` rests between looks where no notice comes, from 10 ms to an hour.
        ///
        /// A server tells of the commits of all nodes at once. A standby cannot: with ``readAddress`` this is what a commit takes to be told.
        public var lookInterval = Duration.seconds(1)

        /// How long a commit may wait for its turn before those that come after it on the connection queue.
        package var logWait = Duration.milliseconds(5)

        /// Makes the options that suit most hosts.
        public init() {}
    }

    private let options: Options
    private let clock: @Sendable () -> Date
    private let writers: ReaderPool<PostgresSession>?
    private let readers: ReaderPool<PostgresSession>
    /// The tenants whose journals are being moved into chunks.
    private let packing = Lock<Set<TenantID>>([])
    /// Hears of commits of all nodes, on a connection that is opened when somebody first wants to know.
    private let watching: ReaderPool<PostgresSession>
    private let feed: RevisionFeed
    private let notices: NoticeSender?

    /// Connects to a server, and makes the tables if there are none.
    ///
    /// - Parameters:
    ///   - address: A connection string of libpq: keywords or a URI, with TLS, several hosts and all else that it knows.
    ///   - options: What a host may choose.
    ///   - clock: The instant that a commit is recorded with; called once a commit.
    /// - Throws: `BillingError` with code `unavailable` if no server can be reached or its tables are of an older release,
    ///   `newerFormat` if a later release made them, `unsupported` for a server before version 14 or a database that is not in
    ///   UTF-8, `invalidValue` if an option is out of range, `notFound` if there is no such database.
    public init(
        _ address: String, options: Options = Options(), clock: @escaping @Sendable () -> Date
    ) async throws {
        guard (0...64).contains(options.writers), (1...64).contains(options.readers),
            options.journalEntries > 0,
            options.timeout > .zero, options.timeout <= .seconds(86_400)
        else {
            throw BillingError(
                .invalidValue,
                rule: "a pool has at most 64 connections, of which one reads, and waits at most a day")
        }
        let schema = try PostgresSchema(options.schema)
        self.options = options
        self.clock = clock
        let opening = Observation.start(options.observer, .open)
        let timeout = options.timeout
        let (prepares, logWait) = (options.preparesTables, options.logWait)
        writers =
            options.writers == 0
            ? nil
            : ReaderPool(count: options.writers, label: "billing writer") {
                try PostgresSession(
                    address, schema, timeout, prepares: prepares, commits: true, logWait: logWait)
            }
        let readAddress = options.readAddress ?? address
        readers = ReaderPool(count: options.readers, label: "billing reader") {
            try PostgresSession(readAddress, schema, timeout, prepares: false)
        }
        let followsStandby = options.readAddress != nil
        let watching = ReaderPool(count: 1, label: "billing watch") {
            try PostgresSession(readAddress, schema, timeout, prepares: false, hearsNotices: !followsStandby)
        }
        self.watching = watching
        let interval = min(max(options.lookInterval, .milliseconds(10)), .seconds(3_600))
        feed = RevisionFeed {
            let couldHear = try? await watching.run { try $0.waitForNotice(atMost: interval, $1) }
            if couldHear != true { try await Task.sleep(for: interval) }
        } look: {
            do {
                return try await watching.run { session, _ in
                    try session.read(RunningStatement()) { try $0.latestRevision() }
                }
            } catch let error as BillingError where error.code.retry == .later {
                // A server that is away comes back, or another takes its place.
                return nil
            }
        }
        notices = writers.map { NoticeSender($0) }
        do {
            // Whatever is wrong comes to light here, and not at the first call.
            try await writers?.run { _, _ in }
            _ = try await readers.run { session, _ in
                try session.read(RunningStatement()) { try $0.latestRevision() }
            }
        } catch {
            await close()
            opening?.end(error)
            throw error
        }
        opening?.end()
    }

    deinit { feed.end() }

    /// Closes the connections once the calls before it are done; later ones fail with code `closed`.
    public func close() async {
        feed.end()
        await watching.close { $0.close() }
        await readers.close { $0.close() }
        await writers?.close { $0.close() }
    }

    // MARK: Reading

    private func read<Value: Sendable>(
        _ operation: @autoclosure () -> StoreEvent.Operation,
        of tenants: @autoclosure () -> TenantSelection? = nil, _ count: (Value) -> Int = { _ in 0 },
        _ work: @escaping @Sendable (PostgresSnapshot, Cancellation) throws -> Value
    ) async throws -> Value {
        let running = RunningStatement()
        return try await observing(operation(), of: tenants(), count) { observation in
            try await withTaskCancellationHandler {
                try await readers.run { session, cancellation in
                    observation?.begin()
                    return try session.read(running, observation) { try work($0, cancellation) }
                }
            } onCancel: {
                running.cancel()
            }
        }
    }

    /// Runs a call, and tells the observer of it.
    private func observing<Value>(
        _ operation: @autoclosure () -> StoreEvent.Operation,
        of tenants: @autoclosure () -> TenantSelection? = nil, _ count: (Value) -> Int = { _ in 0 },
        _ work: (Observation?) async throws -> Value
    ) async throws -> Value {
        try await Observation.run(
            Observation.start(options.observer, operation(), of: tenants()), count, work)
    }

    /// The revision that a read known at that time sees.
    public func revision(_ knownAt: KnownAt) async throws -> Revision {
        try await read(.revision) { snapshot, _ in try snapshot.revision(knownAt) }
    }

    /// Reads one page of records of one kind.
    public func records(_ request: RecordRequest) async throws -> RecordPage {
        try await read(.records(request.kind), of: request.tenants, \.records.count) {
            try $0.records(request, checkCancellation: $1.check)
        }
    }

    /// Reads one page of series.
    public func series(_ request: SeriesRequest) async throws -> SeriesPage {
        try await read(.series, of: request.tenants, \.samples) {
            try $0.series(request, checkCancellation: $1.check)
        }
    }

    /// Reads one page of activity.
    public func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await read(.activity, of: request.tenants, \.rows) {
            try $0.activity(request, checkCancellation: $1.check)
        }
    }

    /// Reads mergeable states per bucket.
    public func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        try await read(.summaries, of: request.tenants, \.rows.count) {
            try $0.summaries(request, checkCancellation: $1.check)
        }
    }

    /// Finds the commit that made a revision under an id.
    public func commit(withID id: CommitID) async throws -> CommitRecord? {
        try await read(.findCommit, { $0 == nil ? 0 : 1 }) { snapshot, _ in try snapshot.commit(withID: id) }
    }

    /// Finds the invoice of a tenant by its number.
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice? {
        try await read(.findInvoice, of: .one(tenant), { $0 == nil ? 0 : 1 }) { snapshot, _ in
            try snapshot.invoice(number, of: tenant, at: revision)
        }
    }

    /// The latest revision, and each later one: those of this repository at once, those of other nodes as soon as the server tells
    /// of them.
    ///
    /// While a server is away nothing is told; once it is back, the latest is.
    public var revisions: Revisions { feed.revisions }

    // MARK: Writing

    private func write<Value: Sendable>(
        _ observation: Observation?, _ work: @escaping @Sendable (PostgresSession) throws -> Value
    ) async throws -> Value {
        guard let writers else {
            throw BillingError(.readOnly, rule: "a repository without writers takes no commits")
        }
        return try await writers.run { session, _ in
            observation?.begin()
            return try work(session)
        }
    }

    /// Tells of a revision, here and on all nodes.
    private func publish(_ revision: Revision) {
        // Those who follow a standby are told once it knows.
        if options.readAddress == nil { feed.publish(revision) }
        notices?.send(revision)
    }

    /// Applies every change or none.
    ///
    /// - Throws: As ``/BillingStore/BillingRepository/commit(_:)`` says; `busy` if another commit of a tenant took too long,
    ///   `unavailable` or `storageFailed` if the server was lost, and `noSpace`: send the commit again.
    @discardableResult
    public func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        try await observing(.commit, of: .set(changes.tenantsNamed), \.records) { observation in
            let (options, clock) = (options, clock)
            let (commit, full) = try await write(observation) { session in
                let now = clock()
                return try session.commit(changes, at: now, options, observation)
            }
            publish(commit.revision)
            pack(full)
            return commit
        }
    }

    /// Removes a tenant, the identity of one subject, or what lies before a retention floor, from every revision.
    ///
    /// - Throws: As ``/BillingStore/BillingRepository/erase(_:)`` and ``commit(_:)``.
    @discardableResult
    public func erase(_ request: ErasureRequest) async throws -> CommitRecord {
        try await observing(.erase, of: .one(request.target.tenant), \.records) { observation in
            let (options, clock) = (options, clock)
            let commit = try await write(observation) { session in
                let now = clock()
                return try session.erase(request, at: now, options, observation)
            }
            publish(commit.revision)
            return commit
        }
    }

    /// Moves journals into chunks while callers go on; what fails is met by the next commit of the tenant.
    private func pack(_ full: [TenantID]) {
        guard let writers else { return }
        for tenant in full where packing.withLock({ $0.insert(tenant).inserted }) {
            Task.detached { [packing, observer = options.observer] in
                let observation = Observation.start(observer, .pack, of: .one(tenant))
                try? await Observation.run(observation) { observation in
                    let packed = try await writers.run { session, _ in
                        observation?.begin()
                        return try session.pack(tenant, observation)
                    }
                    observation?.note { $0.packed = packed }
                }
                packing.withLock { _ = $0.remove(tenant) }
            }
        }
    }

    // MARK: Moving

    /// All that is known, as it is at one moment; others read and write meanwhile.
    ///
    /// - Throws: `corruptData` if rows do not fit together, `CancellationError`, and what a read throws.
    /// - Complexity: O(*n*) for *n* records and samples, of which all are in memory afterwards.
    public func state() async throws -> RepositoryState { try await state(progress: { _ in }) }

    /// All that is known, as ``state()`` says, and on the way there how far that is.
    public func state(
        progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws -> RepositoryState {
        try await read(.state) {
            try StateReader(tables: $0.tables).state(progress: progress, checkCancellation: $1.check)
        }
    }

    /// Takes over a state in one transaction, unless a commit was made before.
    ///
    /// - Throws: `BillingError` with code `conflict` if there are commits, what ``commit(_:)`` throws, and `CancellationError`;
    ///   nothing has changed then.
    /// - Complexity: O(*n* log *n*) for *n* records and samples.
    public func restore(_ state: RepositoryState) async throws {
        try await restore(state, progress: { _ in })
    }

    /// Takes over a state as ``restore(_:)`` does, and tells how far that is.
    public func restore(
        _ state: RepositoryState, progress: @escaping @Sendable (ArchiveProgress) -> Void
    ) async throws {
        let running = RunningStatement()
        let revision = try await observing(.restore) { observation in
            try await withTaskCancellationHandler {
                try await write(observation) {
                    try $0.restore(
                        state, observation, progress: progress, checkCancellation: running.check)
                }
            } onCancel: {
                running.cancel()
            }
        }
        publish(revision)
    }
}
#endif
