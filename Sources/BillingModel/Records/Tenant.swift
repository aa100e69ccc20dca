#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The id of a tenant.
public typealias TenantID = EntityID<Tenant>
/// The id of the organisation that a tenant belongs to.
public typealias OrganisationID = EntityID<Organisation>
/// The owner of the ids of organisations, of which the package keeps no record.
public enum Organisation {}

/// One customer of the platform, whose usage and invoices are its own.
///
/// The JSON form has the keys `id`, `name`, `zones`, `currency`, and `organisation` and `parent` if there are any.
public struct Tenant: Hashable, Sendable, Identifiable {
    /// The identity of the tenant.
    public let id: TenantID
    private let nameText: FreeText
    /// The time zones of the tenant over time.
    public let zones: ZoneHistory
    /// The currency of the tenant's screens, unless another is asked for.
    public let currency: Currency
    /// The organisation that the tenant belongs to, if any.
    public let organisation: OrganisationID?
    /// Another tenant that this one belongs to, if any; it need not be known.
    public let parent: TenantID?

    /// Makes a tenant.
    ///
    /// - Parameters:
    ///   - id: The identity of the tenant.
    ///   - name: The name for people: 1 to 4,096 bytes of UTF-8 without NUL.
    ///   - zones: The time zones of the tenant over time.
    ///   - currency: The currency of the tenant's screens.
    ///   - organisation: The organisation that the tenant belongs to.
    ///   - parent: Another tenant that this one belongs to.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the name breaks its rule or the
    ///   tenant is its own parent.
    public init(
        id: TenantID, name: String, zones: ZoneHistory, currency: Currency,
        organisation: OrganisationID? = nil,
        parent: TenantID? = nil
    ) throws(BillingError) {
        guard parent != id else {
            throw BillingError(
                .invalidValue, rule: "a tenant is not its own parent", detail: "tenant '\(id)'")
        }
        self.id = id
        nameText = try FreeText(name)
        self.zones = zones
        self.currency = currency
        self.organisation = organisation
        self.parent = parent
    }

    /// Makes a tenant that never changed its zone, from texts as a host has them.
    ///
    /// ```swift
    /// let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
    /// ```
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the id, the name or the zone
    ///   breaks its rule.
    public init(id: String, name: String, zone: String, currency: Currency) throws(BillingError) {
        try self.init(
            id: try TenantID(id), name: name, zones: ZoneHistory(try ZoneID(zone)), currency: currency)
    }

    /// The name for people, compared byte by byte.
    public var name: String { nameText.text }

    /// The zone in force at an instant.
    public func zone(at instant: Date) -> ZoneID { zones.zone(at: instant) }
}

extension Tenant: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case nameText = "name"
        case zones, currency, organisation, parent
    }

    /// Reads a tenant, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try values.decode(TenantID.self, forKey: .id),
            name: try values.decode(String.self, forKey: .nameText),
            zones: try values.decode(ZoneHistory.self, forKey: .zones),
            currency: try values.decode(Currency.self, forKey: .currency),
            organisation: try values.decodeIfPresent(OrganisationID.self, forKey: .organisation),
            parent: try values.decodeIfPresent(TenantID.self, forKey: .parent))
    }
}
