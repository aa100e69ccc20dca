import BillingModel

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Bytes in a temporary file without a name, which is gone when nobody holds it any more, however the process ends.
///
/// Safe to share, though the compiler cannot see it: the stream is written by the initializer alone, before anybody else has it,
/// and read by place, which moves nothing that readers share.
final class SpooledBytes: @unchecked Sendable {
    private let stream: UnsafeMutablePointer<FILE>
    private let count: Int

    /// Keeps what the chunks give, up to an empty one.
    init(_ chunks: () throws -> [UInt8]) throws {
        guard let stream = tmpfile() else { throw Self.error(errno) }
        var count = 0
        do {
            while true {
                let chunk = try chunks()
                if chunk.isEmpty { break }
                try Self.write(chunk, to: fileno(stream))
                count += chunk.count
            }
        } catch {
            fclose(stream)
            throw error
        }
        (self.stream, self.count) = (stream, count)
    }

    deinit { fclose(stream) }

    /// The bytes from a place on, at most so many; none at the end.
    func bytes(from start: Int, limit: Int) throws(BillingError) -> [UInt8] {
        let length = min(limit, count - start)
        guard length > 0 else { return [] }
        var number: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            filled = 0
            while filled < length {
                let got = pread(
                    fileno(stream), buffer.baseAddress.map { $0 + filled }, length - filled,
                    off_t(start + filled))
                if got > 0 {
                    filled += got
                } else if got == 0 || errno != EINTR {
                    number = got == 0 ? EIO : errno
                    return
                }
            }
        }
        guard number == 0 else { throw Self.error(number) }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(BillingError) {
        var number: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                #if canImport(Darwin)
                let got = Darwin.write(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                #elseif canImport(Glibc)
                let got = Glibc.write(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                #else
                let got = Musl.write(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
                #endif
                if got >= 0 {
                    written += got
                } else if errno != EINTR {
                    number = errno
                    return
                }
            }
        }
        guard number == 0 else { throw error(number) }
    }

    private static func error(_ number: Int32) -> BillingError {
        BillingError(
            number == ENOSPC || number == EDQUOT ? .noSpace : .unavailable,
            rule: "bytes that come once are kept in a temporary file while they are imported",
            detail: String(cString: strerror(number)))
    }
}
