import BillingTestSupport
import Foundation
import Testing

@testable import BillingReports

@Suite("Texts of a host in a terminal")
struct DisplayTextTests {
    @Test(
        "What could harm a terminal is shown as an escape",
        arguments: [
            ("a\u{1B}[31mred", "a\\u{1B}[31mred"), ("two\nlines\r\n", "two\\u{A}lines\\u{D}\\u{A}"),
            ("\u{7}\u{0}\u{8}", "\\u{7}\\u{0}\\u{8}"), ("\u{9B}31m", "\\u{9B}31m"),
            ("abc\u{202E}txt.exe", "abc\\u{202E}txt.exe"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("\u{200F}\u{61C}", "\\u{200F}\\u{61C}"), ("a\u{2028}b\u{2029}c", "a\\u{2028}b\\u{2029}c"),
            ("in\u{200B}visible\u{FEFF}", "in\\u{200B}visible\\u{FEFF}"), ("\u{E0041}", "\\u{E0041}"),
            ("tab\there", "tab\\u{9}here"), ("\u{7F}", "\\u{7F}"), ("soft\u{AD}", "soft\\u{AD}"),
            ("e\u{202E}\u{301}", "e\\u{202E}\u{301}"),
        ])
    func hostile(_ raw: String, shown: String) {
        #expect(DisplayText(raw).text == shown)
    }

    @Test(
        "The columns of a text are those of a terminal",
        arguments: [
            ("", 0), ("Acme", 4), ("Größe", 5), ("Gro\u{308}ße", 5), ("株式会社", 8), ("ｱｲｳ", 3), ("Ａ", 2),
            ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("🚚", 2), ("👩‍👩‍👧‍👦", 2), ("🇦🇺", 2), ("👍🏽", 2),
            ("❤️", 2), ("❤", 1), ("नमस्ते", 4), ("กำ", 2), ("น้ำ", 2), ("ກຳ", 2), ("का", 2), ("தமிழ்", 4), ("မြန်မာ", 5),
            ("ខ្មែរ", 4), ("שלום", 4), ("\u{1B}", 6), ("𠀀", 2), ("e\u{202E}\u{301}", 9),
        ])
    func columns(_ raw: String, columns: Int) {
        #expect(DisplayText(raw).columns == columns, "\(raw)")
    }

    @Test("Each character of Unicode takes the columns that wcwidth gives it")
    func everyCharacter() throws {
        var wrong: [String] = []
        for line in try Fixtures.lines("column-widths.tsv") {
            let fields = line.split(separator: "\t")
            let (first, last) = (UInt32(fields[0], radix: 16), UInt32(fields[1], radix: 16))
            for value in try #require(first)...(try #require(last)) {
                let scalar = try #require(Unicode.Scalar(value))
                // What is invisible is shown as an escape.
                guard !scalar.properties.isDefaultIgnorableCodePoint else { continue }
                // A nonspacing mark in Unicode 14, and a spacing one in that of the standard library: which of them a terminal
                // goes by is not known, and the table says 0.
                if value == 0x1171E { continue }
                if DisplayText.columns(of: scalar) != Int(fields[2]) {
                    wrong.append(String(value, radix: 16))
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("Marks do not pile up without end")
    func marks() {
        let raw = "a" + String(repeating: "\u{301}", count: 1_000)
        #expect(DisplayText(raw).text.unicodeScalars.count == 16)
    }

    @Test(
        "A cut text fits and says that it was cut",
        arguments: [
            ("Acme Logistics", 14, "Acme Logistics"), ("Acme Logistics", 5, "Acme…"), ("Acme", 1, "…"),
            ("Acme", 0, ""), ("株式会社", 8, "株式会社"), ("株式会社", 6, "株式…"), ("株式会社", 5, "株式…"),
        ])
    func cut(_ raw: String, limit: Int, text: String) {
        let cut = DisplayText(raw).cut(to: limit)
        #expect(cut.text == text)
        #expect(cut.columns == DisplayText(text).columns)
        #expect(cut.columns <= limit)
    }
}
