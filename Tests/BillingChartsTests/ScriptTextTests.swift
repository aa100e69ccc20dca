import BillingReports
import BillingTestSupport
import Foundation
import Testing

@testable import BillingCharts

@Suite struct ScriptTextTests {
    /// Behind the first letters a sign joins them in one character.
    @Test(arguments: ["\u{600}", "\u{D4E}", "\u{110BD}", "", "\u{338}", "e\u{301}"])
    func `no text ends the script that holds it`(before: String) throws {
        let raw = "\(before)</script>\(before)<!--<\u{338}<\u{200D}"
        for text in [try JSONWriter.text(of: [raw], inScript: true), try VegaValue.text(raw).text()] {
            #expect(!text.unicodeScalars.contains("<"))
            let plain = text.replacingOccurrences(of: "\\u003c", with: "<")
            #expect(plain.unicodeScalars.contains("<") && plain.utf8.count < text.utf8.count)
        }
        #expect(
            try read([String].self, JSONWriter.text(of: [raw], inScript: true)).map {
                Array($0.unicodeScalars)
            }
                == [Array(raw.unicodeScalars)])
    }
}
