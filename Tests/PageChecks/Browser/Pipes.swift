import Foundation

/// Two pipes to another process: what is written here is read there, and the other way round.
struct Pipes {
    let reading: Int32
    let writing: Int32
    /// The ends of the other process.
    let theirReading: Int32
    let theirWriting: Int32

    init() throws {
        (theirReading, writing) = try Self.pipe()
        (reading, theirWriting) = try Self.pipe()
    }

    /// Lets go of the ends that the other process holds, so that its end is seen.
    func closeTheirs() {
        close(theirReading)
        close(theirWriting)
    }

    func closeOurs() {
        close(reading)
        close(writing)
    }

    /// Both ends above the numbers that the other process gives to its own, and closed in any process started meanwhile.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw BrowserError.notStarted("no pipe") }
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        for end in ends { close(end) }
        guard high[0] >= 0, high[1] >= 0 else { throw BrowserError.notStarted("no descriptor") }
        return (high[0], high[1])
    }
}
