/// The place at which the next page of a request begins.
///
/// The text is the backend's own. It holds the revision and the position, and belongs to one request: the same
/// request without its cursor and limit.
public struct PageCursor: Hashable, Sendable, Codable {
    /// The backend's text, fit for an address.
    public let text: String

    /// Makes a cursor of a text that a backend gave.
    public init(_ text: String) { self.text = text }

    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
