/// Finds the changes of a series: the best stretches, the best place and kind of each change between two
/// others, and the changes that do not explain enough dropped one by one.
struct ChangeSearch: Sendable {
    let course: ChangeCourse
    /// What is told, from the earliest.
    private(set) var fits: [ChangeFit] = []
    /// The first value of each stretch, and the number of values.
    private(set) var bounds: [Int]
    private var noise: Double
    private let shortest: Int

    /// What a change has to explain, in units of noise.
    ///
    /// Of a hundred series without changes one explains as much by chance, given a place, a level and a slope.
    private static let penalty = 13.0
    /// What a change has to explain beyond an autoregression, in variances of what that leaves.
    private static let leastNews = 18.0

    /// - Complexity: O(*n*) for *n* values and each change that is looked at.
    init(_ course: ChangeCourse, shortest: Int) {
        self.course = course
        self.shortest = shortest
        noise = course.firstNoise
        bounds = [0, course.count]
        divide()
        let rest = course.noise(between: bounds)
        if rest > 1.05 * noise {
            noise = rest
            divide()
            noise = max(course.noise(between: bounds), noise)
            dropWeak()
        }
        dropWandering()
    }

    private mutating func divide() {
        let starts = Segmentation.starts(
            course.sums, noise: noise, penalty: Self.penalty, shortest: shortest)
        bounds = [0] + starts + [course.count]
        joinRamps()
        dropWeak()
    }

    /// Takes the two ends of a short stretch for one change where that explains the series as well.
    ///
    /// A jump between two places at which stretches may begin comes as a steep stretch from one to the other.
    private mutating func joinRamps() {
        var index = 1
        while index + 2 < bounds.count {
            let range = bounds[index - 1]..<bounds[index + 2]
            let apart =
                course.sums.twoLinesError(range.lowerBound..<bounds[index + 1], split: bounds[index])
                + course.sums.lineError(bounds[index + 1]..<range.upperBound)
            let joined = (bounds[index]...bounds[index + 1]).map {
                course.sums.twoLinesError(range, split: $0)
            }
            let least = joined.reduce(.infinity, min)
            if least <= apart + Self.penalty * noise, let offset = joined.firstIndex(of: least) {
                bounds.replaceSubrange(index...index + 1, with: [bounds[index] + offset])
                index = max(index - 1, 1)
            } else {
                index += 1
            }
        }
    }

    /// Drops changes that explain too little until all explain enough.
    private mutating func dropWeak() {
        settle()
        while drop(fits.map(\.gain), below: Self.penalty) { settle() }
    }

    /// Drops the changes of a level that wanders: those that an autoregression around fewer lines foresees as well.
    private mutating func dropWandering() {
        while !fits.isEmpty {
            let least = max(meanSquare(course.errors(between: bounds)), ChangeCourse.rounding)
            let news = fits.indices.map { index in
                var fewer = bounds
                fewer.remove(at: index + 1)
                let more = meanSquare(course.errors(between: fewer))
                return Double(course.count) * (more / least - 1)
            }
            guard drop(news, below: Self.leastNews) else { return }
            settle()
        }
    }

    /// What is left of errors that the last five do not foresee.
    private func meanSquare(_ errors: [Double]) -> Double {
        Autoregression.meanSquareOfInnovations(errors, order: 5)
    }

    /// Drops the changes that are too weak, the weakest first, and of neighbours one at a time.
    ///
    /// A neighbour explains more without it. Those further off hardly do, and a long series would take long.
    ///
    /// - Returns: Whether there was one.
    private mutating func drop(_ strengths: [Double], below least: Double) -> Bool {
        let weak = strengths.indices.filter { strengths[$0] < least }
            .sorted { (strengths[$0], $0) < (strengths[$1], $1) }
        var dropped: Set<Int> = []
        for index in weak where !dropped.contains(index - 1) && !dropped.contains(index + 1) {
            dropped.insert(index)
        }
        bounds = bounds.indices.filter { !dropped.contains($0 - 1) }.map { bounds[$0] }
        return !dropped.isEmpty
    }

    /// Moves each change to its best place between its neighbours, twice, since these move too.
    private mutating func settle() {
        for _ in 0..<2 {
            fits = []
            for index in bounds.indices.dropFirst().dropLast() {
                let fit = ChangeFit(
                    course.sums, in: bounds[index - 1]..<bounds[index + 1], noise: noise, shortest: shortest)
                bounds[index] = fit.split
                fits.append(fit)
            }
        }
    }
}
