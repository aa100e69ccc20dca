public import BillingModel
public import BillingTime

extension ConsumptionActions {
    /// How many actions will have run at the end of a period in progress, which need not be the range of the screen.
    ///
    /// The JSON form has the keys `period`, `label` and `types`, and `total` if there is one.
    public struct Outlook: Hashable, Sendable, Codable {
        /// The period, in the zone of the screen.
        public let period: Bucket
        /// What it is called: `2013-07`.
        public let label: String
        /// All actions, as forecast by themselves: not what the types add up to; nil if nothing can be said.
        public let total: UsageForecast.End?
        /// The types of the screen of which something can be said, in its order.
        public let types: [TypeEnd]
    }

    /// How many actions of one category and type will have run.
    ///
    /// The JSON form has the keys `category`, `type` and `end`.
    public struct TypeEnd: Hashable, Sendable, Codable, Identifiable {
        /// Why the actions run.
        public let category: ActionCategory
        /// What they do.
        public let type: ActionType
        /// Where the period will end.
        public let end: UsageForecast.End

        /// The category and the type.
        public var id: Row.ID { Row.ID(category: category, type: type) }
    }

    /// The screen with how many actions will have run at the end of the period of a forecast, by type and in total.
    ///
    /// An outlook that the screen has already is replaced. A screen that was read from its JSON form does not say whose it is, so that
    /// no other tenant's forecast is refused.
    ///
    /// ```swift
    /// let actions = try await acme.actions(range: march, width: .day, now: now)
    /// let joined = try actions.adding(try await acme.forecast(metrics: [.actions], now: now))
    /// joined.outlook?.total?.estimate.value
    /// ```
    ///
    /// - Parameter forecast: A forecast of the same tenant, read at the same revision.
    /// - Returns: The screen with its outlook; as it is if the forecast tells nothing of actions.
    /// - Throws: `BillingError` with code `unsupported` if the screen is not of one tenant; `invalidValue` if the forecast is of
    ///   another tenant, revision, instant or clock.
    /// - Complexity: O(*r*) for *r* rows of both.
    public func adding(_ forecast: UsageForecast) throws(BillingError) -> ConsumptionActions {
        try checkJoining(forecast.tenant, forecast.stamp)
        let rows = forecast.rows.filter { $0.metric == Metric.actions.id }
        let ends = Dictionary(rows.map { ($0.labels, $0.end) }) { first, _ in first }
        let types = self.rows.compactMap { row in
            (ends[Self.labels(row.category, row.type)] ?? nil).map {
                TypeEnd(category: row.category, type: row.type, end: $0)
            }
        }
        let total = ends[.none] ?? nil
        var screen = self
        screen.outlook =
            total == nil && types.isEmpty
            ? nil : Outlook(period: forecast.period, label: forecast.label, total: total, types: types)
        return screen
    }

    /// - Throws: `BillingError` if a screen of a tenant cannot be joined to this one.
    package func checkJoining(_ tenant: TenantID, _ other: ScreenStamp) throws(BillingError) {
        try owner.checkJoining(tenant)
        try stamp.checkJoining(other)
    }

    /// How many actions will have run, by type and in total.
    func outlookTable(title: String? = nil) -> ReportTable {
        typealias Entry = (category: ActionCategory?, type: ActionType?, end: UsageForecast.End)
        let types: [Entry] = (outlook?.types ?? []).map { ($0.category, $0.type, $0.end) }
        let total: [Entry] = (outlook?.total).map { [(nil, nil, $0)] } ?? []
        return ReportTable("outlook", types + total, title: title) { table in
            table.key("category", "Category") { .text($0.category?.text, $0.category?.text ?? "Total") }
            table.key("type", "Type") { .text($0.type?.text) }
            table.key(nil) { _ in .metric(Metric.actions.id) }
            table.key(nil) { .labels(Self.labels($0.category, $0.type)) }
            // The same end is another figure in another period.
            table.columnKey("period") { _ in .text(outlook?.label) }
            func everything(_ entry: Entry) -> [ReportTable.Dependency] {
                let labels = Self.labels(entry.category, entry.type)
                return [.init(.usage(Metric.actions.id, labels), in: .ever, clock: stamp.zones)]
            }
            table.figure("sofar", "So far") { entry in
                .expected(entry.end.soFar).depending(on: everything(entry))
            }
            table.estimate(
                "estimate", "Forecast", label: "forecast", \.end.estimate, dependencies: everything)
            table.note("known") { .count($0.end.known) }
            table.note("missing") { .count($0.end.missing) }
            table.note("ahead") { .count($0.end.ahead) }
            table.note("start") { _ in .instant(outlook?.period.start) }
            table.note("end") { _ in .instant(outlook?.period.end) }
            table.stamp(stamp)
        }
    }
}
