import BillingModel
import BillingTime

/// The clock on which a row reads its dates and times: that of a zone, or of the zones of a tenant, each in its time.
struct RowClock {
    private let spans: [(zone: Zone, range: Range<Int64>)]

    /// The clock of one zone.
    init(_ zone: Zone) { spans = [(zone, Instants.first..<Instants.end)] }

    /// The clock of a history of zones.
    init(_ history: ZoneHistory, _ database: ZoneDatabase) throws(BillingError) {
        var spans: [(zone: Zone, range: Range<Int64>)] = []
        var (zone, start) = (history.first, Instants.first)
        for change in history.changes {
            let from = try Instants.microseconds(change.from)
            spans.append((try database.zone(zone), start..<max(start, from)))
            (zone, start) = (change.zone, from)
        }
        spans.append((try database.zone(zone), start..<Instants.end))
        self.spans = spans
    }

    /// The first instant at which the clock has a reading, in microseconds since 1970 as if it were UTC.
    func instant(ofReading reading: Int64) throws(BillingError) -> Int64 {
        for (zone, range) in spans {
            let offsets = Set([-Instants.perDay, 0, Instants.perDay].map { zone.offset(at: reading + $0) })
            let instants = offsets.map { reading - Int64($0) * Instants.perSecond }
                .filter { range.contains($0) && zone.clock(at: $0) == reading }
            if let instant = instants.min() { return instant }
        }
        throw BillingError(
            .invalidValue, rule: "a time of day is one that the clock of its zone shows",
            detail: "\(Instants.text(reading).dropLast()) in \(names)")
    }

    /// The first instant of a date.
    func start(of date: LocalDate) throws(BillingError) -> Int64 {
        let day = Int(date.dayNumber)
        for (zone, range) in spans {
            let start = max(zone.startOfDay(day), range.lowerBound)
            if start < zone.startOfDay(day + 1), range.contains(start) { return start }
        }
        throw BillingError(
            .invalidValue, rule: "a date is one that the clock of its zone shows",
            detail: "\(date) in \(names)")
    }

    private var names: String { spans.map { "\($0.zone.id)" }.joined(separator: ", ") }
}
