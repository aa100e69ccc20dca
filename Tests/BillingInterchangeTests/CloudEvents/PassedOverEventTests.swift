import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Events that are not asked for, and parts that are not there")
struct PassedOverEventTests {
    @Test(
        "An event of a type that was not asked for is passed over before its data are looked at",
        arguments: [
            #""data":[1,2]"#, #""data":{"a":1,"a":2}"#, #""data":{"n":01,"x":nope}"#,
            #""data":"<xml/>","datacontenttype":"text/xml""#, #""data_base64":"not base64""#,
            #""data":1,"data_base64":2"#, #""Data":null,"list":[1],"count":1.5"#, #""time":"yesterday""#,
        ])
    func foreign(_ members: String) async throws {
        let repository = try await eventRepository()
        let text =
            event()
            + "\n{\"type\":\"com.example.other\",\(members)}\n{\(members),\"type\":\"com.example.other\"}\n"
            + "{\"type\":\"a\"}\n"
        for isStrict in [false, true] {
            let report = try await Importer(into: repository, options: .init(isStrict: isStrict))
                .run(.text(text), as: CloudEventFormat(.lines))
            #expect(report.rejections == [])
            #expect((report.lines, report.accepted, report.rejected) == (4, 1, 0))
            #expect(report.passedOver.map(\.type) == ["com.example.other", "a"])
            #expect(report.passedOver.map(\.count) == [2, 1])
            #expect(report.isComplete)
        }
        let refusing = CloudEventFormat(.lines, ignoresOtherTypes: false)
        let report = try await Importer(into: repository).run(.text(text), as: refusing)
        #expect(report.rejections.map(\.column) == ["type", "type", "type"])
        #expect(report.rejections.allSatisfy { $0.code == .unsupported && $0.retry == .afterChange })
    }

    @Test(
        "What is no object, or has no type, is refused and not passed over",
        arguments: [
            #"{"type":"x","data":{"#, #"{"type":"x","data":}"#, #"{"type":"x","data":"\"}"#, #"{"data":{}}"#,
            #"{"type":null}"#, #"{"type":"x","type":"y"}"#, #"{"type":"x"} {"type":"y"}"#, #"["type"]"#,
        ])
    func malformed(_ text: String) throws {
        #expect(try said(text)[0].rejection?.code == .malformed)
    }

    @Test("A member that is null is as if it were not there, in the envelope and in the data")
    func nulls() throws {
        let pairs: [(CloudEventType, [String: String?], [String: String?])] = [
            (
                .sample,
                [
                    "data": #"{"metric":"messages","value":5,"labels":null,"date":null,"zone":null}"#,
                    "data_base64": "null", "datacontenttype": "null", "recordedtime": "null", "extra": "null",
                ], [:]
            ),
            (.sample, ["data": #"{"metric":"messages","value":5,"labels":{"a":null}}"#], [:]),
            (
                .action,
                [
                    "data": """
                    {"type":"send-sms","category":"alert","executions":null,"succeeded":null,"failed":null,\
                    "suppressed":null,"quantity":null,"unit":null,"workflow":null,"run":null,"more":null}
                    """
                ], [:]
            ),
        ]
        for (type, with, without) in pairs {
            #expect(try said(event(type, with))[0].records == said(event(type, without))[0].records)
        }
        #expect(try said(event(.sample, ["data": "null"]))[0].rejection?.column == "data.metric")
        #expect(try said(event(.sample, ["source": "null"]))[0].rejection?.column == "source")
    }

    @Test("An event of coverage states what its source covers, and needs no time")
    func coverage() async throws {
        let repository = try await eventRepository()
        func coverage(_ data: String) -> String {
            event(.coverage, ["id": "\"c\"", "time": nil, "data": data])
        }
        let good = coverage(
            #"{"metric":"messages","start":"2026-03-01T00:00:00+10:00","end":"2026-04-01T00:00:00Z"}"#)
        let report = try await Importer(into: repository).run(.text(good), as: CloudEventFormat(.event))
        #expect((report.inserted, report.rejected) == (1, 0))
        let records = try await repository.allRecords(RecordRequest(.coverage, of: .all))
        let expected = try Coverage(
            tenant: acme, metric: MetricID("messages"), source: SourceID("/feed"),
            range: Date(
                "2026-02-28T14:00:00Z", strategy: .iso8601)..<Date(
                    "2026-04-01T00:00:00Z", strategy: .iso8601))
        #expect(records == [.coverage(expected)])
        for (data, column) in [
            (#"{"metric":"messages","start":"2026-03-01T00:00:00Z"}"#, "data.end"),
            (#"{"metric":"messages","start":null,"end":"2026-03-01T00:00:00Z"}"#, "data.start"),
            (#"{"start":"2026-03-01T00:00:00Z","end":"2026-03-02T00:00:00Z"}"#, "data.metric"),
            (#"{"metric":"m","start":"2026-03-02","end":"2026-03-03"}"#, "data.start"),
            (#"{"metric":"m","start":"2026-03-02T00:00:00Z","end":"2026-03-02T00:00:00Z"}"#, "data.end"),
        ] {
            #expect(try said(coverage(data))[0].rejection?.column == column)
        }
    }

    @Test("A batch that is cut tells where it ended and what was committed, and comes again without loss")
    func cut() async throws {
        let repository = try await eventRepository()
        func sample(_ second: Int) -> String {
            event(.sample, ["id": "\"\(second)\"", "time": "\"2026-03-01T00:00:0\(second)Z\""])
        }
        let whole = "[" + (1...5).map(sample).joined(separator: ",") + "]"
        let importer = Importer(into: repository, options: .init(batchLines: 2))
        let format = CloudEventFormat(.batch)
        let report = try await importer.run(.text(String(whole.dropLast(20))), as: format)
        #expect(report.cut?.line == 5 && report.cut?.code == .malformed && report.cut?.retry == .afterChange)
        #expect(report.cut?.detail == "in event 5, where it ends")
        #expect(!report.isComplete)
        #expect((report.lines, report.accepted, report.batches) == (4, 2, 1))
        let reached = try await repository.revision(.latest)
        #expect(report.commits.count == report.batches && report.revision == reached)
        // Meanwhile one of them is corrected.
        let key = SeriesKey(
            tenant: acme, metric: try MetricID("messages"),
            labels: try Labels(("source", "/feed")))
        var correction = ChangeSet(id: try CommitID("correction"))
        let instant = try Date("2026-03-01T00:00:01Z", strategy: .iso8601)
        correction.add(SampleWrite(key, at: .instant(instant), value: 50))
        try await repository.commit(correction)
        let again = try await importer.run(.text(whole), as: format)
        #expect(
            again.cut == nil && again.isComplete && again.accepted == 5 && again.resumed == report.batches)
        let series = try await repository.allSeries(SeriesRequest(of: .all))
        #expect(series.map { $0.map(\.value) } == [[50, 5, 5, 5, 5]])
        // A strict import takes nothing of a batch that is cut.
        let empty = try await eventRepository()
        let strict = try await Importer(into: empty, options: .init(isStrict: true, batchLines: 2))
            .run(.text(String(whole.dropLast(1))), as: format)
        #expect(strict.cut?.line == 5 && strict.batches == 0 && strict.accepted == 0)
        #expect(try await empty.allSeries(SeriesRequest(of: .all)).isEmpty)
    }
}
