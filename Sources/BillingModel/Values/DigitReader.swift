/// Reads fixed fields of ASCII digits from the front of a text.
package struct DigitReader {
    private var bytes: Substring.UTF8View

    package init(_ text: String) { bytes = Substring(text).utf8 }

    package var isAtEnd: Bool { bytes.isEmpty }

    /// Takes exactly so many digits, or nothing.
    package mutating func number(digits: Int) -> Int? {
        var rest = bytes
        var number = 0
        for _ in 0..<digits {
            guard let byte = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                return nil
            }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        bytes = rest
        return number
    }

    /// Takes this ASCII character if it comes next.
    package mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = bytes.first, UInt32(byte) == character.value else { return false }
        bytes.removeFirst()
        return true
    }
}

/// A number that is not negative, with zeros in front up to a width.
package func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
