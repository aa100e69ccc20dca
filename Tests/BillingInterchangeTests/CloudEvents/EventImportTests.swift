import BillingInterchange
import BillingModel
import BillingStore
import Foundation
import Testing

@Suite("Events are imported in batches, lines and alone")
struct EventImportTests {
    @Test("Pairs of source and id stay apart, and one that comes again counts once")
    func identity() async throws {
        let repository = try await eventRepository()
        func action(_ source: String, _ id: String, _ type: String = "send-sms") -> String {
            event(
                .action,
                [
                    "source": "\"\(source)\"", "id": "\"\(id)\"",
                    "data": #"{"type":"\#(type)","category":"alert"}"#,
                ])
        }
        let lines = [
            action("a-b", "c"), action("a", "b-c"), action("a-b", "c"), action("a-bc", "c"),
            action("a", "b-c", "send-email"), action("é", "1"), action("e\u{301}", "1"),
        ]
        let importer = Importer(into: repository)
        let report = try await importer.run(
            .text(lines.joined(separator: "\n")), as: CloudEventFormat(.lines))
        #expect(report.inserted == 5)
        #expect(report.unchanged == 1)
        #expect(report.rejections.map(\.line) == [5])
        #expect(report.rejections[0].code == .conflict && report.rejections[0].column == "id")
        // The same in another source of bytes: known to the repository.
        let again = try await importer.run(
            .text("[" + lines[0...3].joined(separator: ",") + "]"), as: CloudEventFormat(.batch))
        #expect(again.inserted == 0 && again.unchanged == 4 && again.rejected == 0)
        let changed = try await importer.run(.text(lines[4]), as: CloudEventFormat(.event))
        #expect(changed.rejections.map(\.code) == [.conflict])
        let records = try await repository.allRecords(RecordRequest(.action, of: .all))
        #expect(records.count == 5)
    }

    @Test("Of two events with one instant the later recorded one is visible, in whatever order they come")
    func versions() async throws {
        let early = event(.sample, ["recordedtime": "\"2026-03-02T00:00:00Z\""])
        let late = event(
            .sample,
            [
                "id": "\"e2\"", "recordedtime": "\"2026-03-03T00:00:00Z\"",
                "data": #"{"metric":"messages","value":6}"#,
            ])
        for lines in [[early, late], [late, early], [early, late, early], [late, early, late]] {
            let repository = try await eventRepository()
            let report = try await Importer(into: repository).run(
                .text(lines.joined(separator: "\r\n")), as: CloudEventFormat(.lines))
            #expect(report.rejected == 0, "\(report.rejections)")
            let series = try await repository.allSeries(SeriesRequest(of: .all))
            #expect(series.map { $0.map(\.value) } == [[6]])
        }
    }

    @Test("Without a version a sample that is delivered again late does not win over a later one")
    func redelivery() async throws {
        let repository = try await eventRepository()
        let first = event()
        let second = event(.sample, ["id": "\"e2\"", "data": #"{"metric":"messages","value":6}"#])
        _ = try await Importer(into: repository).run(
            .text([first, second, first].joined(separator: "\n")), as: CloudEventFormat(.lines))
        let series = try await repository.allSeries(SeriesRequest(of: .all))
        #expect(series.map { $0.map(\.value) } == [[6]])
    }

    @Test("A sample without a version that comes again is the later write in another delivery only")
    func anotherDelivery() async throws {
        let newer = #"{"metric":"messages","value":6}"#
        for (version, expected) in [(nil, 5.0), ("2026-03-01T00:00:05Z", 6)] as [(String?, Double)] {
            func sample(_ fields: [String: String], _ version: String?) -> String {
                var fields = fields
                if let version { fields["recordedtime"] = "\"\(version)\"" }
                return event(.sample, fields)
            }
            let repository = try await eventRepository()
            let first = sample([:], version)
            let second = sample(
                ["id": "\"e2\"", "data": newer], version.map { $0.replacing("05Z", with: "06Z") })
            func deliver(_ events: [String]) async throws -> [[Double]] {
                _ = try await Importer(into: repository).run(
                    .text(events.joined(separator: "\n")), as: CloudEventFormat(.lines))
                return try await repository.allSeries(SeriesRequest(of: .all)).map { $0.map(\.value) }
            }
            #expect(try await deliver([first]) == [[5]])
            #expect(try await deliver([second]) == [[6]])
            // The same delivery again, and the same that has grown.
            #expect(try await deliver([first]) == [[6]])
            #expect(try await deliver([first, second]) == [[6]])
            // Bundled anew.
            let other = sample(["id": "\"e3\"", "time": "\"2026-03-02T00:00:00Z\""], version)
            #expect(try await deliver([other, first]).first?.first == expected)
        }
    }

    @Test("Two feeds of one count are two series, unless the rule says otherwise")
    func feeds() async throws {
        let lines = [
            event(), event(.sample, ["source": "\"/other\"", "data": #"{"metric":"messages","value":7}"#]),
        ]
        for (labelsSource, expected) in [(true, [[5], [7]]), (false, [[7]])] as [(Bool, [[Double]])] {
            let repository = try await eventRepository()
            let format = CloudEventFormat(
                .lines, types: [.sample: CloudEventRule(.sample, labelsSource: labelsSource)])
            _ = try await Importer(into: repository).run(.text(lines.joined(separator: "\n")), as: format)
            let series = try await repository.allSeries(SeriesRequest(of: .all))
            #expect(series.map { $0.map(\.value) } == expected)
        }
    }

    @Test("A wrong event is left out of a batch alone, and named by its number")
    func batch() async throws {
        let repository = try await eventRepository()
        func sample(_ id: Int, _ metric: String) -> String {
            event(
                .sample,
                [
                    "id": "\"\(id)\"", "time": "\"2026-03-01T00:00:0\(id)Z\"",
                    "data": #"{"metric":"\#(metric)","value":\#(id),"note":"],}\"["}"#,
                ])
        }
        // All on one line: each event has a number of its own.
        let text =
            "\u{FEFF} ["
            + [sample(1, "messages"), sample(2, "unknown"), "7", sample(4, "messages")].joined(
                separator: " , ")
            + "]\n"
        let report = try await Importer(into: repository).run(.text(text), as: CloudEventFormat(.batch))
        #expect(report.accepted == 2 && report.inserted == 2)
        #expect(report.rejections.map(\.line).sorted() == [2, 3])
        let empty = try await Importer(into: repository).run(.text(" [ ] "), as: CloudEventFormat(.batch))
        #expect(empty.lines == 0)
    }

    @Test(
        "A batch that is no array ends the import with its place",
        arguments: [
            "", "{}", "[", "[1", "[1,", "[1 2]", "[{}]]", "[{}] x", "[,]", "[1,]", "null", "\u{FEFF}",
        ])
    func brokenBatch(_ text: String) async throws {
        // Elements are refused one by one; what is wrong with the array is thrown, or is the element's end.
        do {
            let said = try said(text, .batch)
            #expect(said.allSatisfy { $0.rejection != nil }, "\(text): \(said)")
            #expect(!said.isEmpty)
        } catch let error as BillingError {
            #expect(error.code == .malformed)
            #expect(error.rule == "a batch of events is an array of JSON")
        }
        let thrown = ["", "{}", "[", "[{}]]", "[{}] x", "null", "\u{FEFF}"]
        if thrown.contains(text) { #expect(throws: BillingError.self) { try said(text, .batch) } }
    }

    @Test("The same lines come out whatever the length of the parts", arguments: 1...40)
    func parts(_ length: Int) throws {
        let texts = [event(), "", "  ", "{\"a\":\"\\\\\\\"]\"}", event(.action, ["id": "\"e2\""]), "x"]
        for (form, text) in [
            (.lines, "\u{FEFF}" + texts.joined(separator: "\n")),
            (.batch, "[\(event()),\(texts[3]),[[]], \(texts[4])]"), (.event, event()),
        ] as [(CloudEventFormat.Form, String)] {
            let whole = try said(text, form)
            let parts = try said(Array(text.utf8), form, partLength: length)
            #expect("\(parts)" == "\(whole)")
            #expect(
                whole.map(\.line) == (form == .lines ? [1, 4, 5, 6] : form == .batch ? [1, 2, 3, 4] : [1]))
        }
    }

    @Test("An event that never ends is skipped within bounds, and the next ones are read")
    func longEvent() throws {
        let long = "{\"id\":\"" + String(repeating: "x", count: 3 << 20) + "\"}"
        let lines = try said("\(event())\n\(long)\n\(event(.action, ["id": "\"e2\""]))")
        #expect(lines.map { $0.rejection?.code } == [nil, .limitExceeded, nil])
        let batch = try said("[\(long),\(event())]", .batch)
        #expect(batch.map { $0.rejection?.code } == [.limitExceeded, nil])
    }

    @Test("A strict import of events takes all or nothing")
    func strict() async throws {
        let repository = try await eventRepository()
        let importer = Importer(into: repository, options: .init(isStrict: true))
        let text = event() + "\n" + event(.sample, ["id": "\"e2\"", "time": nil])
        let report = try await importer.run(.text(text), as: CloudEventFormat(.lines))
        #expect(report.rejections.map(\.line) == [2] && report.accepted == 0)
        #expect(try await repository.allSeries(SeriesRequest(of: .all)).isEmpty)
    }
}
