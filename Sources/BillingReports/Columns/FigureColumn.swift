import BillingModel

/// A figure of each bucket that is often another figure of the bucket, as the lowest of one sample a day is its value.
///
/// The JSON form has the keys `runs`, of `none`, `same` (as that figure) and `own`, and `values` with those that are `own`, in
/// their order, left out if none is.
struct FigureColumn: Hashable, Codable {
    private enum Place: String, Hashable, Sendable, Codable { case none, same, own }

    private enum CodingKeys: String, CodingKey { case runs, values }

    private let runs: ValueRuns<Place>
    private let values: [Double]?

    /// Takes the figures beside the values; nil if there are none.
    init?(_ figures: some Collection<Double?>, beside values: some Sequence<Double?>) {
        guard figures.contains(where: { $0 != nil }) else { return nil }
        var own: [Double] = []
        runs = ValueRuns(
            zip(figures, values).map { figure, value in
                guard let figure else { return .none }
                if figure == value { return .same }
                own.append(figure)
                return .own
            })
        self.values = own.isEmpty ? nil : own
    }

    /// The figures beside the values.
    func figures(beside all: [Double?]) throws(BillingError) -> [Double?] {
        var own = (values ?? [])[...]
        var figures: [Double?] = []
        figures.reserveCapacity(all.count)
        for (place, value) in zip(try runs.values(all.count), all) {
            let figure: Double? =
                switch place {
                case .none: nil
                case .same: value
                case .own: own.popFirst()
                }
            guard (figure == nil) == (place == .none) else { throw Self.lacking }
            figures.append(figure)
        }
        guard own.isEmpty else { throw Self.lacking }
        return figures
    }

    private static var lacking: BillingError {
        BillingError(.malformed, rule: "a column has a value for each bucket that it says to have one")
    }
}
