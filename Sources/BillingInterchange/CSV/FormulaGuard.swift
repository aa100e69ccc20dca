/// The apostrophe in front of a text that a spreadsheet would otherwise run as a formula.
///
/// A text is guarded if it begins with `=`, `+`, `-`, `@`, a tabulator, a carriage return, a line feed, the full-width
/// form of one of the first four, or the guard itself; so what a guard was set before can always be told, and taking it
/// off gives the text back. These are the beginnings that OWASP lists under CSV injection. Bytes are
/// compared: a combining mark behind `=` makes another `Character`, but the same formula.
enum FormulaGuard {
    static let mark = UInt8(ascii: "'")

    static func isNeeded(_ text: some Collection<UInt8>) -> Bool {
        switch text.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), mark: true
        case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        case 0xEF: fullWidth.contains { text.starts(with: $0) }
        default: false
        }
    }

    /// Whether a text begins with a guard that stands before what needs one.
    static func isGuarded(_ text: some Collection<UInt8>) -> Bool {
        text.first == mark && isNeeded(text.dropFirst())
    }

    /// U+FF1D, U+FF0B, U+FF0D and U+FF20 in UTF-8.
    private static let fullWidth: [[UInt8]] = [
        [0xEF, 0xBC, 0x9D], [0xEF, 0xBC, 0x8B], [0xEF, 0xBC, 0x8D], [0xEF, 0xBC, 0xA0],
    ]
}
