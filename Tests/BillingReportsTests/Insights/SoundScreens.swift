import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// All that is told of one tenant at one instant, each screen or why there is none.
struct ScreensToCome {
    var forecast: Result<UsageForecast, BillingError>
    var insights: Result<UsageInsights, BillingError>
    var attention: Result<TenantAttention, BillingError>
    var limits: Result<LimitReport, BillingError>
    var alerts: Result<AlertReport, BillingError>
    var charges: Result<ChargeForecast, BillingError>
    var budget: Result<BudgetReport, BillingError>

    /// Asks for every screen of a tenant; anything that is no typed error is thrown.
    init(
        _ scope: BillingScope, _ metrics: [Metric], plan: PricePlan, now: Date, zone: ZoneID? = nil,
        limit quantity: Double = 1_000, period: BucketWidth = .month, horizon: Int? = nil,
        width: BucketWidth = .day
    ) async throws {
        func asked<Screen>(_ make: () async throws -> Screen) async throws -> Result<Screen, BillingError> {
            do { return .success(try await make()) } catch let error as BillingError {
                return .failure(error)
            }
        }
        let limits = try metrics.filter { $0.kind != .distinct }.map {
            try MetricLimit(name: "Limit of \($0.id)", metric: $0.id, quantity: quantity, period: period)
        }
        let budget = try Budget(
            tenant: acme, amount: Money("300.00", plan.currency), period: .month, basis: .chargeToDate)
        func rule(_ id: String, _ condition: AlertCondition) throws -> AlertRule {
            try AlertRule(id: AlertRuleID(id), name: "Rule \(id)", condition: condition)
        }
        var watches = try limits.flatMap { limit in
            try [
                AlertWatch(rule("used", .used(of: .limit)), of: .limit(limit)),
                AlertWatch(rule("above", .forecast(of: .limit)), of: .limit(limit)),
            ]
        }
        for metric in metrics {
            watches += try [
                AlertWatch(rule("odd", .unusual()), of: .metric(metric.id)),
                AlertWatch(rule("silent", .silent(days: 2)), of: .metric(metric.id)),
            ]
        }
        watches.append(
            try AlertWatch(
                rule("budget", .used(of: .budget)), of: .budget(budget, plan: plan, cycle: .month)))
        watches.append(
            try AlertWatch(
                rule("spend", .forecast(of: .budget)), of: .budget(budget, plan: plan, cycle: .month)))
        forecast = try await asked {
            try await scope.forecast(width: width, horizon: horizon, of: period, now: now, zone: zone)
        }
        insights = try await asked { try await scope.insights(plan: plan, now: now, zone: zone) }
        attention = try await asked {
            try await scope.attention(days: 31, plans: [acme: plan], now: now, zone: zone)
        }
        self.limits = try await asked { try await scope.limits(limits, now: now, zone: zone) }
        alerts = try await asked { try await scope.alerts(watches, now: now, zone: zone) }
        charges = try await asked { try await scope.chargeForecast(plan: plan, now: now, zone: zone) }
        self.budget = try await asked { try await scope.budget(budget, plan: plan, now: now, zone: zone) }
    }

    /// What is no screen, and why.
    var refusals: [String] {
        func refusal<Screen>(_ name: String, _ result: Result<Screen, BillingError>) -> String? {
            if case .failure(let error) = result { "\(name): \(error)" } else { nil }
        }
        return [
            refusal("forecast", forecast), refusal("insights", insights), refusal("attention", attention),
            refusal("limits", limits), refusal("alerts", alerts), refusal("charges", charges),
            refusal("budget", budget),
        ].compactMap(\.self)
    }

    /// Checks what holds of every screen, whatever it shows.
    func check(_ what: String, isThorough: Bool = false, _ location: SourceLocation = #_sourceLocation) throws
    {
        func form(_ screen: (some BillingScreen)?) throws {
            guard let screen else { return }
            if isThorough {
                try expectStableForms(screen, sourceLocation: location)
            } else {
                _ = try screen.json()
                _ = screen.text(width: 80)
                expectKeys(screen, sourceLocation: location)
            }
        }
        try form(try? forecast.get())
        try form(try? insights.get())
        try form(try? attention.get())
        try form(try? limits.get())
        try form(try? alerts.get())
        try form(try? charges.get())
        try form(try? budget.get())
        let rows = (try? forecast.get())?.rows ?? []
        for row in rows {
            for estimate in row.steps.map(\.estimate) + [row.end?.estimate].compactMap(\.self) {
                expectNested(estimate, "\(what) \(row.metric)", location)
            }
            #expect(row.end != nil || row.refusal != nil, "\(what) \(row.metric)", sourceLocation: location)
            for (one, next) in zip(row.steps, row.steps.dropFirst()) {
                #expect(
                    one.bucket.end == next.bucket.start, "\(what) \(row.metric)", sourceLocation: location)
            }
        }
        let limits = (try? limits.get())?.rows ?? []
        for row in limits {
            if let estimate = row.estimate { expectNested(estimate, "\(what) limit", location) }
            #expect((row.earliest ?? .min) <= (row.latest ?? .max), "\(what)", sourceLocation: location)
            #expect(row.probability.map { (0...1).contains($0) } ?? true, "\(what)", sourceLocation: location)
        }
        if let insights = try? insights.get() {
            expectWhole(insights.findings, what, location)
            if let attention = try? attention.get() {
                let told = Set(attention.rows.flatMap(\.findings))
                #expect(told == Set(insights.open), "\(what)", sourceLocation: location)
            }
        }
        if let total = (try? charges.get())?.total {
            let limits = [
                total.interval95.lower, total.interval80.lower, total.interval80.upper,
                total.interval95.upper,
            ].map(\.minorUnits)
            #expect(limits == limits.sorted(), "\(what)", sourceLocation: location)
        }
    }
}

/// Intervals are finite and lie within each other.
func expectNested(_ estimate: Forecast.Estimate, _ what: String, _ location: SourceLocation) {
    let limits = [
        estimate.interval95.lowerBound, estimate.interval80.lowerBound, estimate.value,
        estimate.interval80.upperBound, estimate.interval95.upperBound,
    ]
    #expect(limits.allSatisfy { $0.isFinite }, "\(what): \(limits)", sourceLocation: location)
    #expect(limits == limits.sorted(), "\(what): \(limits)", sourceLocation: location)
}

/// Parts add up to the whole, and the peak lies on a day of its finding.
func expectWhole(_ findings: [Finding], _ what: String, _ location: SourceLocation) {
    for finding in findings {
        guard let peak = finding.peak else { continue }
        #expect((finding.first...finding.last).contains(peak.date), "\(what)", sourceLocation: location)
        #expect((0...1).contains(peak.probability), "\(what)", sourceLocation: location)
        guard !finding.parts.isEmpty else { continue }
        let sum = finding.parts.reduce(0) { $0 + $1.difference }
        let scale = max(abs(peak.value), abs(peak.expected), 1e-300)
        #expect(
            abs(sum - peak.difference) <= 1e-8 * scale, "\(what): \(sum) of \(peak.difference)",
            sourceLocation: location)
    }
}
