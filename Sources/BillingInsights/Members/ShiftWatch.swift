/// Notices that a series has moved to another level, from its past alone.
///
/// A shift is a whole cycle of values on one side of what was expected, each further off than one and a half
/// times the usual: a spike is over sooner, and noise changes sides.
struct ShiftWatch: Sendable {
    /// How many values in a row make a shift.
    let patience: Int
    private var usual: Double?
    private var run = 0
    private var side = 0.0

    init(period: Int) { patience = max(period, 4) }

    /// Takes in the error of one value; returns how many values belong to a new level once that is sure, and
    /// begins anew.
    mutating func add(_ error: Double) -> Int? {
        let distance = abs(error)
        let usual = self.usual ?? distance
        self.usual = usual + 0.05 * (distance - usual)
        let isFar = distance > 1.5 * usual
        run = isFar ? (error * side > 0 ? run + 1 : 1) : 0
        side = isFar ? error : 0
        guard run >= patience else { return nil }
        run = 0
        side = 0
        return patience
    }
}
