import BillingInterchange
import BillingStore
import Foundation
import InauroBilling
import Testing

@Suite("The examples of archives and events are true")
final class InterchangeGuideTests: ExamplePage {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("Archive: a repository is written to a file of lines, and restored in another backend")
    func archive() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, archive) = (folder.appending(path: "billing").path, folder.appending(path: "archive").path)
        // Documentation/Guides/archive.md begins here.
        let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_772_323_200) }
        let memory = InMemoryRepository(clock: clock)
        let acme = try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .aud)
        let day = try LocalDate("2026-03-01")
        for (id, assets) in [("first", 120), ("second", 121)] {
            var changes = ChangeSet(id: try CommitID(id))
            changes.add(acme)
            changes.add(try DailyUsage(tenant: acme.id, date: day, counts: [.assets: assets]))
            try await memory.commit(changes)
        }

        // From memory into a file of lines.
        try Data().write(to: URL(filePath: archive))
        let output = try FileHandle(forWritingTo: URL(filePath: archive))
        let summary = try await memory.writeArchive { try output.write(contentsOf: $0) }
        try output.close()
        print(summary.lines)  // 8

        // And from there into a new repository in a file.
        let file = try await FileRepository(at: path, clock: clock)
        let input = try FileHandle(forReadingFrom: URL(filePath: archive))
        try await file.restoreArchive { try input.read(upToCount: 1 << 16).map { Array($0) } }
        try input.close()
        for revision in [1, 2] as [Int64] {
            let request = SeriesRequest(of: .one(acme.id), knownAt: .revision(try Revision(revision)))
            print(try await file.allSeries(request).flatMap { $0.map(\.value) })  // [120.0], then [121.0]
        }
        print(try await file.writeArchive { _ in } == summary)  // true
        await file.close()
        // Documentation/Guides/archive.md ends here.
        try expectPrinted("Documentation/Guides/archive.md")
        let text = try String(contentsOfFile: archive, encoding: .utf8)
        let shown = try Document("Documentation/Guides/archive.md").blocks("json").joined()
        #expect(text == shown.joined(separator: "\n") + "\n")
    }

    @Test("CloudEvents: lines of events become records")
    func cloudEvents() async throws {
        let page = "Documentation/Guides/cloudevents.md"
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "events").path
        try (Document(page).blocks("json").joined().joined(separator: "\n") + "\n")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        changes.add(try Metric(id: MetricID("messages"), unit: "messages", kind: .count), for: acme.id)
        try await repository.commit(changes)
        // Documentation/Guides/cloudevents.md begins here.
        let importer = Importer(into: repository)
        let report = try await importer.run(.file(path), as: CloudEventFormat(.lines))
        print(report.inserted)  // 3
        print(report.rejections[0])  // line 4, column 'time': malformed: an event that is counted has a time
        let login = CloudEventRule(
            .activity, [.kind: .constant("user"), .subject: .attribute("userid"), .tenant: .data("customer")])
        let logins = CloudEventFormat(
            .batch, types: [try CloudEventType("com.example.login.v2"): login])
        // Documentation/Guides/cloudevents.md ends here.
        try expectPrinted(page)
        #expect(report.rejected == 1)
        let batch = """
            [{"specversion":"1.0","type":"com.example.login.v2","source":"/sso","id":"1","userid":"u1",\
            "time":"2026-03-01T09:00:00Z","data":{"customer":"acme"}},
            {"specversion":"1.0","type":"com.example.other","source":"/sso","id":"2"}]
            """
        let second = try await importer.run(.text(batch), as: logins)
        #expect(second.inserted == 1 && second.rejected == 0)
    }

    @Test("Doc comments: an archive is read part by part, a rule says where parts stand, events are imported")
    func docComments() async throws {
        let memory = InMemoryRepository(clock: { Date() })
        var parts: [[UInt8]] = []
        try await memory.writeArchive { parts.append($0) }
        do {
            var reader = ArchiveReader()
            for part in parts { try reader.read(part) }
            let state = try reader.finish()
            #expect(try state.revision(.latest) == .zero)
        }
        let opened = CloudEventRule(
            .activity, [.kind: .constant("user"), .subject: .attribute("userid"), .tenant: .data("customer")])
        #expect(opened.place(of: .subject) == .attribute("userid"))
        #expect(opened.place(of: .value) == .data("value"))
        let repository = memory
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "events").path
        try "\n".write(toFile: path, atomically: true, encoding: .utf8)
        let events = CloudEventFormat(.lines, types: CloudEventFormat.types)
        let report = try await Importer(into: repository).run(.file(path), as: events)
        #expect(report.lines == 0)
    }
}
