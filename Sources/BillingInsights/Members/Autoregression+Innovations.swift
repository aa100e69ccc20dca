extension Autoregression {
    /// What is expected of a value after those before it; at least ``coefficients`` many.
    func expected(at index: Int, in values: [Double]) -> Double {
        var expected = mean
        for (lag, weight) in coefficients.enumerated() {
            expected += weight * (values[index - 1 - lag] - mean)
        }
        return expected
    }

    /// The mean square of what an autoregression of errors does not foresee of the next.
    ///
    /// - Complexity: O(*n* *p*).
    static func meanSquareOfInnovations(_ errors: [Double], order: Int) -> Double {
        guard errors.count > order else { return 0 }
        let model = Autoregression(Course(errors), order: order)
        var sum = 0.0
        for index in order..<errors.count {
            let rest = errors[index] - model.expected(at: index, in: errors)
            sum += rest * rest
        }
        return sum / Double(errors.count - order)
    }
}
