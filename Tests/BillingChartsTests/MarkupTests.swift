import Testing

@testable import BillingCharts

@Suite struct MarkupTests {
    @Test(arguments: [
        ("Acme", "Acme"), ("", ""),
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
        ("a & b \"c\"", "a &amp; b &quot;c&quot;"),
        ("\u{0}\u{1B}[31m\n", "\\u{0}\\u{1B}[31m\\u{A}"),
        ("a\u{202E}b", "a\\u{202E}b"), ("\u{FFFE}", "\u{FFFD}"), ("مرحبا 東京", "مرحبا 東京"),
    ])
    func `text is escaped`(raw: String, expected: String) {
        #expect(Markup.escaped(raw) == expected)
    }

    @Test func `an element holds its attributes and its content`() {
        var markup = Markup()
        markup.element("a", [.init("href", "x\"y"), .init("title", nil)]) { link in
            link.element("b", [.init("n", 3)], "<")
            link.leaf("br")
        }
        #expect(markup.text == "<a href=\"x&quot;y\"><b n=\"3\">&lt;</b><br/></a>")
    }
}
