/// Exact sums, place by place, of columns of one length: what many series of the same times come to.
///
/// A column whose values are whole numbers of the unit is added as numbers of 64 bits, four at a time; any other one value by
/// value.
struct ColumnTotals: Sendable {
    private let unit: PassUnit
    private var units: [Int64]
    private var others: [ExactSum] = []
    /// How many columns the numbers of 64 bits have taken: so many numbers of 2^40 stay within them.
    private var taken = 0
    private static let most = 1 << 22

    /// Makes sums of nothing, in the unit of a column whose like will follow.
    init(like values: ArraySlice<Double>) {
        unit = PassUnit(for: values)
        units = Array(repeating: 0, count: values.count)
    }

    /// Adds a column of finite values, as long as the one that the sums were made for.
    mutating func add(_ values: ArraySlice<Double>) {
        if taken == Self.most { flush() }
        if addWhole(values) {
            taken += 1
            return
        }
        if others.isEmpty { others = Array(repeating: ExactSum(), count: units.count) }
        for (place, value) in values.enumerated() where place < others.count {
            others[place].add(finite: value)
        }
    }

    /// Adds a column if all of it is whole numbers of the unit.
    private mutating func addWhole(_ values: ArraySlice<Double>) -> Bool {
        guard values.count == units.count else { return false }
        guard values.withUnsafeBufferPointer({ unit.areWhole($0) }) else { return false }
        let (scale, rounder) = (unit.scale, 0x1.8p52)
        let start = values.startIndex
        for place in units.indices {
            let shifted = values[start + place] * scale + rounder
            units[place] &+= Int64(bitPattern: shifted.bitPattern &- rounder.bitPattern)
        }
        return true
    }

    /// Adds the sums of other columns of the same places.
    mutating func add(_ other: ColumnTotals) {
        flush()
        if others.isEmpty { others = Array(repeating: ExactSum(), count: units.count) }
        for (place, sum) in other.sums.enumerated() where place < others.count { others[place].merge(sum) }
    }

    private mutating func flush() {
        others = sums
        units = Array(repeating: 0, count: units.count)
        taken = 0
    }

    /// One sum for each place.
    var sums: [ExactSum] {
        var sums = others.isEmpty ? Array(repeating: ExactSum(), count: units.count) : others
        for (place, number) in units.enumerated() where number != 0 {
            sums[place].add(ExactTerm(Int128(number), exponent: unit.exponent, fives: unit.fives))
        }
        return sums
    }
}

extension PassUnit {
    /// Whether all values are whole numbers of the unit, and none a large one.
    fileprivate func areWhole(_ values: UnsafeBufferPointer<Double>) -> Bool {
        let (scale, limit, rounder) = (scale, limit, 0x1.8p52)
        var others = 0
        for value in values {
            let number = (value * scale + rounder) - rounder
            let isWhole = number / scale == value && number.magnitude <= limit
            others &+= isWhole ? 0 : 1
        }
        return others == 0
    }
}
