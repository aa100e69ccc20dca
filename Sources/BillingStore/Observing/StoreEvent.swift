public import BillingModel

/// What a repository did, how long it took, how much it was, and how it ended.
///
/// It holds no data of a customer, unless the observer asked for tenants.
public struct StoreEvent: Hashable, Sendable {
    /// What was done.
    public var operation: Operation
    /// How it ended.
    public var outcome: Outcome
    /// How long it took, all waits included, by a clock that never jumps.
    public var duration: Duration
    /// How long of that it waited for a thread, or behind other calls of the same process.
    public var queued: Duration
    /// How long of that it waited for locks that others held, as a rule other processes.
    public var locked: Duration
    /// How often a lock was tried again, or a transaction that met another one or lost its connection.
    public var retries: Int
    /// How many records it wrote or read, counted as ``Operation`` says.
    public var records: Int
    /// How many samples and totals it moved into packed chunks.
    public var packed: Int
    /// The pages of the file that it went through; nil where there is no file, or none was opened.
    public var pages: Pages?
    /// The tenants that it was about; nil if the observer did not ask, or if it was about none.
    public var tenants: TenantSelection?

    /// Makes an event, as a backend and a test do.
    public init(
        _ operation: Operation, outcome: Outcome = .succeeded, duration: Duration = .zero,
        queued: Duration = .zero, locked: Duration = .zero, retries: Int = 0, records: Int = 0,
        packed: Int = 0, pages: Pages? = nil, tenants: TenantSelection? = nil
    ) {
        self.operation = operation
        self.outcome = outcome
        self.duration = duration
        self.queued = queued
        self.locked = locked
        self.retries = retries
        self.records = records
        self.packed = packed
        self.pages = pages
        self.tenants = tenants
    }
}

extension StoreEvent {
    /// How a call ended.
    public enum Outcome: Hashable, Sendable, CustomStringConvertible {
        /// It did what it was asked for.
        case succeeded
        /// Its task was cancelled.
        case cancelled
        /// It threw an error of this code; `corruptData` is damage.
        case failed(BillingError.Code)

        /// How a call ended that threw an error.
        public init(_ error: any Error) {
            switch error {
            case let error as BillingError: self = .failed(error.code)
            case is CancellationError: self = .cancelled
            default: self = .failed(.unavailable)
            }
        }

        /// The stable name, fit for a metric label: `succeeded`, `cancelled`, or that of the code.
        public var description: String {
            switch self {
            case .succeeded: "succeeded"
            case .cancelled: "cancelled"
            case .failed(let code): code.description
            }
        }
    }

    /// Pages of a file that went through the cache of a connection.
    public struct Pages: Hashable, Sendable {
        /// How many were in the cache.
        public var hits: Int
        /// How many had to be read.
        public var misses: Int
        /// How many were written.
        public var written: Int
        /// The bytes of each.
        public var size: Int

        /// Makes a count of pages.
        public init(hits: Int, misses: Int, written: Int, size: Int) {
            self.hits = hits
            self.misses = misses
            self.written = written
            self.size = size
        }

        /// The bytes that were read.
        public var bytesRead: Int { misses * size }
        /// The bytes that were written.
        public var bytesWritten: Int { written * size }
    }
}
