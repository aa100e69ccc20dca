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
        // Distances to the position before, near to 0 for either sign.
        bytes.append(packed: positions.count) { index in
            let distance = positions[index] &- (index == 0 ? 0 : positions[index &- 1])
            return UInt64(bitPattern: distance &<< 1 ^ distance &>> 63)
        }
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

extension [UInt8] {
    /// Seven bits a byte, the lowest first; the highest bit of a byte says that another one follows.
    fileprivate mutating func appendVarint(_ number: Int) {
        var rest = UInt(bitPattern: number)
        while rest > 0x7F {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// A text of at most 255 bytes, after their count.
    fileprivate mutating func append(short text: String) {
        append(UInt8(truncatingIfNeeded: text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// Numbers in blocks of 64, each in as many bytes as the greatest of its block needs.
    @inline(__always)
    fileprivate mutating func append(packed count: Int, _ number: (Int) -> UInt64) {
        withUnsafeTemporaryAllocation(byteCount: 64 * 8 + 8, alignment: 8) { block in
            for start in stride(from: 0, to: count, by: 64) {
                let end = Swift.min(start + 64, count)
                var all: UInt64 = 0
                for index in start..<end { all |= number(index) }
                let width = 8 - all.leadingZeroBitCount / 8
                append(UInt8(truncatingIfNeeded: width))
                var place = 0
                for index in start..<end {
                    // The bytes beyond its width are those of the next number.
                    block.storeBytes(of: number(index).littleEndian, toByteOffset: place, as: UInt64.self)
                    place += width
                }
                append(contentsOf: block[..<place])
            }
        }
    }
}
