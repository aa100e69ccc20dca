import BillingModel

/// The zone of each date that usage rows state, in columns: files of years state millions of them.
struct StatedZones {
    /// In ascending order.
    private(set) var dates: [LocalDate] = []
    /// The place of the zone of each date among those that came up.
    private var places: [UInt32] = []
    /// The version of the row that stated it; the least for a row without.
    private var versions: [Int64] = []
    private var zones: [ZoneID] = []

    /// The zone of a date, by its place.
    func zone(at place: Int) -> ZoneID { zones[Int(places[place])] }

    /// Takes what a row states; of several rows of one date that of the highest version counts, of those with equal ones the
    /// last.
    ///
    /// - Complexity: O(1) for dates in order.
    mutating func state(_ zone: ZoneID, on date: LocalDate, version: Int64?) {
        let version = version ?? .min
        let isNext = dates.last.map { $0 < date } ?? true
        let index = isNext ? dates.count : dates.lowerBound { $0 < date }
        if index == dates.count || dates[index] != date {
            dates.insert(date, at: index)
            places.insert(place(of: zone), at: index)
            versions.insert(version, at: index)
        } else if versions[index] <= version {
            places[index] = place(of: zone)
            versions[index] = version
        }
    }

    private mutating func place(of zone: ZoneID) -> UInt32 {
        // A tenant has few, and stays in one.
        if let place = zones.lastIndex(of: zone) { return UInt32(truncatingIfNeeded: place) }
        zones.append(zone)
        return UInt32(truncatingIfNeeded: zones.count - 1)
    }
}
