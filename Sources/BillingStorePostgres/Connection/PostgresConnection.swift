#if PostgreSQL
import BillingModel
import CBillingPostgres

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One connection to a server.
///
/// Calls block, so that it belongs on a thread of its own. Statements are prepared once for each connection, and parameters and rows are binary.
package final class PostgresConnection {
    private let raw: OpaquePointer
    private var names: [String: String] = [:]
    /// Stops what the server is doing for this connection, from any thread.
    let canceller: PostgresCanceller

    /// Connects to what libpq is told: by keywords or a URI, with TLS and all else that it knows.
    package init(_ address: String) throws(PostgresFailure) {
        guard let raw = PQconnectdb(address) else {
            throw PostgresFailure(state: "", message: "out of memory", isDisconnected: true)
        }
        guard PQstatus(raw) == CONNECTION_OK else {
            let message = Self.text(PQerrorMessage(raw))
            PQfinish(raw)
            throw PostgresFailure(state: Self.state(in: message), message: message, isDisconnected: true)
        }
        self.raw = raw
        canceller = PostgresCanceller(PQgetCancel(raw))
        // The default writes warnings to the standard error of the host.
        _ = PQsetNoticeProcessor(raw, { _, _ in }, nil)
    }

    deinit { PQfinish(raw) }

    /// Whether the server was there at the last call.
    package var isUsable: Bool { PQstatus(raw) == CONNECTION_OK }

    /// Whether the server has told something on a channel that is listened to, or does so within a time.
    func hasNotice(within limit: Duration) throws(PostgresFailure) -> Bool {
        if takeNotices() { return true }
        var socket = pollfd(fd: PQsocket(raw), events: Int16(POLLIN), revents: 0)
        guard poll(&socket, 1, Int32(limit / .milliseconds(1))) > 0 else { return false }
        guard PQconsumeInput(raw) == 1 else { throw lost() }
        return takeNotices()
    }

    private func takeNotices() -> Bool {
        var isTold = false
        while let notice = PQnotifies(raw) {
            PQfreemem(notice)
            isTold = true
        }
        return isTold
    }

    /// The version of the server: 150004 for 15.4.
    var serverVersion: Int { Int(PQserverVersion(raw)) }

    /// The name of the database, for errors.
    var name: String {
        "\(Self.text(PQhost(raw))):\(Self.text(PQport(raw)))/\(Self.text(PQdb(raw)))"
    }

    // MARK: Statements

    /// Runs statements without parameters, of which there may be several.
    package func run(script: String) throws(PostgresFailure) {
        _ = try checked(PQexec(raw, script))
    }

    /// Runs a statement.
    @discardableResult
    package func rows(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresFailure) -> PostgresRows {
        let name = try prepared(sql, values)
        return try checked(
            Self.withParameters(values) { count, bytes, lengths, formats in
                PQexecPrepared(raw, name, count, bytes, lengths, formats, 1)
            })
    }

    /// So many statements go to the server in one exchange.
    static let exchange = 64

    /// Runs statements that do not depend on each other's rows, in one exchange with the server.
    ///
    /// - Parameters:
    ///   - statements: The statements.
    ///   - meanwhile: What is done once they are sent, while the server has them.
    /// - Returns: The rows of each.
    /// - Throws: The first failure; none of those behind it was run.
    @discardableResult
    package func pipeline(
        _ statements: [(sql: String, values: [PostgresValue])], meanwhile: () -> Void = {}
    ) throws(PostgresFailure) -> [PostgresRows] {
        var all: [PostgresRows] = []
        // The server answers while it is sent more: what is under way has to fit the buffers of both.
        for first in stride(from: 0, to: statements.count, by: Self.exchange) {
            all += try exchange(statements[first..<min(first + Self.exchange, statements.count)]) {
                if first == 0 { meanwhile() }
            }
        }
        return all
    }

    private func exchange(
        _ statements: ArraySlice<(sql: String, values: [PostgresValue])>, meanwhile: () -> Void
    ) throws(PostgresFailure) -> [PostgresRows] {
        var prepared: [(name: String, values: [PostgresValue])] = []
        for (sql, values) in statements { prepared.append((try self.prepared(sql, values), values)) }
        guard PQenterPipelineMode(raw) == 1 else { throw lost() }
        var failure: PostgresFailure?
        for (name, values) in prepared {
            let isSent = Self.withParameters(values) { count, bytes, lengths, formats in
                PQsendQueryPrepared(raw, name, count, bytes, lengths, formats, 1)
            }
            if isSent != 1 { failure = failure ?? lost() }
        }
        if PQpipelineSync(raw) != 1 { failure = failure ?? lost() }
        meanwhile()
        var rows: [PostgresRows] = []
        // Each statement gives its result and an end; the last result is that of the exchange.
        var ends = 0
        while isUsable {
            guard let result = PQgetResult(raw) else {
                ends += 1
                if ends > prepared.count { break }
                continue
            }
            let status = PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC {
                PQclear(result)
                break
            }
            do throws(PostgresFailure) {
                rows.append(try checked(result))
            } catch {
                if failure == nil { failure = error }
            }
        }
        if PQexitPipelineMode(raw) != 1 { failure = failure ?? lost() }
        if let failure { throw failure }
        return rows
    }

    /// The name of a statement, which is prepared if it is new.
    private func prepared(_ sql: String, _ values: [PostgresValue]) throws(PostgresFailure) -> String {
        if let name = names[sql] { return name }
        let name = "s\(names.count)"
        let types = values.map { Oid($0.type) }
        _ = try checked(PQprepare(raw, name, sql, Int32(types.count), types))
        names[sql] = name
        return name
    }

    private static func withParameters<Result>(
        _ values: [PostgresValue],
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        // All parameters in one block, so that each has an address; an empty one is no null.
        var block: [UInt8] = []
        var (starts, lengths): ([Int], [Int32]) = ([], [])
        for value in values {
            starts.append(block.count)
            value.write(to: &block)
            lengths.append(Int32(truncatingIfNeeded: block.count - starts[starts.count - 1]))
            block.append(0)
        }
        let formats = [Int32](repeating: 1, count: values.count)
        return block.withUnsafeBytes { bytes in
            let addresses: [UnsafePointer<CChar>?] = zip(values, starts).map { value, start in
                value.isNull
                    ? nil : bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
            }
            return body(Int32(values.count), addresses, lengths, formats)
        }
    }

    // MARK: Failures

    private func checked(_ result: OpaquePointer?) throws(PostgresFailure) -> PostgresRows {
        guard let result else { throw lost() }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return PostgresRows(result)
        default:
            let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
            let message = Self.text(PQresultErrorMessage(result))
            PQclear(result)
            throw PostgresFailure(state: state, message: message, isDisconnected: !isUsable)
        }
    }

    private func lost() -> PostgresFailure {
        PostgresFailure(state: "", message: Self.text(PQerrorMessage(raw)), isDisconnected: !isUsable)
    }

    private static func text(_ text: UnsafePointer<CChar>?) -> String {
        guard let text else { return "" }
        let lines = String(cString: text).split(separator: "\n")
        return lines.map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }.joined(separator: " ")
    }

    /// What a server refused a connection with: libpq tells it in words alone.
    private static func state(in message: String) -> String {
        let states = [
            ("too many clients", "53300"), ("remaining connection slots", "53300"),
            ("too many connections", "53300"), ("password authentication failed", "28P01"),
            ("does not exist", "3D000"), ("starting up", "57P03"), ("shutting down", "57P01"),
        ]
        return states.first { message.contains($0.0) }?.1 ?? "08001"
    }
}
#endif
