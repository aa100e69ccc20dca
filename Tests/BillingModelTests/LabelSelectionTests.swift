import BillingModel
import BillingTestSupport
import Testing

@Suite("A selection takes in series by the values of their labels")
struct LabelSelectionTests {
    private func labels(_ pairs: (String, String)...) throws -> Labels {
        try Labels(pairs.map { Labels.Pair(name: try LabelText($0.0), value: try LabelText($0.1)) })
    }

    @Test("Every label that is named must have one of its values")
    func includes() throws {
        let selection = try LabelSelection(("source", ["gateway"]), ("region", ["uk", "eu", "uk"]))
        #expect(selection.choices.map(\.name.text) == ["region", "source"])
        #expect(selection.choices[0].values.map(\.text) == ["eu", "uk"])
        let eu = try labels(("region", "eu"), ("source", "gateway"))
        #expect(selection.includes(eu) && selection.divides(eu))
        let more = try labels(("region", "uk"), ("site", "a"), ("source", "gateway"))
        #expect(selection.includes(more))
        let us = try labels(("region", "us"), ("source", "gateway"))
        #expect(!selection.includes(us) && selection.divides(us))
        let some = try labels(("region", "eu"))
        #expect(!selection.includes(some) && !selection.divides(some))
        #expect(!selection.includes(try labels(("region", "EU"), ("source", "gateway"))))
        #expect(!selection.includes(.none) && !selection.divides(.none))
        #expect(LabelSelection.rest.includes(some) && LabelSelection.rest.divides(some))
        #expect(!LabelSelection.rest.divides(.none))
        #expect(try LabelSelection([]) == .rest)
    }

    @Test("Its JSON form is a list of lists")
    func codable() throws {
        try expectForm(
            LabelSelection(("source", ["gateway"]), ("region", ["uk", "eu"])),
            #"[["region","eu","uk"],["source","gateway"]]"#)
        try expectForm(LabelSelection.rest, "[]")
        let usage = Charge.Usage.metric(Metric.assets.id, .timeWeightedMean, labels: .rest)
        try expectForm(
            usage, #"{"kind":"metric","labels":[],"metric":"assets","rule":"time-weighted-mean"}"#)
        for form in [
            "[[]]", #"[["region"]]"#, #"[["region",""]]"#, #"[["a","b"],["a","c"]]"#, #"["region"]"#, "{}",
        ] {
            #expect(throws: (any Error).self, "\(form)") { try read(LabelSelection.self, form) }
        }
    }

    @Test("What makes no selection is refused")
    func refused() throws {
        #expect(refusal { try LabelSelection(("region", [])) } == .invalidValue)
        #expect(refusal { try LabelSelection(("", ["eu"])) } == .invalidValue)
        #expect(refusal { try LabelSelection(("a", ["b"]), ("a", ["c"])) } == .invalidValue)
        let many = try (0..<17).map {
            try LabelSelection.Choice(name: LabelText("l\($0)"), values: [LabelText("v")])
        }
        #expect(refusal { try LabelSelection(many) } == .invalidValue)
        #expect(try LabelSelection(Array(many.prefix(16))).choices.count == 16)
    }
}
