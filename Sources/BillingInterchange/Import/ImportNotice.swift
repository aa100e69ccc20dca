/// Something of a source that was taken as it is, and that its sender should know of.
///
/// A notice rejects nothing: what it is about is in the repository, or says nothing new.
///
/// The JSON form has the keys `kind`, `line`, `column`, `rule` and `detail`; what is absent is left out.
public struct ImportNotice: Hashable, Sendable {
    /// What a notice is about; a minor release may add kinds.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        private let name: String

        init(_ name: StaticString) { self.name = name.description }

        fileprivate init(name: String) { self.name = name }

        /// Activity of a tenant whose metrics of that kind of subject are recorded, so that it changes no screen.
        public static let activityNotShown = Self("activity-not-shown")
        /// A record that had been refused and came again, after something else had been said in its place.
        public static let superseded = Self("superseded")

        /// An amount below zero, such as a credit of another provider.
        public static let negativeAmount = Self("negative-amount")

        /// The stable name of the kind, fit for a metric label.
        public var description: String { name }
    }

    /// What it is about.
    public let kind: Kind
    /// The line of the source that it is about, from 1, the first if there are several; nil if it is the source as a whole.
    public let line: Int?
    /// The name of the column or member, as the source spells it; nil if it is the line as a whole.
    public let column: String?
    /// What holds, as one sentence without data.
    public let rule: String
    /// The value or record; may name customers.
    public let detail: String

    /// Makes a notice.
    public init(_ kind: Kind, line: Int? = nil, column: String? = nil, rule: String, detail: String = "") {
        self.kind = kind
        self.line = line
        self.column = column
        self.rule = rule
        self.detail = detail
    }
}

extension ImportNotice: CustomStringConvertible {
    /// Line, column, kind and rule, without the value.
    public var description: String {
        let place = [line.map { "line \($0)" }, column.map { "column '\($0)'" }].compactMap(\.self)
        return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + "\(kind): \(rule)"
    }
}

extension ImportNotice: Codable {
    private enum Key: String, CodingKey { case kind, line, column, rule, detail }

    /// Reads a notice.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            Kind(name: try values.decode(String.self, forKey: .kind)),
            line: try values.decodeIfPresent(Int.self, forKey: .line),
            column: try values.decodeIfPresent(String.self, forKey: .column),
            rule: try values.decode(String.self, forKey: .rule),
            detail: try values.decodeIfPresent(String.self, forKey: .detail) ?? "")
    }

    /// Writes the notice.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(kind.description, forKey: .kind)
        try values.encodeIfPresent(line, forKey: .line)
        try values.encodeIfPresent(column, forKey: .column)
        try values.encode(rule, forKey: .rule)
        if !detail.isEmpty { try values.encode(detail, forKey: .detail) }
    }
}
