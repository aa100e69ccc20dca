import BillingModel
import BillingStore

/// Puts the lines of a series and of the activity of a kind together again.
struct ArchiveAssembling {
    /// The series that is being read.
    private var series: (name: SeriesName, timing: MetricSeries.Timing)?
    private var positions: [Int64] = []
    private var values: [Double] = []
    private var revisions = RunLengths<Revision>()
    private var zones = RunLengths<ZoneID>()
    private var replaced: [SeriesColumns.Replaced] = []
    private var versioned: [VersionedWrite] = []
    /// The kind of subject that is being read.
    private var kind: SubjectKind?
    private var subjects: [StateRecord.NumberedSubject] = []
    private var rows: [ActivityRow] = []

    /// Takes a line that is neither the first nor the last.
    mutating func take(_ line: ArchiveLine, into assembly: inout StateAssembly) throws(BillingError) {
        switch line {
        case .archive, .end: throw Self.misplaced
        case .samples(let block):
            try add(block)
            return
        case .replaced(let block):
            guard series != nil, block.count <= ArchiveLine.block else { throw Self.misplaced }
            replaced += block
            return
        case .versions(let block):
            guard series != nil, block.count <= ArchiveLine.block else { throw Self.misplaced }
            versioned += block
            return
        case .subjects(let block):
            if block.kind != kind || !rows.isEmpty {
                try flush(into: &assembly)
                kind = block.kind
            }
            guard block.list.count <= ArchiveLine.block else { throw Self.misplaced }
            subjects += block.list.map { .init(id: $0.id, from: $0.from, isErased: $0.erased) }
            return
        case .activity(let block):
            try add(block)
            return
        default: break
        }
        try flush(into: &assembly)
        switch line {
        case .commit(let form): try assembly.take(.commit(form.value, digest: form.digest))
        case .tenant(let form): try assembly.take(.tenant(form.value, from: form.from))
        case .metric(let form): try assembly.take(.metric(form.value, from: form.from))
        case .series(let form):
            series = (SeriesName(metric: form.metric, labels: form.labels), form.timing)
        case .action(let form): try assembly.take(.action(form.value, from: form.from, until: form.until))
        case .coverage(let form): try assembly.take(.coverage(form.value, from: form.from))
        case .invoice(let form): try assembly.take(.invoice(form.value, from: form.from))
        case .entry(let form): try assembly.take(.entry(form.value, from: form.from))
        case .floor(let floor): try assembly.take(.floor(floor))
        case .plan(let form): try assembly.take(.plan(form.value, from: form.from))
        case .budget(let form): try assembly.take(.budget(form.value, from: form.from))
        case .archive, .end, .samples, .replaced, .versions, .subjects, .activity: break
        }
    }

    /// Hands over what is complete once another kind of line comes.
    mutating func flush(into assembly: inout StateAssembly) throws(BillingError) {
        if let (name, timing) = series {
            try assembly.take(
                .series(
                    name,
                    SeriesColumns(
                        timing: timing, positions: positions, values: values, revisions: revisions,
                        zones: zones, replaced: replaced, versioned: versioned)))
            (positions, values, revisions, zones) = ([], [], RunLengths(), RunLengths())
            (series, replaced, versioned) = (nil, [], [])
        }
        if let kind {
            try assembly.take(.subjects(kind, subjects))
            try assembly.take(.activity(kind, rows, revisions))
            (self.kind, subjects, rows, revisions) = (nil, [], [], RunLengths())
        }
    }

    private static let misplaced = BillingError(
        .malformed, rule: "a line of an archive stands where its kind belongs, and holds at most 4,096 rows")

    private mutating func add(_ block: ArchiveLine.SampleColumns) throws(BillingError) {
        let count = block.positions.count
        guard let series, count <= ArchiveLine.block, block.values.count == count,
            (block.zones == nil) == (series.timing == .instants), replaced.isEmpty, versioned.isEmpty
        else { throw Self.misplaced }
        positions += block.positions
        // There is one zero.
        values += block.values.map { $0 + 0.0 }
        try Self.append(block.revisions, count, to: &revisions)
        if let runs = block.zones { try Self.append(runs, count, to: &zones) }
    }

    private mutating func add(_ block: ArchiveLine.ActivityBlock) throws(BillingError) {
        let count = block.quarters.count
        guard block.kind == kind, count <= ArchiveLine.block, block.numbers.count == count else {
            throw Self.misplaced
        }
        for (quarter, number) in zip(block.quarters, block.numbers) {
            rows.append(ActivityRow(quarterHour: quarter, number: number))
        }
        try Self.append(block.revisions, count, to: &revisions)
    }

    /// Adds runs that are together as long as their block.
    private static func append<Value>(
        _ runs: [ArchiveLine.Run<Value>], _ count: Int, to column: inout RunLengths<Value>
    ) throws(BillingError) {
        var rest = count
        for run in runs {
            guard (1...ArchiveLine.block).contains(run.count), run.count <= rest else { throw misplaced }
            rest -= run.count
            column.append(run.value, count: run.count)
        }
        guard rest == 0 else { throw misplaced }
    }
}
