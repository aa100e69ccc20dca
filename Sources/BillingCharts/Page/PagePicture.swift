/// A picture that a page shows without a script, drawn for wide, medium and narrow windows, of which the style shows one.
enum PagePicture {
    private static let widths: [(style: String, width: Double)] = [
        ("wide", 1_100), ("medium", 660), ("narrow", 300),
    ]

    static func of(_ draw: (Double) -> Markup) -> Markup {
        var markup = Markup()
        for (style, width) in widths {
            markup.element("figure", [.init("class", "picture \(style)")]) { $0.add(draw(width)) }
        }
        return markup
    }
}
