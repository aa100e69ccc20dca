#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingTime

/// Figures as tables, told at one revision: what CSV and the comparison of two readings are made of.
public protocol TabularReport: Sendable {
    /// What the report is about, for people: `Consumption of Acme`.
    var title: String { get }
    /// When and from what the report was made.
    var stamp: ScreenStamp { get }
    /// Every figure of the report, each once: its main table first, then the further ones, no two of one name.
    ///
    /// The keys of a row tell it from all others of its table, and a figure says which records it depends on.
    var tables: [ReportTable] { get }
}

/// A screen as a value: read once, at one revision, and then the same wherever it is shown.
///
/// Its JSON form has single lower-case words as keys, instants as ISO 8601 UTC text, and leaves out what is missing, so
/// that the strategies of a host's encoder change nothing.
public protocol BillingScreen: TabularReport, Codable, Hashable {
    /// What people see of the screen below its title, in this order.
    var blocks: [ReportBlock] { get }
}

extension BillingScreen {
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
