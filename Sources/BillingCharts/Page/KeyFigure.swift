import BillingReports

/// A figure that stands at the top of a page, with what it is and what else there is to say of it.
struct KeyFigure {
    /// How a figure is to be taken; a word beside it says the same as its colour.
    enum Tone: String {
        case bad, warning = "warn", good
    }

    let title: String
    /// The figure; the marks of it stand behind it.
    let cell: ShownCell
    /// What stands before the figure, such as a currency.
    var unit: String?
    /// What else there is to say, a line each.
    var details: [String] = []
    var tone: Tone?
    /// What of a whole it is, from 0 to 1, drawn as a bar; nil for no bar.
    var share: Double?
    /// Where on the page there is more of it; nil for nowhere.
    var link: String?

    /// Adds the figure as an item of a list.
    func add(to markup: inout Markup) {
        markup.element("li", [.init("class", tone.map { "tile \($0.rawValue)" } ?? "tile")]) { tile in
            tile.element("span", [.init("class", "title")]) { head in
                if let link {
                    head.element("a", [.init("href", link)]) { $0.add(name: title) }
                } else {
                    head.add(name: title)
                }
            }
            tile.element("span", [.init("class", "figure")]) { figure in
                if let unit { figure.element("span", [.init("class", "unit")], unit + " ") }
                figure.add(cell)
            }
            if let share { tile.add(bar(share)) }
            for detail in details {
                tile.element("span", [.init("class", "detail")]) { $0.add(whole: detail) }
            }
        }
    }
}

extension Markup {
    /// Adds words, of which dates and numbers of invoices are not broken at their hyphens.
    fileprivate mutating func add(whole text: String) {
        for (place, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            if place > 0 { add(" ") }
            if word.contains("-"), word.utf8.count <= 16 {
                element("span", [.init("class", "whole")], String(word))
            } else {
                add(name: String(word))
            }
        }
    }
}

/// A bar that is filled to a share of it.
///
/// It is drawn for the eye alone: the figure beside it says the same to everybody else.
func bar(_ share: Double) -> Markup {
    var markup = Markup()
    let width = share.isFinite ? Int((min(max(share, 0), 1) * 100).rounded()) : 0
    markup.element(
        "svg",
        [
            .init("class", "bar"), .init("viewBox", "0 0 100 4"), .init("preserveAspectRatio", "none"),
            .init("aria-hidden", "true"),
        ]
    ) { drawing in
        drawing.leaf("rect", [.init("class", "track"), .init("width", 100), .init("height", 4)])
        drawing.leaf("rect", [.init("class", "fill"), .init("width", width), .init("height", 4)])
    }
    return markup
}
