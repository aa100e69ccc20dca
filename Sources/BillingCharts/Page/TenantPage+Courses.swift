import BillingModel
import BillingReports
import BillingTime

extension TenantPage {
    /// A table of windows with the growth of each row over the whole months of the graph; any other block as it is.
    ///
    /// A month in progress would be a fall at the end of each sum.
    func withCourses(_ block: ReportBlock) -> ReportBlock {
        guard case .table(let table) = block, graph.width == .month,
            let metrics = table["metric"], let labels = table["labels"]
        else { return block }
        let months = graph.buckets.indices.filter { place in
            let month = graph.buckets[place]
            return !month.clippedStart && !month.clippedEnd && month.end <= graph.stamp.now
        }
        guard months.count > 1 else { return block }
        let courses = zip(metrics, labels).map { metric, labels in
            guard case .metric(let metric) = metric.value else { return ReportBlock.Course([]) }
            var own = Labels.none
            if case .labels(let labels) = labels.value { own = labels }
            let figures = figures(of: metric, own, over: months)
            let last = figures.compactMap(\.self).last
            return ReportBlock.Course(figures.map { $0?.value }, isOpen: last?.isComplete == false)
        }
        return courses.contains { !$0.figures.isEmpty } ? .courses(table, courses) : block
    }

    /// What a row shows of a month.
    private typealias Figure = (value: Double, isComplete: Bool)

    /// The figures of a line over some months, or of counts of a part of it the sums of the lines that have its labels.
    private func figures(of metric: MetricID, _ labels: Labels, over months: [Int]) -> [Figure?] {
        if let line = graph.series.first(where: { $0.metric == metric && $0.labels == labels }) {
            return figures(of: line, over: months)
        }
        let parts = graph.series.filter { line in
            line.metric == metric && line.kind == .count && !labels.isEmpty
                && labels.pairs.allSatisfy { pair in line.labels.pairs.contains { $0 == pair } }
        }
        guard !parts.isEmpty else { return [] }
        let lines = parts.map { figures(of: $0, over: months) }
        return months.indices.map { place in
            let known = lines.compactMap { $0[place] }
            return known.isEmpty ? nil : (known.reduce(0) { $0 + $1.value }, known.allSatisfy(\.isComplete))
        }
    }

    private func figures(of line: ConsumptionGraph.Series, over months: [Int]) -> [Figure?] {
        let hasDaysOnly = line.hasDaysOnly
        // Of who was active in a month the table has the mean of days, which is another figure.
        guard line.kind != .distinct || hasDaysOnly else { return means(of: line, over: months) }
        return months.map { place in
            guard let point = line.points.element(at: place),
                let value = hasDaysOnly ? point.mean : point.value
            else { return nil }
            return (value, PointState(point, of: line).certainty != .unsure)
        }
    }

    /// The means of the days of some months that have a figure; none without the graph by the day.
    private func means(of line: ConsumptionGraph.Series, over months: [Int]) -> [Figure?] {
        guard let days, let own = days.series.first(where: { $0.id == line.id }) else { return [] }
        var sums: [LocalDate: (sum: Double, count: Int, isComplete: Bool)] = [:]
        for (day, point) in zip(days.buckets, own.points) {
            var month = sums[day.firstDate.firstOfMonth] ?? (0, 0, true)
            if let value = point.value {
                month.sum += value
                month.count += 1
            }
            if PointState(point, of: own).certainty == .unsure { month.isComplete = false }
            sums[day.firstDate.firstOfMonth] = month
        }
        return months.map { place in
            guard let month = sums[graph.buckets[place].firstDate.firstOfMonth], month.count > 0 else {
                return nil
            }
            return (month.sum / Double(month.count), month.isComplete)
        }
    }
}
