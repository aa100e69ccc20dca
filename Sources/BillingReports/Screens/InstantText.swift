#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingModel

/// An instant whose JSON form is ISO 8601 UTC text with microseconds, whatever date strategy an encoder has.
///
/// The instant is kept to the microsecond, so that what is decoded equals what was encoded.
@propertyWrapper
public struct InstantText: Hashable, Sendable {
    private var instant: Date

    /// The instant, kept to the nearest microsecond.
    public var wrappedValue: Date {
        get { instant }
        set { instant = Self.nearest(newValue) }
    }

    /// Keeps an instant, to the nearest microsecond.
    public init(wrappedValue: Date) { instant = Self.nearest(wrappedValue) }

    /// Beyond the years 1 to 9999 there is no text, and encoding throws.
    private static func nearest(_ date: Date) -> Date {
        (try? Instants.microseconds(date)).map(Instants.date) ?? date
    }
}

extension InstantText: Codable {
    /// Reads an instant from its text.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self.init(wrappedValue: Instants.date(try Instants.microseconds(text)))
    }

    /// Writes the instant as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Instants.text(try Instants.microseconds(wrappedValue)))
    }
}
