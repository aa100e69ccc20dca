public import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Coverage {
    /// Statements of one feed as one each for the stretches that they cover together, ascending.
    ///
    /// - Parameter statements: Statements of one tenant, metric and source, in any order.
    /// - Returns: Statements that do not touch.
    /// - Throws: `BillingError` with code `invalidValue` if a range is empty or lies outside years 1 to 9999.
    public static func merged(_ statements: [Coverage]) throws(BillingError) -> [Coverage] {
        guard let first = statements.first else { return [] }
        var merged: [Coverage] = []
        for range in try IntervalSet(statements.map(\.range)).intervals {
            merged.append(
                try Coverage(tenant: first.tenant, metric: first.metric, source: first.source, range: range))
        }
        return merged
    }

    /// What is left of the statement from an instant on; nil if nothing is.
    public func dropping(before instant: Date) -> Coverage? {
        guard instant > range.lowerBound else { return self }
        guard instant < range.upperBound else { return nil }
        return try? Coverage(
            tenant: tenant, metric: metric, source: source, range: instant..<range.upperBound)
    }
}
