#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel

extension InvoiceList {
    /// One invoice and where it stands as of the instant of the report.
    ///
    /// The JSON form has the keys `tenant`, `number`, `issued`, `local`, `balance`, and `period`, `document`
    /// and `link` unless unknown.
    public struct Row: Hashable, Sendable, Identifiable {
        /// What tells a row from all others.
        public struct ID: Hashable, Sendable {
            /// Whose invoice it is.
            public let tenant: TenantID
            /// The number of the invoice.
            public let number: InvoiceNumber

            /// Makes an identity.
            public init(tenant: TenantID, number: InvoiceNumber) {
                self.tenant = tenant
                self.number = number
            }
        }

        /// Whose invoice it is.
        public let tenant: TenantID
        /// The number of the invoice.
        public let number: InvoiceNumber
        /// The instant of issue.
        public let issued: Date
        /// The instant of issue on the clock of the screen's zone, or of the tenant's if tenants differ:
        /// `2013-08-01T00:00:00-04:00`.
        public let local: String
        /// What is payable, paid and due.
        public let balance: InvoiceBalance
        /// The period that was served; nil if unknown.
        public let period: Period?
        /// Where the host keeps the document; nil if unknown.
        public let document: String?
        /// Where the tenant pays; nil if unknown.
        public let link: String?

        /// The tenant and the number.
        public var id: ID { ID(tenant: tenant, number: number) }
        /// What the tenant is to pay.
        public var payable: Money { balance.payable }
        /// The sum of the credit notes.
        public var credits: Money { balance.credits }
        /// What is paid, less refunds.
        public var paid: Money { balance.paid }
        /// What is left to pay; negative if the tenant is owed money.
        public var due: Money { balance.due }
        /// Where the invoice stands.
        public var status: InvoiceStatus { balance.status }
        /// The currency of the amounts.
        public var currency: Currency { balance.payable.currency }

        /// Makes a row.
        package init(
            tenant: TenantID, number: InvoiceNumber, issued: Date, local: String, balance: InvoiceBalance,
            period: Period? = nil, document: String? = nil, link: String? = nil
        ) {
            self.tenant = tenant
            self.number = number
            self.issued = issued
            self.local = local
            self.balance = balance
            self.period = period
            self.document = document
            self.link = link
        }
    }

    /// The period that an invoice charges for.
    ///
    /// The JSON form has the keys `time`, `first` and `last`.
    public struct Period: Hashable, Sendable, Codable {
        /// The instants of the period.
        public let time: InstantRange
        /// The local date of the first instant.
        public let first: LocalDate
        /// The local date of the last instant.
        public let last: LocalDate

        /// Makes a period.
        public init(time: InstantRange, first: LocalDate, last: LocalDate) {
            self.time = time
            self.first = first
            self.last = last
        }
    }
}

extension InvoiceList.Row: Codable {
    private enum CodingKeys: String, CodingKey {
        case tenant, number, issued, local, balance, period, document, link
    }

    /// Reads a row.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            number: try values.decode(InvoiceNumber.self, forKey: .number),
            issued: try values.decode(Date.self, forKey: .issued),
            local: try values.decode(String.self, forKey: .local),
            balance: try values.decode(InvoiceBalance.self, forKey: .balance),
            period: try values.decodeIfPresent(InvoiceList.Period.self, forKey: .period),
            document: try values.decodeIfPresent(String.self, forKey: .document),
            link: try values.decodeIfPresent(String.self, forKey: .link))
    }
}
