public import BillingModel

extension Anomaly.Kind: TextCodable {
    /// Every kind, in the order in which they are listed.
    static let all: [Self] = [.spike, .dip, .shift]

    /// The kind as a text, which is also its JSON form: `spike`, `dip` or `shift`.
    public var description: String {
        switch self {
        case .spike: "spike"
        case .dip: "dip"
        default: "shift"
        }
    }

    /// Reads a kind from its text.
    ///
    /// - Throws: `BillingError` with code `malformed` if it is the text of none.
    public init(_ text: String) throws(BillingError) {
        guard let kind = Self.all.first(where: { $0.description == text }) else {
            throw BillingError(
                .malformed, rule: "an unusual value is a 'spike', a 'dip' or a 'shift'",
                detail: "text '\(text.prefix(64))'")
        }
        self = kind
    }
}
