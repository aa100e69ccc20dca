/// Exponential smoothing with a damped trend, ETS(A,Ad,N).
///
/// f_t = ℓ_{t−1} + φ b_{t−1}, ℓ_t = f_t + α e_t, b_t = φ b_{t−1} + α β e_t. First states by least squares,
/// the rest by search.
///
/// - SeeAlso: Gardner and McKenzie (1985), Forecasting trends in time series; Hyndman, Koehler, Ord and
///   Snyder (2008), table 2.2.
enum DampedTrend {
    static func rule(alpha: Double, beta: Double, phi: Double) -> TwoStateFilter.Rule {
        .init(f11: 1, f12: phi, f21: 0, f22: phi, g1: alpha, g2: alpha * beta, seen: phi)
    }

    /// - Complexity: O(*n*) for each of about 80 trials.
    static func fit(_ course: Course) -> TwoStateFilter {
        let search = NelderMead(
            dimensions: 3, lower: [0.01, 0, 0.8, 0], upper: [0.99, 1, 0.98, 0], evaluations: 80)
        func filter(_ trial: Parameters) -> TwoStateFilter {
            TwoStateFilter(course, rule: rule(alpha: trial[0], beta: trial[1], phi: trial[2]))
        }
        let best = search.minimum(from: [0.3, 0.1, 0.9, 0], edge: [0.3, 0.2, 0.06, 0]) {
            filter($0).squaredError
        }
        return filter(best.point)
    }
}
