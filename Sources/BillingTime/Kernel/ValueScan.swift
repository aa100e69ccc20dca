/// Sums and extremes of finite values, block by block.
///
/// It takes each block by the cheapest way that is exact for it, beginning with that of the block before: as whole numbers of a
/// power of two, of a power of ten, as a mixture of decimals and others, or one by one.
struct ValueScan {
    private enum Grid {
        /// Whole numbers of 2^-bits.
        case binary(bits: Int)
        /// Whole numbers of 10^-digits.
        case decimal(digits: Int)
        /// Whole numbers of 10^-9, and what is none.
        case mixed
    }

    private var grid = Grid.binary(bits: 0)

    /// Adds values to sums.
    ///
    /// - Parameters:
    ///   - values: Finite numbers.
    ///   - areEqual: Whether it is known that all are the same.
    ///   - measures: Which sums to take.
    ///   - sum: What their sum is added to.
    ///   - squares: What the sum of their squares is added to.
    /// - Returns: The extremes of the values; nil if there are none.
    mutating func add(
        _ values: ArraySlice<Double>, areEqual: Bool = false, measures: AggregateState.Measures,
        sum: inout ExactSum, squares: inout ExactSum
    ) -> (least: Double, greatest: Double)? {
        guard let first = values.first else { return nil }
        if areEqual, Self.add(first, times: values.count, measures, &sum, &squares) {
            return (first + 0.0, first + 0.0)
        }
        var (least, greatest) = (first, first)
        var start = values.startIndex
        while start < values.endIndex {
            let end = min(start + ValueBlock.limit, values.endIndex)
            let extremes = ValueBlock.withBlock(values, start..<end) { block in
                let found = measures.contains(.sum) ? add(block, &sum) : block.extremes()
                if measures.contains(.squares) { addSquares(block, &squares) }
                return found
            }
            if let extremes {
                least = min(least, extremes.least)
                greatest = max(greatest, extremes.greatest)
            }
            start = end
        }
        return (least + 0.0, greatest + 0.0)
    }

    /// Adds a value so many times, as counts of one at a time are; false if it has too many bits for that.
    private static func add(
        _ value: Double, times count: Int, _ measures: AggregateState.Measures, _ sum: inout ExactSum,
        _ squares: inout ExactSum
    ) -> Bool {
        let (term, times) = (ExactTerm(value), Int128(count))
        guard term.number.magnitude <= 1 << 30 else { return false }
        if measures.contains(.sum) {
            sum.add(ExactTerm(term.number * times, exponent: term.exponent, fives: term.fives))
        }
        if measures.contains(.squares) {
            let square = term.squared
            squares.add(ExactTerm(square.number * times, exponent: square.exponent, fives: square.fives))
        }
        return true
    }

    private mutating func add(_ block: ValueBlock, _ sum: inout ExactSum) -> ValueBlock.Extremes {
        while true {
            switch grid {
            case .binary(let bits):
                if let found = block.binary(bits: bits) {
                    sum.add(ExactTerm(Int128(found.sum), exponent: -bits, fives: 0))
                    return found.extremes
                }
                grid = Self.refined(block, beyond: bits)
            case .decimal(let digits):
                if let found = block.decimal(digits: digits) {
                    sum.add(ExactTerm(Int128(found.sum), exponent: -digits, fives: digits))
                    return found.extremes
                }
                grid = Self.refined(block, beyondDigits: digits)
            case .mixed:
                if let first = DecimalValue(block[0]), let found = block.decimal(digits: first.digits) {
                    sum.add(ExactTerm(Int128(found.sum), exponent: -first.digits, fives: first.digits))
                    return found.extremes
                }
                let extremes = block.extremes()
                if let found = block.mixed(extremes) {
                    sum.add(ExactTerm(Int128(found.decimals), exponent: -9, fives: 9))
                    sum.add(ExactTerm(Int128(found.high), exponent: found.highUnit, fives: 0))
                    sum.add(ExactTerm(Int128(found.low), exponent: found.lowUnit, fives: 0))
                } else {
                    for offset in 0..<block.count { sum.add(finite: block[offset]) }
                }
                return extremes
            }
        }
    }

    /// A grid for a block of which some value is not on that of a power of two.
    private static func refined(_ block: ValueBlock, beyond bits: Int) -> Grid {
        var most = bits
        for offset in 0..<block.count {
            let term = ExactTerm(block[offset])
            guard term.fives == 0, term.exponent <= 33,
                term.number.magnitude << Int128(max(0, term.exponent)) <= 1 << 33
            else {
                return refined(block, beyondDigits: -1)
            }
            most = max(most, -term.exponent)
        }
        let greatest = block.extremes().magnitude
        let isOn = most > bits && most <= 33 && greatest <= 0x1p33 / Double(UInt64(1) << UInt64(most))
        return isOn ? .binary(bits: most) : refined(block, beyondDigits: -1)
    }

    /// A grid for a block of which some value is not on that of a power of ten.
    private static func refined(_ block: ValueBlock, beyondDigits digits: Int) -> Grid {
        var most = digits
        for offset in 0..<block.count {
            guard let decimal = DecimalValue(block[offset]) else { return .mixed }
            most = max(most, decimal.digits)
        }
        let greatest = block.extremes().magnitude
        return most > digits && greatest * DecimalValue.powers[most] < 0x1p50
            ? .decimal(digits: most) : .mixed
    }

    private func addSquares(_ block: ValueBlock, _ squares: inout ExactSum) {
        switch grid {
        case .binary(let bits):
            if let sum = block.squares(scale: Double(UInt64(1) << UInt64(bits))) {
                squares.add(ExactTerm(sum, exponent: -2 * bits, fives: 0))
                return
            }
        case .decimal(let digits):
            if let sum = block.squares(scale: DecimalValue.powers[digits]) {
                squares.add(ExactTerm(sum, exponent: -2 * digits, fives: 2 * digits))
                return
            }
        case .mixed: break
        }
        for offset in 0..<block.count { squares.addSquare(block[offset]) }
    }
}
