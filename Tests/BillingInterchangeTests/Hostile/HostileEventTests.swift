import BillingInterchange
import BillingModel
import BillingStore
import Testing

@Suite("Events that mean harm are told, and never end the program")
struct HostileEventTests {
    @Test(
        "A count with an exponent at the ends of integers is refused, or is the number that it states",
        arguments: [
            ("1e-9223372036854775808", nil), ("0e-9223372036854775808", 0), ("1e-9223372036854775807", nil),
            ("1e9223372036854775807", nil), ("0e9223372036854775807", 0),
            ("1e-99999999999999999999", nil), ("0.0e-99999999999999999999", 0),
            ("10.0e-9223372036854775808", nil), ("1e2", 100), ("1E+2", 100), ("1.50e1", 15), ("1500e-2", 15),
            ("15e-1", nil), ("-0", 0), ("9007199254740991", 9_007_199_254_740_991), ("9007199254740992", nil),
        ] as [(String, Int?)])
    func exponents(text: String, count: Int?) throws {
        let data = #"{"type":"t","category":"c","succeeded":1,"suppressed":\#(text)}"#
        let said = try said(event(.action, ["data": data]))
        guard let count, count <= ActionRecord.executionLimit else {
            #expect(said.first?.rejection != nil, "\(said)")
            return
        }
        guard case .action(.record(let action))? = said.first?.records?.first else {
            Issue.record("\(said)")
            return
        }
        #expect(action.suppressed == count)
    }

    @Test("Of an event with a number of 300,000 digits each digit is looked at once")
    func longNumbers() throws {
        let digits = String(repeating: "9", count: 300_000)
        let zeros = String(repeating: "0", count: 300_000)
        for (number, isWhole) in [
            (digits, true), ("0." + digits, false), ("1e" + digits, true), ("1e-" + digits, false),
            ("-" + digits, true), ("1" + zeros + "e-300000", true), ("1" + zeros + "e-300001", false),
            ("0." + zeros + "e5", true),
        ] {
            let bytes = CountedBytes(number)
            #expect(WholeNumber.isStated(by: bytes) == isWhole)
            #expect(bytes.steps <= number.utf8.count + 1)
            let said = try said(event(.sample, ["data": #"{"metric":"messages","value":\#(number)}"#]))
            #expect(said.count == 1)
        }
    }
}

/// Bytes that count how often one of them is asked for.
private final class CountedBytes: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>
    private(set) var steps = 0

    init(_ text: String) { rest = Array(text.utf8)[...] }

    func next() -> UInt8? {
        steps += 1
        return rest.popFirst()
    }
}
