/// Up to four parameters of a search.
typealias Parameters = SIMD4<Double>

/// The downhill simplex of Nelder and Mead (1965), kept inside a box by clamping.
///
/// Start and number of evaluations are fixed, so that equal input gives equal output in bounded time. A value
/// that is not finite counts as infinitely bad.
struct NelderMead {
    var dimensions: Int
    var lower: Parameters
    var upper: Parameters
    /// The search ends after about this many evaluations of the function.
    var evaluations: Int
    /// The search ends once the values of the simplex differ by less than this share of the best.
    var tolerance = 1e-5

    init(dimensions: Int, lower: Parameters, upper: Parameters, evaluations: Int) {
        self.dimensions = dimensions
        self.lower = lower
        self.upper = upper
        self.evaluations = evaluations
    }

    /// The best point found from a simplex at `start` with edges of `edge`.
    func minimum(
        from start: Parameters, edge: Parameters, of function: (Parameters) -> Double
    ) -> (point: Parameters, value: Double) {
        var used = 0
        func value(_ point: Parameters) -> Double {
            used += 1
            let value = function(point)
            return value.isFinite ? value : .greatestFiniteMagnitude
        }
        var points = corners(from: start, edge: edge)
        var values = points.map(value)
        sort(&points, &values)
        let last = dimensions
        while used < evaluations, values[last] - values[0] > tolerance * abs(values[0]) {
            var centre = Parameters.zero
            for point in points[..<last] { centre += point }
            centre /= Double(last)
            let away = centre - points[last]
            let reflected = clamp(centre + away)
            let reflectedValue = value(reflected)
            if reflectedValue < values[0] {
                let expanded = clamp(centre + 2 * away)
                let expandedValue = value(expanded)
                let further = expandedValue < reflectedValue
                points[last] = further ? expanded : reflected
                values[last] = further ? expandedValue : reflectedValue
            } else if reflectedValue < values[last - 1] {
                points[last] = reflected
                values[last] = reflectedValue
            } else {
                let outside = reflectedValue < values[last]
                let contracted = clamp(centre + (outside ? 0.5 : -0.5) * away)
                let contractedValue = value(contracted)
                if contractedValue < min(reflectedValue, values[last]) {
                    points[last] = contracted
                    values[last] = contractedValue
                } else {
                    for index in 1...last {
                        points[index] = 0.5 * (points[0] + points[index])
                        values[index] = value(points[index])
                    }
                }
            }
            sort(&points, &values)
        }
        return (points[0], values[0])
    }

    private func corners(from start: Parameters, edge: Parameters) -> [Parameters] {
        var corners = [clamp(start)]
        for axis in 0..<dimensions {
            var corner = start
            corner[axis] += start[axis] + edge[axis] <= upper[axis] ? edge[axis] : -edge[axis]
            corners.append(clamp(corner))
        }
        return corners
    }

    private func clamp(_ point: Parameters) -> Parameters {
        point.clamped(lowerBound: lower, upperBound: upper)
    }

    /// Insertion sort: after most steps one point is out of order, and equal values keep their places.
    private func sort(_ points: inout [Parameters], _ values: inout [Double]) {
        for index in values.indices.dropFirst() {
            var position = index
            while position > 0, values[position] < values[position - 1] {
                values.swapAt(position, position - 1)
                points.swapAt(position, position - 1)
                position -= 1
            }
        }
    }
}
