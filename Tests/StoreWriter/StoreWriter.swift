import Foundation
import InauroBilling

/// A process of its own that commits to a file, for tests that kill it or run it beside others.
///
/// `StoreWriter PATH WRITER FIRST COUNT`: commits the steps of a writer from the first one on, and writes a line with the
/// number of each step once it is acknowledged.
@main
struct StoreWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let first = Int(arguments[3]), let count = Int(arguments[4]) else {
            FileHandle.standardError.write(Data("usage: StoreWriter PATH WRITER FIRST COUNT\n".utf8))
            exit(64)
        }
        let repository = try await FileRepository(at: arguments[1], clock: { Date() })
        for number in first..<(first + count) {
            try await repository.commit(Step(writer: arguments[2], number: number).changes())
            FileHandle.standardOutput.write(Data("\(number)\n".utf8))
        }
        await repository.close()
    }
}
