import BillingModel
import BillingStore
import BillingTime

extension Session {
    func series(_ request: SeriesRequest) throws -> SeriesPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        let place = opened.flatMap { SeriesPlace($0) }
        if opened != nil, place == nil { throw PageCursor.invalid }
        let instants = try Instants.microseconds(request.instants)
        let dates =
            request.dates.map { Int64($0.lowerBound.dayNumber)..<(Int64($0.upperBound.dayNumber) + 1) }
            ?? .min ..< .max
        let metrics = request.metrics.map { Set($0).sorted() }
        var page = SeriesPage(series: [], next: nil, revision: revision)
        var room = request.limit
        for (tenant, number) in try tenants(request.tenants, at: revision) {
            if let place, tenant < place.key.tenant { continue }
            try of(tenant) { try checkRoot(tenant, number) }
            for (name, lane) in try of(tenant, { try lanes(of: metrics, number, at: revision) }) {
                let key = SeriesKey(tenant: tenant, metric: name.metric, labels: name.labels)
                if let place, key < place.key { continue }
                let begun = place.flatMap { $0.key == key ? $0.position : nil }
                let range = lane.timing == .dates ? dates : instants
                let start = max(begun ?? range.lowerBound, range.lowerBound)
                let window = SeriesColumns.Window(
                    range: start..<max(start, range.upperBound),
                    includesPrevious: request.includesPrevious && begun == nil, revision: revision,
                    limit: room)
                let (series, next) = try of(tenant) { try lanes.read(window, lane, number, as: key) }
                if let series {
                    page.series.append(series)
                    room -= series.count
                }
                if let next {
                    let place = SeriesPlace(key: key, position: series == nil ? nil : next)
                    page.next = PageCursor.cursor(for: request.form, revision: revision, place: place.form)
                    return page
                }
            }
        }
        return page
    }

    /// The lanes of some metrics in order, as recorded or as derived from actions; all recorded ones if nil.
    func lanes(
        of metrics: [MetricID]?, _ tenant: Int64, at revision: Revision
    ) throws -> [(name: SeriesName, lane: Lane)] {
        let known = try lanes.all(tenant)
        guard let metrics else { return known.samples }
        var result: [(SeriesName, Lane)] = []
        for id in metrics {
            switch try metric(id, tenant, at: revision)?.source {
            case .actions(let measure):
                for (name, lane) in known.measures where name.measure == measure {
                    result.append((SeriesName(metric: id, labels: name.labels), lane))
                }
            case .recorded:
                let start = known.samples.lowerBound { $0.name.metric < id }
                result += known.samples[start...].prefix { $0.name.metric == id }
            case .activity, nil: break
            }
        }
        return result
    }

    func presence(_ request: PresenceRequest) throws -> PresencePage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        var place: (tenant: TenantID, position: Int64)?
        if var reader = opened {
            guard let tenant = reader.id(of: Tenant.self), let position = reader.number(), reader.isAtEnd
            else {
                throw PageCursor.invalid
            }
            place = (tenant, position)
        }
        let range = Self.positions(of: try Instants.microseconds(request.range))
        var page = PresencePage(blocks: [], next: nil, revision: revision)
        var room = request.limit
        for (tenant, number) in try tenants(request.tenants, at: revision) {
            if let place, tenant < place.tenant { continue }
            try of(tenant) { try checkRoot(tenant, number) }
            guard let lane = try of(tenant, { try lanes.lane(.presence(request.kind), number) }) else {
                continue
            }
            var start = range.lowerBound
            if let place, place.tenant == tenant { start = max(start, place.position) }
            let window = SeriesColumns.Window(
                range: start..<max(start, range.upperBound), includesPrevious: false, revision: revision,
                limit: room)
            let (positions, next) = try of(tenant) { try lanes.positions(window, lane, number) }
            if !positions.isEmpty {
                let rows = positions.map { ActivityRow(position: $0) }
                page.blocks.append(
                    PresenceBlock(
                        tenant: tenant, subjects: try subjects(request.kind, number, at: revision),
                        presence: try Presence(
                            quarterHours: rows.map(\.quarterHour), subjects: rows.map(\.number))))
                room -= positions.count
            }
            if let next {
                var form = CanonicalBytes()
                form.add(tenant)
                form.add(next)
                page.next = PageCursor.cursor(for: request.form, revision: revision, place: form)
                return page
            }
        }
        return page
    }

    /// The positions of the quarter hours that a range touches.
    static func positions(of range: Range<Int64>) -> Range<Int64> {
        if range == .min ..< .max { return range }
        guard !range.isEmpty else { return 0..<0 }
        let start = Int32(clamping: floorDivide(range.lowerBound, QuarterHour.length))
        let end = Int32(clamping: floorDivide(range.upperBound - 1, QuarterHour.length) + 1)
        return (Int64(start) << 32)..<(Int64(end) << 32)
    }

    /// The subjects that a revision knows, by number.
    private func subjects(_ kind: SubjectKind, _ tenant: Int64, at revision: Revision) throws -> [SubjectID] {
        try checks.check(Tables.subject, tenant, connection)
        var subjects: [SubjectID] = []
        try Tables.subject.scan(
            "WHERE tenant = ? AND kind = ? AND revision <= ? ORDER BY number",
            [.integer(tenant), .id(kind), .revision(revision)], connection
        ) { values in
            var fields = Fields(values, of: Tables.subject, connection)
            fields.skip()
            fields.skip()
            guard try fields.integer() == Int64(subjects.count) else {
                throw fields.damage("a subject before it is missing")
            }
            subjects.append(try fields.id(of: SubjectName.self))
            return true
        }
        return subjects
    }
}
