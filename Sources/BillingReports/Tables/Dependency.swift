public import BillingModel

extension ReportTable {
    /// Records that a figure depends on.
    ///
    /// Records at or after the `now` of the screen are never among them.
    public struct Dependency: Hashable, Sendable {
        /// Which records.
        public enum Source: Hashable, Sendable {
            /// Samples, activity or actions of a metric: of the series that make up the metric as a whole if there are
            /// no labels, else of the part that has them.
            case usage(MetricID, Labels)
            /// Of a gauge only what is in force at the end of the time.
            case level(MetricID, Labels)
            /// Samples, activity and actions of every metric: what a charge follows from that does not say its metrics.
            case allUsage
            /// The plan terms and the budgets of the tenant.
            case terms
            /// An invoice and its entries.
            case invoice(InvoiceNumber)
            /// All invoices in one currency that were issued in the time, and their entries.
            case invoices(Currency)
        }

        /// The time of records.
        public enum Time: Hashable, Sendable {
            /// Local dates, both included.
            case dates(ClosedRange<LocalDate>)
            /// Instants, half-open.
            case instants(InstantRange)
        }

        /// Which records.
        public let source: Source
        /// Whose they are; nil for those of every tenant in scope.
        public let tenant: TenantID?
        /// When they happened, or were true.
        ///
        /// What a gauge carries into the time counts too, and so does the month up to it of a figure to date.
        public let time: Time
        /// The zones by whose clocks the dates are told.
        public let clock: ZoneHistory

        /// Makes a dependency.
        public init(_ source: Source, of tenant: TenantID? = nil, in time: Time, clock: ZoneHistory) {
            self.source = source
            self.tenant = tenant
            self.time = time
            self.clock = clock
        }
    }
}

extension ReportTable.Dependency.Time {
    /// All instants: what is owed from before a range counts too.
    static let ever = Self.instants(InstantRange(Instants.first..<Instants.end))
}
