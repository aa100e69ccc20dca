import BillingModel
import BillingStore

/// Appended samples of some series, side by side: what most commits bring.
///
/// It is shared by all series that it touches, which know their places in it.
final class JournalBlock: Sendable {
    /// The numbers of the stored series.
    let numbers: [Int64]
    /// The place after the last sample of each of them.
    let ends: [Int]
    /// Strictly ascending within each series.
    let positions: [Int64]
    let values: [Double]
    /// The zone of all samples of each series; empty if none has one.
    let zones: [ZoneID?]

    /// The most series of a block, so that a series that is unlike all others costs few of them anything.
    static let limit = 64
    /// The samples from which on a block takes no other series.
    static let full = 4_096

    init(numbers: [Int64], ends: [Int], positions: [Int64], values: [Double], zones: [ZoneID?]) {
        self.numbers = numbers
        self.ends = ends
        self.positions = positions
        self.values = values
        self.zones = zones
    }

    func samples(of place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

    func zone(of place: Int) -> ZoneID? { zones.isEmpty ? nil : zones[place] }

    /// What the block holds of a series by itself.
    func changes(of place: Int) -> SampleChanges {
        let samples = samples(of: place)
        return SampleChanges(
            positions: Array(positions[samples]), values: Array(values[samples]), zone: zone(of: place))
    }
}

/// What one commit did to the stored series of one tenant.
struct JournalRow {
    /// The series that are like most, in the order in which they came.
    private(set) var blocks: [JournalBlock] = []
    /// All others.
    private(set) var parts: [JournalForm.Part] = []
    /// How many changes and versioned writes there are.
    private(set) var entries = 0
    private var draft = Draft()

    init(blocks: [JournalBlock] = [], parts: [JournalForm.Part] = []) {
        self.blocks = blocks
        self.parts = parts
        entries = blocks.reduce(0) { $0 + $1.positions.count } + parts.reduce(0) { $0 + $1.entries }
    }

    /// Takes what was done to one series, sparse if neighbouring positions lie far apart, as those of activity do.
    mutating func append(
        _ number: Int64, _ changes: SampleChanges, _ versions: [VersionedWrite], isSparse: Bool = false
    ) {
        entries += changes.count + versions.count
        // Values at positions, with one zone if any.
        let isPlain =
            versions.isEmpty && !isSparse && !changes.isEmpty && changes.retractions.isEmpty
            && changes.zones.columns.values.count <= 1
        if isPlain {
            draft.append(number, changes, to: &blocks)
        } else {
            parts.append(JournalForm.Part(number: number, changes: changes, versions: versions))
        }
    }

    /// Ends the row.
    mutating func finish() { draft.close(into: &blocks) }

    /// The numbers of all series that are touched.
    var numbers: [Int64] { blocks.flatMap(\.numbers) + parts.map(\.number) }

    /// A block on its way.
    private struct Draft {
        private var numbers: [Int64] = []
        private var ends: [Int] = []
        private var positions: [Int64] = []
        private var values: [Double] = []
        private var zones: [ZoneID?] = []
        private var hasZones = false

        mutating func append(_ number: Int64, _ changes: SampleChanges, to blocks: inout [JournalBlock]) {
            if numbers.isEmpty {
                let count = min(JournalBlock.full, JournalBlock.limit * changes.count)
                positions.reserveCapacity(count)
                values.reserveCapacity(count)
            }
            numbers.append(number)
            positions += changes.positions
            values += changes.values
            ends.append(positions.count)
            let zone = changes.zones.columns.values.first ?? nil
            if zone != nil, !hasZones {
                hasZones = true
                zones = Array(repeating: nil, count: numbers.count - 1)
            }
            if hasZones { zones.append(zone) }
            if numbers.count == JournalBlock.limit || positions.count >= JournalBlock.full {
                close(into: &blocks)
            }
        }

        mutating func close(into blocks: inout [JournalBlock]) {
            guard !numbers.isEmpty else { return }
            blocks.append(
                JournalBlock(
                    numbers: numbers, ends: ends, positions: positions, values: values, zones: zones))
            self = Draft()
        }
    }
}

extension JournalForm.Part {
    var entries: Int { changes.count + versions.count }
}
