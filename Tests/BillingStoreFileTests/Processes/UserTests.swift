import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite(
    "A writer and a reader of different users share a file", .serialized,
    .enabled(
        if: WriterProcess.whyNoUsers == nil, "\(WriterProcess.whyNoUsers ?? "")"))
struct UserTests {
    private static let writer: UInt32 = 65_533
    private static let reader: UInt32 = 65_534
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    /// Who may do what in the folder, beside its owner, who writes.
    static let modes: [mode_t] = [0o755, 0o777]

    init() throws {
        folder = try TemporaryFolder()
        chown(folder.path, Self.writer, Self.writer)
    }

    private func write(_ first: Int, _ count: Int) throws {
        let process = try WriterProcess(path, writer: "acme", first: first, count: count, user: Self.writer)
        let (acknowledged, status) = try process.finish()
        #expect(status == 0 && acknowledged == Array(first..<(first + count)))
    }

    /// The names in the folder, with the user that each belongs to.
    private func owners() throws -> [String: UInt32] {
        var owners: [String: UInt32] = [:]
        for name in try folder.names() {
            var status = stat()
            if stat(folder.file(name), &status) == 0 { owners[name] = status.st_uid }
        }
        return owners
    }

    @Test("A reader alone leaves nothing, and the writer goes on", arguments: modes)
    func alone(_ mode: mode_t) throws {
        chmod(folder.path, mode)
        try write(0, 3)
        chmod(path, 0o644)
        #expect(try owners() == ["billing": Self.writer])
        let reader = try WriterProcess(reading: path, user: Self.reader)
        #expect(try reader.read() == "3")
        #expect(try owners() == ["billing": Self.writer])
        // While the reader has the file open, the writer comes and goes.
        try write(3, 4)
        #expect(try reader.read() == "7")
        try write(7, 1)
        #expect(try reader.read() == "8")
        #expect(reader.endReading() == 0)
        #expect(try owners().values.allSatisfy { $0 == Self.writer })
        try write(8, 1)
        #expect(try owners() == ["billing": Self.writer])
    }

    @Test("A reader that comes while the writer is there sees its commits, and outlives it", arguments: modes)
    func beside(_ mode: mode_t) throws {
        chmod(folder.path, mode)
        try write(0, 1)
        chmod(path, 0o644)
        let writer = try WriterProcess(
            path, writer: "acme", first: 1, count: 1_000_000, user: Self.writer)
        _ = writer.waitForFirst()
        let reader = try WriterProcess(reading: path, user: Self.reader)
        let first = try #require(Int(try reader.read()))
        #expect(first >= 2)
        var last = first
        while last < first + 5 { last = try #require(Int(try reader.read())) }
        #expect(try owners().values.allSatisfy { $0 == Self.writer })
        writer.kill()
        let acknowledged = try writer.finish().acknowledged.count + 1
        last = try #require(Int(try reader.read()))
        #expect(last >= acknowledged)
        // Another one comes to the log that the writer has left.
        let late = try WriterProcess(reading: path, user: Self.reader)
        #expect(try late.read() == "\(last)")
        try write(last, 2)
        for reader in [reader, late] {
            #expect(try reader.read() == "\(last + 2)")
            #expect(reader.endReading() == 0)
        }
        #expect(try owners().values.allSatisfy { $0 == Self.writer })
        try write(last + 2, 1)
    }

    @Test("A log that a writer left without shared memory is read by its user alone")
    func orphaned() throws {
        chmod(folder.path, 0o777)
        try write(0, 1)
        chmod(path, 0o644)
        let writer = try WriterProcess(path, writer: "acme", first: 1, count: 1_000_000, user: Self.writer)
        _ = writer.waitForFirst()
        writer.kill()
        _ = try writer.finish()
        unlink(path + "-shm")
        let reader = try WriterProcess(reading: path, user: Self.reader)
        #expect(reader.line() == "readOnly")
        #expect(try owners() == ["billing": Self.writer, "billing-wal": Self.writer])
        let own = try WriterProcess(reading: path, user: Self.writer)
        #expect(try Int(own.read()) ?? 0 >= 2)
        #expect(own.endReading() == 0)
        #expect(try owners().values.allSatisfy { $0 == Self.writer })
    }

    @Test("Who may not read the file, or its log, is told so")
    func forbidden() throws {
        chmod(folder.path, 0o755)
        try write(0, 1)
        #expect(try WriterProcess(reading: path, user: Self.reader).line() == "unavailable")
        let writer = try WriterProcess(path, writer: "acme", first: 1, count: 1_000_000, user: Self.writer)
        _ = writer.waitForFirst()
        // The log keeps the mode that the file had when it was made.
        chmod(path, 0o644)
        #expect(try WriterProcess(reading: path, user: Self.reader).line() == "unavailable")
        writer.kill()
        _ = try writer.finish()
    }
}
