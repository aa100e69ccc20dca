/// Which series of a metric a charge takes in, by the values of their labels.
///
/// A series is taken in if it has every label that is named, with one of the values that are listed for it. So a metric
/// can be priced by region:
///
/// ```swift
/// let europe = try LabelSelection(("region", ["eu", "uk"]))
/// let devices = try Charge(
///     id: EntityID("devices-eu"), name: "Devices in Europe",
///     usage: .metric(Metric.assets.id, .peak, labels: europe), price: .perUnit(2))
/// ```
///
/// Nothing is counted twice: of the charges of a plan that take one metric by one rule and by labels, the first one in
/// the order of the plan that takes a series in has it. So ``rest``, put last, takes in what no charge before it does. A
/// charge without a selection takes in the metric as a whole, whatever others do.
///
/// The JSON form is a list of lists, each of the name of a label and its values: `[["region", "eu", "uk"]]`.
public struct LabelSelection: Hashable, Sendable {
    /// One label and the values of it that are taken in.
    public struct Choice: Hashable, Sendable {
        /// The name of the label.
        public let name: LabelText
        /// The values in the order of their bytes, each once; at least one.
        public let values: [LabelText]

        /// Makes a choice of values in any order.
        ///
        /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if there is no value.
        public init(name: LabelText, values: [LabelText]) throws(BillingError) {
            guard !values.isEmpty else {
                throw BillingError(
                    .invalidValue, rule: "a selection lists at least one value of a label",
                    detail: "label '\(name)'")
            }
            self.name = name
            self.values = Set(values).sorted()
        }
    }

    /// The choices in the order of their labels.
    public let choices: [Choice]

    /// Makes a selection of choices in any order; of none, it is ``rest``.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if there are more than 16, or two of one
    ///   label.
    public init(_ choices: [Choice]) throws(BillingError) {
        guard choices.count <= Labels.limit, Set(choices.map(\.name)).count == choices.count else {
            throw BillingError(
                .invalidValue, rule: "a selection names at most 16 labels, each once",
                detail: "\(choices.count) labels")
        }
        self.choices = choices.sorted { $0.name < $1.name }
    }

    /// Makes a selection of texts.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a text is no label text, a label has no
    ///   value or comes twice, or there are more than 16.
    public init(_ choices: (String, [String])...) throws(BillingError) {
        var checked: [Choice] = []
        for (name, texts) in choices {
            var values: [LabelText] = []
            for text in texts { values.append(try LabelText(text)) }
            checked.append(try Choice(name: LabelText(name), values: values))
        }
        try self.init(checked)
    }

    private init() { choices = [] }

    /// Every series that no charge before takes in.
    public static let rest = Self()

    /// Whether a series with these labels is taken in, if no charge before has it.
    public func includes(_ labels: Labels) -> Bool {
        choices.allSatisfy { choice in labels[choice.name].map(choice.values.contains) ?? false }
    }

    /// Whether labels tell if a series is one of those that are chosen from.
    package func divides(_ labels: Labels) -> Bool {
        !labels.isEmpty && choices.allSatisfy { labels[$0.name] != nil }
    }
}

extension LabelSelection: Codable {
    /// Reads a list of lists, and checks it.
    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var choices: [Choice] = []
        while !list.isAtEnd {
            let texts = try list.decode([LabelText].self)
            guard let name = texts.first else {
                throw BillingError(.malformed, rule: "a choice is the name of a label and its values")
            }
            choices.append(try Choice(name: name, values: Array(texts.dropFirst())))
        }
        try self.init(choices)
    }

    /// Writes a list of lists.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for choice in choices { try list.encode([choice.name] + choice.values) }
    }
}
