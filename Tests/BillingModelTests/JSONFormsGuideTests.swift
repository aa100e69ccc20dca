import BillingModel
import BillingTestSupport
import Foundation
import Testing

/// An example of the guide of JSON forms, and the heading it stands under.
private struct Example {
    let type: String
    let text: String
}

private func guide() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(
        contentsOf: root.appending(path: "Documentation/Guides/json-forms.md"), encoding: .utf8)
}

private func examples() throws -> [Example] {
    var examples: [Example] = []
    var heading = ""
    var block: [Substring]?
    for line in try guide().split(separator: "\n", omittingEmptySubsequences: false) {
        if let lines = block {
            block = line == "```" ? nil : lines + [line]
            if block == nil { examples.append(Example(type: heading, text: lines.joined(separator: "\n"))) }
        } else if line == "```json" {
            block = []
        } else if line.hasPrefix("## ") {
            heading = String(line.dropFirst(3))
        }
    }
    return examples
}

/// JSON without the white space outside of its texts.
private func compact(_ text: String) -> String {
    var isText = false
    var isEscaped = false
    return String(
        text.filter { character in
            defer {
                if character == "\"", !isEscaped { isText.toggle() }
                isEscaped = isText && character == "\\" && !isEscaped
            }
            return isText || !(character == " " || character == "\n")
        })
}

@Suite("The guide of JSON forms shows what is written and read")
struct JSONFormsGuideTests {
    /// Every record of the module; each has an example.
    private let types: [String: any (Codable & Hashable).Type] = [
        "Tenant": Tenant.self, "Metric": Metric.self, "Labels": Labels.self, "SeriesKey": SeriesKey.self,
        "MetricSeries": MetricSeries.self, "Inventory": Inventory.self, "DailyUsage": DailyUsage.self,
        "ActionRecord": ActionRecord.self, "ActivityRecord": ActivityRecord.self, "Coverage": Coverage.self,
        "Money": Money.self, "Invoice": Invoice.self, "InvoiceEntry": InvoiceEntry.self,
        "InvoiceBalance": InvoiceBalance.self, "PricePlan": PricePlan.self,
    ]

    private func expectExample<Value: Codable & Hashable>(_ type: Value.Type, _ text: String) throws {
        let form = compact(text)
        try expectForm(read(type, text), form)
    }

    @Test("Each example is written again with the same bytes, whatever strategies the host has")
    func forms() throws {
        for example in try examples() {
            let type = try #require(types[example.type], "an example of \(example.type)")
            #expect(throws: Never.self, "\(example.type)") { try expectExample(type, example.text) }
        }
    }

    @Test("Every record has an example")
    func complete() throws {
        #expect(Set(try examples().map(\.type)) == Set(types.keys))
    }

    @Test("Every key is a single lower-case word, and no value is null")
    func keys() throws {
        var keys: Set<String> = []
        for example in try examples() {
            for match in example.text.matches(of: #/"([^"]*)":/#) { keys.insert(String(match.1)) }
            #expect(!example.text.contains("null"))
        }
        #expect(keys.allSatisfy { $0.wholeMatch(of: #/[a-z]+/#) != nil }, "\(keys.sorted())")
        #expect(keys.count > 50)
    }

    @Test("Single values have the form that the table shows")
    func values() throws {
        try expectForm(TenantID("acme"), #""acme""#)
        try expectForm(ZoneID("Australia/Sydney"), #""Australia/Sydney""#)
        try expectForm(Currency.aud, #""AUD""#)
        try expectForm(LocalDate("2024-02-29"), #""2024-02-29""#)
        try expectForm(Weekday.sunday, "7")
        try expectForm(
            QuarterHour(holding: Date(timeIntervalSince1970: 1_772_351_100)),
            #""2026-03-01T07:45:00.000000Z""#)
        try expectForm(SampleTime.date(LocalDate("2026-03-01")), #""2026-03-01""#)
        try expectForm(Revision(42), "42")
        let guide = try guide()
        for text in ["daily", "15 minutes", "irregular"] {
            #expect(throws: Never.self) { try read(Cadence.self, "\"\(text)\"") }
            #expect(guide.contains("`\"\(text)\"`"))
        }
        for kind in MetricKind.allCases { #expect(guide.contains("`\"\(kind.rawValue)\"`")) }
        for source in [Metric.Source.recorded, .activity(of: .device), .actions(.executed)] {
            #expect(guide.contains("`\"\(source)\"`"))
        }
        for kind in InvoiceEntry.Kind.allCases { #expect(guide.contains("`\(kind.rawValue)`")) }
        for status in InvoiceStatus.allCases { #expect(guide.contains("`\(status.rawValue)`")) }
    }
}
