import BillingModel
import BillingTime

/// Bytes that can be read more than once: a file, an array, or a copy of what comes once.
///
/// An import reads its source twice: once to know it, and once for its records. A source that is not the same the second time is refused with code `outdated`, before any byte of the
/// chunk that differs is read as a record; what was committed until then stays, and is what the first state said.
public struct ImportSource: Sendable {
    private enum Place {
        case file(String)
        case bytes([UInt8])
        case spooled(SpooledBytes)
    }

    private let place: Place

    /// A file, opened for each pass.
    ///
    /// A pipe or a device that gives its bytes once is no such file: take a copy of them, ``copy(of:)``.
    public static func file(_ path: String) -> ImportSource { ImportSource(place: .file(path)) }

    /// Bytes in memory.
    public static func bytes(_ bytes: [UInt8]) -> ImportSource { ImportSource(place: .bytes(bytes)) }

    /// The bytes of a text.
    public static func text(_ text: String) -> ImportSource { .bytes(Array(text.utf8)) }

    /// A copy of bytes that come once, such as those of a pipe or the body of a request.
    ///
    /// They are kept in a temporary file without a name, so that memory holds one chunk however many there are, and that
    /// nothing is left behind when the process ends.
    ///
    /// - Parameter chunks: Gives the next bytes; none at the end.
    /// - Returns: The source, whose file is gone when nobody holds it any more.
    /// - Throws: `BillingError` with code `noSpace` or `unavailable` if the file cannot be written; what `chunks` throws.
    public static func copy(of chunks: () throws -> [UInt8]) throws -> ImportSource {
        ImportSource(place: .spooled(try SpooledBytes(chunks)))
    }

    private init(place: Place) { self.place = place }

    static let chunkSize = 1 << 18

    /// Opens the source: each call of the closure gives the next chunk, an empty one is the end.
    ///
    /// All chunks but the last are full, so that two passes can be compared chunk by chunk.
    ///
    /// - Throws: `BillingError` with code `unavailable` if a file cannot be opened.
    func chunks() throws(BillingError) -> () throws -> [UInt8] {
        switch place {
        case .file(let path):
            let file = try FileBlocks(path: path)
            var rest: [UInt8] = []
            return {
                while rest.count < Self.chunkSize {
                    let block = try file.next()
                    if block.isEmpty { break }
                    rest += block
                }
                defer { rest.removeFirst(min(rest.count, Self.chunkSize)) }
                return Array(rest.prefix(Self.chunkSize))
            }
        case .spooled(let spooled):
            var start = 0
            return {
                let chunk = try spooled.bytes(from: start, limit: Self.chunkSize)
                start += chunk.count
                return chunk
            }
        case .bytes(let bytes):
            var start = 0
            return {
                let end = min(bytes.count, start + Self.chunkSize)
                defer { start = end }
                return Array(bytes[start..<end])
            }
        }
    }
}

/// One pass over a source, with the digests of what was read.
final class SourcePass {
    private let chunks: () throws -> [UInt8]
    /// The digests of an earlier pass; nil for the first one.
    private let expected: [String]?
    private var running = SHA256()
    /// The digest of all bytes up to the end of each chunk.
    private(set) var digests: [String] = []
    private(set) var byteCount = 0

    init(_ source: ImportSource, expecting expected: [String]? = nil) throws(BillingError) {
        chunks = try source.chunks()
        self.expected = expected
    }

    /// The digest of all bytes so far.
    var digest: String { running.hexadecimal }

    /// The next chunk; an empty one is the end.
    func next() throws -> [UInt8] {
        let chunk = try chunks()
        if chunk.isEmpty {
            if let expected, expected.count != digests.count { throw Self.changed }
            return []
        }
        running.update(chunk)
        let digest = running.hexadecimal
        if let expected, digests.count >= expected.count || expected[digests.count] != digest {
            throw Self.changed
        }
        digests.append(digest)
        byteCount += chunk.count
        return chunk
    }

    /// Reads what is left.
    func drain() throws {
        while try !next().isEmpty {}
    }

    private static let changed = BillingError(
        .outdated, rule: "a source stays as it is while it is imported")
}
