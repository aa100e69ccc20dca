import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// A process of its own that uses a file, for tests that kill it or run it beside others, or as another user.
///
/// - `StoreWriter PATH WRITER FIRST COUNT [LIMIT]`: commits the steps of a writer from the first one on, and writes a line with the
///   number of each step once it is acknowledged. With a limit no file of the process grows beyond so many bytes, until a commit is
///   refused for it; the code of that error is a line of its own, and the step is tried again without the limit.
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
            } else if (4...5).contains(arguments.count), let first = Int(arguments[2]),
                let count = Int(arguments[3])
            {
                try await write(
                    arguments[0], arguments[1], first..<(first + count),
                    limit: arguments.count == 5 ? Int(arguments[4]) : nil)
            } else {
                FileHandle.standardError.write(
                    Data("usage: StoreWriter PATH WRITER FIRST COUNT [LIMIT]\n".utf8))
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

    private static func write(_ path: String, _ writer: String, _ steps: Range<Int>, limit: Int?) async throws
    {
        if let limit { setLimit(UInt(limit)) }
        let repository = try await FileRepository(at: path, clock: { Date() })
        for number in steps {
            let changes = try Step(writer: writer, number: number).changes()
            do {
                try await repository.commit(changes)
            } catch let error as BillingError where limit != nil {
                say(error.code)
                setLimit(nil)
                try await repository.commit(changes)
            }
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

    /// The most bytes that a file of the process may have; nil for as many as the system allows.
    private static func setLimit(_ bytes: UInt?) {
        // Otherwise the system ends the process.
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        #if canImport(Darwin)
        let resource = RLIMIT_FSIZE
        #else
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
        #endif
        getrlimit(resource, &limit)
        limit.rlim_cur = bytes.map { min(rlim_t($0), limit.rlim_max) } ?? limit.rlim_max
        setrlimit(resource, &limit)
    }
}
