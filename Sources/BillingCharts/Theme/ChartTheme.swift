/// The colours of pictures and pages, light and dark.
///
/// Text has a contrast of at least 4.5 to 1 to its surface and lines of 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11). The colours of lines were
/// searched for the largest distance in OKLab between any two, as people with normal sight and with each of the three kinds of
/// colour blindness see them (matrices of Machado, Oliveira and Fernandes 2009); since that alone does not tell eight lines apart, names
/// and values stand in legends, tables and titles too.
enum ChartTheme {
    struct Colours {
        /// Beneath pictures and tables.
        let surface: String
        /// Around them.
        let panel: String
        let text: String
        let muted: String
        let rule: String
        let accent: String
        let bad: String
        let warn: String
        let good: String
        /// One for each line of an axis.
        let series: [String]
    }

    static let light = Colours(
        surface: "#ffffff", panel: "#f6f8fa", text: "#1a1f36", muted: "#525b6e", rule: "#e3e8ee",
        accent: "#4f46c8", bad: "#b3093c", warn: "#8a5300", good: "#14703d",
        series: ["#5b59f8", "#cc5f0b", "#096253", "#9c32a9", "#c0727b", "#2f8fbd", "#68510a", "#786b83"])
    static let dark = Colours(
        surface: "#171c25", panel: "#0f131a", text: "#e6e9ef", muted: "#a9b3c3", rule: "#2a3140",
        accent: "#a5a0ff", bad: "#ff8095", warn: "#f0b45a", good: "#63cf94",
        series: ["#7d79ff", "#f29c25", "#38c6a4", "#b57bb1", "#f0553a", "#3af3f9", "#d1e46f", "#b695f2"])

    /// Custom properties for a selector: what the reader's system prefers.
    static func properties(of selector: String) -> String {
        "\(selector){color-scheme:light dark;\(list(light))}"
            + "@media(prefers-color-scheme:dark){\(selector){\(list(dark))}}"
            + "@media print{\(selector){color-scheme:light;\(list(light))}}"
    }

    private static func list(_ colours: Colours) -> String {
        names(colours).map { "--ib-\($0.name):\($0.value);" }.joined()
    }

    /// The colours by the names of their custom properties, without what these begin with.
    static func names(_ colours: Colours) -> [(name: String, value: String)] {
        let names: [(String, String)] = [
            ("surface", colours.surface), ("panel", colours.panel), ("text", colours.text),
            ("muted", colours.muted), ("rule", colours.rule), ("accent", colours.accent),
            ("bad", colours.bad), ("warn", colours.warn), ("good", colours.good),
        ]
        return names + colours.series.enumerated().map { ("\($0 + 1)", $1) }
    }
}
