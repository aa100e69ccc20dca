public import BillingModel
public import BillingTime

extension InvoiceStatement {
    /// The movements of some time in one currency, from what was owed before to what is owed after.
    ///
    /// closing = opening + invoiced − credited − voided − paid + refunded.
    public struct Total: Hashable, Sendable, Codable, Identifiable {
        /// The currency of the amounts.
        public let currency: Currency
        /// How many movements there are.
        public let movements: Int
        /// What was owed before the first movement.
        public let opening: Money
        /// What the invoices charged.
        public let invoiced: Money
        /// What credit notes took back.
        public let credited: Money
        /// What voids took back; negative where an invoice that was credited beyond its amount became void.
        public let voided: Money
        /// What was paid, before refunds.
        public let paid: Money
        /// What was refunded.
        public let refunded: Money
        /// What is owed after the last movement; negative if the tenants are owed money.
        public let closing: Money

        /// The currency, which no other total of the same time has.
        public var id: Currency { currency }

        /// Sums up movements of the currency of the opening balance.
        init(of movements: [Movement], from opening: Money) throws(BillingError) {
            let currency = opening.currency
            func sum(_ kinds: Set<Movement.Kind>) throws(BillingError) -> Money {
                try Money.sum(
                    of: movements.lazy.filter { kinds.contains($0.kind) }.map(\.amount), in: currency)
            }
            let zero = Money.zero(currency)
            self.currency = currency
            self.movements = movements.count
            self.opening = opening
            invoiced = try sum([.invoice, .charge])
            credited = try zero - sum([.creditNote])
            voided = try zero - sum([.void])
            paid = try zero - sum([.payment])
            refunded = try sum([.refund])
            closing = try Money.sum(of: [opening] + movements.map(\.amount), in: currency)
        }
    }

    /// The movements of one month, quarter, year or billing cycle.
    ///
    /// The JSON form has the keys `name`, `time` and `totals`.
    public struct Period: Hashable, Sendable, Codable {
        /// What it is called: `2013-07`, `2013-Q3`, `2013`, `FY2014`.
        public let name: String
        /// The whole period, and whether the range or the instant of the report cuts it.
        public let time: Bucket
        /// The totals of its movements, in ascending order of currency.
        public let totals: [Total]
    }
}
