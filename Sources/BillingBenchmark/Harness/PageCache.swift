import Foundation

/// What the system keeps of files in memory.
enum PageCache {
    /// Lets a file's pages go, so that the next read comes from the disk; elsewhere than on Linux this does nothing.
    static func drop(_ path: String) throws {
        #if os(Linux)
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw Failure("\(path) cannot be opened") }
        defer { close(file) }
        _ = fsync(file)
        _ = posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }
}
