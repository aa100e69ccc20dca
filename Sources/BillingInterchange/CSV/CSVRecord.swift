public import BillingModel

/// One record of a CSV file: its fields as bytes, or the rule that it breaks.
///
/// The bytes of all fields lie in one piece, and become text only when a field is asked for.
public struct CSVRecord: Sendable {
    /// Where a field lies in the bytes.
    struct Extent {
        var start: UInt32
        var end: UInt32
        var hasDoubledQuotes = false
    }

    /// The line on which the record begins, from 1.
    public internal(set) var line = 0
    /// The rule that the record breaks, with the line and the column in the detail; nil if it keeps all.
    ///
    /// Columns count bytes from 1. A record with a fault has no fields, unless only their number is at fault.
    public internal(set) var fault: BillingError?

    var bytes: [UInt8] = []
    var extents: [Extent] = []

    /// Makes an empty record, to read into.
    public init() {}

    /// The number of fields.
    public var count: Int { extents.count }

    /// A field without its quotes; nil if there are fewer.
    public func text(_ index: Int) -> String? {
        bytes(index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A field without the guard that stands before a text which a spreadsheet would run; nil if there are fewer.
    ///
    /// Use it for what this package wrote, where it gives back what was written: see ``CSVValue/unguarded(_:)``.
    public func unguarded(_ index: Int) -> String? {
        bytes(index).map { String(decoding: FormulaGuard.isGuarded($0) ? $0.dropFirst() : $0, as: UTF8.self) }
    }

    /// The UTF-8 of a field without its quotes; nil if there are fewer.
    public func bytes(_ index: Int) -> ArraySlice<UInt8>? {
        guard extents.indices.contains(index) else { return nil }
        let extent = extents[index]
        return bytes[Int(extent.start)..<Int(extent.end)]
    }

    /// All fields as texts.
    public var texts: [String] { extents.indices.compactMap(text) }

    /// The fields as texts, or the fault.
    ///
    /// - Returns: All fields.
    /// - Throws: ``fault``, if there is one.
    public func checked() throws(BillingError) -> [String] {
        if let fault { throw fault }
        return texts
    }

    /// Takes the bytes of a record, and makes pairs of quotes inside fields single.
    mutating func take(_ record: UnsafeBufferPointer<UInt8>, _ found: inout [Extent]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: record)
        swap(&extents, &found)
        for index in extents.indices where extents[index].hasDoubledQuotes {
            let extent = extents[index]
            var (from, to) = (Int(extent.start), Int(extent.start))
            while from < Int(extent.end) {
                bytes[to] = bytes[from]
                from += bytes[from] == UInt8(ascii: "\"") ? 2 : 1
                to += 1
            }
            extents[index].end = UInt32(to)
        }
    }
}
