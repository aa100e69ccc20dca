import BillingModel

/// What all rows of one invoice, or of one period in progress, have in common.
struct FocusAccount {
    let terms: FocusTerms
    /// Who is billed; nil for the tenant itself.
    let account: FocusBillingAccount?
    let tenant: TenantID
    let name: String
    let currency: Currency
    /// The billing period, in microseconds since 1970.
    let period: Range<Int64>
    /// The number of the invoice; nil if there is none yet.
    let invoice: InvoiceNumber?

    /// A row of an amount that is what it costs in every way, over the whole period.
    func row(
        _ category: FocusRow.Category, _ description: String, _ amount: Money
    ) throws(BillingError) -> FocusRow {
        var row = FocusRow([:])
        row[.billingAccountId] = account?.id.text ?? tenant.text
        row[.billingAccountName] = Self.shown(account?.name ?? name)
        if account != nil {
            row[.subAccountId] = tenant.text
            row[.subAccountName] = Self.shown(name)
        }
        row[.billingCurrency] = currency.code
        row[.billingPeriodStart] = try FocusForms.text(period.lowerBound)
        row[.billingPeriodEnd] = try FocusForms.text(period.upperBound)
        row[.chargePeriodStart] = row[.billingPeriodStart]
        row[.chargePeriodEnd] = row[.billingPeriodEnd]
        row[.chargeCategory] = category.rawValue
        row[.chargeDescription] = Self.shown(description)
        row[.chargeFrequency] = FocusRow.Frequency.oneTime.rawValue
        row[.invoiceId] = invoice.map { FocusBillingAccount.invoice($0, of: tenant, account).invoice }
        row[.invoiceIssuerName] = terms.issuer
        row[.providerName] = terms.provider
        row[.publisherName] = terms.publisher
        row[.serviceCategory] = terms.category
        row[.serviceSubcategory] = terms.subcategory
        row[.serviceName] = terms.service
        for cost in [FocusColumn.billedCost, .contractedCost, .effectiveCost, .listCost] {
            row[cost] = amount.amountText
        }
        return row
    }

    /// A row of a price times a quantity; plan and frequency are nil if they are not known.
    func row(
        _ product: FocusProduct, _ sku: String, of plan: EntityID<PricePlan>?, _ description: String,
        _ frequency: FocusRow.Frequency?, consumedUnit: String
    ) throws(BillingError) -> FocusRow {
        var row = try row(
            product.consumed == nil ? .purchase : .usage, description, product.billed)
        row[.chargeFrequency] = frequency?.rawValue
        row[.contractedCost] = product.contracted.text
        row[.listCost] = product.contracted.text
        row[.pricingCategory] = "Standard"
        row[.pricingQuantity] = product.quantity.text
        row[.pricingUnit] = product.unit
        row[.skuId] = sku
        if let consumed = product.consumed {
            row[.consumedQuantity] = consumed.text
            row[.consumedUnit] = consumedUnit
        }
        guard let price = product.price else { return row }
        row[.contractedUnitPrice] = price.text
        if terms.publishesPrices { row[.listUnitPrice] = price.text }
        row[.skuPriceId] = plan.map { plan in
            [plan.text, sku, product.part].compactMap(\.self).map(Self.escaped).joined(separator: "/")
        }
        return row
    }

    /// A text for people; nil for one of blanks, which FOCUS takes for none.
    static func shown(_ text: String) -> String? { text.allSatisfy(\.isWhitespace) ? nil : text }

    /// An id in a path of ids: two paths are alike only if their ids are.
    static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("/", with: "%2F")
    }
}
