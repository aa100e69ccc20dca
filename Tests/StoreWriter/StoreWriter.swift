import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import BillingTime
import Foundation

/// A process of its own that uses a file, for tests that kill it or run it beside others, or as another user.
///
/// - `StoreWriter PATH WRITER FIRST COUNT`: commits the steps of a writer from the first one on, and writes a line with the
///   number of each step once it is acknowledged.
/// - `StoreWriter read PATH`: opens the file to read it, and writes the latest revision for each line of input.
///
/// An error is written with its code, and ends the process with status 1.
@main
struct StoreWriter {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if arguments.count == 2, arguments[0] == "read" {
                try await read(arguments[1])
            } else if arguments.count == 4, let first = Int(arguments[2]),
                let count = Int(arguments[3])
            {
                try await write(arguments[0], arguments[1], first..<(first + count))
            } else {
                FileHandle.standardError.write(
                    Data("usage: StoreWriter PATH WRITER FIRST COUNT\n".utf8))
                exit(64)
            }
        } catch {
            let code = (error as? BillingError)?.code.description ?? "unknown"
            say(code)
            FileHandle.standardError.write(Data("\(String(reflecting: error))\n".utf8))
            exit(1)
        }
    }

    private static func say(_ line: some CustomStringConvertible) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    private static func write(_ path: String, _ writer: String, _ steps: Range<Int>) async throws {
        let repository = try await FileRepository(at: path, clock: { Date() })
        for number in steps {
            try await repository.commit(try WriterStep(writer: writer, number: number).changes())
            say(number)
        }
        await repository.close()
    }

    private static func read(_ path: String) async throws {
        let repository = try await FileRepository(at: path, access: .readOnly, clock: { Date() })
        while readLine() != nil {
            let revision = try await repository.revision(.latest)
            let steps = try await repository.fleet.reader.allRecords(
                RecordRequest(.invoice, of: .all, knownAt: .revision(revision))
            ).count
            say(steps == Int(revision.number) ? "\(revision)" : "\(steps) of \(revision)")
        }
        await repository.close()
    }
}
