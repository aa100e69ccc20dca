import BillingModel

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What an error number of the system means to a caller.
enum SystemError {
    /// The error of a call that failed with `number`.
    ///
    /// - Parameters:
    ///   - number: The error number.
    ///   - operation: The path, and what was tried there.
    ///   - writesFolder: Whether the call makes, renames or removes a file.
    /// - Returns: The error to throw.
    static func failure(_ number: Int32, of operation: String, writesFolder: Bool = false) -> BillingError {
        let forbidden = writesFolder && [EACCES, EPERM, EROFS].contains(number)
        let (code, rule) =
            forbidden ? (.readOnly, "the folder of a repository can be written") : meaning(of: number)
        return BillingError(code, rule: rule, detail: "\(operation): \(String(cString: strerror(number)))")
    }

    private static func meaning(of number: Int32) -> (BillingError.Code, String) {
        switch number {
        case ENOENT: (.notFound, "the file of a repository, and the folder it is in, exist")
        case ENOTDIR: (.notFound, "the path of a repository leads through folders")
        case EISDIR: (.invalidValue, "the path of a repository names a file")
        case ENAMETOOLONG, ELOOP:
            (.invalidValue, "the path of a repository is one that the system can follow")
        case EACCES, EPERM, EROFS:
            (.unavailable, "the process may use the file of a repository and its folder")
        case ENOSPC, EDQUOT, EFBIG: (.noSpace, "a repository needs room on the disk and in the quota")
        case EIO: (.storageFailed, "the storage reads, writes and syncs what it is asked to")
        default: (.unavailable, "the system opens the file of a repository")
        }
    }
}
