import BillingModel

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A temporary file without a name, which is gone when nobody holds it any more, however the process ends.
final class SpoolFile {
    private let stream: UnsafeMutablePointer<FILE>
    /// How many bytes were written.
    private(set) var count = 0

    init() throws(BillingError) {
        guard let stream = tmpfile() else { throw Self.error(errno) }
        self.stream = stream
    }

    deinit { fclose(stream) }

    /// Adds bytes at the end.
    func append(_ bytes: [UInt8]) throws(BillingError) {
        try Self.write(bytes, to: fileno(stream))
        count += bytes.count
    }

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
