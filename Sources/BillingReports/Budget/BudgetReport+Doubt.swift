public import BillingModel
public import BillingTime

extension BudgetReport {
    /// A charge of a plan that has no amount, or one that rests on usage that is known in part.
    ///
    /// The JSON form has the keys `charge`, `name`, `completeness`, and `reason` of a charge without an amount or `unsettled`
    /// of one that has one.
    public struct Doubt: Hashable, Sendable, Codable {
        /// The id of the charge.
        public let charge: EntityID<Charge>
        /// The name of the charge for people.
        public let name: String
        /// Why it has no amount; nil if it has one.
        public let reason: UnratedReason?
        /// Why its amount cannot be relied on; nil if it has none.
        public let unsettled: UnsettledReason?
        /// How much of the usage is known.
        public let completeness: Completeness

        /// The doubt about a line; nil if only time can change it.
        init?(_ line: ChargeToDate.Line) {
            let unsettled = line.unsettled.flatMap { $0.isOfKnowledge ? $0 : nil }
            guard line.reason != nil || unsettled != nil else { return nil }
            charge = line.id
            name = line.name
            reason = line.reason
            self.unsettled = line.reason == nil ? unsettled : nil
            completeness = line.completeness
        }

        /// The doubt as a sentence.
        var statement: String {
            if let reason { return "\(name) has no amount: \(reason.statement)." }
            return "\(name) is not settled: \(unsettled?.statement(completeness) ?? "")."
        }
    }

    /// Whether every charge has an amount; if not, what is spent is at least what is told.
    public var isWhole: Bool { parts.allSatisfy(\.isWhole) }
}

extension BudgetReport.Part {
    /// The charges that have no amount.
    public var unrated: [BudgetReport.Doubt] { doubts.filter { $0.reason != nil } }

    /// Whether no charge lacks its amount.
    public var isWhole: Bool { unrated.isEmpty }
}
