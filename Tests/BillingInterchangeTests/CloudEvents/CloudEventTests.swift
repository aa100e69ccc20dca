import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Events of CloudEvents become records")
struct CloudEventTests {
    private func only(
        _ text: String, types: [CloudEventType: CloudEventRule] = CloudEventFormat.types
    ) throws
        -> ImportRecord
    {
        let said = try said(text, types: types)
        try #require(said.count == 1, "\(said)")
        return try #require(said[0].records?.first, "\(String(describing: said[0].rejection))")
    }

    @Test("A sample has time, version, labels and the source of its event")
    func sample() throws {
        let text = event(
            .sample,
            [
                "recordedtime": "\"2026-03-02T01:00:00.5+01:00\"",
                "data": #"{"metric":"messages","value":12.5,"labels":{"region":"eu","A":"\u00e9"}}"#,
            ])
        guard case .sample(let write) = try only(text) else { return #expect(Bool(false)) }
        #expect(write.series.tenant == acme)
        #expect(write.series.metric == (try MetricID("messages")))
        #expect(write.series.labels == (try Labels(("A", "é"), ("region", "eu"), ("source", "/feed"))))
        #expect(write.time.description == "2026-03-01T00:00:00.000000Z")
        #expect(write.value == 12.5)
        // date -u -d 2026-03-02T00:00:00.5Z +%s%6N
        #expect(write.version == 1_772_409_600_500_000)
        let plain = CloudEventRule(.sample, labelsSource: false)
        guard case .sample(let bare) = try only(event(), types: [.sample: plain]) else {
            return #expect(Bool(false))
        }
        #expect(bare.series.labels.isEmpty && bare.version == nil)
    }

    @Test("A sample of a date has its date and zone")
    func date() throws {
        let text = event(
            .sample,
            ["data": #"{"metric":"assets","value":3,"date":"2026-02-28","zone":"Australia/Sydney"}"#])
        guard case .sample(let write) = try only(text) else { return #expect(Bool(false)) }
        #expect(write.time == .date(try LocalDate("2026-02-28")))
        #expect(write.zone == (try ZoneID("Australia/Sydney")))
    }

    @Test("An action has the source and id of its event, its counts, quantity, workflow and run")
    func action() throws {
        let text = event(
            .action,
            [
                "data": """
                {"type":"send-sms","category":"alert","executions":7,"failed":2,"suppressed":1,\
                "quantity":12.10,"unit":"SMS","workflow":"w","run":"r"}
                """
            ])
        let expected = try ActionRecord(
            tenant: acme, source: SourceID("/feed"), id: ActionID("e1"),
            at: Date(timeIntervalSince1970: 1_772_323_200), type: .sendSMS, category: .alert, succeeded: 5,
            failed: 2, suppressed: 1, quantity: Decimal(string: "12.1"), unit: "SMS",
            workflow: WorkflowID("w"), run: WorkflowRunID("r"))
        #expect(try only(text) == .action(.record(expected)))
        guard case .action(.record(let plain)) = try only(event(.action)) else { return #expect(Bool(false)) }
        #expect(plain.succeeded == 1 && plain.executed == 1 && plain.suppressed == 0)
        let suppressed = event(.action, ["data": #"{"type":"a","category":"b","suppressed":2.0e0}"#])
        guard case .action(.record(let none)) = try only(suppressed) else { return #expect(Bool(false)) }
        #expect(none.executed == 0 && none.suppressed == 2)
    }

    @Test("Activity lies in the quarter hour of its event")
    func activity() throws {
        let text = event(.activity, ["time": "\"2026-03-01T00:29:59.999999999Z\""])
        guard case .activity(let record) = try only(text) else { return #expect(Bool(false)) }
        #expect(record.kind == .device)
        #expect(record.subject == (try SubjectID("d1")))
        #expect(record.quarter.description == "2026-03-01T00:15:00.000000Z")
    }

    @Test("A host's own events are read by where their parts stand")
    func mapping() throws {
        let rules = [
            try CloudEventType("com.example.login.v2"): CloudEventRule(
                .activity,
                [.kind: .constant("user"), .subject: .attribute("userid"), .tenant: .data("customer")])
        ]
        let text = event(
            .sample,
            [
                "type": "\"com.example.login.v2\"", "userid": "\"u7\"", "subject": "null",
                "data": #"{"customer":"acme","more":[1,{"a":null}]}"#, "traceparent": "\"00-ab\"",
                "sequence": "7", "sampled": "true", "unset": "null",
            ])
        guard case .activity(let record) = try only(text, types: rules) else { return #expect(Bool(false)) }
        #expect(record.tenant == acme)
        #expect(record.subject == (try SubjectID("u7")))
        #expect(try said(event(), types: rules)[0].records == [])
        let lenient = CloudEventFormat(.lines, types: rules)
        #expect(lenient.identity != CloudEventFormat(.lines, types: rules, ignoresOtherTypes: false).identity)
        #expect(lenient.identity != CloudEventFormat(.batch, types: rules).identity)
    }

    @Test(
        "Data may be binary JSON, of any type of JSON, or not there",
        arguments: [
            // printf '{"metric":"messages","value":5}' | base64
            (#""application/json""#, nil, "\"eyJtZXRyaWMiOiJtZXNzYWdlcyIsInZhbHVlIjo1fQ==\""),
            ("null", nil, "\"eyJtZXRyaWMiOiJtZXNzYWdlcyIsInZhbHVlIjo1fQ==\""),
            (#""Application/vnd.Acme+JSON; charset=utf-8""#, #"{"metric":"messages","value":5}"#, nil),
            (#""text/json ;a=b""#, #"{"metric":"messages","value":5.0}"#, nil),
        ] as [(String, String?, String?)])
    func data(_ type: String, _ data: String?, _ base64: String?) throws {
        let text = event(.sample, ["datacontenttype": type, "data": data, "data_base64": base64])
        guard case .sample(let write) = try only(text) else { return #expect(Bool(false)) }
        #expect(write.value == 5)
        let rule = CloudEventRule(
            .activity, [.kind: .constant("device"), .subject: .attribute("source")])
        guard case .activity(let record) = try only(event(.sample, ["data": nil]), types: [.sample: rule])
        else {
            return #expect(Bool(false))
        }
        #expect(record.subject == (try SubjectID("/feed")))
    }

    @Test(
        "An instant is read as RFC 3339 writes it, and cut to the microsecond",
        arguments: [
            ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00.000000Z"),
            ("2026-03-01t00:00:00z", "2026-03-01T00:00:00.000000Z"),
            ("2026-03-01T10:30:00+10:30", "2026-03-01T00:00:00.000000Z"),
            ("2026-02-28T19:00:00.1-05:00", "2026-03-01T00:00:00.100000Z"),
            ("2026-03-01T00:00:00.123456Z", "2026-03-01T00:00:00.123456Z"),
            ("2026-03-01T00:00:00.9999999Z", "2026-03-01T00:00:00.999999Z"),
            ("1969-12-31T23:59:59.123456789Z", "1969-12-31T23:59:59.123456Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"),
            ("2026-03-01T00:00:00-00:00", "2026-03-01T00:00:00.000000Z"),
        ])
    func time(_ text: String, _ expected: String) throws {
        guard case .sample(let write) = try only(event(.sample, ["time": "\"\(text)\""])) else {
            return #expect(Bool(false))
        }
        #expect(write.time.description == expected)
    }

    @Test(
        "What is no event, or none that can be counted, is refused with the member and the rule",
        arguments: [
            (["specversion": "\"0.3\""], "specversion", BillingError.Code.unsupported),
            (["specversion": "1.0"], "specversion", .invalidValue),
            (["specversion": nil], "specversion", .malformed), (["id": nil], "id", .malformed),
            (["id": "\"\""], "id", .malformed), (["id": "7"], "id", .malformed),
            (["id": "null"], "id", .malformed), (["source": nil], "source", .malformed),
            (["source": "\"a b\""], "source", .malformed), (["type": nil], "type", .malformed),
            (["type": "\"\""], "type", .malformed), (["subject": nil], "subject", .malformed),
            (["subject": "\"\""], "subject", .invalidValue), (["subject": "true"], "subject", .malformed),
            (["Tenant": "\"a\""], "Tenant", .malformed), (["ten_ant": "\"a\""], "ten_ant", .malformed),
            (["ténant": "null"], "ténant", .malformed), (["list": "[]"], "list", .malformed),
            (["count": "1.5"], "count", .invalidValue), (["count": "2147483648"], "count", .invalidValue),
            (["time": nil], "time", .malformed), (["time": "0"], "time", .malformed),
            (["time": "\"2026-03-01\""], "time", .malformed),
            (["time": "\"2026-03-01T00:00Z\""], "time", .malformed),
            (["time": "\"2026-03-01T00:00:00\""], "time", .malformed),
            (["time": "\"2026-03-01T00:00:00.Z\""], "time", .malformed),
            (["time": "\"2026-02-29T00:00:00Z\""], "time", .malformed),
            (["time": "\"2026-03-01T24:00:00Z\""], "time", .malformed),
            (["time": "\"2016-12-31T23:59:60Z\""], "time", .malformed),
            (["time": "\"0000-01-01T00:00:00Z\""], "time", .malformed),
            (["time": "\"10000-01-01T00:00:00.000000Z\""], "time", .malformed),
            (["time": "\"0001-01-01T00:00:00+01:00\""], "time", .invalidValue),
            (["time": "\"2026-03-01T00:00:00+24:00\""], "time", .malformed),
            (["recordedtime": "\"now\""], "recordedtime", .malformed),
            (["data": "[]"], "data", .malformed), (["data": "null"], "data.metric", .malformed),
            (["data": "\"{}\""], "data", .malformed), (["data": nil], "data.metric", .malformed),
            (["data_base64": "\"e30=\""], "data_base64", .malformed),
            (["data": nil, "data_base64": "\"e3\""], "data_base64", .malformed),
            (["data": nil, "data_base64": "{}"], "data_base64", .malformed),
            // printf '[1' | base64
            (["data": nil, "data_base64": "\"WzE=\""], "data_base64", .malformed),
            (["datacontenttype": "\"text/plain\""], "datacontenttype", .unsupported),
            (["datacontenttype": "\"json\""], "datacontenttype", .unsupported),
            (["data": #"{"metric":"","value":1}"#], "data.metric", .invalidValue),
            (["data": #"{"metric":"m"}"#], "data.value", .malformed),
            (["data": #"{"metric":"m","value":null}"#], "data.value", .malformed),
            (["data": #"{"metric":"m","value":"5"}"#], "data.value", .malformed),
            (["data": #"{"metric":"m","value":1e400}"#], "data.value", .invalidValue),
            (["data": #"{"metric":"m","value":9007199254740993}"#], "data.value", .invalidValue),
            (["data": #"{"metric":"m","value":9007199254740992}"#], "data.value", .invalidValue),
            (["data": #"{"metric":"m","value":-9007199254740993}"#], "data.value", .invalidValue),
            (["data": #"{"metric":"m","value":99999999999999999999999999}"#], "data.value", .invalidValue),
            (["data": #"{"metric":"m","value":1,"labels":[]}"#], "data.labels", .malformed),
            (["data": #"{"metric":"m","value":1,"labels":{"a":1}}"#], "data.labels", .malformed),
            (["data": #"{"metric":"m","value":1,"labels":{"source":"x"}}"#], "data.labels", .invalidValue),
            (["data": #"{"metric":"m","value":1,"date":"2026-13-01"}"#], "data.date", .invalidValue),
            (["data": #"{"metric":"m","value":1,"date":20260301}"#], "data.date", .malformed),
        ] as [([String: String?], String, BillingError.Code)])
    func refused(_ replaced: [String: String?], _ member: String, _ code: BillingError.Code) throws {
        let said = try said(event(.sample, replaced))
        let rejection = try #require(said.first?.rejection, "\(said)")
        #expect(rejection.line == 1)
        #expect(rejection.column == member && rejection.code == code, "\(rejection): \(rejection.detail)")
        #expect(!rejection.rule.contains("acme"))
    }

    @Test(
        "The counts of an action are whole and fit together",
        arguments: [
            (#""succeeded":1.5"#, "data.succeeded"), (#""succeeded":-1"#, "data.succeeded"),
            (#""failed":"1""#, "data.failed"), (#""executions":1e99"#, "data.executions"),
            (#""executions":1,"failed":2"#, "data.executions"),
            (#""executions":3,"failed":1,"succeeded":1"#, "data.executions"),
            (#""suppressed":9007199254740993"#, "data.suppressed"), (#""quantity":true"#, "data.quantity"),
            (#""quantity":1e5,"unit":"x""#, "data.quantity"), (#""quantity":1"#, nil), (#""unit":"x""#, nil),
            (#""succeeded":0"#, nil), (#""executions":5e-1"#, "data.executions"),
        ] as [(String, String?)])
    func counts(_ members: String, _ column: String?) throws {
        let said = try said(event(.action, ["data": #"{"type":"t","category":"c",\#(members)}"#]))
        let rejection = try #require(said.first?.rejection)
        #expect(rejection.column == column, "\(rejection)")
    }

    @Test(
        "Text that is no JSON is refused, at the byte",
        arguments: [
            "{", "}", "nothing", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}",
            "{\"a\":+1}", "{\"a\":1e}", "{\"a\":NaN}", "{\"a\":-}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}",
            "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}", "{\"a\":\"\\u12\"}", "{\"a\":tru}", "{}{}",
            "{\"id\":\"1\",\"\\u0069d\":\"2\"}", String(repeating: "[", count: 100_000),
            String(repeating: "{\"a\":", count: 65),
        ])
    func malformed(_ text: String) throws {
        let said = try said(text)
        #expect(said.count == 1)
        #expect(said[0].rejection?.code == .malformed && said[0].rejection?.column == nil, "\(said)")
    }

    @Test("Bytes that are no UTF-8 are refused where a text has them")
    func encoding() throws {
        for wrong in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3]] as [[UInt8]]
        {
            let (start, end) = (Array(#"{"id":""#.utf8), Array(#""}"#.utf8))
            #expect(try said(start + wrong + end)[0].rejection?.code == .malformed)
        }
    }
}
