import BillingModel
import BillingTime

extension DayLine {
    /// The change of the level of a day from that of an earlier one, which differ exactly before they are rounded; nil if
    /// either is missing.
    ///
    /// It is as far known as the rest, and the earlier day.
    func change(
        ofLevelAt day: Int, from other: DayLine, _ earlier: Int, _ rest: Completeness
    ) throws(BillingError) -> FigureChange? {
        let base = other.cells[earlier]
        guard let difference = try difference(ofLevelAt: day, from: other, earlier), let old = base.value
        else { return nil }
        return FigureChange(
            difference: difference, base: old, completeness: try rest.weaker(base.completeness))
    }

    /// The level of a day less that of an earlier one; nil if either is missing.
    func difference(
        ofLevelAt day: Int, from other: DayLine, _ earlier: Int
    ) throws(BillingError) -> Double? {
        let (cell, base) = (cells[day], other.cells[earlier])
        guard cell.value != nil, base.value != nil else { return nil }
        return try (cell.exact - base.exact).rounded()
    }
}
