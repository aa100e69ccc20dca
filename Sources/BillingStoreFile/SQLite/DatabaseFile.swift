import BillingModel
import BillingTime

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The place of a database in the file system: where it is looked for and made, without SQLite.
///
/// An existing file is never opened here. Closing any descriptor of a file drops all locks that the process holds on
/// it, also those of SQLite.
struct DatabaseFile {
    /// The path as SQLite takes it, which would read `:memory:` and `file:` as something else than a file.
    let path: String

    /// Held while a file is made, so that nobody in the process locks it before its first descriptor is closed.
    ///
    /// The value is of no interest; without one, the thread sanitizer would see races on the lock itself.
    private static let making = Lock(true)

    init(_ path: String) throws(BillingError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw BillingError(
                .invalidValue, rule: "the path of a repository has text and no NUL", detail: path)
        }
        self.path = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    }

    /// The folder that holds the file and what SQLite keeps beside it.
    var folder: String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A URI that tells SQLite to take neither locks nor a log, for a file that nobody changes.
    var immutableURI: String { uri("immutable=1") }

    /// A URI that tells SQLite to use the shared memory that a writer has made, and to make none that would belong to another user.
    var sharedURI: String { uri(isOwned ? "mode=ro" : "readonly_shm=1") }

    private func uri(_ parameters: String) -> String {
        let plain = path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        let scheme = path.utf8.first == UInt8(ascii: "/") ? "file://" : "file:"
        return scheme + plain.joined() + "?" + parameters
    }

    /// Refuses a path at which no file stands.
    func checkExists() throws(BillingError) {
        _ = try Self.making.withLock { _ throws(BillingError) in try stamp() }
    }

    /// Makes an empty file that its owner alone may read and write.
    ///
    /// - Returns: Whether there was none before.
    func makeIfMissing() throws(BillingError) -> Bool {
        try Self.making.withLock { _ throws(BillingError) in
            let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                close(descriptor)
                return true
            }
            let number = errno
            guard number == EEXIST else {
                throw SystemError.failure(number, of: "\(path): make", writesFolder: true)
            }
            _ = try stamp()
            return false
        }
    }

    /// What changes when a file is written or another takes its place.
    func stamp() throws(BillingError) -> Stamp {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SystemError.failure(errno, of: "\(path): look up") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BillingError(.invalidValue, rule: "the path of a repository names a file", detail: path)
        }
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        return Stamp(
            number: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int64(time.tv_sec),
            nanoseconds: Int64(time.tv_nsec))
    }

    struct Stamp: Equatable {
        let number: UInt64
        let size: Int64
        let seconds: Int64
        let nanoseconds: Int64
    }

    /// Whether anything stands at the path.
    var exists: Bool { access(path, F_OK) == 0 }

    /// Whether the process may write the file.
    var isWritable: Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }

    /// Whether the process may not make files in the folder.
    var isInReadOnlyFolder: Bool { faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) != 0 }

    /// Whether a log with content lies beside the file, or may lie there.
    var hasLog: Bool {
        var status = stat()
        guard stat(path + "-wal", &status) == 0 else { return errno != ENOENT && errno != ENOTDIR }
        return status.st_size > 0
    }

    /// Whether what the process makes beside the file belongs to whom the file belongs to.
    ///
    /// SQLite gives away what the superuser makes.
    var isOwned: Bool {
        var status = stat()
        return geteuid() == 0 || stat(path, &status) == 0 && status.st_uid == geteuid()
    }

    /// The numbers by which the file system tells the files beside a database from others; 0 where there is none.
    struct Companions: Equatable {
        var log: UInt64 = 0
        var sharedMemory: UInt64 = 0
    }

    var companions: Companions {
        func number(_ path: String) -> UInt64 {
            var status = stat()
            return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
        }
        return Companions(log: number(path + "-wal"), sharedMemory: number(path + "-shm"))
    }

    /// Gives the file another name; one that had it is replaced.
    func rename(to other: DatabaseFile) throws(BillingError) {
        #if canImport(Darwin)
        let result = Darwin.rename(path, other.path)
        #elseif canImport(Musl)
        let result = Musl.rename(path, other.path)
        #else
        let result = Glibc.rename(path, other.path)
        #endif
        guard result == 0 else {
            throw SystemError.failure(errno, of: "\(path): rename to \(other.path)", writesFolder: true)
        }
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.failure(errno, of: "\(folder): open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError.failure(errno, of: "\(folder): sync") }
    }

    /// Removes the file and what SQLite keeps beside it, as far as they exist.
    func remove() {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }
}
