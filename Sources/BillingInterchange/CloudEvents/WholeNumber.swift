/// Whether the text of a number of JSON states a whole one, such as `5`, `5.0` or `5e3`.
package enum WholeNumber {
    /// Whether the number is whole; reads the text once, from its first byte to its last.
    ///
    /// - Parameter text: A number as RFC 8259 writes it.
    /// - Returns: Whether the value has no fraction, however it is written.
    /// - Complexity: O(*n*) for *n* bytes: each is looked at once.
    package static func isStated(by text: some Sequence<UInt8>) -> Bool {
        var (digits, zerosAtEnd, decimals) = (0, 0, 0)
        var (isFraction, isExponent, isNegative) = (false, false, false)
        var exponent = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where isExponent:
                // Beyond all digits that a text can have it makes no difference.
                exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), exponentLimit)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                zerosAtEnd = byte == UInt8(ascii: "0") ? zerosAtEnd + 1 : 0
                if isFraction { decimals += 1 }
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): isExponent = true
            case UInt8(ascii: "-") where isExponent: isNegative = true
            default: break
            }
        }
        // The digits are an integer times a power of ten, which takes as many zeros as it divides by.
        let power = (isNegative ? -exponent : exponent) - decimals
        return power >= 0 || zerosAtEnd == digits || zerosAtEnd >= -power
    }

    private static let exponentLimit = 1 << 40
}
