#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A screen as a value: read once, at one revision, and then the same wherever it is shown.
///
/// Its JSON form has single lower-case words as keys, instants as ISO 8601 UTC text, and leaves out what is missing, so
/// that the strategies of a host's encoder change nothing.
public protocol BillingScreen: Codable, Hashable, Sendable {
    /// When and from what the screen was made.
    var stamp: ScreenStamp { get }

    /// The screen as aligned text for a terminal.
    ///
    /// Numbers are grouped by thousands, a missing figure is `–`, and one that is not complete is marked with `*`. Names of
    /// a host are shown without what could control a terminal.
    ///
    /// - Parameter width: How many columns the terminal has; a table that needs more is shortened or broken.
    /// - Returns: Lines that each end in a line feed.
    func text(width: Int) -> String
}

extension BillingScreen {
    /// The screen as aligned text for a terminal of 100 columns.
    public func text() -> String { text(width: 100) }

    /// The screen as JSON text: keys in alphabetical order, indented, slashes as they are.
    ///
    /// - Returns: The text, without a line feed at its end.
    /// - Throws: `BillingError` if an instant of a screen that a host made lies outside years 1 to 9999.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
