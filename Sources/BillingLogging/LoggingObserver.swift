#if Logging
import BillingModel
public import BillingStore
public import Logging

/// Writes what a repository does into the log of a host: failures by how serious they are, slow calls, and each call at a low level.
///
/// | level | what |
/// | --- | --- |
/// | `error` | damage, a storage that failed, a file that was replaced or rolled back or that a newer release made; findings of a verification |
/// | `warning` | what a later try may help with: `busy`, `noSpace`, `unavailable` |
/// | `notice` | calls that took longer than ``slow`` |
/// | `info` | what the repository refused |
/// | ``level`` | all else |
///
/// The message is constant, such as `commit refused`; what varies is metadata under keys that begin with `store.`.
public struct LoggingObserver: StoreObserver {
    private let logger: Logger
    /// A call that took longer is logged at `notice`.
    public let slow: Duration
    /// The level of what is neither slow nor fails.
    public let level: Logger.Level
    /// Whether tenants are logged, by their ids.
    public let namesTenants: Bool

    /// Makes an observer.
    ///
    /// - Parameters:
    ///   - logger: Where it writes.
    ///   - slow: The duration above which a call is slow.
    ///   - level: The level of what is neither slow nor fails.
    ///   - namesTenants: Whether tenants are logged.
    public init(
        _ logger: Logger, slow: Duration = .seconds(1), level: Logger.Level = .debug,
        namesTenants: Bool = false
    ) {
        self.logger = logger
        self.slow = slow
        self.level = level
        self.namesTenants = namesTenants
    }

    /// Writes one line, if the logger takes its level.
    public func observe(_ event: StoreEvent) {
        logger.log(
            level: level(of: event), "\(event.operation) \(event.outcome)", metadata: metadata(of: event))
    }

    private func level(of event: StoreEvent) -> Logger.Level {
        if event.operation == .verify, event.records > 0 { return .error }
        return switch event.outcome {
        case .failed(let code): Self.level(of: code)
        case .succeeded where event.duration > slow: .notice
        case .succeeded, .cancelled: level
        }
    }

    private static func level(of code: BillingError.Code) -> Logger.Level {
        switch code {
        case .corruptData, .storageFailed, .replaced, .rolledBack, .newerFormat: .error
        default: code.retry == .later ? .warning : .info
        }
    }

    private func metadata(of event: StoreEvent) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "store.operation": "\(event.operation)", "store.outcome": "\(event.outcome)",
            "store.duration_ms": "\(event.duration.milliseconds)",
        ]
        func add(_ key: String, _ count: Int) {
            if count > 0 { metadata["store.\(key)"] = "\(count)" }
        }
        add("records", event.records)
        add("packed", event.packed)
        add("retries", event.retries)
        add("queued_ms", event.queued.milliseconds)
        add("locked_ms", event.locked.milliseconds)
        add("bytes_read", event.pages?.bytesRead ?? 0)
        add("bytes_written", event.pages?.bytesWritten ?? 0)
        switch event.tenants {
        case .one(let tenant): metadata["store.tenants"] = .array(["\(tenant)"])
        case .set(let tenants): metadata["store.tenants"] = .array(tenants.sorted().map { "\($0)" })
        case .all: metadata["store.tenants"] = "all"
        case nil: break
        }
        return metadata
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
#endif
