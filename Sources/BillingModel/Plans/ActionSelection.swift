/// Which actions a charge takes in, and what of them it counts.
public struct ActionSelection: Hashable, Sendable {
    /// What is counted of an action.
    public enum Measure: String, CaseIterable, Hashable, Sendable, Codable {
        /// How often the action ran, whether it succeeded or failed.
        case executions
        /// How often the action ran and succeeded.
        case succeeded
        /// The quantity that the platform bills for it, such as segments of a text message.
        case billed
    }

    private let categoryIDs: [EntityID<ActionSelection>]?
    private let typeIDs: [EntityID<ActionSelection>]?
    /// What is counted.
    public let measure: Measure

    /// Makes a selection: an action is in if its category is listed and its type is listed.
    ///
    /// - Parameters:
    ///   - categories: The categories, in any order; nil for all of them.
    ///   - types: The types, in any order; nil for all of them.
    ///   - measure: What is counted.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a list is empty or a text is not one
    ///   of 1 to 255 bytes without NUL.
    public init(
        categories: [String]? = nil, types: [String]? = nil, measure: Measure = .executions
    ) throws(BillingError) {
        categoryIDs = try Self.checked(categories)
        typeIDs = try Self.checked(types)
        self.measure = measure
    }

    private static func checked(_ texts: [String]?) throws(BillingError) -> [EntityID<Self>]? {
        guard let texts else { return nil }
        guard !texts.isEmpty else {
            throw BillingError(
                .invalidValue, rule: "a selection of actions lists at least one value, or leaves the list out"
            )
        }
        var ids: Set<EntityID<Self>> = []
        for text in texts { ids.insert(try EntityID(text)) }
        return ids.sorted()
    }

    /// The categories in the order of their bytes, each once; nil for all.
    public var categories: [String]? { categoryIDs?.map(\.text) }

    /// The types in the order of their bytes, each once; nil for all.
    public var types: [String]? { typeIDs?.map(\.text) }

    /// Whether an action of this category and type is taken in; texts are compared byte by byte.
    public func includes(category: String, type: String) -> Bool {
        Self.lists(categoryIDs, category) && Self.lists(typeIDs, type)
    }

    private static func lists(_ ids: [EntityID<Self>]?, _ text: String) -> Bool {
        ids?.contains { $0.text.hasSameBytes(as: text) } ?? true
    }
}

extension ActionSelection: Codable {
    private enum CodingKeys: String, CodingKey {
        case categoryIDs = "categories"
        case typeIDs = "types"
        case measure
    }

    /// Reads a selection, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            categories: try container.decodeIfPresent([String].self, forKey: .categoryIDs),
            types: try container.decodeIfPresent([String].self, forKey: .typeIDs),
            measure: try container.decode(Measure.self, forKey: .measure))
    }
}
