import BillingModel

/// Bytes that came once, kept in a temporary file.
///
/// Safe to share, though the compiler cannot see it: the file is written by the initializer alone, before anybody else has it,
/// and read by place, which moves nothing that readers share.
final class SpooledBytes: @unchecked Sendable {
    private let file: SpoolFile

    /// Keeps what the chunks give, up to an empty one.
    init(_ chunks: () throws -> [UInt8]) throws {
        file = try SpoolFile()
        while true {
            let chunk = try chunks()
            if chunk.isEmpty { break }
            try file.append(chunk)
        }
    }

    /// The bytes from a place on, at most so many; none at the end.
    func bytes(from start: Int, limit: Int) throws(BillingError) -> [UInt8] {
        try file.bytes(from: start, limit: limit)
    }
}
