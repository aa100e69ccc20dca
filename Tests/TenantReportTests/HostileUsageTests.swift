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
            ("9999-12-31", "UTC,", ""), ("0001-01-01", "UTC,", ""),
            // March 1 begins at 12:00Z in the first zone, and March 2 two hours before that in the second.
            ("2026-03-01", "Etc/GMT+12,", "a,Pacific/Kiritimati,2026-03-01T10:00:00Z,EUR\n"),
            // It begins and ends at 10:00Z.
            ("2026-03-01", "Pacific/Honolulu,", "a,Pacific/Kiritimati,2026-03-01T10:00:00Z,EUR\n"),
        ])
    func dates(date: String, zone: String, move: String) async throws {
        let run = try await Self.run(
            "Tenant,Date,Assets\na,\(date),1\n",
            actions: "Tenant,ID,At,Type,Category\na,1,\(date)T11:00:00Z,send-email,alert\n",
            tenants: "Tenant,Zone,From,Currency\na,\(zone),EUR\n\(move)")
        #expect(run.status == .complete && run.errors == [])
        #expect(run.output.contains("send-email"))
    }
}
