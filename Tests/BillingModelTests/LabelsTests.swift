import BillingModel
import BillingTestSupport
import Testing

@Suite("Labels are up to 16 pairs, sorted by bytes, each name once")
struct LabelsTests {
    private func labels(_ count: Int) throws -> Labels {
        try Labels(
            (0..<count).map { Labels.Pair(name: try LabelText("name-\($0)"), value: try LabelText("v")) })
    }

    @Test("Sixteen pairs are taken, seventeen are not")
    func limit() throws {
        #expect(Labels.limit == 16)
        #expect(try labels(16).pairs.count == 16)
        #expect(brokenRule { try labels(17) } == "a series has at most 16 labels")
        #expect(try labels(0) == Labels.none)
        #expect(try Labels().isEmpty)
        #expect(try !labels(1).isEmpty)
    }

    @Test("Pairs are sorted by the bytes of their names, however they are given")
    func sorted() throws {
        let names = ["Z", "a", "cafe\u{301}", "caf\u{E9}", "ä", "B"]
        let expected = ["B", "Z", "a", "cafe\u{301}", "caf\u{E9}", "ä"]
        var chance = SplitMix64(seed: 16)
        for _ in 0..<20 {
            let pairs = try names.shuffled(using: &chance)
                .map { Labels.Pair(name: try LabelText($0), value: try LabelText("v")) }
            let labels = try Labels(pairs)
            #expect(labels.pairs.map(\.name) == (try expected.map { try LabelText($0) }))
        }
    }

    @Test("A name that comes twice is refused, also with another value")
    func twins() throws {
        #expect(
            brokenRule { try Labels(("a", "1"), ("b", "2"), ("a", "3")) } == "a series has each label once")
        #expect(brokenRule { try Labels(("a", "1"), ("a", "1")) } == "a series has each label once")
        // Two names for Unicode's eye, one for Swift's `String`.
        #expect(try Labels(("caf\u{E9}", "1"), ("cafe\u{301}", "2")).pairs.count == 2)
        #expect(try Labels(("a", "1"), ("A", "1")).pairs.count == 2)
    }

    @Test(
        "A text that is none is refused", arguments: [("", "v"), ("n", ""), ("n\u{0}", "v"), ("n", "\u{0}")])
    func texts(_ name: String, _ value: String) {
        #expect(refusal { try Labels((name, value)) } == .invalidValue)
    }

    @Test("A label is found by the bytes of its name")
    func find() throws {
        let labels = try Labels(("region", "eu"), ("source", "gateway"))
        #expect(labels[.source]?.text == "gateway")
        #expect(try labels[LabelText("region")]?.text == "eu")
        #expect(try labels[LabelText("Region")] == nil)
        #expect(labels[.category] == nil)
        #expect(labels.description == "{region=eu, source=gateway}")
        #expect(Labels.none.description == "{}")
    }

    @Test("Order goes pair by pair, by name and then by value; what is shorter comes first")
    func order() throws {
        let ascending = [
            Labels.none, try Labels(("a", "1")), try Labels(("a", "1"), ("b", "1")),
            try Labels(("a", "1"), ("c", "0")),
            try Labels(("a", "10")), try Labels(("a", "2")), try Labels(("b", "0")),
            try Labels(("cafe\u{301}", "0")),
            try Labels(("caf\u{E9}", "0")),
        ]
        for (place, left) in ascending.enumerated() {
            for (other, right) in ascending.enumerated() {
                #expect((left < right) == (place < other))
                #expect((left == right) == (place == other))
            }
        }
    }

    @Test("The JSON form is a list of pairs")
    func codable() throws {
        try expectForm(Labels.none, "[]")
        try expectForm(
            Labels(("source", "gateway"), ("region", "eu")), #"[["region","eu"],["source","gateway"]]"#)
        try expectForm(
            Labels(("caf\u{E9}", "1"), ("cafe\u{301}", "2")),
            "[[\"cafe\u{301}\",\"2\"],[\"caf\u{E9}\",\"1\"]]")
        #expect(
            try read(Labels.self, #"[["source","gateway"],["region","eu"]]"#)
                == Labels(("region", "eu"), ("source", "gateway")))
    }

    @Test(
        "Malformed JSON is refused",
        arguments: [
            "{}", #"{"a":"1"}"#, "null", #"[["a"]]"#, #"[["a","1","2"]]"#, "[[]]", #"[["a",1]]"#,
            #"[["","1"]]"#, #"["a","1"]"#,
            #"[["a","1"],["a","2"]]"#, #"[["a","\u0000"]]"#, #"[null]"#,
        ])
    func malformed(_ form: String) {
        #expect(throws: (any Error).self) { try read(Labels.self, form) }
    }
}
