/// A value of JSON, with numbers as they are written.
///
/// `JSONDecoder` takes the first or the last of two members with one name and rounds large integers in silence; here the first is
/// refused and the second is seen.
package enum JSONValue: Hashable, Sendable {
    case null
    case flag(Bool)
    /// The text of the number.
    case number(String)
    case text(String)
    case list([JSONValue])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Lists and objects within one another.
    package static let depthLimit = 64

    /// Reads a text of JSON.
    ///
    /// - Throws: `BillingError` with code `malformed` and the place of the byte; of a name that comes twice also its path.
    package init(_ bytes: some Collection<UInt8>) throws(BillingError) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.whole()
    }

    /// Reads the text of a value that lies within that of another one, such as the data of an event.
    ///
    /// - Throws: `BillingError` with code `malformed` and the place of the byte in all bytes.
    package init(_ bytes: [UInt8], in range: Range<Int>) throws(BillingError) {
        var parser = JSONParser(bytes: bytes, in: range)
        self = try parser.whole(depth: 1)
    }

    /// The members of an object; nil if it is none.
    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }
}

/// An object of JSON of which some values are not looked at: only where they lie.
package struct JSONEnvelope {
    package private(set) var members: [JSONValue.Member] = []
    /// Where the values of the names lie that were named.
    package private(set) var places: [String: Range<Int>] = [:]

    /// Reads the text of an object.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - names: The members whose values are passed over; brackets and quotes tell where they end.
    /// - Throws: `BillingError` with code `malformed` and the place of the byte.
    package init(_ bytes: [UInt8], passingOver names: Set<String>) throws(BillingError) {
        var parser = JSONParser(bytes: bytes)
        var members: [JSONValue.Member] = []
        var places: [String: Range<Int>] = [:]
        try parser.object { (name, parser) throws(BillingError) in
            if names.contains(name) {
                places[name] = try parser.valuePassedOver()
            } else {
                members.append(.init(name: name, value: try parser.value(1)))
            }
        }
        self.members = members
        self.places = places
    }
}

/// Reads JSON as RFC 8259 defines it.
private struct JSONParser {
    let bytes: [UInt8]
    private let end: Int
    private var place: Int
    /// The names and places of the values within which the reader is.
    private var path = JSONPath()

    init(bytes: [UInt8]) { self.init(bytes: bytes, in: 0..<bytes.count) }

    init(bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        place = range.lowerBound
        end = range.upperBound
    }

    static let syntax = "JSON is written as RFC 8259 defines it, in UTF-8"

    private func malformed(_ rule: String = syntax) -> BillingError {
        BillingError(.malformed, rule: rule, detail: "byte \(place + 1)")
    }

    mutating func whole(depth: Int = 0) throws(BillingError) -> JSONValue {
        let value = try value(depth)
        skipSpace()
        guard place == end else { throw malformed() }
        return value
    }

    private mutating func skipSpace() {
        while place < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    /// The next byte that is no space, which is not taken.
    private mutating func peek() throws(BillingError) -> UInt8 {
        skipSpace()
        guard place < end else { throw malformed() }
        return bytes[place]
    }

    private mutating func take(_ byte: UInt8) throws(BillingError) {
        guard try peek() == byte else { throw malformed() }
        place += 1
    }

    mutating func value(_ depth: Int) throws(BillingError) -> JSONValue {
        guard depth < JSONValue.depthLimit else {
            throw malformed("JSON is at most 64 levels deep")
        }
        switch try peek() {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(BillingError) -> JSONValue {
        guard bytes[place..<end].starts(with: word.utf8) else { throw malformed() }
        place += word.utf8.count
        return value
    }

    private mutating func object(_ depth: Int) throws(BillingError) -> JSONValue {
        var members: [JSONValue.Member] = []
        try readMembers { (name, parser) throws(BillingError) in
            members.append(.init(name: name, value: try parser.value(depth + 1)))
        }
        return .object(members)
    }

    /// Reads a text that is an object, whose values the closure reads.
    mutating func object(
        _ member: (String, inout JSONParser) throws(BillingError) -> Void
    ) throws(BillingError) {
        guard try peek() == UInt8(ascii: "{") else {
            _ = try whole()
            throw malformed("an event is an object of JSON")
        }
        try readMembers(member)
        skipSpace()
        guard place == end else { throw malformed() }
    }

    private mutating func readMembers(
        _ member: (String, inout JSONParser) throws(BillingError) -> Void
    ) throws(BillingError) {
        try take(UInt8(ascii: "{"))
        // Names that differ in their bytes are two names, as everywhere in the package.
        var names: Set<[UInt8]> = []
        if try peek() == UInt8(ascii: "}") {
            place += 1
            return
        }
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw malformed() }
            let name = try text()
            guard names.insert(Array(name.utf8)).inserted else {
                throw BillingError(
                    .malformed, rule: "an object of JSON has each name once",
                    detail: "\(path.adding(name)), byte \(place + 1)")
            }
            try take(UInt8(ascii: ":"))
            let outer = path
            path = path.adding(name)
            try member(name, &self)
            path = outer
            guard try peek() == UInt8(ascii: ",") else { break }
            place += 1
        }
        try take(UInt8(ascii: "}"))
    }

    /// Finds where a value ends, by its brackets and quotes alone.
    mutating func valuePassedOver() throws(BillingError) -> Range<Int> {
        _ = try peek()
        let start = place
        var depth = 0
        while place < end {
            switch bytes[place] {
            case UInt8(ascii: "\""): try passOverText()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return try passedOver(from: start) }
                depth -= 1
                place += 1
            case UInt8(ascii: ",") where depth == 0: return try passedOver(from: start)
            default: place += 1
            }
        }
        throw malformed()
    }

    private func passedOver(from start: Int) throws(BillingError) -> Range<Int> {
        guard start < place else { throw malformed() }
        return start..<place
    }

    private mutating func passOverText() throws(BillingError) {
        place += 1
        while place < end {
            let byte = bytes[place]
            place += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
        place = min(place, end)
        throw malformed()
    }

    private mutating func list(_ depth: Int) throws(BillingError) -> JSONValue {
        try take(UInt8(ascii: "["))
        var values: [JSONValue] = []
        if try peek() == UInt8(ascii: "]") {
            place += 1
            return .list([])
        }
        while true {
            let outer = path
            path = path.adding(values.count)
            values.append(try value(depth + 1))
            path = outer
            guard try peek() == UInt8(ascii: ",") else { break }
            place += 1
        }
        try take(UInt8(ascii: "]"))
        return .list(values)
    }

    private mutating func number() throws(BillingError) -> String {
        let start = place
        func isDigit(_ place: Int) -> Bool { place < end && (0x30...0x39).contains(bytes[place]) }
        func skipDigits(_ place: inout Int) -> Bool {
            let start = place
            while isDigit(place) { place += 1 }
            return place > start
        }
        func isNext(_ texts: String) -> Bool { place < end && texts.utf8.contains(bytes[place]) }
        var next = place
        if isNext("-") { next += 1 }
        let hasZero = next < end && bytes[next] == UInt8(ascii: "0")
        let whole = next
        guard skipDigits(&next), !hasZero || next == whole + 1 else { throw malformed() }
        place = next
        if isNext(".") {
            next += 1
            guard skipDigits(&next) else { throw malformed() }
            place = next
        }
        if isNext("eE") {
            next += 1
            place = next
            if isNext("+-") { next += 1 }
            guard skipDigits(&next) else { throw malformed() }
            place = next
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func text() throws(BillingError) -> String {
        place += 1
        var content: [UInt8] = []
        while place < end {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw malformed() }
                return text
            case UInt8(ascii: "\\"): content.append(contentsOf: Array(try escaped().utf8))
            case 0..<0x20:
                place -= 1
                throw malformed()
            default: content.append(byte)
            }
        }
        throw malformed()
    }

    private mutating func escaped() throws(BillingError) -> String {
        guard place < end else { throw malformed() }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var units = [try codeUnit()]
            if UTF16.isLeadSurrogate(units[0]), bytes[place..<end].starts(with: [0x5C, 0x75]) {
                place += 2
                units.append(try codeUnit())
            }
            guard let text = String(validating: units, as: UTF16.self) else { throw malformed() }
            return text
        default: throw malformed()
        }
    }

    private mutating func codeUnit() throws(BillingError) -> UInt16 {
        guard place + 4 <= end else { throw malformed() }
        var unit: UInt16 = 0
        for byte in bytes[place..<(place + 4)] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw malformed()
            }
            unit = unit << 4 | UInt16(digit)
        }
        place += 4
        return unit
    }
}
