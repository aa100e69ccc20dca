import Foundation

/// Where the command reads and writes, so that a test can stand in.
struct Console: Sendable {
    /// Writes to standard output.
    let write: @Sendable (String) throws -> Void
    /// Writes to standard error.
    let complain: @Sendable (String) -> Void
    /// Whether somebody watches standard error.
    let showsProgress: Bool
    /// Gives the next chunk of standard input; an empty one is the end.
    let readInput: @Sendable () throws -> [UInt8]

    /// The streams of this process.
    static let standard = Console(
        write: { try OutputError.write(Array($0.utf8), to: STDOUT_FILENO) },
        complain: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
        showsProgress: isatty(FileHandle.standardError.fileDescriptor) == 1,
        readInput: { try InputFile.standardInput.chunk() })
}
