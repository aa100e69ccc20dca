public import BillingModel

/// The invoices of one tenant or several, newest first, with what of each is paid and due.
///
/// Invoices that were issued at the same instant come in ascending order of number, then of tenant. Amounts are
/// totalled per currency, never across.
///
/// The JSON form has the keys `stamp`, `range` and `statuses` (left out if all were asked for), `rows` and `totals`.
public struct InvoiceList: BillingScreen {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// The instants of issue that were asked for; nil for all.
    public let range: InstantRange?
    /// The statuses that were asked for, in the order of their declaration; nil for all.
    public let statuses: [InvoiceStatus]?
    /// The invoices, newest first.
    public let rows: [Row]
    /// The totals of the rows, in ascending order of currency; none for one in which a sum does not fit.
    public let totals: [Total]

    /// Makes a screen of rows in their order.
    package init(
        stamp: ScreenStamp, range: InstantRange? = nil, statuses: Set<InvoiceStatus>? = nil, rows: [Row]
    ) {
        self.stamp = stamp
        self.range = range
        self.statuses = statuses.map { asked in InvoiceStatus.allCases.filter(asked.contains) }
        self.rows = rows
        var totals: [Total] = []
        for currency in Set(rows.map(\.currency)).sorted() {
            if let total = try? Total(of: rows.filter { $0.currency == currency }, in: currency) {
                totals.append(total)
            }
        }
        self.totals = totals
    }
}

extension InvoiceList {
    /// The totals of all rows in one currency.
    public struct Total: Hashable, Sendable, Codable, Identifiable {
        /// The currency of the amounts.
        public let currency: Currency
        /// How many invoices there are.
        public let invoices: Int
        /// What the tenants are to pay.
        public let payable: Money
        /// The credit notes.
        public let credits: Money
        /// What is paid, less refunds.
        public let paid: Money
        /// What is left to pay; negative if the tenants are owed money.
        public let due: Money

        /// The currency, which no other total has.
        public var id: Currency { currency }

        init(of rows: [Row], in currency: Currency) throws(BillingError) {
            self.currency = currency
            invoices = rows.count
            payable = try Money.sum(of: rows.lazy.map(\.payable), in: currency)
            credits = try Money.sum(of: rows.lazy.map(\.credits), in: currency)
            paid = try Money.sum(of: rows.lazy.map(\.paid), in: currency)
            due = try Money.sum(of: rows.lazy.map(\.due), in: currency)
        }
    }
}

extension InvoiceList {
    private enum CodingKeys: String, CodingKey { case stamp, range, statuses, rows, totals }

    /// Reads a screen, and checks that its totals are those of its rows.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            range: try values.decodeIfPresent(InstantRange.self, forKey: .range),
            statuses: try values.decodeIfPresent(Set<InvoiceStatus>.self, forKey: .statuses),
            rows: try values.decode([Row].self, forKey: .rows))
        guard try values.decode([Total].self, forKey: .totals) == totals else {
            throw BillingError(.malformed, rule: "the totals of a screen of invoices are those of its rows")
        }
    }
}
