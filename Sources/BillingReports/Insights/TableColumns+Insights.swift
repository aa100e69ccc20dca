import BillingInsights
import BillingModel

extension TableColumns {
    /// Adds an estimate with its intervals, for people as far as four of five cases: the column with the name, and `lo80`, `hi80`,
    /// `lo95` and `hi95`.
    ///
    /// - Parameters:
    ///   - name: The name of the column of the value.
    ///   - title: What people see above it.
    ///   - label: What it is called away from its table.
    ///   - prefix: Stands before the names of the further columns.
    ///   - showsIntervals: Whether people see intervals.
    ///   - estimate: That of an element; the figures of one without any are not known.
    ///   - dependencies: What it depends on; where there is none, an element can have no estimate.
    mutating func estimate(
        _ name: String, _ title: String, label: String, prefix: String = "", showsIntervals: Bool = true,
        _ estimate: @escaping (Element) -> Forecast.Estimate?,
        dependencies: @escaping (Element) -> [ReportTable.Dependency]
    ) {
        func add(
            _ name: String, _ title: String?, _ label: String,
            _ value: @escaping (Forecast.Estimate) -> Double
        ) {
            figure(name, title, label: label) { element in
                let (estimate, sources) = (estimate(element), dependencies(element))
                guard estimate != nil || !sources.isEmpty else { return .empty }
                return .expected(estimate.map(value)).depending(on: sources)
            }
        }
        let own = prefix.isEmpty ? "" : label + ", "
        add(name, title, label, \.value)
        add(prefix + "lo80", showsIntervals ? "80 % from" : nil, own + "80 % from", \.interval80.lowerBound)
        add(prefix + "hi80", showsIntervals ? "to" : nil, own + "80 % to", \.interval80.upperBound)
        add(prefix + "lo95", nil, own + "95 % from", \.interval95.lowerBound)
        add(prefix + "hi95", nil, own + "95 % to", \.interval95.upperBound)
    }

    /// Adds where a metric is going, for programs: its direction, and `slope` and `growth` with the ends of their intervals.
    mutating func trend(
        _ name: String, _ trend: @escaping (Element) -> MetricTrend?,
        dependencies: @escaping (Element) -> [ReportTable.Dependency]
    ) {
        func add(_ name: String, _ value: @escaping (MetricTrend) -> Double?) {
            figure(name) { element in
                guard let value = trend(element).flatMap(value) else { return .empty }
                return .number(value).depending(on: dependencies(element))
            }
        }
        figure(name) { element in
            guard let direction = trend(element)?.direction else { return .empty }
            return .text(direction.rawValue).depending(on: dependencies(element))
        }
        add("slope") { $0.slope.value }
        add("slope_from") { $0.slope.interval95.lowerBound }
        add("slope_to") { $0.slope.interval95.upperBound }
        add("growth") { $0.growth?.value }
        add("growth_from") { $0.growth?.interval95.lowerBound }
        add("growth_to") { $0.growth?.interval95.upperBound }
    }
}

extension ScreenText {
    /// What the ends of an interval say.
    static let interval80 = "80 %: in four of five cases the figure lies in this range"
}
