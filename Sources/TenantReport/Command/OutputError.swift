import Foundation

/// A report that cannot be written.
struct OutputError: Error {
    /// The system's own words; nil if the reader of a pipe has closed it.
    let reason: String?
    /// The file that cannot be written; nil for standard output.
    var path: String?
}

extension OutputError {
    /// Writes all bytes, in as many parts as the system takes.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw OutputError(reason: errno == EPIPE ? nil : String(cString: strerror(errno)))
            }
        }
    }
}
