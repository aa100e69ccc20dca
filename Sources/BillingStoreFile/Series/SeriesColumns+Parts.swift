import BillingModel
package import BillingStore

extension SeriesColumns {
    /// The entries that are no visible samples.
    var historyCount: Int { replaced.count + versioned.count }

    /// Cuts at positions, which ascend; each begins a part.
    func cut(at bounds: [Int64]) -> [SeriesColumns] {
        var parts: [SeriesColumns] = []
        var (sample, former, write) = (0, 0, 0)
        for bound in bounds {
            let end = positions.lowerBound { $0 < bound }
            let formerEnd = replaced.lowerBound { $0.position < bound }
            let writeEnd = versioned.lowerBound { $0.position < bound }
            parts.append(part(sample..<end, former..<formerEnd, write..<writeEnd))
            (sample, former, write) = (end, formerEnd, writeEnd)
        }
        if parts.isEmpty { return [self] }
        parts.append(
            part(sample..<positions.count, former..<replaced.count, write..<versioned.count))
        return parts
    }

    private func part(_ samples: Range<Int>, _ formers: Range<Int>, _ writes: Range<Int>) -> SeriesColumns {
        SeriesColumns(
            timing: timing, positions: Array(positions[samples]), values: Array(values[samples]),
            revisions: revisions.slice(samples), zones: zones.isEmpty ? zones : zones.slice(samples),
            replaced: Array(replaced[formers]), versioned: Array(versioned[writes]), newest: newest)
    }

    /// This part of a series with a later one behind it.
    package func followed(by later: SeriesColumns) -> SeriesColumns {
        SeriesColumns(
            timing: timing, positions: positions + later.positions, values: values + later.values,
            revisions: revisions.followed(by: later.revisions), zones: zones.followed(by: later.zones),
            replaced: replaced + later.replaced, versioned: versioned + later.versioned,
            newest: max(newest, later.newest))
    }

    /// Cuts into parts, each with at most so many samples, and so much history unless it all stands at one position.
    func pieces(_ bounds: PackingLimits) -> [SeriesColumns] {
        let count = max(1, (positions.count + bounds.chunk - 1) / bounds.chunk)
        let cuts = (1..<count).map { positions[positions.count * $0 / count] }
        return cut(at: cuts).flatMap { $0.halved(bounds.history) }
    }

    private func halved(_ limit: Int) -> [SeriesColumns] {
        guard historyCount > limit, let span, span.lowerBound < span.upperBound else { return [self] }
        let places = replaced.count > versioned.count ? replaced.map(\.position) : versioned.map(\.position)
        var bound = places[places.count / 2]
        if bound == span.lowerBound {
            // All of the first half stands at the first position.
            let next = [
                positions.first { $0 > bound }, replaced.first { $0.position > bound }?.position,
                versioned.first { $0.position > bound }?.position,
            ].compactMap(\.self).min()
            bound = next ?? span.upperBound
        }
        return cut(at: [bound]).flatMap { $0.halved(limit) }
    }
}

extension RunLengths {
    func followed(by later: RunLengths) -> RunLengths {
        // Run by run, in code that is made for the type of value.
        var whole = self
        let (values, ends) = later.columns
        var start = 0
        for index in values.indices {
            whole.append(values[index], count: ends[index] - start)
            start = ends[index]
        }
        return whole
    }
}
