/// JSON as it grows: numbers and texts in their one form, as bytes.
package struct JSONBytes {
    package internal(set) var bytes: [UInt8] = []
    /// Whether `<` is written as `\u003c`, so that a page can hold the text inside a script element.
    ///
    /// The letter is looked for byte by byte: behind some letters, such as U+0600, it is no character of its own, but would still
    /// end the script.
    private let isInScript: Bool

    package init(inScript isInScript: Bool = false) { self.isInScript = isInScript }

    /// The JSON, of which all has been written.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds a sign of JSON, such as a brace.
    package mutating func write(sign: Unicode.Scalar) { bytes.append(UInt8(ascii: sign)) }

    /// Adds what needs no escape: a number, `null`.
    package mutating func write(literal: String) { bytes.append(contentsOf: literal.utf8) }

    package mutating func write(_ flag: Bool) { write(literal: flag ? "true" : "false") }

    package mutating func write(_ whole: Int64) {
        guard !(0..<10).contains(whole) else { return bytes.append(UInt8(ascii: "0") + UInt8(whole)) }
        write(literal: String(whole))
    }

    /// Adds the shortest decimal that reads back as the number.
    ///
    /// - Throws: `EncodingError` for a number that is not finite.
    package mutating func write(_ number: Double) throws {
        if abs(number) < 0x1p53, let whole = Int64(exactly: number), number.sign == .plus || whole != 0 {
            return write(whole)
        }
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "JSON has finite numbers only"))
        }
        let text = number.description
        write(literal: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    package mutating func write(_ text: String) {
        write(sign: "\"")
        if text.utf8.contains(where: isEscaped) {
            for byte in text.utf8 { write(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        write(sign: "\"")
    }

    /// Adds a key that needs no escape, and the colon behind it.
    package mutating func write(key: StaticString) {
        write(sign: "\"")
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        write(sign: "\"")
        write(sign: ":")
    }

    private func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            || (isInScript && byte == UInt8(ascii: "<"))
    }

    private mutating func write(_ byte: UInt8) {
        guard isEscaped(byte) else { return bytes.append(byte) }
        switch byte {
        case 0x08: write(literal: "\\b")
        case 0x09: write(literal: "\\t")
        case 0x0A: write(literal: "\\n")
        case 0x0C: write(literal: "\\f")
        case 0x0D: write(literal: "\\r")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        default:
            let digits = String(byte, radix: 16)
            write(literal: (digits.utf8.count == 1 ? "\\u000" : "\\u00") + digits)
        }
    }
}
