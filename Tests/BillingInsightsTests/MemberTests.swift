import Testing

@testable import BillingInsights

/// Each method against its published recursion, written out plainly.
@Suite("Methods")
struct MemberTests {
    static let values: [Double] = [12, 15, 14, 18, 17, 21, 20, 24, 22, 27, 26, 29]

    /// The recursion of Fiorucci and others (2016), with gaps left out.
    private func theta(
        _ values: [Double], alpha: Double, share: Double, level: Double, horizon: Int
    ) -> (squares: Double, path: [Double]) {
        var level = level
        var intercept = 0.0
        var slope = 0.0
        var mean = 0.0
        var squares = 0.0
        var fade = 1.0
        var path: [Double] = []
        for time in 1...values.count + horizon {
            let line = fade * intercept + (1 - fade * (1 - alpha)) / alpha * slope
            let forecast = level + share * line
            let value = time <= values.count ? values[time - 1] : forecast
            if time > values.count { path.append(forecast) }
            if time > 1, time <= values.count { squares += (value - forecast) * (value - forecast) }
            let count = Double(time)
            level = alpha * value + (1 - alpha) * level
            slope = time == 1 ? 0 : ((count - 2) * slope + 6 / count * (value - mean)) / (count + 1)
            mean = ((count - 1) * mean + value) / count
            intercept = mean - (count + 1) / 2 * slope
            fade *= 1 - alpha
        }
        return (squares, path)
    }

    /// 73.81996207704587 and the path come from an independent program in Python.
    @Test("The plain recursion of Theta agrees with Python")
    func thetaReference() {
        let plain = theta(Self.values, alpha: 0.3, share: 0.5, level: 12.5, horizon: 3)
        #expect(agree(plain.squares, 73.81996207704587))
        #expect(agree(plain.path, [27.62546661786601, 28.232382274976686, 28.810416804051687]))
    }

    @Test("Theta finds the best level and slope of its recursion", arguments: 1...8 as ClosedRange<UInt64>)
    func dynamicTheta(seed: UInt64) {
        var values = MadeUp.series(seed: seed, count: 60, period: 1)
        for index in values.indices { values[index] += 0.4 * Double(index) }
        let course = Course(values)
        let model = DynamicTheta(course)
        // The line of the recursion is that of the distances from the first value.
        let plain = values.map { $0 - values[0] }
        let level = model.level - values[0]
        let same = theta(plain, alpha: model.alpha, share: model.lineShare, level: level, horizon: 6)
        #expect(agree(same.squares, model.squaredError, digits: 7))
        #expect(agree(model.path(course, from: 60, horizon: 6), same.path.map { $0 + values[0] }))
        for (share, shift) in [(0.02, 0.0), (-0.02, 0), (0, 0.1), (0, -0.1)]
        where (0...1).contains(model.lineShare + share) {
            let other = theta(
                plain, alpha: model.alpha, share: model.lineShare + share, level: level + shift, horizon: 0)
            #expect(other.squares >= model.squaredError * (1 - 1e-9), "seed \(seed)")
        }
    }

    @Test("A path from an earlier origin knows only what came before", arguments: [20, 33, 50])
    func noLookAhead(origin: Int) {
        let values = MadeUp.series(seed: 9, count: 50, period: 7)
        let course = Course(values)
        let profile = SeasonalProfile.flat(.additive, period: 7)
        let models: [any PathModel] = [
            DynamicTheta(course), DampedTrend.fit(course), ComplexSmoothing.fit(course),
            SeasonalMedian(period: 7),
            SeasonalSmoothing(course, profile: profile, evolves: true), BlockTheta(course, length: 7),
            Autoregression(course, order: 3),
        ]
        var changed = course
        for index in origin..<50 { changed.values[index] = 1_000 }
        // The mean of an autoregression and the alignment of blocks come with the fit, not with the course.
        for model in models {
            #expect(
                model.path(course, from: origin, horizon: 9) == model.path(changed, from: origin, horizon: 9))
        }
    }

    @Test("Damped smoothing agrees with its recursion, and no other first states fit better")
    func dampedTrend() {
        let values = MadeUp.series(seed: 4, count: 50, period: 1)
        let course = Course(values)
        let rule = DampedTrend.rule(alpha: 0.4, beta: 0.25, phi: 0.9)
        let filter = TwoStateFilter(course, rule: rule)
        func run(_ level: Double, _ slope: Double) -> (squares: Double, level: Double, slope: Double) {
            var level = level
            var slope = slope
            var squares = 0.0
            for value in values {
                let forecast = level + 0.9 * slope
                let error = value - forecast
                squares += error * error
                level = forecast + 0.4 * error
                slope = 0.9 * slope + 0.4 * 0.25 * error
            }
            return (squares, level, slope)
        }
        let best = run(filter.first.x, filter.first.y)
        #expect(agree(best.squares, filter.squaredError))
        let path = filter.path(course, from: 50, horizon: 2)
        #expect(
            agree(
                path,
                [best.level + 0.9 * best.slope, best.level + 0.9 * best.slope + 0.81 * best.slope]))
        for (level, slope) in [(0.1, 0.0), (-0.1, 0), (0, 0.1), (0, -0.1)] {
            #expect(run(filter.first.x + level, filter.first.y + slope).squares > best.squares)
        }
        #expect(DampedTrend.fit(course).squaredError <= filter.squaredError)
    }

    /// The model in complex numbers: ŷ_{t+1} + i p̂_{t+1} = (α₀ + iα₁)(y_t + i e_t) + (1 − α₀ + i − iα₁)(ŷ_t
    /// + i p̂_t).
    @Test("Complex smoothing agrees with its recursion in complex numbers")
    func complexSmoothing() {
        let (real, imaginary) = (1.2, 0.95)
        let course = Course(Self.values)
        let filter = TwoStateFilter(course, rule: ComplexSmoothing.rule(real, imaginary))
        var (seen, hidden) = (filter.first.x, filter.first.y)
        var squares = 0.0
        for value in Self.values {
            let error = value - seen
            squares += error * error
            let (restReal, restImaginary) = (1 - real, 1 - imaginary)
            let nextSeen =
                real * value - imaginary * error + restReal * seen - restImaginary * hidden
            let nextHidden =
                real * error + imaginary * value + restReal * hidden + restImaginary * seen
            (seen, hidden) = (nextSeen, nextHidden)
        }
        #expect(agree(squares, filter.squaredError))
        #expect(agree(filter.path(course, from: 12, horizon: 1), [seen]))
        #expect(!ComplexSmoothing.isStable(2.4, 0.1))
        #expect(ComplexSmoothing.isStable(1.3, 1))
    }

    @Test(
        "Seasonal smoothing agrees with its recursion",
        arguments: [SeasonalProfile.Kind.additive, .multiplicative])
    func seasonalSmoothing(kind: SeasonalProfile.Kind) {
        var course = Course(MadeUp.series(seed: 12, count: 63, period: 7))
        course.known[30] = 0
        let level = MovingAverage(of: course.values, period: 7)
        let profile = ClassicalSeason(kind: kind, period: 7, decay: 1).profile(of: course, around: level)
        let model = SeasonalSmoothing(course, profile: profile, evolves: true)
        var level1 = model.start.level
        var slope = model.start.slope
        var squares = 0.0
        var seasons = model.start.indices
        for index in 0..<course.count {
            let base = level1 + model.phi * slope
            let season = seasons[index % 7]
            let forecast = kind == .additive ? base + season : base * season
            let error = (course.values[index] - forecast) * course.known[index]
            squares += error * error
            let share = kind == .additive ? error : error / season
            level1 = base + model.alpha * share
            slope = model.phi * slope + model.beta * share
            seasons[index % 7] += model.gamma * (kind == .additive ? error : error / base)
        }
        #expect(agree(squares, model.squaredError))
        let next = level1 + model.phi * slope
        #expect(
            agree(
                model.path(course, from: 63, horizon: 1)[0],
                kind == .additive ? next + seasons[0] : next * seasons[0])
        )
    }

    @Test("The seasonal median takes the middle of the last cycles of each position")
    func seasonalMedian() {
        var course = Course([9, 1, 5, 2, 7, 3, 8, 4])
        #expect(SeasonalMedian(period: 2, cycles: 3).path(course, from: 8, horizon: 3) == [7, 3, 7])
        course.known[6] = 0
        #expect(SeasonalMedian(period: 2, cycles: 3).path(course, from: 8, horizon: 1) == [7])
        // A position that was never seen takes the latest median.
        #expect(SeasonalMedian(period: 5).path(Course([4, 6]), from: 2, horizon: 2) == [6, 6])
    }

    @Test("A shift is a whole cycle far off on one side")
    func shiftWatch() {
        var watch = ShiftWatch(period: 5)
        for error in [1.0, -1, 1, -1] { #expect(watch.add(error) == nil) }
        // Four far ones and a near one are a spike; five in a row are a shift.
        #expect([9, 9, 9, 9, 0.5].compactMap { watch.add($0) }.isEmpty)
        #expect([-9, 9, 9, 9, 9].compactMap { watch.add($0) }.isEmpty)
        #expect(watch.add(9) == 5)
        #expect(watch.add(9) == nil)
    }

    @Test("After a shift the seasonal median knows only the new level")
    func medianAfterShift() {
        let season: [Double] = [4, 5, 6, 5]
        let noise: [Double] = [0.5, 0, 0]
        let values = (0..<80).map { index -> Double in
            season[index % 4] + noise[index % 3] + (index < 72 ? 0 : 50)
        }
        let course = Course(values)
        let path = SeasonalMedian(period: 4).path(course, from: 80, horizon: 4)
        #expect(path.allSatisfy { $0 > 50 })
    }

    @Test("Blocks end at the origin, and a path holds a whole block")
    func blocks() {
        let course = Course([100, 1, 2, 3, 4, 5, 6])
        #expect(BlockTheta.blocks(of: course, end: 7, length: 3).values == [2, 5])
        #expect(BlockTheta.blocks(of: course, end: 6, length: 3).values == [103 / 3.0, 4])
        let steady = Course(Array(repeating: 8, count: 40))
        #expect(
            agree(
                BlockTheta(steady, length: 7).path(steady, from: 33, horizon: 9),
                Array(repeating: 8, count: 9)))
        let line = Course((0..<60).map(Double.init))
        let path = BlockTheta(line, length: 6).path(line, from: 60, horizon: 12)
        #expect(path[0] == path[5])
        #expect(path[6] > path[5])
    }

    /// Solved with numpy.
    @Test("The autoregression solves the equations of Yule and Walker")
    func autoregression() {
        let course = Course([1, 3, 2, 5, 4, 6, 4, 7, 5, 6, 8, 7])
        let model = Autoregression(course, order: 3)
        #expect(agree(model.mean, 29 / 6))
        #expect(
            agree(
                model.coefficients, [0.34157482012780754, 0.40884695607293214, -0.26400286911522025]))
        #expect(
            agree(
                model.path(course, from: 12, horizon: 3),
                [6.5600907905401105, 5.472976187142911, 5.185792539908294]))
        #expect(Autoregression(Course([5, 5, 5, 5]), order: 3).coefficients.isEmpty)
    }

    @Test("Gaps teach nothing", arguments: 1...4 as ClosedRange<UInt64>)
    func gaps(seed: UInt64) {
        var course = Course(MadeUp.series(seed: seed, count: 60, period: 7))
        for index in 20..<24 { course.known[index] = 0 }
        let filter = TwoStateFilter(course, rule: DampedTrend.rule(alpha: 0.3, beta: 0, phi: 0.8))
        var other = course
        for index in 20..<24 { other.values[index] = 1_000 }
        #expect(
            filter.first == TwoStateFilter(other, rule: DampedTrend.rule(alpha: 0.3, beta: 0, phi: 0.8)).first
        )
        let profile = SeasonalProfile.flat(.additive, period: 7)
        let smoothing = SeasonalSmoothing(course, profile: profile, evolves: true)
        #expect(smoothing.path(course, from: 60, horizon: 5) == smoothing.path(other, from: 60, horizon: 5))
        #expect(
            SeasonalMedian(period: 7).path(course, from: 60, horizon: 5)
                == SeasonalMedian(period: 7).path(other, from: 60, horizon: 5))
        #expect(Autoregression(course, order: 2).coefficients == Autoregression(other, order: 2).coefficients)
    }
}
