/// What splits a metric into several series: up to 16 pairs of name and value, sorted by the bytes of the name.
///
/// A metric without labels is the tenant's own. The JSON form is a list of pairs: `[["region", "eu"]]`.
///
/// ```swift
/// let labels = try Labels(("region", "eu"), ("source", "gateway"))
/// ```
public struct Labels: Hashable, Comparable, Sendable {
    /// One pair of name and value.
    public struct Pair: Hashable, Comparable, Sendable {
        /// The name of the label, compared byte by byte.
        public let name: LabelText
        /// The value of the label, compared byte by byte.
        public let value: LabelText

        /// Makes a pair.
        public init(name: LabelText, value: LabelText) {
            self.name = name
            self.value = value
        }

        /// Orders by name, then by value.
        public static func < (left: Self, right: Self) -> Bool {
            left.name == right.name ? left.value < right.value : left.name < right.name
        }
    }

    /// The pairs in ascending order of their names.
    public let pairs: [Pair]

    /// The most pairs that a series may have.
    public static let limit = 16
    /// No labels: the tenant's own series.
    public static let none = Labels(sorted: [])

    private init(sorted pairs: [Pair]) { self.pairs = pairs }

    /// Checks and sorts pairs.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if there are more than 16, or two
    ///   with the same name.
    public init(_ pairs: [Pair]) throws(BillingError) {
        let sorted = pairs.sorted()
        guard sorted.count <= Self.limit else {
            throw BillingError(
                .invalidValue, rule: "a series has at most 16 labels", detail: "\(sorted.count) labels")
        }
        if let twin = zip(sorted, sorted.dropFirst()).first(where: { $0.name == $1.name }) {
            throw BillingError(
                .invalidValue, rule: "a series has each label once", detail: "label '\(twin.0.name)'")
        }
        self.init(sorted: sorted)
    }

    /// Checks and sorts pairs of texts.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a text is no label text, if there
    ///   are more than 16 pairs, or two with the same name.
    public init(_ pairs: (String, String)...) throws(BillingError) {
        var checked: [Pair] = []
        for (name, value) in pairs {
            checked.append(Pair(name: try LabelText(name), value: try LabelText(value)))
        }
        try self.init(checked)
    }

    /// The value of a label, or nil if the series lacks it.
    public subscript(name: LabelText) -> LabelText? {
        pairs.first { $0.name == name }?.value
    }

    /// Whether there is no label.
    public var isEmpty: Bool { pairs.isEmpty }

    /// Orders pair by pair; of two that agree as far as both go, the shorter comes first.
    public static func < (left: Self, right: Self) -> Bool {
        left.pairs.lexicographicallyPrecedes(right.pairs)
    }
}

/// The text of a label's name or value.
public typealias LabelText = EntityID<Labels>

extension LabelText {
    /// The label that tells several feeds of one metric apart.
    public static let source = Self(constant: "source")
    /// The label of the series that are derived from actions: the category.
    public static let category = Self(constant: "category")
    /// The label of the series that are derived from actions: the type.
    public static let type = Self(constant: "type")
}

extension Labels: CustomStringConvertible {
    /// The pairs as `{region=eu, source=gateway}`.
    public var description: String {
        "{" + pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ", ") + "}"
    }
}

extension Labels: Codable {
    /// Reads a list of pairs, and checks them.
    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var pairs: [Pair] = []
        while !list.isAtEnd {
            let texts = try list.decode([LabelText].self)
            guard texts.count == 2 else {
                throw BillingError(
                    .malformed, rule: "a label is a pair of name and value", detail: "\(texts.count) texts")
            }
            pairs.append(Pair(name: texts[0], value: texts[1]))
        }
        try self.init(pairs)
    }

    /// Writes a list of pairs.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for pair in pairs { try list.encode([pair.name, pair.value]) }
    }
}
