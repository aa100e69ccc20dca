import BillingModel

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A file that is read in blocks, and closed when nobody holds it any more.
package final class FileBlocks {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws(BillingError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.error(path, errno) }
    }

    deinit { close(descriptor) }

    /// The next bytes; none at the end.
    func next() throws(BillingError) -> [UInt8] {
        let block = Self.block(of: descriptor)
        guard block.error == 0 else { throw Self.error(path, block.error) }
        return block.bytes
    }

    /// The next bytes of an open file, none at its end, and the system's number of the error; 0 if there is none.
    package static func block(of descriptor: Int32) -> (bytes: [UInt8], error: Int32) {
        var number: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
            while true {
                let got = read(descriptor, buffer.baseAddress, buffer.count)
                if got >= 0 {
                    count = got
                    return
                }
                guard errno == EINTR else {
                    number = errno
                    return
                }
            }
        }
        return (bytes, number)
    }

    private static func error(_ path: String, _ number: Int32) -> BillingError {
        BillingError(
            .unavailable, rule: "a file to be imported can be opened and read",
            detail: "'\(path)': \(String(cString: strerror(number)))")
    }
}
