/// The inner loops over up to ``limit`` finite values that lie side by side.
///
/// Each loop reads its values once and keeps four lanes, which is what the plainest processors have registers for. A sum is
/// taken in lanes only where every one of its steps is exact: the values are then whole numbers of one unit, and of so few bits
/// that no partial sum can round or overflow. Where that turns out not to hold, the loop says so, and its figures are dropped.
///
/// Reads are unsafe, because a checked load of a vector costs three times as much. They are sound by this: a block is made by
/// ``withBlock(_:_:_:)`` alone, of a part of an array that the array itself has checked; `count` is the number of its values, at
/// least one; `vector(_:)` is called for offsets from 0 to `count` - 4 and `self[_:]` for offsets from 0 to `count` - 1; and no
/// pointer is kept beyond the closure.
struct ValueBlock {
    /// So many numbers of 2^50 do not overflow 64 bits.
    static let limit = 2_048

    typealias Lanes = SIMD4<Double>
    typealias Bits = SIMD4<UInt64>

    private let start: UnsafePointer<Double>
    let count: Int

    /// Runs a body with at most ``limit`` values of an array from a place on.
    static func withBlock<Result>(
        _ values: ArraySlice<Double>, _ range: Range<Int>, _ body: (ValueBlock) -> Result
    ) -> Result? {
        values[range].withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress, !buffer.isEmpty, buffer.count <= limit else { return nil }
            return body(ValueBlock(start: start, count: buffer.count))
        }
    }

    /// Whether all values have the same bits.
    static func areEqual(_ values: ArraySlice<Double>) -> Bool {
        guard let first = values.first, let last = values.last, first.bitPattern == last.bitPattern,
            values[values.startIndex + values.count / 2].bitPattern == first.bitPattern
        else { return false }
        return values.withUnsafeBytes { bytes in
            let count = bytes.count / 8
            var start = 0
            while start < count {
                let end = min(start + limit, count)
                var found = SIMD8<UInt64>()
                var place = start
                while place + 8 <= end {
                    found |=
                        bytes.loadUnaligned(fromByteOffset: place * 8, as: SIMD8<UInt64>.self)
                        ^ SIMD8(repeating: first.bitPattern)
                    place += 8
                }
                while place < end {
                    found[0] |=
                        bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self) ^ first.bitPattern
                    place += 1
                }
                if (found.lowHalf | found.highHalf).wrappedOr() != 0 { return false }
                start = end
            }
            return true
        }
    }

    @inline(__always)
    private func vector(_ offset: Int) -> Lanes {
        UnsafeRawPointer(start + offset).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    subscript(offset: Int) -> Double { start[offset] }

    /// Where the values that do not fill a vector begin.
    private var tail: Int { count & ~3 }
}

extension ValueBlock {
    /// The least and the greatest of values.
    struct Extremes {
        var least: Double
        var greatest: Double

        var magnitude: Double { Swift.max(-least, greatest) }
    }

    /// Lanes of least and greatest values.
    private struct ExtremeLanes {
        var least: Lanes
        var greatest: Lanes

        @inline(__always)
        init(_ value: Double) {
            least = Lanes(repeating: value)
            greatest = least
        }

        @inline(__always)
        mutating func include(_ values: Lanes) {
            // In this order a minimum or maximum is one instruction that overwrites no value.
            least = values.replacing(with: least, where: least .< values)
            greatest = values.replacing(with: greatest, where: greatest .> values)
        }

        @inline(__always)
        var extremes: Extremes {
            Extremes(
                least: Swift.min(Swift.min(least[0], least[1]), Swift.min(least[2], least[3])),
                greatest: Swift.max(Swift.max(greatest[0], greatest[1]), Swift.max(greatest[2], greatest[3])))
        }
    }

    /// Added to a double of fewer than 51 bits before its last whole unit, and taken away again, this rounds it to units of
    /// 2^-bits.
    @inline(__always)
    private static func rounder(bits: Int) -> Double {
        1.5 * Self.power(52 - bits)
    }

    /// 2^exponent, for -1022 to 1023.
    @inline(__always)
    private static func power(_ exponent: Int) -> Double {
        Double(bitPattern: UInt64(truncatingIfNeeded: 1_023 &+ exponent) &<< 52)
    }

    func extremes() -> Extremes {
        var lanes = ExtremeLanes(self[0])
        var place = 0
        while place < tail {
            lanes.include(vector(place))
            place &+= 4
        }
        for offset in tail..<count { lanes.include(Lanes(repeating: self[offset])) }
        return lanes.extremes
    }

    /// The extremes and, in units of 2^-bits, the sum of values that are whole numbers of at most 33 bits of these; nil if
    /// one is not.
    func binary(bits: Int) -> (extremes: Extremes, sum: Int64)? {
        let rounder = Lanes(repeating: Self.rounder(bits: bits))
        var extremes = ExtremeLanes(self[0])
        var sum = Lanes.zero
        var off = Bits.zero
        var place = 0
        while place < tail {
            let values = vector(place)
            place &+= 4
            extremes.include(values)
            sum += values
            off |= bitPattern((values + rounder) - rounder) ^ bitPattern(values)
        }
        var rest = 0.0
        for offset in tail..<count {
            let value = self[offset]
            extremes.include(Lanes(repeating: value))
            rest += value
            off |=
                bitPattern((Lanes(repeating: value) + rounder) - rounder)
                ^ bitPattern(Lanes(repeating: value))
        }
        let unit = Self.power(-bits)
        let found = extremes.extremes
        // A sign that differs is that of -0.0.
        guard (off.wrappedOr() << 1) == 0, found.magnitude <= 0x1p33 * unit else { return nil }
        return (found, Int64((sum.sum() + rest) / unit))
    }

    /// The extremes and, in units of 10^-digits, the sum of values that stand for whole numbers of less than 51 bits of these;
    /// nil if one does not.
    func decimal(digits: Int) -> (extremes: Extremes, sum: Int64)? {
        let scale = Lanes(repeating: DecimalValue.powers[digits])
        let rounder = Lanes(repeating: Self.rounder(bits: 0))
        var extremes = ExtremeLanes(self[0])
        var sum = Bits.zero
        var off = Bits.zero
        var place = 0
        while place < tail {
            let values = vector(place)
            place &+= 4
            extremes.include(values)
            let shifted = values * scale + rounder
            off |= bitPattern((shifted - rounder) / scale) ^ bitPattern(values)
            sum &+= bitPattern(shifted)
        }
        for offset in tail..<count {
            let values = Lanes(repeating: self[offset])
            extremes.include(values)
            let shifted = values * scale + rounder
            off |= bitPattern((shifted - rounder) / scale) ^ bitPattern(values)
            sum[0] &+= bitPattern(shifted)[0]
        }
        let found = extremes.extremes
        guard (off.wrappedOr() << 1) == 0, found.magnitude * scale[0] < 0x1p50 else { return nil }
        let added = UInt64(count) &* bitPattern(rounder)[0]
        return (found, Int64(bitPattern: sum.wrappedSum() &- added))
    }
}

extension ValueBlock {
    /// What values add up to that stand for decimals in part, and for themselves in part.
    struct MixedSum {
        /// In units of 10^-9.
        let decimals: Int64
        /// In units of 2^``highUnit``.
        let high: Int64
        let highUnit: Int
        /// In units of 2^``lowUnit``.
        let low: Int64
        let lowUnit: Int
    }

    /// The sum of values of which each is a whole number of less than 51 bits of 10^-9 or else stands for itself, which is so for
    /// all of a magnitude below 2^50 / 10^9; nil if some are larger, or too small in comparison.
    func mixed(_ extremes: Extremes) -> MixedSum? {
        let magnitude = extremes.magnitude
        guard magnitude > 0, magnitude < 0x1p50 / 1e9 else { return nil }
        // Every magnitude is below 2^top, so the high parts of a lane have at most 40 + 10 bits together and the low ones 43 + 10.
        let top = Int(magnitude.exponent) + 1
        let (highUnit, lowUnit) = (top - 40, top - 84)
        guard lowUnit > -1_000 else { return nil }
        var lanes = MixedLanes(
            rounder: Lanes(repeating: Self.rounder(bits: 0)),
            highRounder: Lanes(repeating: Self.rounder(bits: -highUnit)),
            lowRounder: Lanes(repeating: Self.rounder(bits: -lowUnit)))
        var place = 0
        while place < tail {
            lanes.include(vector(place), where: Bits(repeating: .max))
            place &+= 4
        }
        while place < count {
            lanes.include(Lanes(repeating: self[place]), where: Bits(.max, 0, 0, 0))
            place &+= 1
        }
        guard (lanes.off.wrappedOr() << 1) == 0 else { return nil }
        let added = lanes.hits.wrappedSum() &* bitPattern(lanes.rounder)[0]
        return MixedSum(
            decimals: Int64(bitPattern: lanes.decimals.wrappedSum() &- added),
            high: Self.units(lanes.high, exponent: highUnit), highUnit: highUnit,
            low: Self.units(lanes.low, exponent: lowUnit), lowUnit: lowUnit)
    }

    /// Lanes of values of which some are decimals.
    private struct MixedLanes {
        let rounder: Lanes
        let highRounder: Lanes
        let lowRounder: Lanes
        var decimals = Bits.zero
        var hits = Bits.zero
        var off = Bits.zero
        var high = Lanes.zero
        var low = Lanes.zero

        @inline(__always)
        mutating func include(_ values: Lanes, where isMeant: Bits) {
            let scale = Lanes(repeating: 1e9)
            let shifted = values * scale + rounder
            let isDecimal = mask((shifted - rounder) / scale .== values)
            decimals &+= bitPattern(shifted) & isDecimal & isMeant
            hits &-= isDecimal & isMeant
            let others = double(bitPattern(values) & ~isDecimal & isMeant)
            let highParts = (others + highRounder) - highRounder
            let lowParts = others - highParts
            high += highParts
            low += lowParts
            off |= bitPattern((lowParts + lowRounder) - lowRounder) ^ bitPattern(lowParts)
        }
    }

    private static func units(_ lanes: Lanes, exponent: Int) -> Int64 {
        let unit = power(exponent)
        return (0..<4).reduce(0) { sum, lane in sum + Int64(lanes[lane] / unit) }
    }

    /// The sum of the squares of values, in units of 1 / scale^2, that stand for whole numbers of at most 2^50 of 1 / scale; nil if
    /// one does not.
    func squares(scale: Double) -> Int128? {
        let found = extremes()
        guard found.magnitude * scale < 0x1p50 else { return nil }
        var sum: Int128 = 0
        var small: Int64 = 0
        let isSmall = found.magnitude * scale <= 0x1p25
        for offset in 0..<count {
            let value = self[offset]
            let number = (value * scale).nearestWhole
            guard number / scale == value else { return nil }
            if isSmall {
                // At most 2^11 squares of 50 bits.
                small += Int64(number) * Int64(number)
            } else {
                sum += Int128(Int64(number)) * Int128(Int64(number))
            }
        }
        return sum + Int128(small)
    }

    /// Whether a value is below the one before it.
    func descends(after previous: Double) -> Bool {
        var found = mask(Lanes(repeating: self[0]) .< Lanes(repeating: previous))
        for offset in stride(from: 1, to: count - 3, by: 4) {
            found |= mask(vector(offset) .< vector(offset - 1))
        }
        for offset in Swift.max(1, count - 4)..<Swift.max(1, count) {
            found |= mask(Lanes(repeating: self[offset]) .< Lanes(repeating: self[offset - 1]))
        }
        return found.wrappedOr() != 0
    }
}

@inline(__always)
private func bitPattern(_ lanes: SIMD4<Double>) -> SIMD4<UInt64> {
    unsafeBitCast(lanes, to: SIMD4<UInt64>.self)
}

@inline(__always)
private func double(_ lanes: SIMD4<UInt64>) -> SIMD4<Double> {
    unsafeBitCast(lanes, to: SIMD4<Double>.self)
}

@inline(__always)
private func mask(_ lanes: SIMDMask<SIMD4<Int64>>) -> SIMD4<UInt64> {
    unsafeBitCast(lanes, to: SIMD4<UInt64>.self)
}

extension SIMD4<UInt64> {
    @inline(__always)
    fileprivate func wrappedOr() -> UInt64 { self[0] | self[1] | self[2] | self[3] }
}
