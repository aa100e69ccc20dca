import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A whole page that needs nothing but itself: its style and its scripts are inside, and its policy allows only these.
struct PageDocument {
    let title: String
    var scripts: [String] = []

    /// The page with what a closure puts in its body.
    func html(_ fill: (inout Markup) -> Void) -> String {
        var markup = Markup()
        markup.add(raw: "<!DOCTYPE html>\n")
        markup.element("html", [.init("lang", "en")]) { html in
            html.element("head") { head in
                head.leaf("meta", [.init("charset", "utf-8")])
                // What is made of letters, digits, quotes and signs of base64 needs no escape.
                head.add(raw: "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\"/>")
                head.leaf(
                    "meta",
                    [.init("name", "viewport"), .init("content", "width=device-width, initial-scale=1")])
                head.leaf("meta", [.init("name", "color-scheme"), .init("content", "light dark")])
                head.leaf("meta", [.init("name", "referrer"), .init("content", "no-referrer")])
                head.element("title", title)
                head.element("style") { $0.add(raw: PageStyle.text) }
            }
            html.element("body") { body in
                fill(&body)
                for script in scripts { body.element("script") { $0.add(raw: script) } }
            }
        }
        markup.add(raw: "\n")
        return markup.text
    }

    /// What the page may load: nothing but the style and the scripts that it holds, each known by its digest.
    private var policy: String {
        let scripts =
            scripts.isEmpty ? "" : " script-src \(scripts.map(Self.source).joined(separator: " "));"
        return "default-src 'none'; style-src \(Self.source(PageStyle.text));\(scripts)"
            + " base-uri 'none'; form-action 'none'"
    }

    private static func source(_ text: String) -> String {
        let digits = Array(SHA256.hexadecimal(Array(text.utf8)).utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { place in
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
        }
        return "'sha256-\(Data(bytes).base64EncodedString())'"
    }
}
