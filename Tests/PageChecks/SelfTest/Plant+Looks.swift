extension Plant {
    /// Faults that are seen: contrast, size, width.
    static let looks: [Plant] = [
        Plant("color-contrast", style: "dd { color: #888; }"),
        Plant("color-contrast", style: "dd { opacity: 0.5; }"),
        Plant("color-contrast", style: "dd { background: linear-gradient(#fff, #555); }"),
        Plant("color-contrast", style: "svg text { fill: #999; }"),
        Plant("color-contrast", style: ".panel { fill: #333; }"),
        Plant("color-contrast", style: "input::placeholder { color: #ccc; }").replacing(
            "type=\"text\"", "type=\"text\" placeholder=\"Name\""),
        Plant("color-contrast", style: "dd::before { content: \"note\"; color: #ccc; }"),
        Plant("color-contrast", style: "a { color: #0550ae; }").inDark(),
        Plant("color-contrast", "--surface: #fff;", "--surface: #000;").inPicture(),
        Plant(
            "color-contrast",
            "svg { color-scheme: light dark; --text: #222; --surface: #fff; --accent: #0550ae; }", ""
        )
        .removing(
            "@media (prefers-color-scheme: dark) { svg { --text: #ddd; --surface: #16181c; --accent: #79b8ff; } }"
        )
        .inPicture().inDark().replacing("class=\"surface\"", "fill=\"#222\""),
        Plant("link-in-text-block", style: "p a { text-decoration: none; color: #333; }"),
        Plant("non-text-contrast", style: ".mark { stroke: #aaa; }"),
        Plant("non-text-contrast", style: ".mark { stroke-opacity: 0.3; }"),
        Plant(
            "non-text-contrast", "<polyline",
            "<rect x=\"200\" width=\"90\" height=\"100\" fill=\"#446\"/><polyline"),
        Plant("non-text-contrast", style: ".mark { stroke: #0550ae; }").inDark(),
        Plant("non-text-contrast", "stroke: var(--accent)", "stroke: none").inPicture(),

        Plant("horizontal-scroll", style: "dl { width: 500px; }").at(360),
        Plant("text-cut", style: "dd { width: 40px; overflow: hidden; white-space: nowrap; }"),
        Plant("text-cut", style: "dd { height: 8px; overflow: hidden; }"),
        Plant("text-cut", style: "dd { margin-left: -60px; }"),
        Plant("text-cut", style: "svg text { transform: translateX(290px); }"),
        Plant(
            "text-overlap", "<text x=\"4\" y=\"20\">",
            "<text x=\"8\" y=\"22\">50 kWh</text><text x=\"4\" y=\"20\">"),
        Plant("text-overlap", "<text x=", "<text x=\"8\" y=\"22\">50 kWh</text><text x=").inPicture(),
        Plant("text-size", style: "dd { font-size: 9px; }"),
        Plant("text-size", style: "svg { max-width: 200px; }"),
        Plant("scrollable-region-focusable", " tabindex=\"0\">\n<table>", ">\n<table>").at(360),
        Plant("scrollable-region-focusable", " aria-label=\"Costs by action\" tabindex", " tabindex").at(360),
        Plant("target-size", style: "button { min-height: 20px; line-height: 1; padding: 0; }"),
    ]

    /// Faults of what is printed.
    static let paper: [Plant] = [
        Plant("paper-details", "details::details-content { content-visibility: visible; height: auto; }", ""),
        Plant("paper-control", "@media print { .live, .on .live { display: none; }", "@media print {"),
        Plant("paper-scroll", ".scroll { overflow: visible; }", "").replacing(
            "<td>3.40</td>", "<td>\(String(repeating: "3", count: 200))</td>"),
        Plant("paper-fixed", style: "header { position: sticky; top: 0; }"),
        Plant("color-contrast", style: "@media print { dd { color: #aaa; } }"),
        Plant("horizontal-scroll", style: "@media print { dl { width: 900px; } }"),
    ]
}
