/// Lines through stretches of weighted points, each in constant time.
///
/// Errors are sums of squares, each times the weight of its point.
struct LineSums: Sendable {
    /// Weighted sums over points.
    struct Sums: Sendable {
        var w = 0.0
        var x = 0.0
        var y = 0.0
        var xx = 0.0
        var xy = 0.0
        var yy = 0.0

        static func - (left: Sums, right: Sums) -> Sums {
            Sums(
                w: left.w - right.w, x: left.x - right.x, y: left.y - right.y, xx: left.xx - right.xx,
                xy: left.xy - right.xy, yy: left.yy - right.yy)
        }

        /// The sums around the means.
        var xxAround: Double { w > 0 ? max(xx - x * x / w, 0) : 0 }
        var xyAround: Double { w > 0 ? xy - x * y / w : 0 }
        var yyAround: Double { w > 0 ? max(yy - y * y / w, 0) : 0 }
        var slope: Double { xxAround > 0 ? xyAround / xxAround : 0 }
        /// The squared error of the line through these points.
        var error: Double { max(yyAround - xyAround * slope, 0) }
        /// The line of this slope through the middle of these points.
        func value(at place: Double, slope: Double) -> Double { w > 0 ? y / w + slope * (place - x / w) : 0 }
    }

    let places: [Double]
    private let sums: [Sums]

    /// - Complexity: O(*n*).
    init(places: [Double], values: [Double], weights: [Double]) {
        self.places = places
        var sums = [Sums()]
        sums.reserveCapacity(values.count + 1)
        var total = Sums()
        for ((x, y), w) in zip(zip(places, values), weights) {
            total.w += w
            total.x += w * x
            total.y += w * y
            total.xx += w * x * x
            total.xy += w * x * y
            total.yy += w * y * y
            sums.append(total)
        }
        self.sums = sums
    }

    var count: Int { places.count }

    func sums(_ range: Range<Int>) -> Sums { sums[range.upperBound] - sums[range.lowerBound] }

    /// The squared error of one line.
    func lineError(_ range: Range<Int>) -> Double { sums(range).error }

    /// The squared error of two lines that begin anew at `split`.
    func twoLinesError(_ range: Range<Int>, split: Int) -> Double {
        lineError(range.lowerBound..<split) + lineError(split..<range.upperBound)
    }

    /// The common slope of two parallel lines that meet nowhere, and their squared error.
    func jump(_ range: Range<Int>, split: Int) -> (slope: Double, error: Double) {
        let left = sums(range.lowerBound..<split)
        let right = sums(split..<range.upperBound)
        let xx = left.xxAround + right.xxAround
        let xy = left.xyAround + right.xyAround
        let slope = xx > 0 ? xy / xx : 0
        return (slope, max(left.yyAround + right.yyAround - xy * slope, 0))
    }

    /// The slopes of two lines that meet at the last point before `split`, and their squared error.
    func hinge(_ range: Range<Int>, split: Int) -> (before: Double, after: Double, error: Double) {
        let all = sums(range)
        let right = sums(split..<range.upperBound)
        let knot = places[max(split - 1, range.lowerBound)]
        // What the second line adds: u = x − knot from `split` on, freed of mean and line.
        let u = right.x - knot * right.w
        let uu = right.xx - 2 * knot * right.x + knot * knot * right.w
        let ux = right.xx - knot * right.x - (all.w > 0 ? u * all.x / all.w : 0)
        let uy = right.xy - knot * right.y - (all.w > 0 ? u * all.y / all.w : 0)
        let xx = all.xxAround
        guard xx > 0, all.w > 0 else { return (0, 0, all.error) }
        let free = uu - u * u / all.w - ux * ux / xx
        guard free > 1e-9 * uu else { return (all.slope, all.slope, all.error) }
        let target = uy - ux * all.slope
        let bend = target / free
        let before = all.slope - bend * ux / xx
        return (before, before + bend, max(all.error - target * bend, 0))
    }
}
