public import BillingModel

extension InvoiceStatement {
    /// What the numbers of one tenant's invoices lack by the pattern that its host declared.
    ///
    /// It looks at all invoices of the tenant that were issued before the instant of the report, whatever the range and
    /// the statuses asked for: a filter makes no gap. Each series, which is each year or month if the pattern names them,
    /// is looked at from the lowest count that was seen to the highest; what lies beyond is not known to be missing.
    ///
    /// The JSON form has the keys `tenant`, `pattern`, `gaps` and `others`.
    public struct Numbering: Hashable, Sendable {
        /// Whose invoices they are.
        public let tenant: TenantID
        /// The pattern that the host declared.
        public let pattern: InvoiceNumbering
        /// The runs of missing numbers, in ascending order of year, month and count.
        public let gaps: [Gap]
        /// The numbers that do not follow the pattern, in ascending order.
        public let others: [InvoiceNumber]

        /// Finds what is missing among some numbers.
        ///
        /// - Throws: `BillingError` with code `overflow` if a missing number is too long for an id.
        /// - Complexity: O(*n* log *n*) for *n* numbers, however many are missing.
        public init(
            tenant: TenantID, pattern: InvoiceNumbering, numbers: some Sequence<InvoiceNumber>
        ) throws(BillingError) {
            self.tenant = tenant
            self.pattern = pattern
            var places: Set<InvoiceNumbering.Place> = []
            var others: Set<InvoiceNumber> = []
            for number in numbers {
                if let place = pattern.place(of: number) {
                    places.insert(place)
                } else {
                    others.insert(number)
                }
            }
            let sorted = places.sorted()
            var gaps: [Gap] = []
            for (lower, upper) in zip(sorted, sorted.dropFirst())
            where lower.isOfSameSeries(as: upper) && upper.counter - lower.counter > 1 {
                var (first, last) = (lower, upper)
                first.counter += 1
                last.counter -= 1
                gaps.append(
                    Gap(
                        first: try pattern.number(at: first), last: try pattern.number(at: last),
                        count: last.counter - first.counter + 1))
            }
            self.gaps = gaps
            self.others = others.sorted()
        }
    }

    /// A run of numbers that no invoice has.
    ///
    /// The JSON form has the keys `first`, `last` and `count`.
    public struct Gap: Hashable, Sendable, Codable {
        /// The first missing number.
        public let first: InvoiceNumber
        /// The last missing number; the first if only one is missing.
        public let last: InvoiceNumber
        /// How many are missing.
        public let count: Int
    }
}

extension InvoiceStatement.Numbering: Codable {
    private enum CodingKeys: String, CodingKey { case tenant, pattern, gaps, others }

    /// Reads what is missing, and checks that it follows the pattern.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        tenant = try values.decode(TenantID.self, forKey: .tenant)
        pattern = try values.decode(InvoiceNumbering.self, forKey: .pattern)
        gaps = try values.decode([InvoiceStatement.Gap].self, forKey: .gaps)
        others = try values.decode([InvoiceNumber].self, forKey: .others)
        for gap in gaps {
            guard let first = pattern.place(of: gap.first), let last = pattern.place(of: gap.last),
                first.isOfSameSeries(as: last), gap.count > 0, last.counter - first.counter == gap.count - 1
            else {
                throw BillingError(
                    .malformed,
                    rule: "a gap runs from one number of a series to a later one, and counts them",
                    detail: "gap '\(gap.first)' to '\(gap.last)'")
            }
        }
        guard others.allSatisfy({ pattern.place(of: $0) == nil }) else {
            throw BillingError(.malformed, rule: "a number that follows the pattern is not one of the others")
        }
    }
}
