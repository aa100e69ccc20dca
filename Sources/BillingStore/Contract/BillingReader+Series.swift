public import BillingModel
import BillingTime

extension BillingReader {
    /// Every series of a request, through all its pages, each in one piece.
    ///
    /// - Throws: What ``series(_:)`` throws.
    public func allSeries(_ request: SeriesRequest) async throws -> [MetricSeries] {
        var request = request
        var series: [MetricSeries] = []
        repeat {
            let page = try await self.series(request)
            for part in page.series {
                if let last = series.last, last.key == part.key {
                    series[series.count - 1] = last.continued(by: part)
                } else {
                    series.append(part)
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
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
    /// This series and a later part of it.
    fileprivate func continued(by part: MetricSeries) -> MetricSeries {
        var revisions = revisions
        for run in part.revisions.runs { revisions.append(run.value, count: run.range.count) }
        var zones = zones
        for run in part.zones.runs { zones.append(run.value, count: run.range.count) }
        return MetricSeries(
            key: key, timing: timing, positions: positions + part.positions, values: values + part.values,
            revisions: revisions, zones: zones)
    }
}
