import Foundation
import InauroBilling
import Testing

@testable import TenantReport

@Suite("Files at the ends of time and over the date line end no run")
struct HostileUsageTests {
    private static func run(
        _ usage: String, actions: String, tenants: String
    ) async throws -> Transcript.Run {
        let folder = FileManager.default.temporaryDirectory.appending(path: "usage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var arguments = ["--usage=-", "--screen=actions", "--format=json"]
        for (name, text) in [("actions", actions), ("tenants", tenants)] {
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file)
            arguments.append("--\(name)=\(file.path)")
        }
        return await Transcript.run(arguments, input: usage)
    }

    @Test(
        "Actions are covered for the dates of the rows",
        arguments: [
            // The last date of all, and the first.
            ("9999-12-31", "11:00", "UTC,", ""), ("0001-01-01", "11:00", "UTC,", ""),
            // The clock goes from 22:00 or 24:00 of 28 February to 00:00 of 2 March, so the row is one of 28 February.
            ("2026-03-01", "09:00", "Etc/GMT+12,", "a,Pacific/Kiritimati,2026-03-01T10:00:00Z,EUR\n"),
            ("2026-03-01", "09:00", "Pacific/Honolulu,", "a,Pacific/Kiritimati,2026-03-01T10:00:00Z,EUR\n"),
        ])
    func dates(date: String, time: String, zone: String, move: String) async throws {
        let run = try await Self.run(
            "Tenant,Date,Assets\na,\(date),1\n",
            actions: "Tenant,ID,At,Type,Category\na,1,\(date)T\(time):00Z,send-email,alert\n",
            tenants: "Tenant,Zone,From,Currency\na,\(zone),EUR\n\(move)")
        #expect(run.status == .complete && run.errors == [])
        #expect(run.output.contains("send-email"))
    }
}
