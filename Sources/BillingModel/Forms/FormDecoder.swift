/// Decodes a value of JSON, and notes which keys are asked for.
struct FormDecoder: Decoder {
    let value: JSONValue
    let path: JSONPath
    let log: FormLog

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ value: JSONValue, at path: JSONPath, _ log: FormLog) {
        self.value = value
        self.path = path
        self.log = log
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = value.members else { throw FormFault.kind(path, "an object", value) }
        log.open(path, members) { Key(stringValue: $0) != nil }
        return KeyedDecodingContainer(FormObject(members: members, path: path, log: log))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list(let values) = value else { throw FormFault.kind(path, "a list", value) }
        return FormList(values: values, path: path, log: log)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { FormValue(decoder: self) }

    /// Decodes the value, and names its path in what is wrong with it.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if case .text(let text) = value, let choices = Self.choices(of: type),
            !choices.contains(where: { $0.hasSameBytes(as: text) })
        {
            let nearest = NearestText.of(text, among: choices).map { "; the nearest is '\($0)'" } ?? ""
            throw FormFault(
                path, "a word of a form is one of its choices",
                "'\(text.prefix(64))' is none of \(choices.joined(separator: ", "))\(nearest)")
        }
        do {
            let decoded = try Value(from: self)
            log.close(path)
            return decoded
        } catch let fault as FormFault {
            throw fault
        } catch let error as BillingError {
            // A rule may be broken because a key was passed over.
            throw log.unaskedKey(ofClosed: true) ?? FormFault(path, error)
        } catch let error as DecodingError {
            throw FormFault(path, FormFault.kindRule, Self.reason(error))
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context.debugDescription
        @unknown default: "another kind of value is there"
        }
    }

    /// The words that a closed set of values has; nil for other types.
    private static func choices<Value>(of type: Value.Type) -> [String]? {
        guard let type = type as? any (CaseIterable & RawRepresentable<String>).Type else { return nil }
        return names(of: type)
    }

    private static func names<Choice: CaseIterable & RawRepresentable<String>>(
        of type: Choice.Type
    ) -> [String] {
        type.allCases.map(\.rawValue)
    }

    // MARK: Plain values

    func flag() throws -> Bool {
        guard case .flag(let flag) = value else { throw FormFault.kind(path, "true or false", value) }
        return flag
    }

    func text() throws -> String {
        guard case .text(let text) = value else { throw FormFault.kind(path, "a text", value) }
        return text
    }

    func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard case .number(let text) = value, let number = Number(text) else {
            throw FormFault.kind(path, "a whole number of \(Number.bitWidth) bits", value)
        }
        return number
    }

    func real<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Number.Type) throws -> Number {
        guard case .number(let text) = value, let number = Number(text), number.isFinite else {
            throw FormFault.kind(path, "a number", value)
        }
        return number
    }
}

/// A value that is read as a whole.
private struct FormValue: SingleValueDecodingContainer {
    let decoder: FormDecoder

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { decoder.value == .null }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.flag() }
    func decode(_ type: String.Type) throws -> String { try decoder.text() }
    func decode(_ type: Double.Type) throws -> Double { try decoder.real(type) }
    func decode(_ type: Float.Type) throws -> Float { try decoder.real(type) }
    func decode(_ type: Int.Type) throws -> Int { try decoder.whole(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try decoder.whole(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try decoder.whole(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try decoder.whole(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try decoder.whole(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try decoder.whole(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.whole(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.whole(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.whole(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.whole(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
}

/// An object, whose keys are noted as they are asked for.
private struct FormObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [JSONValue.Member]
    let path: JSONPath
    let log: FormLog

    var codingPath: [any CodingKey] { [] }

    /// A type that asks which keys there are knows them all.
    var allKeys: [Key] {
        members.compactMap { member in
            log.ask(path, for: member.name)
            return Key(stringValue: member.name)
        }
    }

    private func value(_ name: String) -> JSONValue? {
        log.ask(path, for: name)
        return members.first { $0.name.hasSameBytes(as: name) }?.value
    }

    private func decoder(_ key: some CodingKey) throws -> FormDecoder {
        guard let value = value(key.stringValue) else { throw log.missing(key.stringValue, at: path) }
        return FormDecoder(value, at: path.adding(key.stringValue), log)
    }

    func contains(_ key: Key) -> Bool { value(key.stringValue) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).value == .null }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decoder(key).flag() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try decoder(key).text() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try decoder(key).real(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try decoder(key).real(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try decoder(key).whole(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try decoder(key).whole(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try decoder(key).whole(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try decoder(key).whole(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try decoder(key).whole(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try decoder(key).whole(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try decoder(key).whole(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try decoder(key).whole(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try decoder(key).whole(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try decoder(key).whole(type) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder(key).decode(type) }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Inner> {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { FormDecoder(.object(members), at: path, log) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

/// A list, whose elements are read in their order.
private struct FormList: UnkeyedDecodingContainer {
    let values: [JSONValue]
    let path: JSONPath
    let log: FormLog
    var currentIndex = 0

    init(values: [JSONValue], path: JSONPath, log: FormLog) {
        self.values = values
        self.path = path
        self.log = log
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    private mutating func decoder() throws -> FormDecoder {
        guard !isAtEnd else {
            throw FormFault(path, "a form has all keys that it needs", "the list has \(values.count) values")
        }
        defer { currentIndex += 1 }
        return FormDecoder(values[currentIndex], at: path.adding(currentIndex), log)
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, values[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try decoder().flag() }
    mutating func decode(_ type: String.Type) throws -> String { try decoder().text() }
    mutating func decode(_ type: Double.Type) throws -> Double { try decoder().real(type) }
    mutating func decode(_ type: Float.Type) throws -> Float { try decoder().real(type) }
    mutating func decode(_ type: Int.Type) throws -> Int { try decoder().whole(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try decoder().whole(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try decoder().whole(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try decoder().whole(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try decoder().whole(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try decoder().whole(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder().whole(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder().whole(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder().whole(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder().whole(type) }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder().decode(type) }

    mutating func nestedContainer<Key: CodingKey>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        try decoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try decoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try decoder() }
}
