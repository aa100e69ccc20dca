import Foundation

/// This program as another process, and the lines that it writes.
final class Child {
    private let process = Process()
    private let output = Pipe()
    private var rest: [UInt8] = []

    init(_ arguments: [String]) throws {
        process.executableURL =
            Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
        process.arguments = arguments
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The end of the pipe that this process holds would keep it open.
        try? output.fileHandleForWriting.close()
    }

    enum Line: Equatable {
        case text(String)
        case end
        case late
    }

    /// The next line, unless it takes longer than so many seconds.
    func line(within seconds: Int) -> Line {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeSubrange(...end)
                return .text(line)
            }
            let left = deadline - ContinuousClock.now
            guard left > .zero else { return .late }
            var poll = pollfd(
                fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let wait = Int32(left.components.seconds * 1_000) + 1
            guard Foundation.poll(&poll, 1, wait) > 0 else { continue }
            let more = output.fileHandleForReading.availableData
            // What was cut off by the end of the process says nothing.
            if more.isEmpty { return .end }
            rest += more
        }
    }

    /// The numbers of all lines up to the end, or nil if it does not come.
    func numbers(within seconds: Int) -> [Int]? {
        var numbers: [Int] = []
        while true {
            switch line(within: seconds) {
            case .text(let text): if let number = Int(text) { numbers.append(number) }
            case .end: return numbers
            case .late:
                kill()
                return nil
            }
        }
    }

    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end; whether a signal brought it, and the number of that or of the status.
    func finish() -> (isSignal: Bool, number: Int32) {
        process.waitUntilExit()
        return (process.terminationReason == .uncaughtSignal, process.terminationStatus)
    }
}

/// Writes a line at once.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}
