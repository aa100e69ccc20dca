public import BillingModel
import BillingTime

extension BillingReader {
    /// Every series of a request, through all its pages, each in one piece.
    ///
    /// - Throws: What ``series(_:)`` throws.
    public func allSeries(_ request: SeriesRequest) async throws -> [MetricSeries] {
        var request = request
        var series: [[MetricSeries]] = []
        repeat {
            let page = try await self.series(request)
            for part in page.series {
                if series.last?.last?.key == part.key {
                    series[series.count - 1].append(part)
                } else {
                    series.append([part])
                }
            }
            request.cursor = page.next
        } while request.cursor != nil
        return series.compactMap { MetricSeries(joining: $0) }
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
    /// The series of which these are the parts, one after another; nil if there are none.
    fileprivate init?(joining parts: [MetricSeries]) {
        guard let first = parts.first else { return nil }
        guard parts.count > 1 else {
            self = first
            return
        }
        var (revisions, zones) = (first.revisions, first.zones)
        for part in parts.dropFirst() {
            for run in part.revisions.runs { revisions.append(run.value, count: run.range.count) }
            for run in part.zones.runs { zones.append(run.value, count: run.range.count) }
        }
        self.init(
            key: first.key, timing: first.timing, positions: parts.flatMap(\.positions),
            values: parts.flatMap(\.values), revisions: revisions, zones: zones)
    }
}
