/// On which days a series was unusual.
public struct UnusualDays: Equatable, Sendable {
    /// For each day, oldest first, whether the value was unusual; none where it was not judged.
    public var days: [Bool?]

    /// Days as given.
    public init(_ days: [Bool?]) { self.days = days }

    /// The days of a scan of a daily series.
    public init(_ scan: AnomalyScan) { days = scan.verdicts.map { $0?.isUnusual } }

    /// Whether a judged day near `day` was unusual, at most `reach` days apart; none where none was judged.
    func isUnusual(near day: Int, reach: Int) -> Bool? {
        guard day > -reach, day < days.count + reach else { return nil }
        let near = days[max(day - reach, 0)..<min(day + reach + 1, days.count)].compactMap { $0 }
        return near.isEmpty ? nil : near.contains(true)
    }
}
