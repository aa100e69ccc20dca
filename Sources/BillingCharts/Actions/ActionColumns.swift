import BillingModel
import BillingReports
import BillingTime

/// What is drawn of a screen of actions: how many of which kind ran in each bucket.
struct ActionColumns: NamedBuckets {
    /// How many kinds have a colour of their own.
    static let most = 8

    let naming: BucketNaming
    let dates: [LocalDate]
    let lastDates: [LocalDate]
    let minutes: [Int]
    /// What ran in each bucket; nil if nothing is known.
    let totals: [Int?]
    let states: [PointState]
    /// Whether a bucket has not begun.
    let isAhead: [Bool]
    /// The kinds from the base of a bar up: those of one category are neighbours.
    let kinds: [Kind]
    /// What is expected of a bucket in progress.
    let outlook: ActionOutlook?

    /// Actions of one colour: of one category and type, or of all that have no colour of their own.
    struct Kind {
        /// The class of the colour: `s1` to `s8`, `s0` for others.
        let style: String
        let name: String
        /// What ran in the whole range.
        let executed: Int
        /// The part of all executions; nil if there are none.
        let share: Double?
        /// The category and type, or each of the others.
        let members: [Member]
    }

    struct Member {
        let name: String
        /// Executions per bucket; nil where nothing is known.
        let executed: [Int?]
    }

    var count: Int { dates.count }

    init(_ screen: ConsumptionActions) {
        let buckets = screen.buckets.map(\.bucket)
        let naming = BucketNaming(screen.width)
        self.naming = naming
        dates = buckets.map(\.firstDate)
        lastDates = buckets.map { max($0.firstDate, $0.lastDate) }
        minutes = screen.buckets.map { naming == .instant ? Self.minutes(of: $0.local) : 0 }
        totals = screen.buckets.map(\.executed)
        states = screen.buckets.map { PointState($0.completeness, isWhole: true) }
        isAhead = screen.buckets.map { $0.completeness.phase == .future }
        kinds = Self.kinds(of: screen)
        outlook = ActionOutlook(screen)
    }

    /// What some actions are called in a picture: at most 40 columns, so that no name hides the rest.
    static func name(of row: ConsumptionActions.Row) -> String {
        DisplayText("\(row.category) \(row.type)").cut(to: 40).text
    }

    /// Those that ran most, in the order of the screen, and the others together.
    private static func kinds(of screen: ConsumptionActions) -> [Kind] {
        let rows = screen.rows.enumerated().filter { $1.total.executed ?? 0 > 0 }
        let largest = rows.sorted { left, right in
            let (one, other) = (left.element.total.executed ?? 0, right.element.total.executed ?? 0)
            return one == other ? left.offset < right.offset : one > other
        }
        let own = Set(largest.prefix(most).map(\.offset))
        var kinds: [Kind] = []
        for (place, row) in rows where own.contains(place) {
            kinds.append(
                Kind(
                    style: "s\(kinds.count + 1)", name: name(of: row), executed: row.total.executed ?? 0,
                    share: row.total.share, members: [Member(name: name(of: row), executed: row.executed)]))
        }
        let others = rows.filter { !own.contains($0.offset) }.map(\.element)
        guard !others.isEmpty else { return kinds }
        // Parts of a total that fits 64 bits.
        let sum = others.reduce(Int128(0)) { $0 + Int128($1.total.executed ?? 0) }
        kinds.append(
            Kind(
                style: "s0", name: others.count == 1 ? "1 other" : "\(others.count) others",
                executed: Int(clamping: sum),
                share: others.reduce(0) { $0 + ($1.total.share ?? 0) },
                members: others.map { Member(name: name(of: $0), executed: $0.executed) }))
        return kinds
    }

    /// The minutes of a reading of the clock such as `2013-08-01T09:30:00-04:00`.
    private static func minutes(of local: String) -> Int {
        let parts = local.drop { $0 != "T" }.dropFirst().split(separator: ":", maxSplits: 2)
        guard parts.count > 1, let hours = Int(parts[0]), let minutes = Int(parts[1]),
            (0..<24).contains(hours), (0..<60).contains(minutes)
        else { return 0 }
        return hours * 60 + minutes
    }
}

extension ActionColumns.Kind {
    /// How many ran in a bucket, as a length.
    func count(at place: Int) -> Double {
        members.reduce(0) { $0 + Double(max(0, ($1.executed[place] ?? 0))) }
    }

    /// What ran in a bucket, each count once: `alert send-sms: 12`; nil if nothing did.
    func text(at place: Int) -> String? {
        let counts = members.compactMap { member -> String? in
            guard let count = member.executed[place], count != 0 else { return nil }
            return "\(member.name): \(NumberText.whole(count))"
        }
        return counts.isEmpty ? nil : counts.joined(separator: ", ")
    }
}
