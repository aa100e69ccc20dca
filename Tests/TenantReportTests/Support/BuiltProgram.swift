import Foundation

/// The program, which is built beside the tests.
enum BuiltProgram {
    static let file = Bundle.main.bundleURL.appending(path: "tenant-report")
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: file.path) }

    /// Runs a command in a shell, in another folder; the program is `"$TENANT_REPORT"`.
    static func shell(_ command: String) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ["TENANT_REPORT": file.path]
        process.currentDirectoryURL = URL(filePath: "/")
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        // What goes to standard error is short, so that neither pipe fills while the other is read.
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let diagnostics = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: text, as: UTF8.self),
            String(decoding: diagnostics, as: UTF8.self)
        )
    }
}
