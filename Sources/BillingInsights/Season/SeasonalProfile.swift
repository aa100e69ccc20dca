/// What each position of a cycle adds to the level of a series, or multiplies it by.
struct SeasonalProfile: Equatable, Sendable {
    enum Kind: Sendable { case additive, multiplicative }

    var kind: Kind
    /// One index per position; position 0 is that of the first value of the series.
    var indices: [Double]

    init(kind: Kind, indices: [Double]) {
        self.kind = kind
        self.indices = indices
    }

    /// A profile that changes nothing.
    static func flat(_ kind: Kind, period: Int) -> SeasonalProfile {
        SeasonalProfile(kind: kind, indices: Array(repeating: kind.neutral, count: period))
    }

    var period: Int { indices.count }

    /// The value with the season of its place put on.
    func apply(to level: Double, at index: Int) -> Double {
        let seasonal = indices[index % indices.count]
        return kind == .additive ? level + seasonal : level * seasonal
    }

    /// The series with its season taken off.
    func removed(from course: Course) -> Course {
        var result = course
        var position = 0
        for index in 0..<course.count {
            let seasonal = indices[position]
            result.values[index] =
                kind == .additive ? course.values[index] - seasonal : course.values[index] / seasonal
            position = position + 1 == indices.count ? 0 : position + 1
        }
        return result
    }

    /// Both profiles at once, over the longer period, which is a multiple of the shorter.
    func combined(with longer: SeasonalProfile) -> SeasonalProfile {
        SeasonalProfile(
            kind: kind,
            indices: longer.indices.enumerated().map { position, seasonal in
                apply(to: seasonal, at: position)
            })
    }

    /// The sum of squared errors when this season is put on a level.
    func squaredError(in course: Course, around level: MovingAverage) -> Double {
        var sum = 0.0
        for (offset, mean) in level.values.enumerated() {
            let index = level.start + offset
            let error = (course.values[index] - apply(to: mean, at: index)) * course.known[index]
            sum += error * error
        }
        return sum
    }
}

extension SeasonalProfile.Kind {
    /// The index that changes nothing.
    var neutral: Double { self == .additive ? 0 : 1 }
}
