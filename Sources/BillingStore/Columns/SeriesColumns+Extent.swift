package import BillingModel

extension SeriesColumns {
    /// For columns that obey the rules, of which the last revision is not stated.
    package init(
        timing: MetricSeries.Timing, positions: [Int64], values: [Double], revisions: RunLengths<Revision>,
        zones: RunLengths<ZoneID>, replaced: [Replaced], versioned: [VersionedWrite]
    ) {
        let newest = max(
            revisions.columns.values.max() ?? .zero, replaced.lazy.map(\.until).max() ?? .zero)
        self.init(
            timing: timing, positions: positions, values: values, revisions: revisions, zones: zones,
            replaced: replaced, versioned: versioned, newest: newest)
    }

    /// From the first to the last position of which anything is known; nil if nothing is.
    package var span: ClosedRange<Int64>? {
        let first = [positions.first, replaced.first?.position, versioned.first?.position].compactMap(\.self)
            .min()
        let last = [positions.last, replaced.last?.position, versioned.last?.position].compactMap(\.self)
            .max()
        guard let first, let last else { return nil }
        return first...last
    }

    /// Whether nothing is known at or after a position.
    package func knowsNothing(from position: Int64) -> Bool {
        positions.last.map { $0 < position } ?? true
            && replaced.last.map { $0.position < position } ?? true
            && versioned.last.map { $0.position < position } ?? true
    }

    /// The last revision that changed what is visible, by what is kept of it.
    package var newestKept: Revision {
        max(revisions.columns.values.max() ?? .zero, replaced.lazy.map(\.until).max() ?? .zero)
    }
}
