import BillingModel
import BillingTestSupport
import Foundation
import Testing

/// Texts that many systems take for the same, or order in another way than their bytes.
private let texts = [
    "caf\u{E9}", "cafe\u{301}", "Acme", "acme", "ACME", "acme ", " acme", "a", "ab", "abc", "abcdefgh",
    "abcdefgi",
    "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnoP", "a\u{301}\u{323}", "a\u{323}\u{301}", "\u{1E00}",
    "\u{FF21}", "A",
    "\u{212B}", "\u{C5}", "A\u{30A}", "\u{D55C}", "\u{1112}\u{1161}\u{11AB}", "z", "\u{80}", "\u{10FFFF}",
    "\u{FFFD}",
    "\u{1F600}", "'; DROP TABLE tenant; --", "../../etc/passwd", "a\"b", "a\\b", "a\nb", "a\rb", "a\r\nb",
    "\u{FEFF}a", "\u{202E}a",
    "ß", "ss", "\u{130}", "i", String(repeating: "x", count: 255), String(repeating: "x", count: 254) + "y",
    String(repeating: "é", count: 127),
]

@Suite("An id is one to 255 bytes without NUL, and compared byte by byte")
struct IdentifierTests {
    @Test("Equality, order and hash are those of the bytes")
    func bytes() throws {
        for left in texts {
            for right in texts {
                let (one, other) = (try TenantID(left), try TenantID(right))
                let (first, second) = (Array(left.utf8), Array(right.utf8))
                #expect((one == other) == (first == second), "\(left) \(right)")
                #expect((one < other) == first.lexicographicallyPrecedes(second), "\(left) \(right)")
                #expect((one.hashValue == other.hashValue) == (first == second), "\(left) \(right)")
            }
        }
        #expect(Set(try texts.map { try TenantID($0) }).count == texts.count)
    }

    @Test("Random texts compare as their bytes do, at every length and place of a difference")
    func random() throws {
        let seed: UInt64 = 0xB11
        var chance = SplitMix64(seed: seed)
        let alphabet: [Unicode.Scalar] = [
            "a", "b", "e", "\u{301}", "\u{323}", "\u{E9}", "\u{1F600}", "\u{FFFF}",
        ]
        for round in 0..<3_000 {
            var text = String.UnicodeScalarView()
            for _ in 0...Int.random(in: 0..<24, using: &chance) {
                text.append(alphabet.randomElement(using: &chance) ?? "a")
            }
            var other = text
            if round % 3 > 0 {
                let place = other.indices.randomElement(using: &chance) ?? other.startIndex
                other.replaceSubrange(place...place, with: [alphabet.randomElement(using: &chance) ?? "b"])
            }
            if round % 3 > 1 { other.append("a") }
            let (one, two) = (try LabelText(String(text)), try LabelText(String(other)))
            let (left, right) = (Array(String(text).utf8), Array(String(other).utf8))
            #expect((one == two) == (left == right), "seed \(seed), round \(round)")
            #expect((one < two) == left.lexicographicallyPrecedes(right), "seed \(seed), round \(round)")
            #expect((two < one) == right.lexicographicallyPrecedes(left), "seed \(seed), round \(round)")
            #expect(left != right || one.hashValue == two.hashValue, "seed \(seed), round \(round)")
        }
    }

    @Test("The hash does not run one text into the next")
    func hashOfPairs() throws {
        let left = [try TenantID("ab"), try TenantID("c")]
        let right = [try TenantID("a"), try TenantID("bc")]
        #expect(left.hashValue != right.hashValue)
    }

    @Test("A text made of another string's part is the same id as a fresh one")
    func storage() throws {
        let long = String(repeating: "prefix-", count: 40) + "device-000000000000000042"
        let part = String(long.suffix(25))
        let fresh = ["device-", "000000000000000042"].joined()
        #expect(try SubjectID(part) == SubjectID(fresh))
        #expect(try SubjectID(part).hashValue == SubjectID(fresh).hashValue)
        let bridged = String(decoding: Array(fresh.utf16), as: UTF16.self)
        #expect(try SubjectID(bridged) == SubjectID(fresh))
    }

    @Test("It keeps its text as it was given", arguments: texts)
    func text(_ text: String) throws {
        let id = try MetricID(text)
        #expect(Array(id.text.utf8) == Array(text.utf8))
        #expect(Array(id.description.utf8) == Array(text.utf8))
    }

    @Test(
        "What is empty, longer or holds NUL is refused",
        arguments: [
            "", "\u{0}", "a\u{0}", "\u{0}a", "a\u{0}b", String(repeating: "x", count: 256),
            String(repeating: "é", count: 128), String(repeating: "x", count: 254) + "é",
            String(repeating: "😀", count: 64), String(repeating: "x", count: 1_000_000),
        ])
    func refused(_ text: String) throws {
        #expect(refusal { try TenantID(text) } == .invalidValue)
        #expect(
            brokenRule { try LabelText(text) } == "an id or label text has 1 to 255 bytes of UTF-8 and no NUL"
        )
        let form = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        #expect(refusal { try read(TenantID.self, form) } == .invalidValue)
    }

    @Test("An error does not repeat the text")
    func quiet() {
        do {
            _ = try TenantID("secret\u{0}customer")
            Issue.record("a NUL was taken")
        } catch {
            #expect(error.detail.contains("15 bytes"))
            #expect(!error.debugDescription.contains("secret"))
        }
    }

    @Test("Its JSON form is the text, byte by byte")
    func codable() throws {
        try expectForm(TenantID("acme"), #""acme""#)
        for text in texts {
            let copy = try read(TenantID.self, json(TenantID(text)))
            #expect(Array(copy.text.utf8) == Array(text.utf8))
        }
        for form in ["1", "null", "[]", "{}", "true"] {
            #expect(throws: DecodingError.self) { try read(TenantID.self, form) }
        }
    }

    @Test("Every constant of the package obeys the rule")
    func constants() throws {
        let constants: [String] =
            Metric.platform.map(\.id.text)
            + [LabelText.source, .category, .type].map(\.text)
            + [SubjectKind.device, .user].map(\.text)
            + [
                ActionType.sendEmail, .sendSMS, .sendWhatsApp, .updateAsset, .shareAsset, .callIntegration,
                .logEvent,
            ].map(\.text)
            + [ActionCategory.automation, .alert, .notification, .integration].map(\.text)
        for text in constants { #expect(try MetricID(text).text == text) }

        // And those that are not in this list: every literal in the sources.
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources").resolvingSymlinksInPath()
        var literals = 0
        let files = try #require(FileManager.default.enumerator(atPath: sources.path(percentEncoded: false)))
        for case let name as String in files where name.hasSuffix(".swift") {
            let source = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            for match in source.matches(of: #/\(constant: "([^"]*)"\)/#) {
                literals += 1
                #expect(throws: Never.self, "\(name): \(match.1)") { try MetricID(String(match.1)) }
            }
        }
        #expect(literals >= 16)
    }
}
