import Foundation

/// Where the command reads and writes, so that a test can stand in.
struct Console: Sendable {
    /// Writes to standard output.
    let write: @Sendable (String) throws -> Void
    /// Writes to standard error.
    let writeError: @Sendable (String) -> Void
    /// Whether somebody watches standard error.
    let showsProgress: Bool
    /// How many columns a line of text may have.
    var width = 100
    /// Gives the next chunk of standard input; an empty one is the end.
    let readInput: @Sendable () throws -> [UInt8]

    /// The streams of this process.
    static let standard = Console(
        write: { try OutputError.write(Array($0.utf8), to: STDOUT_FILENO) },
        writeError: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) },
        showsProgress: isatty(FileHandle.standardError.fileDescriptor) == 1, width: terminalWidth,
        readInput: { try InputFile.standardInput.chunk() })

    /// What `COLUMNS` says, else the terminal that standard output is, else 100.
    private static var terminalWidth: Int {
        let stated = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 0
        if stated > 0 { return stated }
        var size = winsize()
        let isTerminal = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
        return isTerminal && size.ws_col > 0 ? Int(size.ws_col) : 100
    }
}
