import BillingModel

/// A column of whole numbers, each kept as its distance from a line, all distances in one width.
///
/// Any single number is read in constant time. Nothing depends on the number before it, so that a part of a column is
/// read without the rest. It points into the memory of its ``ByteReader``.
///
/// Number i is base + unit · (i · step + ⌊i · fraction / 2^16⌋ + distance), modulo 2^64, so that the whole range of
/// `Int64` is possible. A line of equal steps, and one of equal numbers, has distances of 0 bits.
struct PackedLine {
    let count: Int
    private let shape: Shape
    private let mask: UInt64
    /// Where the distances begin; eight bytes more can be read behind them.
    private let distances: UnsafeRawPointer

    /// The most numbers in a column; the fraction of the slope is exact below it.
    static let limit = 1 << 20

    fileprivate struct Shape {
        var base: Int64 = 0
        var unit: UInt64 = 1
        var step: Int64 = 0
        var fraction: UInt16 = 0
        var width = 0

        static let hasUnit: UInt8 = 0x40
        static let hasSlope: UInt8 = 0x80
        /// Beyond this width, eight bytes do not hold a distance that begins inside a byte: 64 bits are taken.
        static let widest = 57

        var isLevel: Bool { step == 0 && fraction == 0 }

        @inline(__always)
        func height(at index: Int) -> UInt64 {
            let index = UInt64(truncatingIfNeeded: index)
            return index &* UInt64(bitPattern: step) &+ (index &* UInt64(fraction)) &>> 16
        }
    }

    /// Reads a column of a known count, which is at most ``limit``.
    init(_ reader: inout ByteReader, count: Int, reference: Int64 = 0) throws(BillingError) {
        var shape = Shape()
        if count > 0 { shape.base = reference &+ (try reader.zigzag()) }
        if count > 1 {
            let latest = try reader.byte()
            shape.width = Int(latest & 0x3F)
            if shape.width == Shape.widest + 1 { shape.width = 64 }
            if latest & Shape.hasUnit != 0 { shape.unit = try reader.varint() }
            if latest & Shape.hasSlope != 0 {
                shape.step = try reader.zigzag()
                shape.fraction = try reader.fixed16()
            }
        }
        guard shape.width <= Shape.widest || shape.width == 64, count <= Self.limit else {
            throw reader.damage("a column has an unknown width or is too long")
        }
        self.shape = shape
        self.count = count
        mask = shape.width == 64 ? .max : 1 &<< UInt64(shape.width) &- 1
        distances = try reader.skip((count * shape.width + 7) / 8)
    }

    /// The number at a place; the caller keeps to the count.
    @inline(__always)
    subscript(index: Int) -> Int64 {
        let distance = distance(at: index &* shape.width)
        return shape.base &+ Int64(bitPattern: shape.unit &* (shape.height(at: index) &+ distance))
    }

    @inline(__always)
    private func distance(at bit: Int) -> UInt64 {
        let word = distances.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self)
        return UInt64(littleEndian: word) &>> UInt64(truncatingIfNeeded: bit & 7) & mask
    }

    /// Gives the numbers of a range in order; the caller keeps to the count.
    @inline(__always)
    func forEach(in range: Range<Int>, _ body: (_ offset: Int, _ number: Int64) -> Void) {
        let width = shape.width
        var bit = range.lowerBound &* width
        if shape.unit == 1, shape.isLevel {
            for offset in 0..<range.count {
                body(offset, shape.base &+ Int64(bitPattern: distance(at: bit)))
                bit &+= width
            }
        } else {
            for offset in 0..<range.count {
                let height = shape.height(at: range.lowerBound &+ offset)
                body(offset, shape.base &+ Int64(bitPattern: shape.unit &* (height &+ distance(at: bit))))
                bit &+= width
            }
        }
    }

    /// The numbers of a range; the caller keeps to the count.
    func numbers(_ range: Range<Int>) -> [Int64] {
        // An array of no capacity is shared by all threads, and its count is written all the same.
        guard !range.isEmpty else { return [] }
        return Array(unsafeUninitializedCapacity: range.count) { buffer, count in
            forEach(in: range) { buffer.initializeElement(at: $0, to: $1) }
            count = range.count
        }
    }

    /// All numbers.
    var numbers: [Int64] { numbers(0..<count) }
}

extension PackedLine {
    /// A column that is about to be written: its line is chosen, so that its length is known.
    struct Draft {
        private var shape = Shape()
        /// The distances from the line.
        private var distances: [UInt64]

        init(_ numbers: [Int64]) {
            guard let first = numbers.first else {
                distances = []
                return
            }
            var smallest = first
            for number in numbers where number < smallest { smallest = number }
            shape.base = smallest
            distances = Array(repeating: 0, count: numbers.count)
            for index in numbers.indices { distances[index] = UInt64(bitPattern: numbers[index] &- smallest) }
            takeUnit()
            var level: UInt64 = 0
            for distance in distances { level |= distance }
            shape.width = Self.width(level)
            if shape.width > 0 { takeSlope() }
        }

        var width: Int { shape.width }
        /// How many bytes the distances take.
        var byteCount: Int { (distances.count * shape.width + 7) / 8 }

        /// Divides by what all numbers are multiples of.
        private mutating func takeUnit() {
            guard let first = distances.first(where: { $0 > 0 }) else { return }
            var unit = ExactDivisor(first)
            for distance in distances where !unit.divides(distance) {
                let divisor = Self.greatestDivisor(unit.divisor, distance)
                if divisor == 1 { return }
                unit = ExactDivisor(divisor)
            }
            guard unit.divisor > 1 else { return }
            shape.unit = unit.divisor
            for index in distances.indices { distances[index] = unit.quotient(distances[index]) }
        }

        /// The greatest common divisor of two numbers above 0, by shifts: divisions would take longer than all else here.
        private static func greatestDivisor(_ one: UInt64, _ other: UInt64) -> UInt64 {
            let twos = (one | other).trailingZeroBitCount
            var (low, high) = (one &>> UInt64(one.trailingZeroBitCount), other)
            while high != 0 {
                high &>>= UInt64(high.trailingZeroBitCount)
                (low, high) = (min(low, high), max(low, high) &- min(low, high))
            }
            return low &<< UInt64(twos)
        }

        /// Takes the line from the first to the last number, if that makes the distances smaller.
        private mutating func takeSlope() {
            let gaps = Int64(distances.count - 1)
            let rise = Int64(bitPattern: distances[distances.count - 1] &- distances[0])
            var sloped = shape
            sloped.step = rise / gaps
            var rest = rise % gaps
            if rest < 0 {
                sloped.step &-= 1
                rest += gaps
            }
            sloped.fraction = UInt16(truncatingIfNeeded: rest * 65_536 / gaps)
            guard !sloped.isLevel else { return }
            var lowest = Int64.max
            var highest = Int64.min
            for index in distances.indices {
                let offset = Int64(bitPattern: distances[index] &- sloped.height(at: index))
                if offset < lowest { lowest = offset }
                if offset > highest { highest = offset }
            }
            sloped.width = Self.width(UInt64(bitPattern: highest &- lowest))
            guard sloped.width < shape.width else { return }
            for index in distances.indices {
                distances[index] =
                    distances[index] &- sloped.height(at: index)
                    &- UInt64(bitPattern: lowest)
            }
            sloped.base = shape.base &+ Int64(bitPattern: shape.unit &* UInt64(bitPattern: lowest))
            shape = sloped
        }

        private static func width(_ largest: UInt64) -> Int {
            let width = 64 - largest.leadingZeroBitCount
            return width > Shape.widest ? 64 : width
        }

        /// Writes the column without its count.
        ///
        /// - Parameters:
        ///   - writer: Where it goes.
        ///   - reference: A number that the reader knows as well, near which the column begins.
        func write(to writer: inout ByteWriter, reference: Int64 = 0) {
            guard !distances.isEmpty else { return }
            writer.zigzag(shape.base &- reference)
            guard distances.count > 1 else { return }
            var latest = UInt8(shape.width == 64 ? Shape.widest + 1 : shape.width)
            if shape.unit != 1 { latest |= Shape.hasUnit }
            if !shape.isLevel { latest |= Shape.hasSlope }
            writer.byte(latest)
            if shape.unit != 1 { writer.varint(shape.unit) }
            if !shape.isLevel {
                writer.zigzag(shape.step)
                writer.fixed16(shape.fraction)
            }
            if shape.width > 0 { pack(to: &writer) }
        }

        /// Lays the distances side by side, the first into the lowest bits.
        private func pack(to writer: inout ByteWriter) {
            let width = UInt64(shape.width)
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: byteCount / 8 + 1) { words in
                var place = 0
                var word: UInt64 = 0
                var used: UInt64 = 0
                for distance in distances {
                    word |= distance &<< used
                    used &+= width
                    if used >= 64 {
                        words[place] = word.littleEndian
                        place &+= 1
                        used &-= 64
                        word = used == 0 ? 0 : distance &>> (width &- used)
                    }
                }
                if used > 0 { words[place] = word.littleEndian }
                writer.raw(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(words).prefix(byteCount)))
            }
        }
    }
}

/// Tells multiples of a number, and divides them, by a multiplication each.
///
/// The product of a multiple with the inverse modulo 2^64 of an odd number is the quotient, and no other product is as
/// small. Factors of two are shifted out, to the upper end if there are too few of them.
private struct ExactDivisor {
    let divisor: UInt64
    private let inverse: UInt64
    private let shift: UInt64
    private let largest: UInt64

    /// Takes any number above 0.
    init(_ divisor: UInt64) {
        self.divisor = divisor
        shift = UInt64(divisor.trailingZeroBitCount)
        let odd = divisor &>> shift
        // Right in three bits, and in twice as many after each step.
        var inverse = odd
        for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
        self.inverse = inverse
        largest = UInt64.max / divisor
    }

    @inline(__always)
    func divides(_ number: UInt64) -> Bool { quotient(number) <= largest }

    /// The quotient of a multiple; a number above all quotients for any other.
    @inline(__always)
    func quotient(_ number: UInt64) -> UInt64 {
        let product = number &* inverse
        return product &>> shift | product &<< ((64 &- shift) & 63) & (shift == 0 ? 0 : .max)
    }
}
