import BillingModel
import BillingReports
import BillingTime

/// The places of a specification on its time axis: the buckets, and the parts of those that cross a reset.
///
/// Vega-Lite knows UTC and the zone of who looks, and no other. So the axis is one of UTC on which a place stands where the clock of
/// the tenant's zone reads its first instant, and everybody sees the dates of the tenant.
struct VegaTimes {
    /// A place: its key, where it begins and ends on the axis in milliseconds, and what it is called.
    struct Row: VegaRow {
        let b: Int
        let end: Int64
        let name: String
        var state: String?
        let time: Int64
        /// How far the bucket can be relied on, of actions.
        var trust: Int?

        func write(to row: inout VegaText) {
            row.member("b", b)
            row.member("end", end)
            row.member("name", name)
            row.member("state", state)
            row.member("time", time)
            row.member("trust", trust)
        }
    }

    private let buckets: [Bucket]
    private let width: BucketWidth
    /// The clock of buckets below a day.
    private let zone: Zone?
    private(set) var rows: [Row] = []
    private var parts: [[Int]: Int] = [:]

    private static let perDay: Int64 = 86_400_000

    /// - Throws: `BillingError` if buckets are narrower than a day and the system does not know the zones.
    init(_ buckets: [Bucket], width: BucketWidth, zones: ZoneHistory) throws(BillingError) {
        self.buckets = buckets
        self.width = width
        zone = width.isDayOrWider || buckets.isEmpty ? nil : try ZoneDatabase.system.zone(zones)
        for (place, bucket) in buckets.enumerated() {
            let time = Self.time(of: bucket, zone)
            rows.append(
                Row(
                    b: place, end: Self.end(of: bucket, time, zone), name: Self.name(of: bucket, width, zone),
                    time: time))
        }
    }

    /// The place of a part of a bucket: the first begins with it, each further one with a month.
    mutating func part(_ number: Int, of bucket: Int) -> Int {
        guard number > 0, buckets.indices.contains(bucket), rows.indices.contains(bucket) else {
            return bucket
        }
        if let place = parts[[bucket, number]] { return place }
        let (first, last) = (buckets[bucket].firstDate, buckets[bucket].lastDate)
        guard let start = try? first.firstOfMonth.adding(months: number) else { return bucket }
        let whole = rows[bucket]
        let time = min(max(Int64(start.dayNumber) * Self.perDay, whole.time), whole.end)
        let place = rows.count
        rows.append(
            Row(b: place, end: whole.end, name: ScreenText.dates(min(start, last), last), time: time))
        parts[[bucket, number]] = place
        return place
    }

    /// Where an instant stands: that of a bucket from the day on, else its own; what began before the axis stands at its start.
    func time(of microseconds: Int64, in bucket: Int) -> Int64? {
        guard rows.indices.contains(bucket) else { return nil }
        return max(
            zone.map { Self.milliseconds($0.clock(at: microseconds)) } ?? rows[bucket].time, rows[0].time)
    }

    /// Where something stands that ends at an instant, no farther than the end of the last bucket in which it lasts.
    func end(of microseconds: Int64, in bucket: Int) -> Int64? {
        guard buckets.indices.contains(bucket) else { return nil }
        return min(zone.map { Self.milliseconds($0.clock(at: microseconds)) } ?? .max, rows[bucket].end)
    }

    /// Says how far a bucket can be relied on.
    mutating func set(_ state: PointState, of bucket: Int) {
        rows[bucket].state = state.text
        rows[bucket].trust = state.certainty.rawValue
    }

    private static func milliseconds(_ microseconds: Int64) -> Int64 { floorDivide(microseconds, 1_000) }

    private static func time(of bucket: Bucket, _ zone: Zone?) -> Int64 {
        zone.map { milliseconds($0.clock(at: bucket.startMicroseconds)) }
            ?? Int64(bucket.firstDate.dayNumber) * perDay
    }

    /// The reading at the end, but no more than has elapsed: where the clock is put forward there is a gap, and where it is put back
    /// two buckets stand at one place.
    private static func end(of bucket: Bucket, _ time: Int64, _ zone: Zone?) -> Int64 {
        guard let zone else {
            return (Int64(max(bucket.firstDate, bucket.lastDate).dayNumber) + 1) * perDay
        }
        let elapsed = time + (bucket.endMicroseconds - bucket.startMicroseconds) / 1_000
        let reading = milliseconds(zone.clock(at: bucket.endMicroseconds))
        return reading > time ? min(reading, elapsed) : elapsed
    }

    private static func name(of bucket: Bucket, _ width: BucketWidth, _ zone: Zone?) -> String {
        if let zone { return ScreenText.clock(zone.text(of: bucket.startMicroseconds)) }
        return ScreenText.dates(bucket.firstDate, bucket.lastDate)
    }
}

extension VegaTimes {
    /// The channel of the time axis.
    ///
    /// Nothing is between two dates of daily figures, so that few days have a tick each and none between.
    var channel: VegaValue { channel(of: "time") }

    /// The same, of a field that has its times in milliseconds.
    func channel(of field: String) -> VegaValue {
        var axis: [String: VegaValue] = ["labelOverlap": true, "title": .null]
        if width == .day, buckets.count <= 10 {
            axis["tickCount"] = ["interval": "day", "step": 1]
        } else if width.isMonth, buckets.count <= 15 {
            axis["tickCount"] = ["interval": "month", "step": 1]
        }
        return [
            "axis": .object(axis), "field": .text(field), "scale": ["nice": false, "type": "utc"],
            "title": "Time", "type": "temporal",
        ]
    }

    /// The data set of ``frame``: the whole axis as one place.
    var frameRows: VegaValue {
        guard let ends else { return [] }
        return [["end": .number(Double(ends.end)), "time": .number(Double(ends.start))]]
    }

    /// Where the axis begins and ends; nil without a bucket.
    var ends: (start: Int64, end: Int64)? {
        guard let first = rows.first, let last = buckets.indices.last else { return nil }
        return (first.time, rows[last].end)
    }

    /// A layer that nobody sees, for which the axis goes from the first bucket to the last.
    ///
    /// A scale takes its bounds from data alone: bounds of its own would become dates by an expression, which the interpreter of a page
    /// without `eval` reads otherwise.
    var frame: VegaValue {
        [
            "data": ["name": "frame"], "encoding": ["x": channel, "x2": ["field": "end"]],
            "mark": ["aria": false, "opacity": 0, "type": "rect"],
        ]
    }
}
