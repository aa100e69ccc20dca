/// The Theta model of the means of blocks, for the slow movements that noise hides from single values.
///
/// Blocks end at the origin, so that none mixes past and future; each forecast block stands for all its
/// steps.
///
/// - SeeAlso: Kourentzes, Petropoulos and Trapero (2014), Improving forecasting by estimating time series
///   structural components across multiple frequencies.
struct BlockTheta: PathModel, Sendable {
    let length: Int
    private let model: DynamicTheta

    /// - Complexity: O(*n*).
    init(_ course: Course, length: Int) {
        self.length = max(length, 1)
        model = DynamicTheta(Self.blocks(of: course, end: course.count, length: self.length))
    }

    func fill(_ table: inout PathTable, from course: Course) {
        // Origins that lie whole blocks apart share their blocks.
        for remainder in 0..<length {
            let end = table.last - remainder
            let shared = (end - table.first) / length
            guard end >= table.first else { return }
            let blocks = Self.blocks(of: course, end: end, length: length)
            var coarse = PathTable(
                from: max(blocks.count - shared, 0), through: blocks.count,
                horizon: (table.horizon + length - 1) / length)
            model.fill(&coarse, from: blocks)
            for block in coarse.origins {
                let origin = end - (blocks.count - block) * length
                guard table.contains(origin) else { continue }
                let source = coarse.row(block).lowerBound
                table.write(origin) { path in
                    for step in path.indices { path[step] = coarse.values[source + step / length] }
                }
            }
        }
    }

    /// The means of whole blocks that end at `end`; values before the first whole block are left out.
    static func blocks(of course: Course, end: Int, length: Int) -> Course {
        let count = end / length
        let start = end - count * length
        var means = Array(repeating: 0.0, count: count)
        var known = means
        for block in 0..<count {
            let first = start + block * length
            var sum = 0.0
            var weight = 0.0
            for index in first..<first + length {
                sum += course.values[index]
                weight += course.known[index]
            }
            means[block] = sum / Double(length)
            known[block] = weight > 0 ? 1 : 0
        }
        return Course(values: means, known: known)
    }
}
