import BillingInsights
import BillingModel
import BillingTime

/// Looks for unusual days of metrics of one tenant.
struct FindingSearch {
    let days: InsightDays
    /// The first day of what is told.
    let since: LocalDate
    let annotations: [GraphAnnotation]
    let marks: [FindingMark]
    /// What findings are worth; nil without a plan.
    let prices: FindingPrices?
    /// What a finding is worth at the least, to either side; nil if all count.
    let leastCost: Money?

    /// The least rate of a part: those of all parts together may tell as many days as the whole.
    private static let leastRate = 0.000_001

    /// The findings of the courses of a metric, the earliest first: those of the whole, and those of parts on days on which the whole is usual.
    ///
    /// Moves of parts against each other cancel in the whole, so each part is looked at too.
    ///
    /// - Returns: The findings, and whether any day of what is told could be judged.
    func look(at courses: [DayCourse]) throws(BillingError) -> (findings: [Finding], isJudged: Bool) {
        let parts = courses.filter { !$0.labels.isEmpty }
        let rate = max(CourseScan.rate / Double(max(parts.count, 1)), Self.leastRate)
        var scans: [CourseScan] = []
        for part in parts { scans.append(try CourseScan(part, days, rate: rate)) }
        let first = Int(since.dayNumber) - days.first
        var isJudged = scans.contains { $0.judges(from: first) }
        var findings: [Finding] = []
        if let whole = courses.first, whole.labels.isEmpty {
            let scan = try CourseScan(whole, days, rate: CourseScan.rate)
            findings = try self.findings(scan, parts: scans)
            isJudged = isJudged || scan.judges(from: first)
        }
        let told = findings
        for scan in scans {
            findings += try self.findings(scan, parts: []).filter { part in
                !told.contains { $0.tells(of: part) }
            }
        }
        return (findings, isJudged)
    }

    private func findings(_ scan: CourseScan, parts: [CourseScan]) throws(BillingError) -> [Finding] {
        var findings: [Finding] = []
        for anomaly in scan.anomalies {
            let peak = try scan.peak(of: anomaly)
            findings.append(
                try finding(
                    scan, anomaly.kind.finding, anomaly.steps.lowerBound...anomaly.steps.upperBound - 1, peak,
                    prices?.cost(of: peak, impact: scan.impact(of: anomaly), scan.course, days),
                    contributions(at: anomaly.peak, to: peak, parts)))
        }
        if let silence = scan.silence { findings.append(try finding(scan, .silence, silence, nil, nil, [])) }
        return findings.filter { $0.last >= since && isWorthTelling($0) }
    }

    /// Whether a finding costs or saves enough; one that has no price in the currency is told.
    private func isWorthTelling(_ finding: Finding) -> Bool {
        guard let leastCost, let cost = finding.cost, cost.currency == leastCost.currency else { return true }
        return cost.minorUnits.magnitude >= leastCost.minorUnits.magnitude
    }

    private func finding(
        _ scan: CourseScan, _ kind: Finding.Kind, _ places: ClosedRange<Int>, _ peak: Finding.Peak?,
        _ cost: Money?, _ parts: [Finding.Part]
    ) throws(BillingError) -> Finding {
        let dates = try days.date(at: places.lowerBound)...days.date(at: places.upperBound)
        let (metric, labels) = (scan.course.metric, scan.course.labels)
        return Finding(
            metric: metric.id, labels: labels, name: metric.name, unit: metric.unit, kind: kind,
            first: dates.lowerBound, last: dates.upperBound, peak: peak, cost: cost, parts: parts,
            annotations: annotations(of: metric, near: dates),
            mark: marks.last { $0.holds(for: metric.id, labels, dates) }?.meaning)
    }

    /// What each part has to do with the difference of a day.
    ///
    /// What was expected of the parts is scaled to what was expected of the whole, so that the differences add up to that of
    /// the whole; what the parts leave is the rest.
    private func contributions(at place: Int, to peak: Finding.Peak, _ parts: [CourseScan]) -> [Finding.Part]
    {
        let judged = parts.compactMap { part in part.verdict(at: place).map { (part.course.labels, $0) } }
        guard !judged.isEmpty else { return [] }
        let expected = judged.reduce(0) { $0 + $1.1.expected }
        let isAll = judged.count == parts.count
        let scale = isAll && expected > 0 && peak.expected > 0 ? peak.expected / expected : 1
        var told = judged.map {
            Finding.Part(labels: $0.0, difference: $0.1.value - $0.1.expected * scale)
        }
        let rest = peak.difference - told.reduce(0) { $0 + $1.difference }
        if abs(rest) > 1e-9 * max(abs(peak.value), abs(peak.expected)) {
            told.append(Finding.Part(labels: nil, difference: rest))
        }
        return told.sorted { abs($0.difference) > abs($1.difference) }
    }

    /// What happened or went on from the day before to the day after, and may be behind it.
    private func annotations(
        of metric: Metric, near dates: ClosedRange<LocalDate>
    ) -> [GraphAnnotation] {
        let zone = days.plan.grid.zone
        let (first, last) = (Int(dates.lowerBound.dayNumber), Int(dates.upperBound.dayNumber))
        let time = zone.startOfDay(first - 1)..<zone.startOfDay(last + 2)
        return annotations.filter { annotation in
            time.overlaps(annotation.time) && annotation.metric.map { $0 == metric.id } ?? true
        }
    }
}

extension Finding {
    /// Whether this finding of a whole says what there is to say of one of a part: a feed that is silent is told unless all are.
    fileprivate func tells(of part: Finding) -> Bool {
        if part.kind == .silence { return kind == .silence && first <= part.first }
        return (first...last).overlaps(part.first...part.last)
    }
}

extension Anomaly.Kind {
    fileprivate var finding: Finding.Kind { self == .spike ? .spike : self == .dip ? .dip : .shift }
}
