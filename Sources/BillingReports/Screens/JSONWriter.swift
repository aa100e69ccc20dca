import BillingTime

/// Writes a value as compact JSON straight into bytes, without a tree between, so that a screen of millions of figures takes
/// no more room than its text.
///
/// The bytes are those of a `JSONEncoder` that sorts keys and leaves slashes as they are, of values that write one member
/// after another, each key once: what is nested is ended by whatever its parent writes next. Members of an object that
/// come out of order are moved when it ends.
package final class JSONWriter {
    private struct Frame {
        let isObject: Bool
        /// Where its members begin among those of all open objects.
        let firstMember: Int
        var count = 0
    }

    private(set) var bytes: [UInt8] = []
    private var frames: [Frame] = []
    private var members: [(key: String, start: Int)] = []
    /// Whether what changes by the passing of time alone is left out: the instant and the revision of a stamp, and which share of
    /// a bucket in progress is covered.
    let omitsTime: Bool

    private init(omitsTime: Bool) { self.omitsTime = omitsTime }

    /// The JSON of a value, in UTF-8.
    ///
    /// - Throws: `EncodingError` for a number that is not finite; else what the value throws.
    package static func bytes(of value: some Encodable, omitsTime: Bool = false) throws -> [UInt8] {
        let writer = JSONWriter(omitsTime: omitsTime)
        try writer.write(value, at: 0)
        return writer.bytes
    }

    /// The JSON of a value.
    package static func text(of value: some Encodable) throws -> String {
        String(decoding: try bytes(of: value), as: UTF8.self)
    }
}

// MARK: - Objects and lists, each at its depth

extension JSONWriter {
    /// Goes on with the object or list at a depth, or begins one.
    func open(object isObject: Bool, at depth: Int) {
        if frames.count > depth, frames[depth].isObject == isObject {
            close(to: depth + 1)
        } else {
            close(to: depth)
            frames.append(Frame(isObject: isObject, firstMember: members.count))
            bytes.append(UInt8(ascii: isObject ? "{" : "["))
        }
    }

    /// Ends what is open at a depth and below.
    func close(to depth: Int) {
        while frames.count > depth, let frame = frames.popLast() {
            if frame.isObject { sort(from: frame.firstMember) }
            bytes.append(UInt8(ascii: frame.isObject ? "}" : "]"))
        }
    }

    func begin(_ key: String, at depth: Int) {
        begin(at: depth)
        members.append((key, bytes.count))
        write(key)
        bytes.append(UInt8(ascii: ":"))
    }

    func begin(at depth: Int) {
        close(to: depth + 1)
        if frames[depth].count > 0 { bytes.append(UInt8(ascii: ",")) }
        frames[depth].count += 1
    }

    func count(at depth: Int) -> Int { frames.indices.contains(depth) ? frames[depth].count : 0 }

    /// Puts the members of the last object into ascending order of their keys.
    private func sort(from first: Int) {
        let own = members[first...]
        defer { members.removeSubrange(first...) }
        guard let start = own.first?.start, zip(own, own.dropFirst()).contains(where: { $0.key > $1.key })
        else { return }
        let ends = own.dropFirst().map { $0.start - 1 } + [bytes.count]
        var sorted: [UInt8] = []
        sorted.reserveCapacity(bytes.count - start)
        for (member, end) in zip(own, ends).sorted(by: { $0.0.key < $1.0.key }) {
            if !sorted.isEmpty { sorted.append(UInt8(ascii: ",")) }
            sorted += bytes[member.start..<end]
        }
        bytes.replaceSubrange(start..., with: sorted)
    }
}

// MARK: - Values

extension JSONWriter {
    func write(_ value: some Encodable, at depth: Int) throws {
        if let column = column(value) { return try write(column: column) }
        let start = bytes.count
        let encoding = JSONEncoding(writer: self, depth: depth)
        if omitsTime, let part = value as? Completeness {
            try part.withoutTime.encode(to: encoding)
        } else {
            try value.encode(to: encoding)
        }
        close(to: depth)
        if bytes.count == start { write(literal: "{}") }
    }

    /// A column of numbers, which needs no container for each of them.
    private func column<Value>(_ value: Value) -> [Double?]? {
        Value.self == [Double?].self ? value as? [Double?] : nil
    }

    private func write(column: [Double?]) throws {
        bytes.append(UInt8(ascii: "["))
        for (place, number) in column.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            if let number { try write(number) } else { write(literal: "null") }
        }
        bytes.append(UInt8(ascii: "]"))
    }

    func write(literal: String) { bytes.append(contentsOf: literal.utf8) }

    /// The shortest decimal that reads back as the number.
    func write(_ number: Double) throws {
        if abs(number) < 0x1p53, let whole = Int(exactly: number), number.sign == .plus || whole != 0 {
            return write(literal: String(whole))
        }
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "JSON has finite numbers only"))
        }
        let text = number.description
        write(literal: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: Self.isEscaped) {
            for byte in text.utf8 { write(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func write(_ byte: UInt8) {
        guard Self.isEscaped(byte) else { return bytes.append(byte) }
        switch byte {
        case 0x08: write(literal: "\\b")
        case 0x09: write(literal: "\\t")
        case 0x0A: write(literal: "\\n")
        case 0x0C: write(literal: "\\f")
        case 0x0D: write(literal: "\\r")
        case 0x20...: bytes += [UInt8(ascii: "\\"), byte]
        default:
            let digits = String(byte, radix: 16)
            write(literal: (digits.utf8.count == 1 ? "\\u000" : "\\u00") + digits)
        }
    }
}
