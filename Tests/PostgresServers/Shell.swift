#if PostgreSQL
import Foundation

/// Commands of the system.
package enum Shell {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Runs a command, and not by `Process`, which would wait for the server that it leaves behind.
    package static func run(_ command: String) throws {
        let status = system("(\(command)) >/dev/null 2>&1 </dev/null")
        guard status == 0 else { throw Failure(description: "\(command): \(status)") }
    }

    package static func output(_ command: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(command): \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
#endif
