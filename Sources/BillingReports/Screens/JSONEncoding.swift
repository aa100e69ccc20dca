import BillingTime

/// The place where a value writes itself, at its depth below the top.
struct JSONEncoding: Encoder {
    let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.open(object: true, at: depth)
        return KeyedEncodingContainer(JSONObject(writer: writer, depth: depth))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.open(object: false, at: depth)
        return JSONList(writer: writer, depth: depth)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONSingle(writer: writer, depth: depth)
    }
}

extension Encoder {
    /// Whether what changes by the passing of time alone is left out.
    var omitsTime: Bool { (self as? JSONEncoding)?.writer.omitsTime ?? false }
}

extension Completeness {
    /// The same, but any part of a bucket in progress is covered alike.
    var withoutTime: Completeness {
        guard phase == .inProgress, coverage > 0, coverage < 1 else { return self }
        let half = try? Completeness(
            clippedStart: clippedStart, clippedEnd: clippedEnd, phase: phase, coverage: 0.5,
            samples: samples, origin: origin)
        return half ?? self
    }
}

private struct JSONObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        writer.begin(key.stringValue, at: depth)
        writer.output.write(literal: "null")
    }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        writer.begin(key.stringValue, at: depth)
        try writer.write(value, at: depth + 1)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keys: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        superEncoder(forKey: key).container(keyedBy: keys)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(forKey: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        writer.begin("super", at: depth)
        return JSONEncoding(writer: writer, depth: depth + 1)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        writer.begin(key.stringValue, at: depth)
        return JSONEncoding(writer: writer, depth: depth + 1)
    }
}

private struct JSONList: UnkeyedEncodingContainer {
    let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var count: Int { writer.count(at: depth) }

    func encodeNil() {
        writer.begin(at: depth)
        writer.output.write(literal: "null")
    }

    func encode(_ value: some Encodable) throws {
        writer.begin(at: depth)
        try writer.write(value, at: depth + 1)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy keys: Nested.Type) -> KeyedEncodingContainer<Nested> {
        superEncoder().container(keyedBy: keys)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    func superEncoder() -> any Encoder {
        writer.begin(at: depth)
        return JSONEncoding(writer: writer, depth: depth + 1)
    }
}

private struct JSONSingle: SingleValueEncodingContainer {
    let writer: JSONWriter
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writer.output.write(literal: "null") }
    func encode(_ value: Bool) { writer.output.write(value) }
    func encode(_ value: String) { writer.output.write(value) }
    func encode(_ value: Double) throws { try writer.output.write(value) }
    func encode(_ value: Float) throws { try writer.output.write(Double(value)) }
    func encode(_ value: some BinaryInteger & Encodable) { writer.output.write(literal: "\(value)") }
    func encode(_ value: some Encodable) throws { try writer.write(value, at: depth) }
}
