import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// The first bytes of a database as they lie in the file, whatever SQLite makes of them.
struct DatabaseHeader {
    /// The bytes of the header, fewer in a file that ends within them.
    let bytes: [UInt8]
    /// The bytes of the file.
    let size: Int64

    private static let length = 100
    private static let magic = Array("SQLite format 3\0".utf8)

    /// Reads a header through SQLite: closing another descriptor of the file would drop the locks that the process holds on it.
    init(_ path: String) throws {
        let connection = try Connection(
            opening: DatabaseFile(path).path, path: path, flags: SQLITE_OPEN_READONLY, wait: 0)
        defer { connection.close() }
        var file: UnsafeMutablePointer<sqlite3_file>?
        sqlite3_file_control(try connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file)
        var size: sqlite3_int64 = 0
        guard let file, let methods = file.pointee.pMethods,
            methods.pointee.xFileSize(file, &size) == SQLITE_OK
        else { throw connection.failure(SQLITE_IOERR, "read the header") }
        let count = Int(min(size, Int64(Self.length)))
        var bytes = [UInt8](repeating: 0, count: count)
        if count > 0 {
            let result = bytes.withUnsafeMutableBytes {
                methods.pointee.xRead(file, $0.baseAddress, Int32(count), 0)
            }
            guard result == SQLITE_OK else { throw connection.failure(result, "read the header") }
        }
        self.bytes = bytes
        self.size = size
    }

    /// Whether the file ends within the header; also if it is empty.
    var isCutShort: Bool { bytes.count < Self.length }

    /// Whether it begins as a database does, as far as it goes.
    var isOfDatabase: Bool { Self.magic.starts(with: bytes.prefix(Self.magic.count)) }

    /// What says whose database it is.
    var applicationID: Int32 { Int32(truncatingIfNeeded: number(at: 68)) }

    /// What contradicts the format of a database, or what this package writes into every file.
    var problems: [String] {
        guard !isCutShort else { return [size == 0 ? "it is empty" : "it ends after \(size) bytes"] }
        var problems: [String] = []
        if !isOfDatabase { problems.append("its header does not begin as that of a database") }
        let pageSize = Int64(bytes[16]) << 8 | Int64(bytes[17])
        let pages = Int64(number(at: 28))
        if !(512...32_768).contains(pageSize) || pageSize.nonzeroBitCount != 1 {
            problems.append("its header states pages of \(pageSize) bytes")
        } else if pages > size / pageSize {
            problems.append("it has \(size) bytes, and its header states \(pages) pages of \(pageSize)")
        }
        // The ways to write and to read, the bytes left free in pages, and three shares that never differ.
        if Array(bytes[18...23]) != [2, 2, 0, 64, 32, 32] {
            problems.append("its header states another form of pages than SQLite writes")
        }
        if number(at: 44) != 4 || number(at: 56) != 1 {
            problems.append("its header states another form of tables or texts than SQLite writes")
        }
        return problems
    }

    /// The number in four bytes, the highest first; 0 where the file ends before.
    private func number(at place: Int) -> UInt32 {
        guard bytes.count >= place + 4 else { return 0 }
        return bytes[place..<(place + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
