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

    var output: JSONBytes
    private var frames: [Frame] = []
    private var members: [(key: String, start: Int)] = []
    /// Whether what changes by the passing of time alone is left out: the instant and the revision of a stamp, and which share of
    /// a bucket in progress is covered.
    let omitsTime: Bool

    private init(omitsTime: Bool, inScript: Bool) {
        self.omitsTime = omitsTime
        output = JSONBytes(inScript: inScript)
    }

    /// The JSON of a value, in UTF-8.
    ///
    /// - Throws: `EncodingError` for a number that is not finite; else what the value throws.
    package static func bytes(of value: some Encodable, omitsTime: Bool = false) throws -> [UInt8] {
        try written(value, omitsTime: omitsTime).bytes
    }

    /// The JSON of a value, also for a page that holds it inside a script element.
    ///
    /// - Throws: As ``bytes(of:omitsTime:)``.
    package static func text(of value: some Encodable, inScript: Bool = false) throws -> String {
        try written(value, inScript: inScript).text
    }

    private static func written(
        _ value: some Encodable, omitsTime: Bool = false, inScript: Bool = false
    ) throws -> JSONBytes {
        let writer = JSONWriter(omitsTime: omitsTime, inScript: inScript)
        try writer.write(value, at: 0)
        return writer.output
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
            output.write(sign: isObject ? "{" : "[")
        }
    }

    /// Ends what is open at a depth and below.
    func close(to depth: Int) {
        while frames.count > depth, let frame = frames.popLast() {
            if frame.isObject { sort(from: frame.firstMember) }
            output.write(sign: frame.isObject ? "}" : "]")
        }
    }

    func begin(_ key: String, at depth: Int) {
        begin(at: depth)
        members.append((key, output.bytes.count))
        output.write(key)
        output.write(sign: ":")
    }

    func begin(at depth: Int) {
        close(to: depth + 1)
        if frames[depth].count > 0 { output.write(sign: ",") }
        frames[depth].count += 1
    }

    func count(at depth: Int) -> Int { frames.indices.contains(depth) ? frames[depth].count : 0 }

    /// Puts the members of the last object into ascending order of their keys.
    private func sort(from first: Int) {
        let own = members[first...]
        defer { members.removeSubrange(first...) }
        guard let start = own.first?.start, zip(own, own.dropFirst()).contains(where: { $0.key > $1.key })
        else { return }
        let ends = own.dropFirst().map { $0.start - 1 } + [output.bytes.count]
        var sorted: [UInt8] = []
        sorted.reserveCapacity(output.bytes.count - start)
        for (member, end) in zip(own, ends).sorted(by: { $0.0.key < $1.0.key }) {
            if !sorted.isEmpty { sorted.append(UInt8(ascii: ",")) }
            sorted += output.bytes[member.start..<end]
        }
        output.bytes.replaceSubrange(start..., with: sorted)
    }
}

// MARK: - Values

extension JSONWriter {
    func write(_ value: some Encodable, at depth: Int) throws {
        if let column = column(value) { return try write(column: column) }
        let start = output.bytes.count
        let encoding = JSONEncoding(writer: self, depth: depth)
        if omitsTime, let part = value as? Completeness {
            try part.withoutTime.encode(to: encoding)
        } else {
            try value.encode(to: encoding)
        }
        close(to: depth)
        if output.bytes.count == start { output.write(literal: "{}") }
    }

    /// A column of numbers, which needs no container for each of them.
    private func column<Value>(_ value: Value) -> [Double?]? {
        Value.self == [Double?].self ? value as? [Double?] : nil
    }

    private func write(column: [Double?]) throws {
        output.write(sign: "[")
        for (place, number) in column.enumerated() {
            if place > 0 { output.write(sign: ",") }
            if let number { try output.write(number) } else { output.write(literal: "null") }
        }
        output.write(sign: "]")
    }
}
