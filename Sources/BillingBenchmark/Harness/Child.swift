import Foundation

/// Runs this program once more, as a process of its own that knows nothing yet.
enum Child {
    /// What the process prints.
    static func output(_ arguments: [String]) throws -> String {
        guard let program = Bundle.main.executableURL else { throw Failure("the program has no path") }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure("the process ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
