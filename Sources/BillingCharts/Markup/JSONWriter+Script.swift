import BillingReports

extension JSONWriter {
    /// The JSON text of a value, in which no `<` stands, so that a page can hold it inside a script element.
    ///
    /// The letter is looked for byte by byte: behind some letters, such as U+0600, it is no character of its own, but would still end the
    /// script.
    static func scriptText(of value: some Encodable) throws -> String {
        let text = try self.text(of: value)
        let letter = UInt8(ascii: "<")
        guard text.utf8.contains(letter) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 64)
        for byte in text.utf8 {
            if byte == letter { bytes += Array(#"\u003c"#.utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
