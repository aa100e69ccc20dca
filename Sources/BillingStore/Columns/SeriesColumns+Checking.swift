import BillingModel

extension SeriesColumns {
    /// Whether the columns keep the rules that all else relies on.
    package var holdsTogether: Bool {
        let bounds =
            timing == .dates
            ? Int64(LocalDate.min.dayNumber)...Int64(LocalDate.max.dayNumber)
            : Instants.first...(Instants.end - 1)
        func isStated(_ zone: ZoneID?) -> Bool { (zone != nil) == (timing == .dates) }
        return values.count == positions.count && revisions.count == positions.count
            && zones.count == (timing == .dates ? positions.count : 0) && Self.ascends(positions, <)
            && [positions.first, positions.last].allSatisfy { $0.map(bounds.contains) ?? true }
            && values.allSatisfy(\.isFinite) && revisions.columns.values.allSatisfy { $0 <= newest }
            && Self.ascends(replaced, Replaced.isInOrder) && Self.ascends(versioned, VersionedWrite.isInOrder)
            && replaced.allSatisfy {
                $0.from < $0.until && $0.until <= newest && $0.value.isFinite && isStated($0.zone)
            }
            && (replaced.map(\.position) + versioned.map(\.position)).allSatisfy(bounds.contains)
            && versioned.allSatisfy { ($0.value?.isFinite ?? true) && isStated($0.zone) }
            && holdsOneSampleAtATime && showsHighestVersions
    }

    private static func ascends<Value>(_ values: [Value], _ isBefore: (Value, Value) -> Bool) -> Bool {
        zip(values, values.dropFirst()).allSatisfy(isBefore)
    }

    /// Whether no revision sees two samples at one position; the columns ascend.
    private var holdsOneSampleAtATime: Bool {
        var index = 0
        for (place, former) in replaced.enumerated() {
            if place + 1 < replaced.count, replaced[place + 1].position == former.position,
                replaced[place + 1].from < former.until
            {
                return false
            }
            while index < positions.count, positions[index] < former.position { index += 1 }
            if index < positions.count, positions[index] == former.position,
                revisions[index] < former.until
            {
                return false
            }
        }
        return true
    }

    /// Whether what is visible at a position with versions is what the highest of them says; the columns ascend.
    private var showsHighestVersions: Bool {
        var index = 0
        for (place, write) in versioned.enumerated() {
            if place + 1 < versioned.count, versioned[place + 1].position == write.position { continue }
            while index < positions.count, positions[index] < write.position { index += 1 }
            let isVisible = index < positions.count && positions[index] == write.position
            guard isVisible == (write.value != nil), !isVisible || values[index] == write.value else {
                return false
            }
        }
        return true
    }
}
