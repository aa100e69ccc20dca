import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime
import Foundation

/// A process that commits the steps of one writer to a file.
final class WriterProcess {
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()

    init(
        _ path: String, writer: String, first: Int, count: Int, user: UInt32? = nil,
        under tracer: [String] = []
    ) throws {
        try run([path, writer, "\(first)", "\(count)"], as: user, under: tracer)
    }

    /// Begins to read a file.
    init(reading path: String, user: UInt32? = nil) throws {
        process.standardInput = input
        try run(["read", path], as: user)
    }

    private func run(_ arguments: [String], as user: UInt32?, under tracer: [String] = []) throws {
        var words = tracer
        if let user {
            words += [Self.setUser, "--reuid=\(user)", "--regid=\(user)", "--clear-groups"]
        }
        words += [try Self.program().path] + arguments
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The end of the pipe that this process holds would keep it open.
        try? output.fileHandleForWriting.close()
    }

    /// The program that runs another one as another user, for the superuser alone.
    private static let setUser = "/usr/bin/setpriv"

    /// Why processes cannot run as other users; nil if they can.
    static var whyNoUsers: String? {
        guard geteuid() == 0 else { return "the tests do not run as the superuser" }
        guard FileManager.default.isExecutableFile(atPath: setUser) else { return "there is no setpriv" }
        guard let program = try? program() else { return "there is no StoreWriter" }
        // The program and what it is linked with have to be within reach of other users.
        let probe = Process()
        probe.executableURL = URL(filePath: setUser)
        probe.arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", program.path]
        (probe.standardOutput, probe.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        guard (try? probe.run()) != nil else { return "setpriv does not run" }
        probe.waitUntilExit()
        return probe.terminationStatus == 64 ? nil : "other users cannot run StoreWriter"
    }

    /// Has a reader read, and gives the line that it writes: the revision, or the code of an error. Empty if it has ended.
    func read() throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return line()
    }

    /// The next line of output; empty at the end.
    func line() -> String {
        while !rest.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            rest += more
        }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest = Data(rest[end...].dropFirst())
        return line
    }

    /// Has a reader close the file, and waits for its end.
    func endReading() -> Int32 {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The program lies beside that of the tests.
    private static func program() throws -> URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? URL(filePath: CommandLine.arguments[0])
        for folder in [tests.deletingLastPathComponent(), Bundle.main.bundleURL] {
            let program = folder.appending(path: "StoreWriter")
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        throw BillingError(.notFound, rule: "the program of the tests lies beside them", detail: tests.path)
    }

    /// Waits for the first step to be acknowledged, or for the end.
    func waitForFirst() -> [Int] {
        var text = Data()
        while !text.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            text += more
        }
        rest = text
        return Self.numbers(text)
    }

    var isRunning: Bool { process.isRunning }

    private var rest = Data()

    /// Ends the process as the loss of its machine would.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end, and gives the steps that were acknowledged.
    func finish() throws -> (acknowledged: [Int], status: Int32) {
        rest += try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (Self.numbers(rest), process.terminationStatus)
    }

    private static func numbers(_ text: Data) -> [Int] {
        // A line that was cut off by the end of the process says nothing.
        guard let end = text.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        return String(decoding: text[...end], as: UTF8.self).split(separator: "\n").compactMap { Int($0) }
    }
}

/// What a file holds of the steps of one writer.
struct StepsFound: Equatable {
    var samples: Set<Int> = []
    var actions: Set<Int> = []
    var subjects: Set<Int> = []
    var invoices: Set<Int> = []
    var revision = Revision.zero

    /// Reads all records of a writer at one revision.
    init(_ writer: String, in repository: some BillingReader) async throws {
        revision = try await repository.revision(.latest)
        let tenant = try TenantID(writer)
        let known = KnownAt.revision(revision)
        guard try await repository.tenants(.all, at: revision).contains(where: { $0.id == tenant }) else {
            return
        }
        for series in try await repository.allSeries(SeriesRequest(of: .one(tenant), knownAt: known)) {
            for sample in series {
                guard case .instant(let instant) = sample.time else { continue }
                samples.insert(Int(instant.timeIntervalSince1970) - 1_767_225_600)
            }
        }
        func number(_ name: String) -> Int { Int(name.dropFirst(writer.count + 1)) ?? -1 }
        actions = Set(
            try await repository.actions(of: .one(tenant), at: revision).map { number($0.id.text) })
        invoices = Set(
            try await repository.invoices(of: .one(tenant), at: revision).map { number($0.number.text) })
        let activity = try await repository.allActivity(
            ActivityRequest(of: .one(tenant), kind: .device, knownAt: known))
        for block in activity {
            subjects.formUnion(block.activity.subjects.map { number(block.subjects[Int($0)].text) })
        }
    }

    /// Whether every step is there whole or not at all.
    var isWhole: Bool { samples == actions && actions == subjects && subjects == invoices }
}
