/// What of errors an autoregression does not foresee.
enum Innovations {
    /// The mean square of what the last five errors do not foresee of the next.
    ///
    /// - Complexity: O(*n*).
    static func meanSquare(_ errors: [Double]) -> Double {
        let model = Autoregression(Course(errors), order: order)
        let coefficients = model.coefficients
        guard errors.count > order else { return 0 }
        var sum = 0.0
        for index in order..<errors.count {
            var rest = errors[index] - model.mean
            for (lag, weight) in coefficients.enumerated() {
                rest -= weight * (errors[index - 1 - lag] - model.mean)
            }
            sum += rest * rest
        }
        return sum / Double(errors.count - order)
    }

    private static let order = 5
}
