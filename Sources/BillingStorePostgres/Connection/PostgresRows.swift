#if PostgreSQL
package import BillingModel
import CBillingPostgres

/// The rows that a statement gave, in the binary form of the server.
///
/// What a column holds is decided by the statements of this module; a value of another form is damage.
package final class PostgresRows {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }

    deinit { PQclear(raw) }

    package var count: Int { Int(PQntuples(raw)) }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(raw, Int32(row), Int32(column)) != 0 }

    private func value(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: PQgetvalue(raw, Int32(row), Int32(column)),
            count: Int(PQgetlength(raw, Int32(row), Int32(column))))
    }

    package func integer(_ row: Int, _ column: Int) throws(BillingError) -> Int64 {
        let value = value(row, column)
        switch value.count {
        case 8: return Int64(bigEndian: value.loadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: value.loadUnaligned(as: Int32.self)))
        default: throw damage(row, column)
        }
    }

    func integerOrNil(_ row: Int, _ column: Int) throws(BillingError) -> Int64? {
        isNull(row, column) ? nil : try integer(row, column)
    }

    func flag(_ row: Int, _ column: Int) throws(BillingError) -> Bool {
        let value = value(row, column)
        guard value.count == 1 else { throw damage(row, column) }
        return value[0] != 0
    }

    package func real(_ row: Int, _ column: Int) throws(BillingError) -> Double {
        let value = value(row, column)
        guard value.count == 8 else { throw damage(row, column) }
        return Double(bitPattern: UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)))
    }

    package func text(_ row: Int, _ column: Int) -> String {
        String(decoding: value(row, column), as: UTF8.self)
    }

    func bytes(_ row: Int, _ column: Int) -> [UInt8] { Array(value(row, column)) }

    /// An array of bytes.
    func blobs(_ row: Int, _ column: Int) throws(BillingError) -> [[UInt8]] {
        let value = value(row, column)
        func number(at place: Int) throws(BillingError) -> Int {
            guard place + 4 <= value.count else { throw damage(row, column) }
            return Int(Int32(bigEndian: value.loadUnaligned(fromByteOffset: place, as: Int32.self)))
        }
        guard try number(at: 0) > 0 else { return [] }
        var blobs: [[UInt8]] = []
        var place = 20
        for _ in 0..<(try number(at: 12)) {
            let length = try number(at: place)
            place += 4
            guard length >= 0, place + length <= value.count else { throw damage(row, column) }
            blobs.append(Array(value[place..<place + length]))
            place += length
        }
        return blobs
    }

    /// Numbers of eight bytes, one after the other.
    func packedIntegers(_ row: Int, _ column: Int) throws(BillingError) -> [Int64] {
        let value = value(row, column)
        guard value.count % 8 == 0 else { throw damage(row, column) }
        return stride(from: 0, to: value.count, by: 8).map { place in
            Int64(bigEndian: value.loadUnaligned(fromByteOffset: place, as: Int64.self))
        }
    }

    private func damage(_ row: Int, _ column: Int) -> BillingError {
        let name = PQfname(raw, Int32(column)).map { String(cString: $0) } ?? "\(column)"
        return BillingError(
            .corruptData, rule: "a column has the form that it was made with",
            detail: "row \(row), column \(name)")
    }
}
#endif
