import BillingModel

@testable import BillingTime

/// Writes TZif files for tests, well formed or not.
struct ZoneBytes {
    var version = "2"
    var times: [Int64] = []
    var kinds: [UInt8] = []
    var offsets: [Int32] = [0]
    var footer = "UTC0"
    /// Pairs of leap seconds, written as they stand.
    var leaps: [(at: Int64, correction: Int32)] = []
    var utcMarks = 0
    var standardMarks = 0
    /// What the header says, if it lies.
    var claimedTypes: UInt32?

    /// The version 2 block alone, after an empty one of version 1.
    var bytes: [UInt8] {
        var result = header(times: 0, types: 1, leaps: 0, utc: 0, standard: 0)
        result += [0, 0, 0, 0, 0, 0] + Array("X\0XX".utf8)
        result += header(
            times: UInt32(times.count), types: claimedTypes ?? UInt32(offsets.count),
            leaps: UInt32(leaps.count),
            utc: UInt32(utcMarks), standard: UInt32(standardMarks))
        for time in times { result += big(UInt64(bitPattern: time), 8) }
        result += kinds
        for offset in offsets { result += big(UInt64(UInt32(bitPattern: offset)), 4) + [0, 0] }
        result += Array("X\0XX".utf8)
        for leap in leaps {
            result +=
                big(UInt64(bitPattern: leap.at), 8) + big(UInt64(UInt32(bitPattern: leap.correction)), 4)
        }
        result += [UInt8](repeating: 0, count: utcMarks + standardMarks)
        return result + Array("\n\(footer)\n".utf8)
    }

    func zone(_ name: String = "Test/Zone") throws -> Zone {
        try Zone(ZoneID(name), tzif: bytes)
    }

    private func header(times: UInt32, types: UInt32, leaps: UInt32, utc: UInt32, standard: UInt32) -> [UInt8]
    {
        var result = Array("TZif".utf8) + (version == "1" ? [0] : Array(version.utf8))
        result += [UInt8](repeating: 0, count: 15)
        for count in [utc, standard, leaps, times, types, 4] { result += big(UInt64(count), 4) }
        return result
    }

    private func big(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
    }
}
