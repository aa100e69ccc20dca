import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("A form that someone wrote is read to its last key, or refused with the path of what is wrong")
struct FormReaderTests {
    private static let form = """
        {"id": "standard", "name": "Standard", "currency": "USD", "rounding": "half-to-even", "charges": [
          {"id": "devices", "name": "Devices", "included": "0", "price": {"model": "unit", "price": "2"},
           "usage": {"kind": "metric", "metric": "mad", "rule": "month-end"}},
          {"id": "fee", "name": "Fee", "price": {"model": "flat", "price": "49"}, "usage": {"kind": "period"}},
          {"id": "actions", "name": "Actions", "included": "100",
           "price": {"model": "graduated", "tiers": [{"upto": "100", "price": "2"}, {"price": "1.5"}]},
           "usage": {"kind": "actions", "categories": ["alert"], "types": null, "measure": "executions"}}]}
        """

    private static func wrong(_ text: String) -> BillingError? {
        do {
            _ = try FormReader.read(PricePlan.self, from: text.utf8)
            return nil
        } catch {
            return error
        }
    }

    @Test("What is right is read as any decoder reads it")
    func right() throws {
        let plan = try FormReader.read(PricePlan.self, from: Data(Self.form.utf8))
        #expect(try plan == read(PricePlan.self, Self.form))
        #expect(plan.charges.map(\.included) == [0, 0, 100])
        #expect(try FormReader.read(PricePlan.self, from: json(plan).utf8) == plan)
    }

    @Test("A mark of UTF-8 in front is passed over, and another encoding is named")
    func encodings() throws {
        let form = Array(Self.form.utf8)
        let plan = try FormReader.read(PricePlan.self, from: form)
        #expect(try FormReader.read(PricePlan.self, from: [0xEF, 0xBB, 0xBF] + form) == plan)
        func units(_ text: String, _ width: Int, isLittle: Bool) -> [UInt8] {
            text.unicodeScalars.flatMap { scalar in
                let bytes = (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> ($0 * 8)) }
                return isLittle ? bytes : bytes.reversed()
            }
        }
        for (width, name) in [(2, "UTF-16"), (4, "UTF-32")] {
            for isLittle in [true, false] {
                for mark in ["", "\u{FEFF}"] {
                    let bytes = units(mark + "{\"id\": 1}", width, isLittle: isLittle)
                    let error = #expect(throws: BillingError.self) {
                        try FormReader.read(PricePlan.self, from: bytes)
                    }
                    #expect(error?.rule == "a form is JSON in UTF-8")
                    #expect(error?.detail == "the bytes are those of \(name)")
                }
            }
        }
    }

    @Test(
        "A key that the form has not is named with its path and the nearest key",
        arguments: [
            (
                #""included": "100""#, #""includes": "100""#,
                "charges[2].includes: the nearest key is 'included'"
            ),
            (
                #""included": "100""#, #""Included": "100""#,
                "charges[2].Included: the nearest key is 'included'"
            ),
            (#""rounding""#, #""roundign""#, "roundign: the nearest key is 'rounding'"),
            (
                #""upto": "100""#, #""upTo": "100""#,
                "charges[2].price.tiers[0].upTo: the nearest key is 'upto'"
            ),
            (#""categories""#, #""category""#, "charges[2].usage.category: the nearest key is 'categories'"),
            (#""measure""#, #""mesure""#, "charges[2].usage.mesure: the nearest key is 'measure'"),
            (
                #""name": "Fee","#, #""name": "Fee", "note": "x","#,
                "charges[1].note: the keys here are 'id', 'name', 'usage', 'included', 'price'"
            ),
        ])
    func unknown(_ part: String, _ other: String, _ detail: String) {
        let error = Self.wrong(Self.form.replacing(part, with: other))
        #expect(error?.code == .malformed)
        #expect(error?.rule == "a form has no other keys than its own")
        #expect(error?.detail == detail)
    }

    @Test(
        "A key that means nothing where it stands is named with the place that it belongs to",
        arguments: [
            (
                #""model": "flat", "price": "49""#, #""model": "flat", "price": "49", "included": "5""#,
                "charges[1].price.included: it belongs to charges[1]"
            ),
            (
                #""kind": "period""#, #""kind": "period", "metric": "mad""#,
                "charges[1].usage.metric: it says nothing beside the other keys here"
            ),
            (
                #""model": "unit", "price": "2""#, #""model": "unit", "price": "2", "tiers": []"#,
                "charges[0].price.tiers: it says nothing beside the other keys here"
            ),
            (
                #""name": "Fee","#, #""name": "Fee", "currency": "USD","#,
                "charges[1].currency: it belongs to the form"
            ),
        ])
    func misplaced(_ part: String, _ other: String, _ detail: String) {
        let error = Self.wrong(Self.form.replacing(part, with: other))
        #expect(error?.rule == "a key of a form stands in its place")
        #expect(error?.detail == detail)
    }

    @Test("A key that stands twice is named, with both values or the same one")
    func repeated() {
        for other in ["100", "5"] {
            let text = Self.form.replacing(
                #""included": "100""#, with: #""included": "100", "included": "\#(other)""#)
            let error = Self.wrong(text)
            #expect(error?.rule == "an object of JSON has each name once")
            #expect(error?.detail.hasPrefix("charges[2].included, byte ") == true, "\(error?.detail ?? "")")
        }
    }

    @Test(
        "A word that is none of the choices is told with them, and with the nearest",
        arguments: [
            (
                #""executions""#, #""execution""#,
                "charges[2].usage.measure: 'execution' is none of executions, "
            ),
            (
                #""month-end""#, #""monthend""#,
                "charges[0].usage.rule: 'monthend' is none of sum, last, peak, mean"
            ),
            (
                #""unit""#, #""per-unit""#,
                "charges[0].price.model: 'per-unit' is none of flat, unit, graduated"
            ),
            (#""half-to-even""#, #""even""#, "rounding: 'even' is none of half-away-from-zero, half-to-even"),
            (
                #""kind": "period""#, #""kind": "flat""#,
                "charges[1].usage.kind: 'flat' is none of metric, actions"
            ),
        ])
    func choices(_ part: String, _ other: String, _ detail: String) {
        let error = Self.wrong(Self.form.replacing(part, with: other))
        #expect(error?.rule == "a word of a form is one of its choices")
        #expect(error?.detail.hasPrefix(detail) == true, "\(error?.detail ?? "")")
        if other == #""monthend""# {
            #expect(error?.detail.hasSuffix("; the nearest is 'month-end'") == true)
        }
    }

    @Test(
        "A value of another kind, and a key that is missing, are named with their path",
        arguments: [
            (
                #""included": "100""#, #""included": 100"#,
                "charges[2].included: a text is asked for, and the number 100 is there; write \"100\""
            ),
            (
                #""included": "100""#, #""included": ["1"]"#,
                "charges[2].included: a text is asked for, and a list is there"
            ),
            (
                #"["alert"]"#, #""alert""#,
                "charges[2].usage.categories: a list is asked for, and a text is there"
            ),
            (
                #"["alert"]"#, "[true]",
                "charges[2].usage.categories[0]: a text is asked for, and true is there"
            ),
            (
                #"{"kind": "period"}"#, #""period""#,
                "charges[1].usage: an object is asked for, and a text is there"
            ),
            (#""currency": "USD", "#, "", "the form: there is no 'currency'"),
            (
                #""model": "flat", "price": "49""#, #""model": "flat""#,
                "charges[1].price: there is no 'price'"
            ),
            (#""metric": "mad", "#, "", "charges[0].usage: there is no 'metric'"),
        ])
    func kinds(_ part: String, _ other: String, _ detail: String) {
        let error = Self.wrong(Self.form.replacing(part, with: other))
        #expect(error?.code == .malformed)
        #expect(error?.detail == detail)
    }

    @Test(
        "A value that breaks a rule of its own is named with its path",
        arguments: [
            (#""included": "100""#, #""included": "1,5""#, "malformed", "charges[2].included: text '1,5'"),
            (#""currency": "USD""#, #""currency": "US$""#, "invalidValue", "currency: currency 'US$'"),
            (#""metric": "mad""#, #""metric": """#, "invalidValue", "charges[0].usage.metric: "),
            (#"{"upto": "100", "price": "2"}, "#, #"{"price": "2"}, "#, "invalidValue", "charges[2].price"),
        ])
    func rules(_ part: String, _ other: String, _ code: String, _ detail: String) {
        let error = Self.wrong(Self.form.replacing(part, with: other))
        #expect(error?.code.description == code)
        #expect(error?.detail.hasPrefix(detail) == true, "\(error?.detail ?? "")")
    }

    @Test("A key that is left out of any object, or added to any, is never passed over")
    func everyObject() throws {
        // Each brace opens an object: a stranger in it is refused by its path, wherever it stands.
        let places = Self.form.indices.filter { Self.form[$0] == "{" }
        #expect(places.count == 12)
        for place in places {
            var text = Self.form
            text.insert(contentsOf: #""zzzz": 1, "#, at: text.index(after: place))
            let error = Self.wrong(text)
            #expect(error?.rule == "a form has no other keys than its own", "\(text)")
            #expect(error?.detail.contains("zzzz: ") == true)
        }
    }

    @Test("A form of a host is read by its own keys")
    func hostForm() throws {
        struct Book: Decodable, Equatable {
            let plans: [String: PricePlan]
            let limits: [Double?]
            let isDraft: Bool?
        }
        let text = #"{"plans": {"acme": \#(Self.form)}, "limits": [1.5, null, 2e3]}"#
        let book = try FormReader.read(Book.self, from: text.utf8)
        #expect(book.plans["acme"]?.id.text == "standard" && book.limits == [1.5, nil, 2000])
        let broken = text.replacing(#""rule""#, with: #""ruel""#)
        let error = #expect(throws: BillingError.self) { try FormReader.read(Book.self, from: broken.utf8) }
        #expect(error?.detail == "plans.acme.charges[0].usage.ruel: the nearest key is 'rule'")
    }

    @Test("The nearest text is found by a slow definition of the distance")
    func distance() {
        // The definition itself, without a table: the least of what the last letters leave.
        func slow(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
            guard let a = left.last, let b = right.last else { return max(left.count, right.count) }
            var least = min(slow(left.dropLast(), right), slow(left, right.dropLast())) + 1
            least = min(least, slow(left.dropLast(), right.dropLast()) + (a == b ? 0 : 1))
            if left.count > 1, right.count > 1, left.dropLast().last == b, right.dropLast().last == a {
                least = min(least, slow(left.dropLast(2), right.dropLast(2)) + 1)
            }
            return least
        }
        var random = SplitMix64(seed: 12)
        for _ in 0..<200 {
            let texts = (0..<2).map { _ in
                let length = Int(random.next() % 6)
                return (0..<length).map { _ -> UInt8 in 0x61 + UInt8(random.next() % 3) }
            }
            #expect(
                NearestText.distance(texts[0], texts[1]) == slow(texts[0][...], texts[1][...]), "\(texts)")
        }
        #expect(NearestText.of("includes", among: ["id", "included", "price"]) == "included")
        #expect(NearestText.of("zzzz", among: ["id", "included", "price"]) == nil)
        #expect(NearestText.of("", among: ["id"]) == nil)
    }
}
