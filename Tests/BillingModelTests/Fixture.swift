import BillingModel
import Foundation

/// A table of expected values that another engine computed; lines that begin with `#` are comments.
struct Fixture {
    let rows: [[String]]

    init(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
}

/// The JSON of a value, with sorted keys, and with the key and date strategies that a host may have chosen.
func json(_ value: some Encodable, strategies: Bool = false) throws -> String {
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
func read<Value: Decodable>(_ type: Value.Type, _ json: String, strategies: Bool = false) throws -> Value {
    let decoder = JSONDecoder()
    if strategies {
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .secondsSince1970
    }
    return try decoder.decode(type, from: Data(json.utf8))
}

/// The rule of the error that an expression throws; nil if it throws none or another.
func brokenRule<Value>(_ expression: () throws -> Value) -> String? {
    do {
        _ = try expression()
        return nil
    } catch {
        return (error as? BillingError)?.rule
    }
}
