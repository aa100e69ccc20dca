public import BillingModel

/// Which rows of FOCUS are samples of a metric, and by which column.
///
/// ```swift
/// let hours = try FocusSeries(of: "vm-hours", quantityIn: "Hours", where: [.serviceName: "Machines"])
/// let cost = try FocusSeries(of: "cloud-cost", .effectiveCost, in: .usd, labels: ["service": .serviceName])
/// ```
///
/// Values of rows that agree in metric, labels and time are added up, credits and refunds with their sign. A series has one unit or
/// one currency: a row that it takes in and that has another one is refused.
public struct FocusSeries: Hashable, Sendable {
    /// The metric of the samples.
    public let metric: MetricID
    /// The column of the values.
    public let value: FocusColumn
    /// The unit of the values, or the code of their currency.
    public let unit: String
    /// The texts that columns of a row have.
    public let matches: [FocusColumn: String]
    /// The categories that a row is one of.
    public let categories: Set<FocusRow.Category>
    /// The columns that give labels, by their names; a label is left out where its column is null.
    public let labels: [LabelText: FocusColumn]
    /// Whether a sample is one of the date, in UTC, on which the charge period begins, as daily metrics have it; else it is one of
    /// the instant.
    public let isDaily: Bool

    /// Samples of a consumed quantity.
    ///
    /// - Parameters:
    ///   - metric: The id of the metric.
    ///   - unit: The `ConsumedUnit` of its rows.
    ///   - matches: The texts that columns of a row have, byte by byte, such as a service and a `SkuId`.
    ///   - labels: The columns that give labels, by their names.
    ///   - isDaily: Whether the metric has values of dates.
    /// - Throws: `BillingError` with code `invalidValue` if an id or a name of a label breaks its rule, or there are more labels than a
    ///   series may have.
    public init(
        of metric: String, quantityIn unit: String, where matches: [FocusColumn: String] = [:],
        labels: [String: FocusColumn] = [:], isDaily: Bool = false
    ) throws(BillingError) {
        try self.init(metric, .consumedQuantity, unit, matches, [.usage], labels, isDaily)
    }

    /// Samples of a cost.
    ///
    /// - Parameters:
    ///   - metric: The id of the metric.
    ///   - cost: `BilledCost`, `EffectiveCost`, `ContractedCost` or `ListCost`.
    ///   - currency: The billing currency of its rows.
    ///   - matches: The texts that columns of a row have, byte by byte.
    ///   - categories: The categories that a row is one of; all unless told otherwise, so that taxes and credits count.
    ///   - labels: The columns that give labels, by their names.
    ///   - isDaily: Whether the metric has values of dates.
    /// - Throws: `BillingError` with code `invalidValue` if the column is no cost, or what the other initializer throws.
    public init(
        of metric: String, _ cost: FocusColumn, in currency: Currency,
        where matches: [FocusColumn: String] = [:],
        categories: Set<FocusRow.Category> = Set(FocusRow.Category.allCases),
        labels: [String: FocusColumn] = [:], isDaily: Bool = false
    ) throws(BillingError) {
        guard [.billedCost, .effectiveCost, .contractedCost, .listCost].contains(cost) else {
            throw BillingError(
                .invalidValue, rule: "a series of costs is one of a cost in the billing currency",
                detail: cost.rawValue)
        }
        try self.init(metric, cost, currency.code, matches, categories, labels, isDaily)
    }

    private init(
        _ metric: String, _ value: FocusColumn, _ unit: String, _ matches: [FocusColumn: String],
        _ categories: Set<FocusRow.Category>, _ labels: [String: FocusColumn], _ isDaily: Bool
    ) throws(BillingError) {
        self.metric = try MetricID(metric)
        self.value = value
        self.unit = unit
        self.matches = matches
        self.categories = categories
        self.isDaily = isDaily
        var named: [LabelText: FocusColumn] = [:]
        for (name, column) in labels { named[try LabelText(name)] = column }
        guard named.count <= Labels.limit else {
            throw BillingError(
                .invalidValue, rule: "a series has at most \(Labels.limit) labels",
                detail: "\(named.count) labels")
        }
        self.labels = named
    }

    /// The column that has the unit or the currency of the value.
    var unitColumn: FocusColumn { value == .consumedQuantity ? .consumedUnit : .billingCurrency }

    /// The columns that the series reads.
    var columns: Set<FocusColumn> {
        Set([value, unitColumn, .chargeCategory, .chargePeriodStart]).union(matches.keys).union(labels.values)
    }

    /// Whether a row is one of the series.
    func takes(_ row: FocusRow) -> Bool {
        guard let category = row.category, categories.contains(category), row[value] != nil else {
            return false
        }
        return matches.allSatisfy { row[$0.key]?.hasSameBytes(as: $0.value) == true }
    }
}
