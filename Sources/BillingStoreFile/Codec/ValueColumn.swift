import BillingModel

/// A column of finite doubles, each as a whole number on a grid that all of them share, exact to the bit.
///
/// Meters send decimals with few places: those are whole numbers divided by a power of ten. What lies on a grid of
/// powers of two, such as halves, or counts in millions, is a whole number times a power of two. All else is the
/// pattern of its bits. The whole numbers are a packed line, so any single value is read in constant time.
struct ValueColumn {
    /// What the whole numbers stand for.
    enum Grid: Equatable {
        /// Divided by this power of ten.
        case decimal(places: Int)
        /// Times this power of two.
        case binary(exponent: Int)
        /// The pattern of the bits.
        case pattern

        static let mostPlaces = 9
        static let exponents = -1_074...1_023
        static let powersOfTen: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
    }

    let grid: Grid
    private let line: PackedLine
    private let spot: ByteReader.Spot

    var count: Int { line.count }

    /// Reads a column of a known count.
    init(_ reader: inout ByteReader, count: Int) throws(BillingError) {
        grid = count == 0 ? .pattern : try Self.grid(&reader)
        line = try PackedLine(&reader, count: count)
        spot = reader.spot
    }

    private static func grid(_ reader: inout ByteReader) throws(BillingError) -> Grid {
        let code = Int(try reader.byte())
        switch code {
        case 0...Grid.mostPlaces: return .decimal(places: code)
        case Grid.mostPlaces + 1:
            let exponent = try reader.zigzag()
            guard let exponent = Int(exactly: exponent), Grid.exponents.contains(exponent) else {
                throw reader.damage("a power of two beyond all doubles")
            }
            return .binary(exponent: exponent)
        case Grid.mostPlaces + 2: return .pattern
        default: throw reader.damage("an unknown grid of values")
        }
    }

    /// The values of a range; the caller keeps to the count.
    func values(_ range: Range<Int>) throws(BillingError) -> [Double] {
        // An array of no capacity is shared by all threads, and its count is written all the same.
        guard !range.isEmpty else { return [] }
        var isFinite = true
        let values = [Double](unsafeUninitializedCapacity: range.count) { buffer, count in
            isFinite = unpack(range, into: buffer)
            count = range.count
        }
        guard isFinite else { throw spot.damage("a value is not finite") }
        return values
    }

    /// Unpacks a range, and says whether all values are finite.
    private func unpack(_ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Double>) -> Bool {
        var largest: UInt64 = 0
        switch grid {
        case .decimal(places: 0):
            line.forEach(in: range) { buffer.initializeElement(at: $0, to: Double($1)) }
        case .decimal(let places):
            let divisor = Grid.powersOfTen[places]
            line.forEach(in: range) { buffer.initializeElement(at: $0, to: Double($1) / divisor) }
        case .binary(let exponent):
            let factor = Double(sign: .plus, exponent: exponent, significand: 1)
            line.forEach(in: range) {
                let value = Double($1) * factor
                largest = max(largest, value.magnitude.bitPattern)
                buffer.initializeElement(at: $0, to: value)
            }
        case .pattern:
            line.forEach(in: range) {
                let value = Double(bitPattern: UInt64(bitPattern: $1))
                largest = max(largest, value.magnitude.bitPattern)
                buffer.initializeElement(at: $0, to: value)
            }
        }
        return largest < Double.infinity.bitPattern
    }

    /// All values.
    func values() throws(BillingError) -> [Double] { try values(0..<count) }
}

extension ValueColumn {
    /// A column that is about to be written: its grid is chosen.
    struct Draft {
        let grid: Grid
        private let line: PackedLine.Draft
        private let isEmpty: Bool

        init(_ values: [Double]) {
            isEmpty = values.isEmpty
            if let (places, numbers) = Self.decimals(values) {
                // A decimal whose fraction is one of powers of two is cheaper to read, and to sum, as such.
                if places > 0, let numbers = Self.numbers(values, times: Double(1 << places)) {
                    (grid, line) = (.binary(exponent: -places), PackedLine.Draft(numbers))
                } else {
                    (grid, line) = (.decimal(places: places), PackedLine.Draft(numbers))
                }
                return
            }
            let pattern = PackedLine.Draft(values.map { Int64(bitPattern: $0.bitPattern) })
            if let (exponent, numbers) = Self.binaries(values) {
                let draft = PackedLine.Draft(numbers)
                if draft.width <= pattern.width {
                    (grid, line) = (.binary(exponent: exponent), draft)
                    return
                }
            }
            (grid, line) = (.pattern, pattern)
        }

        /// Writes the column without its count.
        func write(to writer: inout ByteWriter) {
            guard !isEmpty else { return }
            switch grid {
            case .decimal(let places): writer.byte(UInt8(places))
            case .binary(let exponent):
                writer.byte(UInt8(Grid.mostPlaces + 1))
                writer.zigzag(Int64(exponent))
            case .pattern: writer.byte(UInt8(Grid.mostPlaces + 2))
            }
            line.write(to: &writer)
        }

        /// The fewest decimal places that all values have, and the values in units of the last place.
        ///
        /// A double with few places is the one nearest to its decimal, and so is the quotient of two whole numbers
        /// that doubles hold exactly: one with places to spare is the same quotient, so places only ever grow.
        private static func decimals(_ values: [Double]) -> (places: Int, numbers: [Int64])? {
            var numbers = Array(repeating: Int64(0), count: values.count)
            var places = 0
            var index = 0
            // From the first value again after each place more, of which there are few.
            while index < values.count {
                if let number = places == 0 ? whole(values[index]) : decimal(values[index], places) {
                    numbers[index] = number
                    index += 1
                } else {
                    repeat {
                        places += 1
                        if places > Grid.mostPlaces { return nil }
                    } while decimal(values[index], places) == nil
                    index = 0
                }
            }
            return (places, numbers)
        }

        @inline(__always)
        private static func whole(_ value: Double) -> Int64? {
            guard value.magnitude < 0x1p52 else { return decimal(value, 0) }
            let number = Int64(value)
            return Double(number).bitPattern == value.bitPattern ? number : nil
        }

        @inline(__always)
        private static func decimal(_ value: Double, _ places: Int) -> Int64? {
            let power = Grid.powersOfTen[places]
            let scaled = value * power
            guard scaled.magnitude <= 0x1p53 else { return nil }
            let number = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
            return (Double(number) / power).bitPattern == value.bitPattern ? number : nil
        }

        /// The values times a power of two, if all are whole then.
        private static func numbers(_ values: [Double], times factor: Double) -> [Int64]? {
            var numbers: [Int64] = []
            for value in values {
                let scaled = value * factor
                guard scaled.magnitude <= 0x1p53 else { return nil }
                let number = Int64(scaled)
                guard Double(number) == scaled else { return nil }
                numbers.append(number)
            }
            return numbers
        }

        /// The values as multiples of the largest power of two that divides all of them, if they fit.
        private static func binaries(_ values: [Double]) -> (exponent: Int, numbers: [Int64])? {
            var lowest = Int.max
            var highest = Int.min
            for value in values {
                guard value != 0, value.isFinite else {
                    if value.bitPattern == 0 { continue }
                    return nil
                }
                lowest = min(lowest, trailingExponent(value))
                highest = max(highest, Int(value.exponent))
                guard highest - lowest < 62 else { return nil }
            }
            guard lowest <= highest else { return nil }
            let numbers = values.map { value -> Int64 in
                guard value != 0 else { return 0 }
                let unit = trailingExponent(value)
                let bits = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
                let odd = Int64(bits &>> UInt64(bits.trailingZeroBitCount)) &<< Int64(unit - lowest)
                return value < 0 ? -odd : odd
            }
            return (lowest, numbers)
        }

        /// The exponent of the lowest bit that is set in a value that is finite and not 0.
        private static func trailingExponent(_ value: Double) -> Int {
            let bits = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
            let biased = max(Int(value.exponentBitPattern), 1)
            return biased - 1_075 + bits.trailingZeroBitCount
        }
    }
}
