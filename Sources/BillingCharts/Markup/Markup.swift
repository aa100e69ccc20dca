import BillingReports

/// HTML or SVG as text, in which what a host wrote is escaped wherever it stands.
///
/// The names of elements and attributes are those of this module; the values of attributes and what stands between tags may be
/// anything. What could control a terminal or reorder its neighbours is shown as an escape, as in texts: `\u{202E}`.
struct Markup {
    private(set) var text = ""

    /// Begins an element.
    mutating func open(_ name: StaticString, _ attributes: [Attribute] = []) {
        begin(name, attributes)
        text += ">"
    }

    /// Ends an element.
    mutating func close(_ name: StaticString) { text += "</\(name)>" }

    /// Adds an element without content, such as a line of a drawing or a break.
    mutating func leaf(_ name: StaticString, _ attributes: [Attribute] = []) {
        begin(name, attributes)
        text += "/>"
    }

    /// Adds an element that holds text alone.
    mutating func element(_ name: StaticString, _ content: String) { element(name, [], content) }

    /// Adds an element that holds text.
    mutating func element(_ name: StaticString, _ attributes: [Attribute], _ content: String) {
        open(name, attributes)
        add(content)
        close(name)
    }

    /// Adds an element that holds what a closure adds.
    mutating func element(
        _ name: StaticString, _ attributes: [Attribute] = [], _ fill: (inout Markup) throws -> Void
    ) rethrows {
        open(name, attributes)
        try fill(&self)
        close(name)
    }

    /// Adds text.
    mutating func add(_ content: String) { text += Self.escaped(content) }

    /// Adds markup that was made before.
    mutating func add(_ markup: Markup) { text += markup.text }

    /// Adds markup of this module as it is.
    mutating func add(raw markup: String) { text += markup }

    private mutating func begin(_ name: StaticString, _ attributes: [Attribute]) {
        text += "<\(name)"
        for attribute in attributes {
            guard let value = attribute.value else { continue }
            text += " \(attribute.name)=\""
            text += Self.escaped(value)
            text += "\""
        }
    }

    /// A text as it stands between tags or in the quotes of an attribute.
    ///
    /// What is no character of XML becomes U+FFFD.
    static func escaped(_ content: String) -> String {
        if content.utf8.allSatisfy({ (0x20...0x7E).contains($0) && !Self.isSpecial($0) }) { return content }
        var escaped = ""
        for scalar in DisplayText(content).text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        default: false
        }
    }
}

extension Markup {
    /// An attribute of an element; one without a value is left out.
    struct Attribute {
        let name: StaticString
        let value: String?

        init(_ name: StaticString, _ value: String?) {
            self.name = name
            self.value = value
        }

        /// A number of a drawing.
        init(_ name: StaticString, _ value: Int) { self.init(name, String(value)) }
    }
}
