/// What is known of one day of a charge.
struct ChargeDay: Hashable, Sendable {
    /// What was used so far, the level at its end so far, or the mean of that; nil if nothing is known.
    let value: Double?
    /// Whether no more will come: it is over, settled and covered.
    let isWhole: Bool
    /// How long its value counts in a mean over time, in microseconds; 1 in others.
    let weight: Double
}

extension [ChargeDay] {
    /// The day after the last one that is whole; nil if none is.
    var origin: Int? { lastIndex(where: \.isWhole).map { $0 + 1 } }

    /// The values of the days that are whole, up to the last of them.
    var history: [Double?] { prefix(origin ?? 0).map { $0.isWhole ? $0.value : nil } }
}
