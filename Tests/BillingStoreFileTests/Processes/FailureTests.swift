import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import Foundation
import Testing

@Suite("Failed reads are told from damage, and cost no commit", .serialized)
struct FailureTests {
    #if os(Linux)
    @Test("A file that the system does not read is no damage, and not missing")
    func unreadable() async throws {
        // A regular file of which the first byte cannot be read.
        do {
            _ = try await FileRepository(at: "/proc/self/mem", access: .readOnly, clock: { Date() })
            Issue.record("it was read")
        } catch {
            #expect((error as? BillingError)?.code == .storageFailed, "\(String(reflecting: error))")
        }
    }

    /// Whether the tests may watch over system calls of other processes.
    private static let canInject: Bool = {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/strace") else { return false }
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/strace")
        probe.arguments = ["-o", "/dev/null", "/bin/true"]
        (probe.standardOutput, probe.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()

    @Test(
        "Each read and each opening of a file that fails is a failure of the storage",
        .enabled(if: canInject, "there is no strace"), arguments: ["pread64,read", "openat"])
    func injected(_ calls: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("billing")
        #expect(try WriterProcess(path, writer: "acme", first: 0, count: 2).finish().status == 0)
        var codes: [String] = []
        for number in 1...40 {
            let trace = ["-o", "/dev/null", "-f", "-P", path, "-P", path + "-wal", "-P", path + "-shm"]
            let process = try WriterProcess(
                path, writer: "acme", first: 2, count: 1,
                under: ["/usr/bin/strace"] + trace + [
                    "-e", "trace=\(calls)", "-e", "inject=\(calls):error=EIO:when=\(number)",
                ])
            let line = process.line()
            _ = try process.finish()
            codes.append(line)
            // The number of the step: there were fewer calls.
            if line == "2" { break }
        }
        #expect(codes.last == "2")
        #expect(codes.count > 3)
        #expect(Set(codes.dropLast()).isSubset(of: ["storageFailed"]), "\(codes)")
        let repository = try await FileRepository(at: path, access: .readOnly, clock: { Date() })
        #expect(try await repository.verify() == [])
        await repository.close()
    }
    #endif
}
