import Foundation

/// The JSON of a value, with sorted keys, and with the key and date strategies that a host may have chosen.
package func json(_ value: some Encodable, strategies: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if strategies {
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// Reads a value from JSON, with the key and date strategies that a host may have chosen.
package func read<Value: Decodable>(
    _ type: Value.Type, _ json: String, strategies: Bool = false
) throws -> Value {
    let decoder = JSONDecoder()
    if strategies {
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .secondsSince1970
    }
    return try decoder.decode(type, from: Data(json.utf8))
}
