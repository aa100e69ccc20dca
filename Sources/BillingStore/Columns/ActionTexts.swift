/// Texts of 1 to 255 bytes in a column of bytes, one after the other.
///
/// Ids are random as a rule, and written in digits of 16: those take half a byte for each. One text has one form, so that equal
/// bytes are equal texts.
///
/// A text begins with its length, and its bytes follow. Length 0 says that digits follow: first comes how many, at least
/// ``fewestDigits``, or the mark of a UUID, whose 32 digits are cut by hyphens.
enum ActionTexts {
    private static let fewestDigits = 6
    private static let lowercaseUUID: UInt8 = 1
    private static let hyphens = [8, 13, 18, 23]

    /// Adds a text.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            if utf8.count == 36, appendUUID(utf8, to: &bytes) { return }
            if utf8.count >= fewestDigits, appendDigits(utf8, to: &bytes) { return }
            bytes.append(UInt8(truncatingIfNeeded: utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    private static func appendDigits(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        bytes.append(0)
        bytes.append(UInt8(truncatingIfNeeded: utf8.count))
        var place = 0
        while place < utf8.count {
            let high = digit(utf8[place])
            let low = place + 1 < utf8.count ? digit(utf8[place + 1]) : 0
            guard high < 16, low < 16 else {
                bytes.removeSubrange(start...)
                return false
            }
            bytes.append(high << 4 | low)
            place += 2
        }
        return true
    }

    private static func appendUUID(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        guard hyphens.allSatisfy({ utf8[$0] == UInt8(ascii: "-") }) else { return false }
        let start = bytes.count
        bytes.append(0)
        bytes.append(lowercaseUUID)
        var half: UInt8?
        for place in utf8.indices where !hyphens.contains(place) {
            let digit = digit(utf8[place])
            guard digit < 16 else {
                bytes.removeSubrange(start...)
                return false
            }
            if let high = half {
                bytes.append(high << 4 | digit)
                half = nil
            } else {
                half = digit
            }
        }
        return true
    }

    /// The value of a digit of 16 in lower case; 16 for what is none.
    @inline(__always)
    private static func digit(_ character: UInt8) -> UInt8 {
        let number = character &- 0x30
        if number < 10 { return number }
        let letter = character &- 0x61
        return letter < 6 ? letter + 10 : 16
    }

    private static func character(_ digit: UInt8) -> UInt8 { digit < 10 ? digit + 0x30 : digit + 0x57 }

    /// Where the text ends that begins at a place.
    @inline(__always)
    static func end(of place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let length = bytes[place]
        if length > 0 { return place + 1 + Int(length) }
        let digits = bytes[place + 1]
        return place + 2 + (digits == lowercaseUUID ? 16 : (Int(digits) + 1) / 2)
    }

    /// The text that begins at a place, which then is the end of it.
    static func text(at place: inout Int, in bytes: UnsafeBufferPointer<UInt8>) -> String {
        let (start, end) = (place, end(of: place, in: bytes))
        place = end
        if bytes[start] > 0 {
            return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        }
        let isUUID = bytes[start + 1] == lowercaseUUID
        let count = isUUID ? 36 : Int(bytes[start + 1])
        return String(unsafeUninitializedCapacity: count) { text in
            var (byte, isHigh) = (start + 2, true)
            for place in 0..<count {
                if isUUID, hyphens.contains(place) {
                    text[place] = UInt8(ascii: "-")
                    continue
                }
                text[place] = character(isHigh ? bytes[byte] >> 4 : bytes[byte] & 15)
                if !isHigh { byte += 1 }
                isHigh.toggle()
            }
            return count
        }
    }
}
