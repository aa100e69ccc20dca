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

    init(_ path: String, _ options: ConnectionOptions, _ bounds: PackingLimits) throws {
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
    func write<Value>(_ work: (Session) throws -> Value) throws -> Value {
        do {
            return try session.connection.write {
                session.begin(nil)
                return try work(session)
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
        let connection = session.connection
        if session.hasErased { logHoldsErased = true }
        if logHoldsErased {
            // Readers that need the log leave the cut to the next commit, or to the close.
            if (try? connection.truncateLog(by: copier)) != nil { logHoldsErased = false }
        } else if connection.logPages >= Self.longLog {
            _ = try? connection.checkpoint(by: copier)
        }
    }

    /// Writes the file anew without gaps, and cuts the log.
    mutating func compact() throws {
        try session.connection.rewrite()
        logHoldsErased = true
        tidy()
    }

    mutating func close() {
        if logHoldsErased { tidy() }
        copier.close()
        session.connection.close()
    }
}
