import BillingModel

/// A column of positions in ascending order, in the shorter of two forms.
///
/// A line suits instants and dates. Positions that share their upper 32 bits in runs, such as the subjects of one
/// quarter hour after the other, are split: the upper halves by run, and the lower halves as a column of their own.
struct PositionColumn {
    private enum Form {
        case line(PackedLine)
        case split(upper: RunColumn, lower: PackedLine)
    }

    let count: Int
    private let form: Form

    /// Reads a column of a known count and form.
    init(
        _ reader: inout ByteReader, count: Int, isSplit: Bool, reference: Int64
    ) throws(BillingError) {
        self.count = count
        if isSplit {
            let upper = try RunColumn(&reader, count: count, reference: reference >> 32)
            form = .split(upper: upper, lower: try PackedLine(&reader, count: count))
        } else {
            form = .line(try PackedLine(&reader, count: count, reference: reference))
        }
    }

    /// The position at a place; the caller keeps to the count.
    subscript(index: Int) -> Int64 {
        switch form {
        case .line(let line): line[index]
        case .split(let upper, let lower): Self.join(upper[index], lower[index])
        }
    }

    /// The place of the first position at or after a bound; the count if there is none.
    ///
    /// - Complexity: O(log *n*) numbers are unpacked.
    func firstIndex(atOrAfter bound: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The positions of a range; the caller keeps to the count.
    func positions(_ range: Range<Int>) throws(BillingError) -> [Int64] {
        switch form {
        case .line(let line): return line.numbers(range)
        case .split(let upper, let lower):
            var positions = lower.numbers(range)
            for run in try upper.runs(in: range) {
                for place in run.range {
                    let offset = place - range.lowerBound
                    positions[offset] = Self.join(run.number, positions[offset])
                }
            }
            return positions
        }
    }

    private static func join(_ upper: Int64, _ lower: Int64) -> Int64 { upper &<< 32 | lower & 0xFFFF_FFFF }
}

extension PositionColumn {
    /// A column that is about to be written.
    struct Draft {
        private let line: PackedLine.Draft
        private let split: (upper: RunColumn.Draft, lower: PackedLine.Draft)?

        init(_ positions: [Int64]) {
            line = PackedLine.Draft(positions)
            // Narrower distances leave nothing to gain.
            guard line.width > 32 else {
                split = nil
                return
            }
            var upper = RunColumn.Runs()
            for position in positions { upper.append(position >> 32) }
            guard upper.numbers.count <= positions.count / 2 else {
                split = nil
                return
            }
            let runs = RunColumn.Draft(upper)
            let lower = PackedLine.Draft(positions.map { $0 & 0xFFFF_FFFF })
            split = runs.byteCount + lower.byteCount < line.byteCount ? (runs, lower) : nil
        }

        var isSplit: Bool { split != nil }

        /// Writes the column without its count and form.
        func write(to writer: inout ByteWriter, reference: Int64) {
            if let split {
                split.upper.write(to: &writer, reference: reference >> 32)
                split.lower.write(to: &writer)
            } else {
                line.write(to: &writer, reference: reference)
            }
        }
    }
}
