import BillingReports

/// The JSON of a specification as it grows: a comma stands between two values, whatever they are.
///
/// Rows are many, and each writes its members itself, in alphabetical order. An encoder would look for a container, a key and an
/// existential for each number, which took seven eighths of the time.
struct VegaText {
    private var json = JSONBytes(inScript: true)

    var text: String { json.text }

    mutating func object(_ fill: (inout VegaText) throws -> Void) rethrows {
        begin()
        json.write(sign: "{")
        try fill(&self)
        json.write(sign: "}")
    }

    mutating func list(_ fill: (inout VegaText) throws -> Void) rethrows {
        begin()
        json.write(sign: "[")
        try fill(&self)
        json.write(sign: "]")
    }

    mutating func null() {
        begin()
        json.write(literal: "null")
    }

    mutating func add(_ text: String) {
        begin()
        json.write(text)
    }

    mutating func add(_ flag: Bool) {
        begin()
        json.write(flag)
    }

    /// - Throws: `EncodingError` for a number that is not finite.
    mutating func add(_ number: Double) throws {
        begin()
        try json.write(number)
    }

    /// Adds the key of what is added next.
    mutating func key(_ key: String) {
        begin()
        json.write(key)
        json.write(sign: ":")
    }

    private mutating func begin() {
        switch json.bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
        default: json.write(sign: ",")
        }
    }
}

// MARK: - Members of rows; without a value there is none

extension VegaText {
    mutating func member(_ key: StaticString, _ whole: (some SignedInteger)?) {
        guard let whole else { return }
        begin(key)
        json.write(Int64(clamping: whole))
    }

    /// - Throws: `EncodingError` for a number that is not finite.
    mutating func member(_ key: StaticString, _ number: Double?) throws {
        guard let number else { return }
        begin(key)
        try json.write(number)
    }

    mutating func member(_ key: StaticString, _ text: String?) {
        guard let text else { return }
        begin(key)
        json.write(text)
    }

    mutating func member(_ key: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        begin(key)
        json.write(flag)
    }

    private mutating func begin(_ key: StaticString) {
        begin()
        json.write(key: key)
    }
}
