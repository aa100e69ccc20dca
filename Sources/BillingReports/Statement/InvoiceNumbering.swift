public import BillingModel

/// How a tenant's invoices are numbered, as its host declares it: only then can a number be missing.
///
/// A pattern is literal text around one counter, and perhaps the year and the month, in which case the counter begins
/// anew with each:
///
/// | part | stands for |
/// | --- | --- |
/// | `{counter}` | a number without zeros in front |
/// | `{counter:4}` | a number of at least so many digits, filled with zeros in front; 1 to 18 |
/// | `{year}` | four digits |
/// | `{month}` | two digits, 01 to 12; only beside a year |
///
/// So `INV-{year}-{counter:4}` reads `INV-2026-0041`. A counter is written in one way only, so no two numbers have the same place.
/// Its JSON form is the pattern.
public struct InvoiceNumbering: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case literal([UInt8])
        case year
        case month
    }

    /// The pattern as it was given.
    public let pattern: String
    private let before: [Part]
    private let after: [Part]
    /// The least number of digits; nil if there are no zeros in front.
    private let digits: Int?

    /// Checks a pattern.
    ///
    /// - Parameter pattern: Literal text and parts in braces, in 1 to 255 bytes without NUL.
    /// - Throws: `BillingError` with code `malformed` if the text is no pattern.
    public init(_ pattern: String) throws(BillingError) {
        guard let parsed = Self.parse(pattern) else {
            throw BillingError(
                .malformed,
                rule:
                    "a numbering is text with one {counter} or {counter:4}, and perhaps {year}, or {year} and"
                    + " {month}",
                detail: "pattern '\(pattern.prefix(64))'")
        }
        self.pattern = pattern
        (before, digits, after) = parsed
    }

    private static func parse(_ pattern: String) -> (before: [Part], digits: Int?, after: [Part])? {
        guard (1...255).contains(pattern.utf8.count), !pattern.utf8.contains(0) else { return nil }
        var sides: [[Part]] = [[]]
        var digits: Int?
        var rest = Array(pattern.utf8)[...]
        while let byte = rest.first {
            guard byte == UInt8(ascii: "{") else {
                let literal = rest.prefix { $0 != UInt8(ascii: "{") }
                guard !literal.contains(UInt8(ascii: "}")) else { return nil }
                sides[sides.count - 1].append(.literal(Array(literal)))
                rest = rest.dropFirst(literal.count)
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let name = String(decoding: rest[rest.startIndex...end], as: UTF8.self)
            rest = rest[(end + 1)...]
            switch name {
            case "{year}": sides[sides.count - 1].append(.year)
            case "{month}": sides[sides.count - 1].append(.month)
            case "{counter}": sides.append([])
            default:
                guard let count = (1...18).first(where: { name == "{counter:\($0)}" }) else { return nil }
                digits = count
                sides.append([])
            }
        }
        let parts = sides.joined()
        let (years, months) = (parts.count { $0 == .year }, parts.count { $0 == .month })
        guard sides.count == 2, years <= 1, months <= years else { return nil }
        return (sides[0], digits, sides[1])
    }
}

extension InvoiceNumbering {
    /// Where a number stands: in which series, and at which count.
    struct Place: Hashable, Comparable, Sendable {
        /// 0 if the pattern has no year.
        var year = 0
        /// 0 if the pattern has no month.
        var month = 0
        var counter = 0

        static func < (left: Self, right: Self) -> Bool {
            (left.year, left.month, left.counter) < (right.year, right.month, right.counter)
        }

        func isOfSameSeries(as other: Self) -> Bool { year == other.year && month == other.month }
    }

    /// The place of a number; nil if it does not follow the pattern.
    func place(of number: InvoiceNumber) -> Place? {
        var rest = Array(number.text.utf8)[...]
        var place = Place()
        for part in before {
            guard Self.take(part, rest.prefix(Self.length(part)), &place) else { return nil }
            rest = rest.dropFirst(Self.length(part))
        }
        for part in after.reversed() {
            guard Self.take(part, rest.suffix(Self.length(part)), &place) else { return nil }
            rest = rest.dropLast(Self.length(part))
        }
        guard rest.count <= 18, rest.count >= digits ?? 1, let counter = Self.number(rest) else { return nil }
        // More digits than the least, or any if there is no least, have no zero in front.
        guard rest.count == max(digits ?? 1, 1) || rest.first != UInt8(ascii: "0") else { return nil }
        place.counter = counter
        return place
    }

    /// The number at a place.
    func number(at place: Place) throws(BillingError) -> InvoiceNumber {
        func text(_ parts: [Part]) -> String {
            parts.map { part in
                switch part {
                case .literal(let bytes): String(decoding: bytes, as: UTF8.self)
                case .year: padded(place.year, to: 4)
                case .month: padded(place.month, to: 2)
                }
            }.joined()
        }
        return try InvoiceNumber(text(before) + padded(place.counter, to: digits ?? 1) + text(after))
    }

    private static func length(_ part: Part) -> Int {
        switch part {
        case .literal(let bytes): bytes.count
        case .year: 4
        case .month: 2
        }
    }

    private static func take(_ part: Part, _ bytes: ArraySlice<UInt8>, _ place: inout Place) -> Bool {
        switch part {
        case .literal(let literal): return bytes.elementsEqual(literal)
        case .year:
            guard bytes.count == 4, let year = number(bytes), year > 0 else { return false }
            place.year = year
        case .month:
            guard bytes.count == 2, let month = number(bytes), (1...12).contains(month) else { return false }
            place.month = month
        }
        return true
    }

    /// The value of at most 18 decimal digits, which fits 64 bits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension InvoiceNumbering: TextCodable {
    /// The pattern.
    public var description: String { pattern }
}
