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
    /// Numbers as bytes that ``PostgresRows/packedIntegers(_:_:)`` reads, and lists of them.
    case packed([Int64])
    case packedLists([[Int64]])

    static func integer(orNull number: Int64?) -> PostgresValue { number.map { .integer($0) } ?? .null }

    /// The number of the type in the catalogue of every server.
    var type: UInt32 {
        switch self {
        case .null: 0
        case .integer: Self.int8
        case .text: Self.textType
        case .bytes, .packed: Self.bytea
        case .flag: Self.bool
        case .real: 701
        case .integers, .integersOrNull: 1016
        case .texts: 1009
        case .blobs, .packedLists: 1001
        }
    }

    private static let (bool, bytea, int8, textType): (UInt32, UInt32, UInt32, UInt32) = (16, 17, 20, 25)

    var isNull: Bool { if case .null = self { true } else { false } }

    /// Appends the bytes; none for a null.
    func write(to form: inout [UInt8]) {
        switch self {
        case .null: break
        case .integer(let number): Self.add(number, to: &form)
        case .text(let text): form += text.utf8
        case .bytes(let bytes): form += bytes
        case .flag(let flag): form.append(flag ? 1 : 0)
        case .real(let number): Self.add(number.bitPattern, to: &form)
        case .integers(let numbers):
            Self.add(numbers, of: Self.int8, size: 8, to: &form) { Self.add($0, to: &$1) }
        case .integersOrNull(let numbers):
            Self.add(numbers, of: Self.int8, size: 8, isNull: { $0 == nil }, to: &form) { number, form in
                if let number { Self.add(number, to: &form) }
            }
        case .texts(let texts):
            Self.add(texts, of: Self.textType, size: 16, to: &form) { $1 += $0.utf8 }
        case .blobs(let blobs): Self.add(blobs, of: Self.bytea, size: 64, to: &form) { $1 += $0 }
        case .packed(let numbers): for number in numbers { Self.add(number, to: &form) }
        case .packedLists(let lists):
            Self.add(lists, of: Self.bytea, size: 64, to: &form) { numbers, form in
                for number in numbers { Self.add(number, to: &form) }
            }
        }
    }

    private static func add<Number: FixedWidthInteger>(_ number: Number, to form: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { form += $0 }
    }

    private static func add<Element>(
        _ elements: [Element], of type: UInt32, size: Int, isNull: (Element) -> Bool = { _ in false },
        to form: inout [UInt8], _ write: (Element, inout [UInt8]) -> Void
    ) {
        form.reserveCapacity(form.count + 20 + elements.count * (4 + size))
        // Dimensions, whether there are nulls, the type, the length, and the first index.
        add(Int32(elements.isEmpty ? 0 : 1), to: &form)
        add(Int32(1), to: &form)
        add(type, to: &form)
        guard !elements.isEmpty else { return }
        add(Int32(truncatingIfNeeded: elements.count), to: &form)
        add(Int32(1), to: &form)
        for element in elements {
            guard !isNull(element) else {
                add(Int32(-1), to: &form)
                continue
            }
            // The length comes first, and is known afterwards.
            let start = form.count
            add(Int32(0), to: &form)
            write(element, &form)
            withUnsafeBytes(of: Int32(truncatingIfNeeded: form.count - start - 4).bigEndian) { length in
                for (place, byte) in length.enumerated() { form[start + place] = byte }
            }
        }
    }
}
#endif
