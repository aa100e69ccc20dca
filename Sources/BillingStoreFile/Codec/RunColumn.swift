import BillingModel

/// A column of whole numbers of which long runs are equal.
///
/// The numbers of the runs are one packed line, and the ends of all runs but the last are another.
struct RunColumn {
    let count: Int
    private let numbers: PackedLine
    private let ends: PackedLine
    private let spot: ByteReader.Spot

    /// Reads a column of a known count.
    init(_ reader: inout ByteReader, count: Int, reference: Int64 = 0) throws(BillingError) {
        self.count = count
        let runs = count == 0 ? 0 : try reader.count(limit: count)
        guard runs > 0 || count == 0 else { throw reader.damage("a column without runs") }
        numbers = try PackedLine(&reader, count: runs, reference: reference)
        ends = try PackedLine(&reader, count: max(0, runs - 1))
        spot = reader.spot
    }

    /// The number at a place; the caller keeps to the count.
    subscript(index: Int) -> Int64 { numbers[run(of: index)] }

    private func run(of index: Int) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= Int64(index) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The runs of a range, cut to it, in order.
    ///
    /// - Throws: `corruptData` if they do not fill it, or two neighbours are equal.
    func runs(in range: Range<Int>) throws(BillingError) -> [(number: Int64, range: Range<Int>)] {
        guard !range.isEmpty else { return [] }
        var runs: [(number: Int64, range: Range<Int>)] = []
        var start = range.lowerBound
        for run in run(of: start)...ends.count {
            let end = run < ends.count ? ends[run] : Int64(count)
            let number = numbers[run]
            guard end > Int64(start), end <= Int64(count), runs.last?.number != number else {
                throw spot.damage("runs that do not ascend")
            }
            let stop = min(Int(end), range.upperBound)
            runs.append((number, start..<stop))
            start = stop
            if start == range.upperBound { break }
        }
        return runs
    }
}

extension RunColumn {
    /// Runs that are being collected.
    struct Runs {
        private(set) var numbers: [Int64] = []
        private(set) var ends: [Int64] = []
        private(set) var count = 0

        mutating func append(_ number: Int64, count added: Int = 1) {
            count += added
            if numbers.last == number {
                ends[ends.count - 1] = Int64(count)
            } else {
                numbers.append(number)
                ends.append(Int64(count))
            }
        }
    }

    /// A column that is about to be written.
    struct Draft {
        private let runs: Int
        private let numbers: PackedLine.Draft
        private let ends: PackedLine.Draft

        init(_ runs: Runs) {
            self.runs = runs.numbers.count
            numbers = PackedLine.Draft(runs.numbers)
            ends = PackedLine.Draft(Array(runs.ends.dropLast()))
        }

        var byteCount: Int { numbers.byteCount + ends.byteCount }

        /// Writes the column without its count.
        func write(to writer: inout ByteWriter, reference: Int64 = 0) {
            guard runs > 0 else { return }
            writer.count(runs)
            numbers.write(to: &writer, reference: reference)
            ends.write(to: &writer)
        }
    }
}
