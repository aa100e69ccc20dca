public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A repository in one file: a SQLite database whose records are plain tables, and whose samples are columns.
///
/// It keeps every promise of ``/BillingStore/BillingRepository``, and:
/// - A commit that was acknowledged outlives the end of the process and, with ``Options/Durability/full``, the loss of power.
/// - Any process may write, one commit at a time: a second one waits for at most ``Options/wait``, and then fails with
///   code `busy`. Readers wait for nobody.
/// - Damage is found and reported with its place, with code `corruptData`; it is never added up in silence.
/// - Nothing blocks the threads that tasks run on: commits and reads run on threads of the repository. A task that is
///   cancelled before its call begins, or while it reads, gets `CancellationError`; a commit that began is finished.
///
/// ```swift
/// let repository = try await FileRepository(at: path, clock: { Date() })
/// try await repository.commit(changes)
/// await repository.close()
/// ```
///
/// The tables are described in the file format of the documentation; people read tenants, invoices and actions with
/// the `sqlite3` shell.
public final class FileRepository: ArchivableRepository, WatchableRepository {
    /// How a file is opened.
    public enum Access: Hashable, Sendable {
        /// To read and write; the file is made if there is none.
        case create
        /// To read and write a file that exists.
        case readWrite
        /// To read a file that exists; a commit fails with code `readOnly`.
        case readOnly
    }

    /// What a host may choose.
    public struct Options: Sendable {
        /// What an acknowledged commit outlives.
        public enum Durability: Hashable, Sendable {
            /// The loss of power: each commit is synced to the disk before it is acknowledged.
            case full
            /// The end of the process; the loss of power may take the last commits, but tears none.
            case process
        }

        /// What an acknowledged commit outlives.
        public var durability = Durability.full
        /// How long a commit waits for one of another process, from 0 to a day.
        public var wait = Duration.seconds(10)
        /// How many reads run at the same time, from 1 to 64.
        public var readers = 4
        /// Where zones are found, which turn the instant of an inventory into a date.
        public var zones = ZoneDatabase.system
        /// The latest revision that the host has seen; zero takes any file.
        ///
        /// A file that does not know it is an older copy, and is refused with code `rolledBack`.
        public var seen = Revision.zero
        /// Whether a commit is recorded although the clock stands more than ten years after the commit before it, or, for the
        /// first one, in 2100 or later.
        ///
        /// No commit is ever recorded before the one that came before it, so all later ones would carry an instant that a broken clock gave.
        public var acceptsClockJumps = false
        /// Is told of each call, and of what is done between calls; nil if nobody wants to know.
        public var observer: (any StoreObserver)?
        /// How long ``FileRepository/revisions`` rests between looks for commits of others, from 1 ms to an hour.
        public var lookInterval = Duration.milliseconds(100)

        /// Makes the options that suit most hosts.
        public init() {}
    }

    /// The path of the file.
    public let path: String
    let options: Options
    private let clock: @Sendable () -> Date
    /// Nil if the file is only read.
    let writer: WorkQueue<Writer>?
    private let readers: ReaderPool<Session>
    /// Opens one more connection to read.
    private let reading: @Sendable () throws -> Session
    let isClosed = Lock(false)
    /// Looks for commits of others, on a connection that is opened when somebody first wants to know.
    private let watching: ReaderPool<Session>
    let feed: RevisionFeed

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The path of the file, in a folder that exists.
    ///   - access: How it is opened.
    ///   - options: What a host may choose.
    ///   - clock: The instant that a commit is recorded with; called once a commit.
    /// - Throws: `BillingError` with code `notFound` if the file or its folder is missing, `readOnly` or `unavailable` if it may
    ///   not be used, `malformed` if it is the database of another program, `corruptData` if it is none, `newerFormat`
    ///   if a later release made it, `busy` if another process kept it for too long, `rolledBack` if it does not know the revision
    ///   ``Options/seen``, and `storageFailed` if it cannot be read now: open it again.
    public convenience init(
        at path: String, access: Access = .create, options: Options = Options(),
        clock: @escaping @Sendable () -> Date
    ) async throws {
        try await self.init(at: path, access: access, options: options, bounds: PackingLimits(), clock: clock)
    }

    /// Opens a file whose stored series keep to other bounds, which only decide how they are packed.
    init(
        at path: String, access: Access = .create, options: Options = Options(), bounds: PackingLimits,
        clock: @escaping @Sendable () -> Date
    ) async throws {
        self.path = path
        self.options = options
        self.clock = clock
        let opening = Observation.start(options.observer, .open)
        let settings = Self.settings(access, options)
        writer =
            access == .readOnly
            ? nil
            : WorkQueue(label: "billing writer") {
                try Writer(path, settings, bounds, observer: options.observer)
            }
        let readerSettings = Self.settings(.readOnly, options)
        let reading: @Sendable () throws -> Session = {
            let session = Session(try Connection.open(path, readerSettings), bounds)
            try Schema.checkReadable(session.connection)
            return session
        }
        self.reading = reading
        readers = ReaderPool(
            count: min(options.readers, 64), label: "billing reader", open: reading)
        let watching = ReaderPool(count: 1, label: "billing watch", open: reading)
        self.watching = watching
        let interval = min(max(options.lookInterval, .milliseconds(1)), .seconds(3_600))
        feed = RevisionFeed {
            try await Task.sleep(for: interval)
        } look: {
            try await Self.read(watching, reading) { session, _ in try session.newRevision() }
        }
        // Whatever is wrong with the file comes to light here, and not at the first call.
        do {
            try await writer?.run { _, _ in }
            let latest = try await Self.read(readers, reading) { session, _ in try session.revision(.latest) }
            guard latest >= options.seen else {
                throw BillingError(
                    .rolledBack, rule: "a file knows every revision that its host has seen",
                    detail: "\(path): revision \(latest), seen \(options.seen)")
            }
        } catch {
            await close()
            opening?.end(error)
            throw error
        }
        opening?.end()
    }

    deinit { feed.end() }

    static func settings(_ access: Access, _ options: Options) -> ConnectionOptions {
        var settings = ConnectionOptions(applicationID: Schema.applicationID)
        settings.access =
            switch access {
            case .create: .create
            case .readWrite: .readWrite
            case .readOnly: .readOnly
            }
        settings.synchronous = options.durability == .full ? .full : .normal
        settings.wait = options.wait
        return settings
    }

    /// Closes the file once the calls before it are done; later ones fail with code `closed`.
    ///
    /// The last one to close a file leaves it without a log beside it, unless it was opened to be read.
    public func close() async {
        isClosed.withLock { $0 = true }
        feed.end()
        await watching.close { $0.connection.close() }
        await readers.close { $0.connection.close() }
        await writer?.close { $0.close() }
    }

    // MARK: Reading

    private func read<Value: Sendable>(
        _ operation: @autoclosure () -> StoreEvent.Operation,
        of tenants: @autoclosure () -> TenantSelection? = nil, _ count: (Value) -> Int = { _ in 0 },
        _ work: @escaping @Sendable (Session, Cancellation) throws -> Value
    ) async throws -> Value {
        try await observing(operation(), of: tenants(), count) {
            try await Self.read(readers, reading, $0, work)
        }
    }

    /// Runs a call, and tells the observer of it.
    func observing<Value>(
        _ operation: @autoclosure () -> StoreEvent.Operation,
        of tenants: @autoclosure () -> TenantSelection? = nil, _ count: (Value) -> Int = { _ in 0 },
        _ work: (Observation?) async throws -> Value
    ) async throws -> Value {
        try await Observation.run(
            Observation.start(options.observer, operation(), of: tenants()), count, work)
    }

    /// Reads with a session of a pool.
    static func read<Value: Sendable>(
        _ readers: ReaderPool<Session>, _ reading: @escaping @Sendable () throws -> Session,
        _ observation: Observation? = nil,
        _ work: @escaping @Sendable (Session, Cancellation) throws -> Value
    ) async throws -> Value {
        try await readers.run { session, cancellation in
            observation?.begin(session.connection)
            defer { observation?.note(session.connection) }
            try session.connection.checkPlace()
            // A file that lay still when it was opened, and is written now, is opened again, as is one that could not be read.
            if session.connection.isStale || session.connection.isPoisoned { try reopen(&session, reading) }
            do {
                return try session.read(cancellation) { try work($0, cancellation) }
            } catch  where session.connection.isStale {
                try reopen(&session, reading)
                return try session.read(cancellation) { try work($0, cancellation) }
            } catch let error as BillingError where error.code == .storageFailed {
                session.connection.poison()
                throw error
            }
        }
    }

    private static func reopen(_ session: inout Session, _ reading: () throws -> Session) throws {
        let fresh = try reading()
        session.connection.close()
        session = fresh
    }

    /// Runs long work on a connection and a thread of its own.
    func readApart<Value: Sendable>(
        label: String, _ observation: Observation?,
        _ work: @escaping @Sendable (Session, Cancellation) throws -> Value
    ) async throws -> Value {
        let (reading, path) = (reading, path)
        let isClosed = isClosed.withLock { $0 }
        let queue = WorkQueue(label: label) {
            guard !isClosed else {
                throw BillingError(
                    .closed, rule: "a repository that was closed is opened again", detail: path)
            }
            return try reading()
        }
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await queue.run { session, cancellation in
                    observation?.begin(session.connection)
                    defer { observation?.note(session.connection) }
                    return try work(session, cancellation)
                })
        } catch {
            result = .failure(error)
        }
        await queue.close { $0.connection.close() }
        return try result.get()
    }

    /// The revision that a read known at that time sees.
    ///
    /// - Complexity: O(log *c*) for *c* commits.
    public func revision(_ knownAt: KnownAt) async throws -> Revision {
        try await read(.revision) { session, _ in try session.revision(knownAt) }
    }

    /// Reads one page of records of one kind.
    ///
    /// - Complexity: O(*p* log *t* + *t* log *n*) for a page of *p* records of *t* tenants with *n* records; the first
    ///   read of a month by a connection also looks at the checksums of all its rows.
    public func records(_ request: RecordRequest) async throws -> RecordPage {
        try await read(.records(request.kind), of: request.tenants, \.records.count) {
            try $0.records(request, checkCancellation: $1.check)
        }
    }

    /// Reads one page of series.
    ///
    /// - Complexity: O(*p* + *s* log *n*) for a page of *p* samples of *s* series.
    public func series(_ request: SeriesRequest) async throws -> SeriesPage {
        try await read(.series, of: request.tenants, \.samples) {
            try $0.series(request, checkCancellation: $1.check)
        }
    }

    /// Reads one page of activity.
    ///
    /// - Complexity: O(*p* + *t* log *n* + *s*) for a page of *p* rows of *t* tenants with *s* subjects.
    public func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await read(.activity, of: request.tenants, \.rows) {
            try $0.activity(request, checkCancellation: $1.check)
        }
    }

    /// Reads mergeable states per bucket.
    ///
    /// - Complexity: O(*c* + *b*) for *c* chunks and *b* buckets of each series, of which the chunks that a boundary cuts are
    ///   decoded; activity is read whole.
    public func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        try await read(.summaries, of: request.tenants, \.rows.count) {
            try $0.summaries(request, checkCancellation: $1.check)
        }
    }

    /// Finds the commit that made a revision under an id.
    ///
    /// - Complexity: O(log *c*) for *c* commits.
    public func commit(withID id: CommitID) async throws -> CommitRecord? {
        try await read(.findCommit, { $0 == nil ? 0 : 1 }) { session, _ in try session.commit(withID: id) }
    }

    /// Finds the invoice of a tenant by its number.
    ///
    /// - Complexity: O(log *n*) for *n* invoices; the first time that a connection finds none, it looks at the checksums of
    ///   all invoices of the tenant.
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice? {
        try await read(.findInvoice, of: .one(tenant), { $0 == nil ? 0 : 1 }) { session, _ in
            try session.invoice(number, of: tenant, at: revision)
        }
    }

    // MARK: Writing

    var readOnly: BillingError {
        BillingError(.readOnly, rule: "a repository that is opened to be read takes no commits", detail: path)
    }

    /// Runs a commit in a transaction, and looks after the log when the caller has its answer.
    private func write(
        _ observation: Observation?, _ work: @escaping @Sendable (Session, Date) throws -> CommitRecord
    ) async throws -> CommitRecord {
        guard let writer else { throw readOnly }
        let clock = clock
        let commit = try await writer.run { writer, _ in
            let now = clock()
            return try writer.write(observation) { try work($0, now) }
        }
        writer.enqueue { $0.tidy() }
        feed.publish(commit.revision)
        return commit
    }

    /// Applies every change or none.
    ///
    /// - Throws: As ``/BillingStore/BillingRepository/commit(_:)`` says; `busy` if other processes kept the file for too
    ///   long, `noSpace`, and `storageFailed`, or `replaced` if the file was renamed, removed or replaced; after these two the
    ///   repository takes no more commits until it is opened again.
    /// - Complexity: O(*k* log *n*) for *k* records.
    @discardableResult
    public func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        try await observing(.commit, of: .set(changes.tenantsNamed), \.records) { observation in
            let options = options
            let digest = Handover<String>()
            async let commit = write(observation) {
                try $0.commit(
                    changes, digest: digest.take, at: $1, zones: options.zones,
                    acceptsClockJumps: options.acceptsClockJumps)
            }
            // The digest is made here while the thread of the writer looks at the changes.
            digest.give(changes.contentDigest)
            return try await commit
        }
    }

    /// Removes a tenant, the identity of one subject, or what lies before a retention floor, from every revision.
    ///
    /// What was erased is overwritten in the file; the log beside it is cut as soon as no reader needs it. Copies of rows
    /// that SQLite once moved may remain in unused parts of pages until ``compact()``.
    ///
    /// - Throws: As ``/BillingStore/BillingRepository/erase(_:)`` and ``commit(_:)``.
    @discardableResult
    public func erase(_ request: ErasureRequest) async throws -> CommitRecord {
        let acceptsClockJumps = options.acceptsClockJumps
        return try await observing(.erase, of: .one(request.target.tenant), \.records) {
            try await write($0) { try $0.erase(request, at: $1, acceptsClockJumps: acceptsClockJumps) }
        }
    }

    /// Writes the file anew, without gaps, as it is best done once after many erasures.
    ///
    /// Afterwards nothing of what was erased is in the file, nor in its log once no reader needs that, and the room that
    /// it took is given back to the disk. Other commits wait meanwhile; reads do not.
    ///
    /// - Throws: `BillingError` with code `readOnly`, `busy` if other processes kept the file for too long, `noSpace` if
    ///   there is no room for two more copies, and `storageFailed`; the file is then as it was.
    /// - Complexity: O(*n*) for *n* bytes.
    public func compact() async throws {
        try await observing(.compact) { observation in
            guard let writer else { throw readOnly }
            try await writer.run { writer, _ in try writer.compact(observation) }
        }
    }
}
