public import BillingReports

extension BillingScreen {
    /// The screen as a fragment of HTML, to stand in a page of a host.
    ///
    /// It is one `section` with the title as `h2`, when and from what the screen was made, the blocks of its text and a
    /// legend of the marks that figures have. A table has the cells of its text, with the same decimals and marks; its rows
    /// have headings, numbers have the class `number`, and a course is drawn as a line. A table is in a `div` of the class `scroll`,
    /// which is meant to scroll by itself where the table is too wide. There are no styles, scripts or addresses in it, and what
    /// people wrote, such as names, is escaped; a void element is closed, so that it is XHTML as well.
    ///
    /// - Returns: The fragment, without a line feed at its end.
    /// - Complexity: O(*n*) for *n* cells.
    public func html() -> String {
        var screen = ScreenMarkup(title)
        for block in blocks { screen.add(block) }
        screen.addLegend()
        var markup = Markup()
        markup.element("section", [.init("class", "screen")]) { section in
            section.element("h2") { $0.add(name: title) }
            for line in stamp.lines { section.element("p", [.init("class", "stamp")], line) }
            section.add(screen.markup)
        }
        return markup.text
    }
}
