public import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Makes a state of the lines of an archive, which come in parts of any length.
///
/// A line that does not fit is refused with its number and the rule. Only the last line tells that nothing is missing or
/// altered, so that there is no state before ``finish()``.
///
/// ```swift
/// var reader = ArchiveReader()
/// for part in parts { try reader.read(part) }
/// let state = try reader.finish()
/// ```
public struct ArchiveReader {
    private var assembly = StateAssembly()
    private var assembling = ArchiveAssembling()
    private var header: ArchiveLine.Header?
    private var sha256 = SHA256()
    private var lines = 0
    private var tenants: Set<TenantID> = []
    private var records = 0
    /// The beginning of a line whose end has not come yet.
    private var rest: [UInt8] = []
    private var isAtEnd = false
    private var failure: BillingError?
    private let decoder = JSONDecoder()

    /// The most bytes of a line.
    public static let lineLimit = 1 << 26

    /// Makes a reader that expects the first line.
    public init() {}

    /// Reads the next part.
    ///
    /// - Throws: `BillingError` with the number of the line in its detail: `newerFormat` if a later release wrote the
    ///   archive, `limitExceeded` if a line is longer than ``lineLimit``, `corruptData` if the lines are not those that
    ///   were written, else `malformed` or what the rule of a record says. A reader that has thrown reads no more.
    public mutating func read(_ part: [UInt8]) throws(BillingError) {
        if let failure { throw failure }
        do throws(BillingError) {
            var start = part.startIndex
            while let end = part[start...].firstIndex(of: 0x0A) {
                guard rest.count + end - start < Self.lineLimit else { throw tooLong }
                if rest.isEmpty {
                    try take(part[start...end])
                } else {
                    rest += part[start...end]
                    let line = rest
                    rest = []
                    try take(line[...])
                }
                start = end + 1
            }
            guard rest.count + part.count - start < Self.lineLimit else { throw tooLong }
            rest += part[start...]
        } catch {
            let error = place(error)
            failure = error
            throw error
        }
    }

    /// The state, once all parts are read.
    ///
    /// - Throws: `BillingError` with code `corruptData` if the last line is missing, and as ``read(_:)``.
    public mutating func finish() throws(BillingError) -> RepositoryState {
        if let failure { throw failure }
        guard isAtEnd, rest.isEmpty, let header else {
            throw place(
                BillingError(.corruptData, rule: "an archive ends with the count and the digest of its lines")
            )
        }
        do throws(BillingError) {
            let state = try assembly.finish()
            guard state.extent.revision == header.revision, state.extent.commits == header.commits,
                state.extent.tenants == header.tenants
            else {
                throw BillingError(.malformed, rule: "an archive holds what its first line states")
            }
            return state
        } catch {
            throw place(error)
        }
    }

    /// How far the lines are read; nil before the first one.
    var progress: ArchiveProgress? {
        header.map {
            ArchiveProgress(
                phase: .reading, tenants: tenants.count, tenantCount: $0.tenants, records: records,
                recordCount: nil)
        }
    }

    private var tooLong: BillingError {
        BillingError(.limitExceeded, rule: "a line of an archive has less than 64 MiB")
    }

    /// Names the line that is read in an error.
    private func place(_ error: BillingError) -> BillingError {
        BillingError(
            error.code, rule: error.rule,
            detail: "line \(isAtEnd && rest.isEmpty ? lines : lines + 1)"
                + (error.detail.isEmpty ? "" : ": \(error.detail)"),
            cause: error.cause)
    }

    /// Takes a line with its newline.
    private mutating func take(_ bytes: ArraySlice<UInt8>) throws(BillingError) {
        guard !isAtEnd else {
            throw BillingError(.malformed, rule: "nothing comes after the last line of an archive")
        }
        if header == nil {
            header = try firstLine(bytes)
        } else {
            switch try decode(ArchiveLine.self, bytes) {
            case .end(let end):
                guard end.lines == lines, end.sha256 == sha256.hexadecimal else {
                    throw BillingError(
                        .corruptData, rule: "the lines of an archive are those that were written")
                }
                isAtEnd = true
                try assembling.flush(into: &assembly)
            case let line:
                try assembling.take(line, into: &assembly)
                if case .tenant(let form) = line { tenants.insert(form.value.id) }
                records += line.count
            }
        }
        sha256.update(Array(bytes))
        lines += 1
    }

    /// What names the format, which all releases can read.
    private struct FirstLine: Decodable {
        struct Header: Decodable {
            let format: String
            let version: Int
        }
        let archive: Header
    }

    private func firstLine(_ bytes: ArraySlice<UInt8>) throws(BillingError) -> ArchiveLine.Header {
        let first: FirstLine
        do throws(BillingError) {
            first = try decode(FirstLine.self, bytes)
        } catch {
            throw BillingError(
                .malformed, rule: "the first line of an archive names its format", cause: error.cause)
        }
        guard first.archive.format == ArchiveLine.Header.name, first.archive.version > 0 else {
            throw BillingError(.malformed, rule: "the first line of an archive names its format")
        }
        guard first.archive.version <= ArchiveLine.Header.release else {
            throw BillingError(
                .newerFormat, rule: "a release reads archives of its own format and those before it",
                detail: "version \(first.archive.version)")
        }
        guard case .archive(let header) = try decode(ArchiveLine.self, bytes) else {
            throw BillingError(.malformed, rule: "the first line of an archive names its format")
        }
        return header
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: ArraySlice<UInt8>
    ) throws(BillingError) -> Value {
        do {
            return try decoder.decode(Value.self, from: Data(bytes))
        } catch let error as BillingError {
            throw error
        } catch {
            throw BillingError(
                .malformed, rule: "a line of an archive is the JSON of a record", cause: error)
        }
    }
}
