#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingTime

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

    /// The screen as JSON text: keys in alphabetical order, slashes as they are.
    ///
    /// - Parameter pretty: Whether the text is indented for people, which makes it many times longer.
    /// - Returns: The text, without a line feed at its end.
    /// - Throws: `BillingError` if an instant of a screen that a host made lies outside years 1 to 9999.
    /// - Complexity: O(*n*) for *n* bytes; beside the screen, the memory of two texts at most, unless it is indented.
    public func json(pretty: Bool = false) throws -> String {
        guard pretty else { return try JSONWriter.text(of: self) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// What stays the same as long as the screen says the same: what an entity tag is made of.
    ///
    /// Left out are the instant of the report, the revision, and which share of a bucket in progress is covered, which change as
    /// time passes. A figure that follows from how much time has passed, such as the pace of a budget, changes it.
    ///
    /// - Returns: The SHA-256 digest of the rest of the JSON text, as 64 hexadecimal digits.
    /// - Throws: As ``json(pretty:)``.
    public func digest() throws -> String {
        SHA256.hexadecimal(try JSONWriter.bytes(of: self, omitsTime: true))
    }
}
