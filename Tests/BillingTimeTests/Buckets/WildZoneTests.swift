import BillingModel
import BillingTestSupport
import Testing

@testable import BillingTime

/// Clocks that no government has tried yet, compared with a scan of every quarter of an hour.
@Suite("Buckets follow their definition on random clocks")
struct WildZoneTests {
    private static let quarter: Int64 = 900
    private static let days = 10_000...10_012

    /// Changes on quarter hours, between offsets of whole quarter hours up to the bounds of the format.
    private func zone(_ generator: inout SplitMix64, isCalm: Bool) throws -> Zone {
        var file = ZoneBytes(footer: "")
        let limit: Int32 = isCalm ? 10 : 99
        file.offsets = (0..<12).map { _ in Int32.random(in: -limit...limit, using: &generator) * 900 }
        var time = (Int64(Self.days.lowerBound) - 2) * 86_400
        while time < (Int64(Self.days.upperBound) + 2) * 86_400 {
            file.times.append(time)
            file.kinds.append(UInt8.random(in: 0..<12, using: &generator))
            time += Int64.random(in: 1...(isCalm ? 400 : 120), using: &generator) * Self.quarter
        }
        return try file.zone()
    }

    @Test("Day starts, hours, parts of days and of hours", arguments: 1...12)
    func definition(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let zone = try zone(&generator, isCalm: seed.isMultiple(of: 2))
        let low = (Int64(Self.days.lowerBound) - 4) * 86_400
        let high = (Int64(Self.days.upperBound) + 4) * 86_400
        let instants = Array(stride(from: low, through: high, by: Int(Self.quarter)))
        let offsets = instants.map { Int64(zone.offset(at: $0 * 1_000_000)) }
        let readings = zip(instants, offsets).map { $0 + $1 }

        /// The first instant at which the clock reads so much or more.
        func reach(_ reading: Int64) -> Int64 {
            instants[readings.firstIndex { $0 >= reading } ?? 0]
        }
        let dayStarts = Self.days.map { reach(Int64($0) * 86_400) }
        for (day, start) in zip(Self.days, dayStarts) {
            #expect(zone.startOfDay(day) == start * 1_000_000, "seed \(seed), day \(day)")
        }
        let range = dayStarts[1]..<dayStarts[dayStarts.count - 2]
        func check(_ width: BucketWidth, _ isBoundary: (Int) -> Bool) throws {
            let microseconds = range.lowerBound * 1_000_000..<range.upperBound * 1_000_000
            let grid = try BucketGrid(microseconds, width: width, zone: zone)
            let expected = instants.indices.filter { index in
                range.contains(instants[index]) && (dayStarts.contains(instants[index]) || isBoundary(index))
            }
            #expect(
                grid.boundaries.dropLast().map { $0 / 1_000_000 } == expected.map { instants[$0] },
                "seed \(seed), \(width)")
        }
        func changesPhase(_ index: Int) -> Bool { (offsets[index] - offsets[index - 1]) % 3_600 != 0 }
        try check(.day) { _ in false }
        try check(.hour) { readings[$0] % 3_600 == 0 || changesPhase($0) }
        try check(.minutes(30)) { readings[$0] % 1_800 == 0 || changesPhase($0) }
        try check(.minutes(15)) { readings[$0] % 900 == 0 }
        for hours in [2, 3, 6, 12] {
            let step = Int64(hours) * 3_600
            let first = Int64(Self.days.lowerBound) * 86_400
            let starts = Set(stride(from: first, to: first + 13 * 86_400, by: Int(step)).map(reach))
            try check(.hours(hours)) { starts.contains(instants[$0]) }
        }
    }
}
