#if PostgreSQL
import CBillingPostgres

/// Asks a server to stop what it does for a connection.
///
/// Safe to share, though the compiler cannot see it: the pointer is set once, libpq lets any thread use what it points to, and it
/// is freed when nobody has it any more.
final class PostgresCanceller: @unchecked Sendable {
    private let raw: OpaquePointer?

    init(_ raw: OpaquePointer?) { self.raw = raw }

    deinit { PQfreeCancel(raw) }

    func cancel() {
        guard let raw else { return }
        var message = [CChar](repeating: 0, count: 256)
        _ = PQcancel(raw, &message, 256)
    }
}
#endif
