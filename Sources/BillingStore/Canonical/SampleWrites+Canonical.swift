import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// The samples of a set as few bytes: a digest costs more than the rest of a commit if it reads a key for each sample, and
// eight bytes of each number.

extension SampleWrites {
    /// Writes a form that is the same for the same samples in the same order, and for no others.
    func write(to form: inout CanonicalBytes) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + series.count * 32 + runs.count * 4 + positions.count * 8)
        writeSeries(to: &bytes)
        bytes.appendVarint(runs.count)
        var start = 0
        for run in runs {
            bytes.appendVarint(
                run.series << 2 | (run.timing == .dates ? 2 : 0) | (run.details == nil ? 0 : 1))
            bytes.appendVarint(run.end - start)
            start = run.end
        }
        bytes.append(distances: positions.count) { positions[$0] }
        // Turned around: doubles of few digits end in zeros, and so they become small numbers.
        bytes.append(packed: values.count) { (values[$0] + 0.0).bitPattern.byteSwapped }
        form.add(bytes: bytes)
        form.add(details) { form, detail in
            form.add(detail.isRetraction)
            form.add(detail.version) { $0.add($1) }
            form.add(detail.zone) { $0.add($1.name) }
            form.add(detail.impossible) { $0.add($1) }
        }
    }

    /// Each series with what differs from the one before.
    private func writeSeries(to bytes: inout [UInt8]) {
        bytes.appendVarint(series.count)
        var last: SeriesKey?
        for key in series {
            let (isOfSame, isSame) = (key.tenant == last?.tenant, key.metric == last?.metric)
            bytes.append((isOfSame ? 1 : 0) | (isSame ? 2 : 0))
            if !isOfSame { bytes.append(short: key.tenant.text) }
            if !isSame { bytes.append(short: key.metric.text) }
            bytes.appendVarint(key.labels.pairs.count)
            for pair in key.labels.pairs {
                bytes.append(short: pair.name.text)
                bytes.append(short: pair.value.text)
            }
            last = key
        }
    }
}
