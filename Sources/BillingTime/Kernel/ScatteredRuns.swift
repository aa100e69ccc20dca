/// What is known of the values of one bucket that come in any order: one line of the cache.
struct BucketSlot {
    var count = 0
    /// In the unit of the pass.
    var sum: Int64 = 0
    var least = Double.infinity
    var greatest = -Double.infinity
    var firstPlace = Int64.max
    var first = 0.0
    var lastPlace = Int64.min
    var last = 0.0

    /// Adds what comes later in the columns.
    mutating func merge(_ later: BucketSlot) {
        count += later.count
        sum += later.sum
        least = min(least, later.least)
        greatest = max(greatest, later.greatest)
        if later.firstPlace < firstPlace { (firstPlace, first) = (later.firstPlace, later.first) }
        if later.lastPlace >= lastPlace, later.count > 0 { (lastPlace, last) = (later.lastPlace, later.last) }
    }
}

/// The unit in which a pass adds up whole numbers: 2^exponent / 5^fives, as many of which as `scale` make 1.
struct PassUnit: Sendable {
    let scale: Double
    let exponent: Int
    let fives: Int
    /// The greatest number of units that is sure to be what its double stands for, and does not overflow a pass.
    let limit: Double

    /// The unit of some of the values of a pass; what does not fit it is added in another way.
    init(for values: ArraySlice<Double>) {
        var (bits, digits) = (0, 0)
        for value in values.prefix(256) where value.isFinite {
            let term = ExactTerm(value)
            if term.fives > 0 {
                digits = max(digits, term.fives)
            } else if term.exponent < 0, term.exponent >= -20 {
                bits = max(bits, -term.exponent)
            }
        }
        // A multiple of 2^-bits is one of 10^-bits.
        digits = digits > 0 ? min(9, max(digits, bits)) : 0
        scale = digits > 0 ? DecimalValue.powers[digits] : Double(UInt64(1) << UInt64(bits))
        (exponent, fives) = digits > 0 ? (-digits, digits) : (-bits, 0)
        limit = digits > 0 ? 0x1p40 : 0x1p33
    }
}

/// Which bucket an instant lies in, by a table of cells of equal length with one step from there.
struct BucketTable: Sendable {
    let boundaries: [Int64]
    /// The bucket of the start of each cell of 2^shift microseconds from the first boundary on.
    private let cells: [Int32]
    private let shift: UInt64

    /// Makes a table of at least one bucket, boundaries of which ascend and the first is below the last.
    init(_ boundaries: [Int64], start: Int64, end: Int64) {
        self.boundaries = boundaries
        let last = UInt64(bitPattern: end &- 1 &- start)
        shift = UInt64(max(0, 64 - last.leadingZeroBitCount - 15))
        var cells: [Int32] = []
        var bucket = 0
        for cell in 0...(last >> shift) {
            let position = start &+ Int64(bitPattern: cell << shift)
            while boundaries[bucket + 1] <= position { bucket += 1 }
            cells.append(Int32(bucket))
        }
        self.cells = cells
    }

    /// The inner loop over two columns in any order.
    ///
    /// Its accesses are unsafe, for a check of each costs as much as the rest. They are sound by this: `range` lies in both
    /// columns, which is checked first; a position that is taken is at or above the first boundary and below the last one, so its cell is one
    /// of the table; the bucket of a cell is one, and steps up only while the boundary behind it, at most the last one, is not above
    /// the position. No pointer is kept beyond the closures.
    ///
    /// - Returns: The slots of all buckets, and the places of values that are no whole number of the unit.
    func pass(
        over positions: [Int64], _ values: [Double], in range: Range<Int>, unit: PassUnit
    ) -> (slots: [BucketSlot], others: [Other]) {
        var slots = [BucketSlot](repeating: BucketSlot(), count: boundaries.count - 1)
        var others: [Other] = []
        guard range.lowerBound >= 0, range.upperBound <= min(positions.count, values.count),
            let start = boundaries.first, let end = boundaries.last
        else { return (slots, others) }
        let (scale, limit, rounder) = (unit.scale, unit.limit, 0x1.8p52)
        slots.withUnsafeMutableBufferPointer { slots in
            positions.withUnsafeBufferPointer { positions in
                values.withUnsafeBufferPointer { values in
                    boundaries.withUnsafeBufferPointer { boundaries in
                        cells.withUnsafeBufferPointer { cells in
                            guard let slots = slots.baseAddress, let positions = positions.baseAddress,
                                let values = values.baseAddress, let bounds = boundaries.baseAddress,
                                let cells = cells.baseAddress
                            else { return }
                            for index in range {
                                let (position, value) = (positions[index], values[index])
                                guard position >= start, position < end else {
                                    if !value.isFinite { others.append(Other(index: index, bucket: -1)) }
                                    continue
                                }
                                let cell = Int(
                                    truncatingIfNeeded: UInt64(bitPattern: position &- start) &>> shift)
                                var bucket = Int(cells[cell])
                                bucket &+= position >= bounds[bucket &+ 1] ? 1 : 0
                                while position >= bounds[bucket &+ 1] { bucket &+= 1 }
                                let slot = slots + bucket
                                let shifted = value * scale + rounder
                                let number = shifted - rounder
                                if number / scale == value, number.magnitude <= limit {
                                    slot.pointee.sum &+= Int64(
                                        bitPattern: shifted.bitPattern &- rounder.bitPattern)
                                } else {
                                    others.append(Other(index: index, bucket: bucket))
                                }
                                slot.pointee.count &+= 1
                                slot.pointee.least = value < slot.pointee.least ? value : slot.pointee.least
                                slot.pointee.greatest =
                                    value > slot.pointee.greatest ? value : slot.pointee.greatest
                                if position < slot.pointee.firstPlace {
                                    (slot.pointee.firstPlace, slot.pointee.first) = (position, value)
                                }
                                if position >= slot.pointee.lastPlace {
                                    (slot.pointee.lastPlace, slot.pointee.last) = (position, value)
                                }
                            }
                        }
                    }
                }
            }
        }
        return (slots, others)
    }

    /// A value that a pass did not add.
    struct Other {
        let index: Int
        /// -1 for none.
        let bucket: Int
    }
}
