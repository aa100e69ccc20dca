import BillingModel
import BillingStore

/// The connection that writes, and what runs between its commits.
struct Writer {
    private let session: Session
    /// Moves the log into the file while the other connection keeps writers waiting.
    private let copier: Connection
    /// Whether older pages in the log may hold what was erased.
    private var logHoldsErased: Bool
    /// The pages of the log, 16 MiB, from which on it is moved into the file.
    private static let longLog = 1_000
    private let observer: (any StoreObserver)?

    init(
        _ path: String, _ options: ConnectionOptions, _ bounds: PackingLimits,
        observer: (any StoreObserver)? = nil
    ) throws {
        self.observer = observer
        // Whoever left a log may have erased something and died.
        logHoldsErased = try DatabaseFile(path).hasLog
        let connection = try Connection.open(path, options)
        // Opening a file that is ready waits for nobody who writes it.
        if try !Schema.isCurrent(connection) {
            try connection.write { try Schema.prepare(connection) }
        }
        var existing = options
        existing.access = .readWrite
        copier = try Connection.open(path, existing)
        session = Session(connection, bounds)
    }

    /// Runs a commit, whole or not at all.
    func write<Value>(_ observation: Observation?, _ work: (Session) throws -> Value) throws -> Value {
        observation?.begin(session.connection)
        defer { observation?.note(session.connection) }
        do {
            return try session.connection.write {
                session.begin(nil)
                let value = try work(session)
                observation?.note { $0.packed = session.seriesStore.packed }
                return value
            }
        } catch {
            // What the transaction left in the caches was undone with it.
            session.undo()
            throw error
        }
    }

    /// Moves a long log into the file, and cuts one in which erased content stands.
    ///
    /// A failure is the next commit's, which meets it itself.
    mutating func tidy() {
        if session.hasErased { logHoldsErased = true }
        guard logHoldsErased || session.connection.logPages >= Self.longLog else { return }
        try? Observation.run(Observation.start(observer, .checkpoint)) { observation in
            observation?.begin(session.connection)
            let left: Int
            do {
                defer { observation?.note(session.connection) }
                left = try shortenLog()
            }
            let moved = max(0, session.connection.logPages - left)
            observation?.note { $0.pages?.written = moved }
        }
    }

    /// Moves or cuts the log, and says how many of its pages are not in the file yet.
    private mutating func shortenLog() throws -> Int {
        guard logHoldsErased else { return try session.connection.checkpoint(by: copier) }
        // Readers that need the log leave the cut to the next commit, or to the close.
        try session.connection.truncateLog(by: copier)
        logHoldsErased = false
        return 0
    }

    /// Writes the file anew without gaps, and cuts the log.
    mutating func compact(_ observation: Observation?) throws {
        observation?.begin(session.connection)
        do {
            defer { observation?.note(session.connection) }
            try session.connection.rewrite()
        }
        logHoldsErased = true
        tidy()
    }

    mutating func close() {
        if logHoldsErased { tidy() }
        copier.close()
        session.connection.close()
    }
}
