public import BillingModel
import BillingTime

extension BillingReader {
    /// Every series of a request, through all its pages, each in one piece.
    ///
    /// - Throws: What ``series(_:)`` throws.
    public func allSeries(_ request: SeriesRequest) async throws -> [MetricSeries] {
        var request = request
        var series: [MetricSeries] = []
        // What further pages hold of the last series: a long one is put together once.
        var parts: [MetricSeries] = []
        func join() {
            guard !parts.isEmpty, let first = series.popLast() else { return }
            series.append(MetricSeries(joining: first, parts))
            parts = []
        }
        repeat {
            let page = try await self.series(request)
            request.cursor = page.next
            guard let first = page.series.first else { continue }
            guard let last = series.last else {
                series = page.series
                continue
            }
            var rest = page.series[...]
            if first.key == last.key {
                parts.append(first)
                rest.removeFirst()
            }
            guard !rest.isEmpty else { continue }
            join()
            series += rest
        } while request.cursor != nil
        join()
        return series
    }

    /// All activity of a request, through all its pages, in one block for each tenant.
    ///
    /// - Throws: What ``activity(_:)`` throws.
    public func allActivity(_ request: ActivityRequest) async throws -> [ActivityBlock] {
        var request = request
        var blocks: [ActivityBlock] = []
        var (quarterHours, subjects): ([Int32], [UInt32]) = ([], [])
        func finish() throws {
            guard !blocks.isEmpty else { return }
            blocks[blocks.count - 1].activity = try DistinctActivity(
                quarterHours: quarterHours, subjects: subjects)
            (quarterHours, subjects) = ([], [])
        }
        repeat {
            let page = try await activity(request)
            for block in page.blocks {
                if blocks.last?.tenant != block.tenant {
                    try finish()
                    blocks.append(block)
                }
                quarterHours += block.activity.quarterHours
                subjects += block.activity.subjects
            }
            request.cursor = page.next
        } while request.cursor != nil
        try finish()
        return blocks
    }
}

extension MetricSeries {
    /// The series that begins with one part and goes on with others.
    package init(joining first: MetricSeries, _ parts: [MetricSeries]) {
        var (positions, values) = (first.positions, first.values)
        var (revisions, zones) = (first.revisions, first.zones)
        for part in parts {
            positions += part.positions
            values += part.values
            for run in part.revisions.runs { revisions.append(run.value, count: run.range.count) }
            for run in part.zones.runs { zones.append(run.value, count: run.range.count) }
        }
        self.init(
            key: first.key, timing: first.timing, positions: positions, values: values, revisions: revisions,
            zones: zones)
    }
}
