import BillingTestSupport
import Foundation
import Testing

@testable import TenantReport

/// Runs what follows as a user whom the permissions of files bind.
private let otherUser = geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
private let hasOtherUser =
    (try? BuiltProgram.shell("\(otherUser)\"$TENANT_REPORT\" --version </dev/null").status) == 0

@Suite("A store that may only be read")
final class ReadOnlyStoreTests {
    private let folder: BillingTestSupport.TemporaryFolder
    private var store: String { folder.file("report.store") }

    init() throws { folder = try BillingTestSupport.TemporaryFolder() }

    deinit { _ = chmod(folder.path, 0o755) }

    private func run(_ arguments: String) throws -> (status: Int32, output: String, errors: String) {
        try BuiltProgram.shell("\(otherUser)\"$TENANT_REPORT\" \(arguments) </dev/null")
    }

    @Test(
        "It is shown and checked, and takes no records",
        .enabled(if: hasOtherUser, "no other user can run the program"))
    func shown() async throws {
        let rows = "\(Sample.header)\n2013-05-01T10:00Z,C,N1,JFK,LAX,3\n"
        let made = await Transcript.run(
            ["--store", store, "--events=-", "--screen=inventory"], input: rows)
        #expect(made.status == .complete)
        chmod(store, 0o444)
        chmod(folder.path, 0o555)
        let shown = try run("--store '\(store)' --screen inventory")
        #expect(shown.status == 0 && shown.output == made.output, "\(shown.errors)")
        #expect(shown.errors == "tenant-report: nothing was imported; the store is at revision 4\n")
        #expect(try run("--verify '\(store)'").status == 0)
        #expect(try folder.names() == ["report.store"])
        for option in ["--events", "--usage"] {
            let refused = try run("--store '\(store)' \(option) -")
            #expect(refused.status == 2 && refused.output.isEmpty)
            #expect(refused.errors.contains("may only be read, and so takes no records"), "\(refused.errors)")
        }
    }

    @Test(
        "One that is not there and cannot be made is told so, with the reason",
        .enabled(if: hasOtherUser, "no other user can run the program"))
    func unmade() throws {
        chmod(folder.path, 0o555)
        let result = try run("--store '\(store)' --screen inventory")
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(
            result.errors.hasPrefix(
                "tenant-report: there is no store '\(store)', and none can be made there (")
        )
        #expect(result.errors.contains("Permission denied"))
    }

    @Test("A store whose folder is not there, or that is checked and is not there, is told as missing")
    func missing() async {
        let path = folder.file("none/report.store")
        let shown = await Transcript.run(["--store", path])
        #expect(shown.status == .failure && shown.output.isEmpty)
        #expect(shown.errors.last?.hasPrefix("tenant-report: there is no store '\(path)', and none") == true)
        let checked = await Transcript.run(["--verify", path])
        #expect(checked.status == .failure && checked.output.isEmpty)
        #expect(checked.errors.last?.hasPrefix("tenant-report: there is no store '\(path)' (") == true)
    }

    @Test("A store that is cut short or damaged in its header is damaged, and does not count as unusable")
    func damaged() async throws {
        _ = await Transcript.run(
            ["--store", store, "--events=-"],
            input: "\(Sample.header)\n2013-05-01T10:00Z,C,N1,JFK,LAX,3\n")
        let bytes = try Data(contentsOf: URL(filePath: store))
        var other = bytes
        other[3] ^= 4
        for damaged in [bytes.prefix(20_000), bytes.prefix(50), other] {
            try Data(damaged).write(to: URL(filePath: store))
            let result = await Transcript.run(["--verify", store])
            #expect(result.status == .findings && result.errors.isEmpty, "\(result.errors)")
            #expect(result.output.hasPrefix("the file: "))
        }
    }
}
