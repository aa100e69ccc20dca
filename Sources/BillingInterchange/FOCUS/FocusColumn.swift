import BillingModel

/// A column of FOCUS 1.2, the FinOps Open Cost and Usage Specification.
///
/// The domain is closed: these are the columns of that version, and a later one is another type. Columns of a file that are none
/// of these are the provider's own, and their names begin with `x_`.
///
/// - SeeAlso: <https://focus.finops.org>
public enum FocusColumn: String, CaseIterable, Hashable, Sendable {
    /// A part of a region, with power and network of its own.
    case availabilityZone = "AvailabilityZone"
    /// What is invoiced for the charge, in the billing currency.
    case billedCost = "BilledCost"
    /// Who receives the invoice.
    case billingAccountId = "BillingAccountId"
    /// The name of the billing account for people.
    case billingAccountName = "BillingAccountName"
    /// What kind of billing account it is.
    case billingAccountType = "BillingAccountType"
    /// The currency of the invoice.
    case billingCurrency = "BillingCurrency"
    /// The first instant after the billing period.
    case billingPeriodEnd = "BillingPeriodEnd"
    /// The first instant of the billing period.
    case billingPeriodStart = "BillingPeriodStart"
    /// The capacity reservation that the charge belongs to.
    case capacityReservationId = "CapacityReservationId"
    /// Whether the charge is for used or unused reserved capacity.
    case capacityReservationStatus = "CapacityReservationStatus"
    /// What kind of charge it is: usage, purchase, tax, credit or adjustment.
    case chargeCategory = "ChargeCategory"
    /// `Correction` if the row corrects a billing period that was invoiced; else null.
    case chargeClass = "ChargeClass"
    /// What is charged for, in a sentence.
    case chargeDescription = "ChargeDescription"
    /// How often the charge occurs.
    case chargeFrequency = "ChargeFrequency"
    /// The first instant after the time that is charged for.
    case chargePeriodEnd = "ChargePeriodEnd"
    /// The first instant of the time that is charged for.
    case chargePeriodStart = "ChargePeriodStart"
    /// Whether a commitment is one to use or to spend.
    case commitmentDiscountCategory = "CommitmentDiscountCategory"
    /// The commitment that the charge belongs to.
    case commitmentDiscountId = "CommitmentDiscountId"
    /// The name of the commitment for people.
    case commitmentDiscountName = "CommitmentDiscountName"
    /// How much of the commitment was bought, used or left unused.
    case commitmentDiscountQuantity = "CommitmentDiscountQuantity"
    /// Whether the charge is for the used or the unused part of a commitment.
    case commitmentDiscountStatus = "CommitmentDiscountStatus"
    /// What the provider calls this kind of commitment.
    case commitmentDiscountType = "CommitmentDiscountType"
    /// What the quantity of the commitment counts.
    case commitmentDiscountUnit = "CommitmentDiscountUnit"
    /// How much was used, as it was metered.
    case consumedQuantity = "ConsumedQuantity"
    /// What the consumed quantity counts.
    case consumedUnit = "ConsumedUnit"
    /// The contracted unit price times the pricing quantity.
    case contractedCost = "ContractedCost"
    /// The agreed price of one pricing unit, in the billing currency.
    case contractedUnitPrice = "ContractedUnitPrice"
    /// The billed cost, with what was paid in advance spread over the use.
    case effectiveCost = "EffectiveCost"
    /// The invoice that the charge stands on; null if there is none yet.
    case invoiceId = "InvoiceId"
    /// Who issues the invoice.
    case invoiceIssuerName = "InvoiceIssuerName"
    /// The list price times the pricing quantity.
    case listCost = "ListCost"
    /// The published price of one pricing unit, before discounts.
    case listUnitPrice = "ListUnitPrice"
    /// How the price came about.
    case pricingCategory = "PricingCategory"
    /// The currency of the prices, if it is not the one of the invoice.
    case pricingCurrency = "PricingCurrency"
    /// The agreed price of one pricing unit, in the pricing currency.
    case pricingCurrencyContractedUnitPrice = "PricingCurrencyContractedUnitPrice"
    /// The effective cost in the pricing currency.
    case pricingCurrencyEffectiveCost = "PricingCurrencyEffectiveCost"
    /// The published price of one pricing unit, in the pricing currency.
    case pricingCurrencyListUnitPrice = "PricingCurrencyListUnitPrice"
    /// How many pricing units were charged for.
    case pricingQuantity = "PricingQuantity"
    /// What the pricing quantity counts, as the price list says.
    case pricingUnit = "PricingUnit"
    /// Who made the service available.
    case providerName = "ProviderName"
    /// Who made the service.
    case publisherName = "PublisherName"
    /// Where the service ran.
    case regionId = "RegionId"
    /// The name of the region for people.
    case regionName = "RegionName"
    /// The resource that the charge is for.
    case resourceId = "ResourceId"
    /// The name of the resource for people.
    case resourceName = "ResourceName"
    /// What kind of resource it is.
    case resourceType = "ResourceType"
    /// The widest class of the service.
    case serviceCategory = "ServiceCategory"
    /// The service that is charged for.
    case serviceName = "ServiceName"
    /// The class of the service within its category.
    case serviceSubcategory = "ServiceSubcategory"
    /// What is sold, whatever it costs.
    case skuId = "SkuId"
    /// What is metered of it.
    case skuMeter = "SkuMeter"
    /// Properties of the price.
    case skuPriceDetails = "SkuPriceDetails"
    /// The price that it was sold at.
    case skuPriceId = "SkuPriceId"
    /// The part of the billing account that the charge belongs to.
    case subAccountId = "SubAccountId"
    /// The name of the sub account for people.
    case subAccountName = "SubAccountName"
    /// What kind of sub account it is.
    case subAccountType = "SubAccountType"
    /// Labels of the resource, as an object of JSON.
    case tags = "Tags"
}

extension FocusColumn: Comparable {
    /// Orders by name, as the columns of a file are written.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue.precedesByBytes(right.rawValue) }
}
