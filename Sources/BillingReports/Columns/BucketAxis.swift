import BillingModel
import BillingTime

/// The buckets of a screen as columns: each begins where the one before it ends.
///
/// The JSON form has the keys `start` (the first instant), `lengths` (in microseconds), `clipped` (left out if no bucket is)
/// and `dates`, which has `first`, `steps` (from the first date of one bucket to that of the next, in days) and `spans` (from
/// the first date of a bucket to its last). All but the first instant and date are in runs; without buckets only `lengths` is
/// there.
struct BucketAxis: Hashable {
    let buckets: [Bucket]

    init(_ buckets: [Bucket]) { self.buckets = buckets }
}

extension BucketAxis: Codable {
    private enum Key: String, CodingKey { case clipped, dates, lengths, start }

    private struct Dates: Codable {
        let first: LocalDate
        let spans: ValueRuns<Int>
        let steps: ValueRuns<Int>
    }

    /// Reads the buckets, and checks that they are some in a row within the calendar.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let runs = try values.decode(ValueRuns<Int64>.self, forKey: .lengths)
        let count = runs.count
        guard count <= BucketGrid.defaultLimit else {
            throw BillingError(
                .limitExceeded, rule: "a graph has at most \(BucketGrid.defaultLimit) buckets",
                detail: "\(count) buckets")
        }
        guard count > 0 else {
            buckets = []
            return
        }
        let lengths = try runs.values(count)
        let dates = try values.decode(Dates.self, forKey: .dates)
        let steps = try dates.steps.values(count - 1)
        let spans = try dates.spans.values(count)
        let clipped = try values.decodeIfPresent(ValueRuns<[ClippedSide]>.self, forKey: .clipped)?.values(
            count)
        var start = try Instants.microseconds(try values.decode(String.self, forKey: .start))
        var first = dates.first
        var buckets: [Bucket] = []
        buckets.reserveCapacity(count)
        for place in 0..<count {
            if place > 0 { first = try first.adding(days: steps[place - 1]) }
            // A length is at most the calendar's, so that no sum overflows.
            let end = start + min(max(lengths[place], 0), Instants.end - Instants.first)
            guard start < end, end <= Instants.end, spans[place] >= 0 else {
                throw BillingError(
                    .malformed, rule: "buckets follow each other, none empty, within the calendar")
            }
            buckets.append(
                Bucket(
                    start: start, end: end, firstDate: first, lastDate: try first.adding(days: spans[place]),
                    clippedStart: clipped?[place].contains(.start) ?? false,
                    clippedEnd: clipped?[place].contains(.end) ?? false))
            start = end
        }
        self.buckets = buckets
    }

    /// Writes the columns.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a bucket does not begin where the one before it ends.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        let neighbours = zip(buckets, buckets.dropFirst())
        guard neighbours.allSatisfy({ $0.endMicroseconds == $1.startMicroseconds }) else {
            throw BillingError(.invalidValue, rule: "a bucket begins where the one before it ends")
        }
        let lengths = ValueRuns(buckets.lazy.map { $0.endMicroseconds - $0.startMicroseconds })
        if let first = buckets.first {
            if buckets.contains(where: \.isClipped) {
                let sides = buckets.lazy.map { ClippedSide.list(start: $0.clippedStart, end: $0.clippedEnd) }
                try values.encode(ValueRuns(sides), forKey: .clipped)
            }
            let dates = Dates(
                first: first.firstDate,
                spans: ValueRuns(buckets.lazy.map { $0.firstDate.days(to: $0.lastDate) }),
                steps: ValueRuns(neighbours.lazy.map { $0.firstDate.days(to: $1.firstDate) }))
            try values.encode(dates, forKey: .dates)
        }
        try values.encode(lengths, forKey: .lengths)
        if let first = buckets.first {
            try values.encode(Instants.text(first.startMicroseconds), forKey: .start)
        }
    }
}
