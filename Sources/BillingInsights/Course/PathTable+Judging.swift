extension PathTable {
    /// Puts a season on every forecast.
    mutating func apply(_ season: SeasonalProfile) {
        guard season.period > 1 else { return }
        let additive = season.kind == .additive
        season.indices.withUnsafeBufferPointer { indices in
            for origin in origins {
                write(origin) { path in
                    var position = origin % indices.count
                    for step in path.indices {
                        path[step] =
                            additive ? path[step] + indices[position] : path[step] * indices[position]
                        position = position + 1 == indices.count ? 0 : position + 1
                    }
                }
            }
        }
    }

    /// Adds the forecasts of a table of the same shape, times a weight.
    mutating func add(_ other: PathTable, weight: Double) {
        values.withUnsafeMutableBufferPointer { sums in
            other.values.withUnsafeBufferPointer { terms in
                for (cell, term) in zip(sums.indices, terms) { sums[cell] += weight * term }
            }
        }
    }

    /// Whether all forecasts stay within a million times the size of the series, which is about 1.
    ///
    /// The path of a filter near the edge of stability may run away; such a method has nothing to say.
    var isBounded: Bool { values.allSatisfy { abs($0) < 1e6 } }

    /// The mean distance of forecasts from what came; 0 where nothing came.
    func meanAbsoluteError(in course: Course) -> Double {
        var sum = 0.0
        var known = 0.0
        for origin in origins {
            let first = row(origin).lowerBound
            for step in 0..<min(horizon, course.count - origin) {
                let weight = course.known[origin + step]
                sum += abs(values[first + step] - course.values[origin + step]) * weight
                known += weight
            }
        }
        return known > 0 ? sum / known : 0
    }
}
