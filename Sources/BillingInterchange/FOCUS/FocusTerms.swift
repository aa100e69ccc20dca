public import BillingModel

/// What rows of FOCUS say of the provider: who sells what, and to which class of services it belongs.
///
/// ```swift
/// let terms = try FocusTerms(provider: "Inauro", service: "Asset tracking")
/// ```
public struct FocusTerms: Hashable, Sendable {
    /// Who made the service available.
    public let provider: String
    /// Who made the service.
    public let publisher: String
    /// Who issues the invoices.
    public let issuer: String
    /// The name of the service.
    public let service: String
    /// The widest class of the service, such as `Internet of Things`.
    public let category: String
    /// The class within it, such as `IoT Platforms`; nil if it is not told.
    public let subcategory: String?
    /// Whether the prices of plans are the published ones, before any discount; else list prices are not known.
    public var publishesPrices: Bool
    /// The units of FOCUS for units of metrics and invoices, such as `Devices` for `device`; others only get a capital letter.
    public var units: [String: String]

    /// Names the provider and the service.
    ///
    /// - Parameters:
    ///   - provider: Who made the service available.
    ///   - publisher: Who made the service; nil for the provider.
    ///   - issuer: Who issues the invoices; nil for the provider.
    ///   - service: The name of the service.
    ///   - category: One of the categories of services of FOCUS 1.2.
    ///   - subcategory: One of the subcategories of the category; nil if it is not told.
    ///   - publishesPrices: Whether the prices of plans are the published ones, before any discount.
    ///   - units: The units of FOCUS for units of metrics and invoices.
    /// - Throws: `BillingError` with code `invalidValue` if a name is empty or only blanks, or if FOCUS has no such category or
    ///   subcategory.
    public init(
        provider: String, publisher: String? = nil, issuer: String? = nil, service: String,
        category: String = "Internet of Things", subcategory: String? = nil, publishesPrices: Bool = false,
        units: [String: String] = [:]
    ) throws(BillingError) {
        self.provider = provider
        self.publisher = publisher ?? provider
        self.issuer = issuer ?? provider
        self.service = service
        self.category = category
        self.subcategory = subcategory
        self.publishesPrices = publishesPrices
        self.units = units
        let names = [self.provider, self.publisher, self.issuer, service]
        try Self.require(
            names.allSatisfy { !$0.allSatisfy(\.isWhitespace) && !$0.utf8.contains(0) },
            "a provider, publisher, issuer and service have names without NUL", names.joined(separator: ", "))
        try Self.require(
            FocusServices.categories.contains(category), "a service has a category of FOCUS 1.2",
            "'\(category)'")
        try Self.require(
            subcategory.map { FocusServices.category(of: $0) == category } ?? true,
            "a service has a subcategory of its category", "'\(subcategory ?? "")' of '\(category)'")
    }

    private static func require(_ holds: Bool, _ rule: String, _ detail: String) throws(BillingError) {
        if !holds { throw BillingError(.invalidValue, rule: rule, detail: detail) }
    }

    /// What a quantity counts; of a quantity without a unit only that it is counted.
    func unit(_ unit: String?) -> String {
        guard let unit else { return FocusUnit.count }
        return units[unit] ?? FocusUnit.text(unit)
    }
}
