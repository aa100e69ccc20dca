/// A part of a specification: JSON that is written with its keys in order.
enum VegaValue: Sendable {
    case object([String: VegaValue])
    case list([VegaValue])
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
    case rows(any VegaRows)

    private func write(to text: inout VegaText) throws {
        switch self {
        case .object(let members):
            try text.object { object in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    object.key(key)
                    try value.write(to: &object)
                }
            }
        case .list(let elements):
            try text.list { list in
                for element in elements { try element.write(to: &list) }
            }
        case .rows(let rows): try rows.write(to: &text)
        case .text(let content): text.add(content)
        case .number(let number): try text.add(number)
        case .flag(let flag): text.add(flag)
        case .null: text.null()
        }
    }

    /// The JSON text, in which no `<` stands, so that a page can hold it inside a script element.
    ///
    /// - Throws: `EncodingError` for a number that is not finite.
    func text() throws -> String {
        var text = VegaText()
        try write(to: &text)
        return text.text
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
