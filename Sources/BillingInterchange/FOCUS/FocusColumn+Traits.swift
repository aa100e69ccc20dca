// What FOCUS 1.2 says of each column, as data.

extension FocusColumn {
    /// Whether a file has the column.
    public enum Level: String, Hashable, Sendable {
        /// Every file has it.
        case mandatory
        /// A file has it if the provider has what it is about.
        case conditional
        /// A file should have it.
        case recommended
    }

    /// How a value is written.
    enum Form: Hashable {
        case text
        case decimal
        /// A decimal that is not negative.
        case price
        case instant
        case currency
        case unit
        /// An object of JSON without lists and objects in it.
        case json
        /// One of some words.
        case words([String])
    }

    /// What holds of a column.
    struct Traits {
        let level: Level
        let form: Form
        let allowsNull: Bool

        init(_ level: Level, _ form: Form, orNull allowsNull: Bool = false) {
            self.level = level
            self.form = form
            self.allowsNull = allowsNull
        }
    }

    /// Whether a file has the column.
    public var level: Level { traits.level }
    /// Whether a cell of the column may ever be null.
    public var allowsNull: Bool { traits.allowsNull }
    var form: Form { traits.form }

    /// Whether the values are numbers.
    var isNumeric: Bool { form == .decimal || form == .price }

    private static let uses = ["Used", "Unused"]

    var traits: Traits {
        switch self {
        case .availabilityZone, .invoiceId:
            Traits(.recommended, .text, orNull: true)
        case .billedCost, .contractedCost, .effectiveCost, .listCost:
            Traits(.mandatory, .decimal)
        case .billingAccountId, .invoiceIssuerName, .providerName, .publisherName, .serviceName:
            Traits(.mandatory, .text)
        case .billingAccountName, .chargeDescription:
            Traits(.mandatory, .text, orNull: true)
        case .billingAccountType:
            Traits(.conditional, .text)
        case .billingCurrency:
            Traits(.mandatory, .currency)
        case .billingPeriodEnd, .billingPeriodStart, .chargePeriodEnd, .chargePeriodStart:
            Traits(.mandatory, .instant)
        case .capacityReservationId, .commitmentDiscountId, .commitmentDiscountName, .commitmentDiscountType,
            .regionId, .regionName, .resourceId, .resourceName, .resourceType, .skuId, .skuMeter, .skuPriceId,
            .subAccountId, .subAccountName, .subAccountType:
            Traits(.conditional, .text, orNull: true)
        case .capacityReservationStatus, .commitmentDiscountStatus:
            Traits(.conditional, .words(Self.uses), orNull: true)
        case .chargeCategory:
            Traits(.mandatory, .words(FocusRow.Category.allCases.map(\.rawValue)))
        case .chargeClass:
            Traits(.mandatory, .words([FocusRow.correction]), orNull: true)
        case .chargeFrequency:
            Traits(.recommended, .words(FocusRow.Frequency.allCases.map(\.rawValue)))
        case .commitmentDiscountCategory:
            Traits(.conditional, .words(["Spend", "Usage"]), orNull: true)
        case .commitmentDiscountQuantity, .consumedQuantity:
            Traits(.conditional, .decimal, orNull: true)
        case .commitmentDiscountUnit, .consumedUnit:
            Traits(.conditional, .unit, orNull: true)
        case .contractedUnitPrice, .listUnitPrice, .pricingCurrencyContractedUnitPrice,
            .pricingCurrencyListUnitPrice:
            Traits(.conditional, .price, orNull: true)
        case .pricingCategory:
            Traits(.conditional, .words(["Standard", "Dynamic", "Committed", "Other"]), orNull: true)
        case .pricingCurrency:
            Traits(.conditional, .currency)
        case .pricingCurrencyEffectiveCost:
            Traits(.conditional, .decimal)
        case .pricingQuantity:
            Traits(.mandatory, .decimal, orNull: true)
        case .pricingUnit:
            Traits(.mandatory, .unit, orNull: true)
        case .serviceCategory:
            Traits(.mandatory, .words(FocusServices.categories))
        case .serviceSubcategory:
            Traits(.recommended, .words(FocusServices.subcategories))
        case .skuPriceDetails, .tags:
            Traits(.conditional, .json, orNull: true)
        }
    }
}
