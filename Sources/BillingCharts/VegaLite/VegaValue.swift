import BillingReports

/// A part of a specification: JSON that is written with its keys in order.
enum VegaValue: Encodable {
    case object([String: VegaValue])
    case list([VegaValue])
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
    /// Rows of data, which write themselves.
    case rows([any Encodable & Sendable])

    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var values = encoder.container(keyedBy: Member.self)
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                try values.encode(value, forKey: Member(stringValue: key))
            }
        case .list(let elements):
            var values = encoder.unkeyedContainer()
            for element in elements { try values.encode(element) }
        case .rows(let rows):
            var values = encoder.unkeyedContainer()
            for row in rows { try values.encode(row) }
        case .text(let text): try single(text, encoder)
        case .number(let number): try single(number, encoder)
        case .flag(let flag): try single(flag, encoder)
        case .null:
            var value = encoder.singleValueContainer()
            try value.encodeNil()
        }
    }

    private func single(_ content: some Encodable, _ encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(content)
    }

    /// The JSON text, in which no `<` stands, so that a page can hold it inside a script element.
    func text() throws -> String {
        try JSONWriter.scriptText(of: self)
    }
}

extension VegaValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral text: String) { self = .text(text) }
    init(floatLiteral number: Double) { self = .number(number) }
    init(integerLiteral number: Int) { self = .number(Double(number)) }
    init(booleanLiteral flag: Bool) { self = .flag(flag) }
    init(arrayLiteral elements: VegaValue...) { self = .list(elements) }
    init(dictionaryLiteral members: (String, VegaValue)...) {
        self = .object(Dictionary(members) { first, _ in first })
    }
}
