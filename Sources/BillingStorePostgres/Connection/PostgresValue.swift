#if PostgreSQL
/// A parameter of a statement, in the binary form of the server.
package enum PostgresValue: Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    case flag(Bool)
    case real(Double)
    case integers([Int64])
    case integersOrNull([Int64?])
    case texts([String])
    case blobs([[UInt8]])

    static func integer(orNull number: Int64?) -> PostgresValue { number.map { .integer($0) } ?? .null }

    /// The number of the type in the catalogue of every server.
    var type: UInt32 {
        switch self {
        case .null: 0
        case .integer: Self.int8
        case .text: Self.textType
        case .bytes: Self.bytea
        case .flag: Self.bool
        case .real: 701
        case .integers, .integersOrNull: 1016
        case .texts: 1009
        case .blobs: 1001
        }
    }

    private static let (bool, bytea, int8, textType): (UInt32, UInt32, UInt32, UInt32) = (16, 17, 20, 25)

    /// The bytes; nil for a null.
    var binary: [UInt8]? {
        switch self {
        case .null: nil
        case .integer(let number): Self.bigEndian(number)
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .flag(let flag): [flag ? 1 : 0]
        case .real(let number): Self.bigEndian(number.bitPattern)
        case .integers(let numbers): Self.array(numbers, of: Self.int8, size: 8) { Self.bigEndian($0) }
        case .integersOrNull(let numbers):
            Self.array(numbers, of: Self.int8, size: 8) { $0.map { Self.bigEndian($0) } }
        case .texts(let texts): Self.array(texts, of: Self.textType, size: 16) { Array($0.utf8) }
        case .blobs(let blobs): Self.array(blobs, of: Self.bytea, size: 64) { $0 }
        }
    }

    private static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func array<Element>(
        _ elements: [Element], of type: UInt32, size: Int, _ bytes: (Element) -> [UInt8]?
    ) -> [UInt8] {
        var form: [UInt8] = []
        form.reserveCapacity(20 + elements.count * (4 + size))
        // Dimensions, whether there are nulls, the type, the length, and the first index.
        form += bigEndian(Int32(elements.isEmpty ? 0 : 1))
        form += bigEndian(Int32(1))
        form += bigEndian(type)
        guard !elements.isEmpty else { return form }
        form += bigEndian(Int32(truncatingIfNeeded: elements.count))
        form += bigEndian(Int32(1))
        for element in elements {
            if let bytes = bytes(element) {
                form += bigEndian(Int32(truncatingIfNeeded: bytes.count))
                form += bytes
            } else {
                form += bigEndian(Int32(-1))
            }
        }
        return form
    }
}
#endif
