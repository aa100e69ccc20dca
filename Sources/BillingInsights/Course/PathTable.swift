/// Forecasts from several origins: one row of `horizon` steps for each.
///
/// The row of origin *t* is forecast from the first *t* values; the last row, from all of them, is the
/// forecast itself.
struct PathTable: Equatable, Sendable {
    /// All origins lie whole strides before the last.
    let last: Int
    let stride: Int
    let count: Int
    let horizon: Int
    var values: [Double]

    /// A table of zeros from the earliest origin at or after `first` that lies whole strides before `last`.
    init(from first: Int, through last: Int, stride: Int = 1, horizon: Int) {
        self.last = last
        self.stride = max(stride, 1)
        self.horizon = horizon
        count = (last - min(first, last)) / self.stride + 1
        values = Array(repeating: 0, count: count * horizon)
    }

    /// The earliest origin.
    var first: Int { last - (count - 1) * stride }

    /// All origins in ascending order.
    var origins: StrideThrough<Int> { Swift.stride(from: first, through: last, by: stride) }

    /// Whether there is a row for this origin.
    func contains(_ origin: Int) -> Bool {
        origin >= first && origin <= last && (last - origin) % stride == 0
    }

    /// The cells of one origin, in order of steps.
    func row(_ origin: Int) -> Range<Int> {
        let start = (origin - first) / stride * horizon
        return start..<start + horizon
    }

    /// Writes the row of one origin in place.
    @inline(__always)
    mutating func write(_ origin: Int, _ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
        let cells = row(origin)
        values.withUnsafeMutableBufferPointer { body(UnsafeMutableBufferPointer(rebasing: $0[cells])) }
    }

    /// The forecast from all values.
    var forecast: [Double] { Array(values[row(last)]) }
}

/// A fitted method that can forecast from any origin by what it knew then.
protocol PathModel {
    /// Writes the forecasts of `course` from each origin of the table.
    ///
    /// Parameters are those of the fit; states are those of the origin.
    func fill(_ table: inout PathTable, from course: Course)
}
