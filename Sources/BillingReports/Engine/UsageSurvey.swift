package import BillingModel
package import BillingStore
package import BillingTime

/// The metrics of many tenants, read together and filled tenant by tenant.
///
/// Each tenant has buckets of its own, because its clock has. States are asked for at all the instants at which any of
/// these buckets touch, and merged into those of each tenant; samples are read once and cut for each. Distinct counts
/// of activity cannot be merged, so they are asked for once for each different plan: once a clock. What is asked of the
/// backend thus does not grow with the number of tenants, the pages of its answers apart.
package struct UsageSurvey: Sendable {
    /// One tenant and its buckets.
    package struct Member: Sendable {
        package let engine: UsageEngine
        package let plan: BucketPlan

        package init(_ engine: UsageEngine, on plan: BucketPlan) {
            self.engine = engine
            self.plan = plan
        }
    }

    let context: ScreenContext
    let members: [Member]
    /// A selection of all the members.
    private let everyone: TenantSelection
    private let places: [TenantID: Int]

    /// Takes members, no two of one tenant, and a selection that names all of them and nobody else.
    package init(_ context: ScreenContext, _ members: [Member], everyone: TenantSelection) {
        self.context = context
        self.members = members
        self.everyone = everyone
        places = Dictionary(members.enumerated().map { ($1.engine.tenant.id, $0) }) { first, _ in first }
    }

    /// The same metrics of each member on its buckets; see ``columns(of:)``.
    package func columns(_ asked: [Metric]) async throws -> [[MetricColumns]] {
        try await columns(of: Array(repeating: asked, count: members.count))
    }

    /// The metrics of each member on its buckets, in the order asked for; each has at least one series.
    ///
    /// - Throws: `BillingError` with code `unsupported` if a bucket is narrower than the cadence of a metric; else
    ///   what the reader throws.
    package func columns(of asked: [[Metric]]) async throws -> [[MetricColumns]] {
        var found: [[MetricID: [SeriesColumn]]] = Array(repeating: [:], count: members.count)
        try await read(asked) { member, metric, column in
            found[member][metric.id, default: []].append(column)
        }
        return zip(zip(members, asked), found).map { member, found in
            member.1.map { asked in
                MetricColumns(member.0.engine.catalog.defined(asked), found[asked.id] ?? [])
            }
        }
    }

    /// Reads the metrics of each member, and hands on each filled series with the place of its member, to be added up and forgotten.
    ///
    /// The series come in no stated order. A metric of which a member has no series comes once, as its silence. One that has a series
    /// of its own and others beside it comes with their shares, too.
    ///
    /// - Throws: As ``columns(of:)``, and what `take` throws.
    package func read(
        _ asked: [[Metric]], _ take: (Int, Metric, SeriesColumn) throws -> Void
    ) async throws {
        let questions = try UsageQuestion.questions(asked, of: members)
        var filling = UsageEngine.Filling()
        var heard: [Set<MetricID>] = Array(repeating: [], count: members.count)
        for question in questions {
            if question.path == .samples {
                var split = SplitMetrics()
                let known = try await samples(question)
                for series in known {
                    guard let (place, member, metric) = owner(of: series, in: question) else { continue }
                    heard[place].insert(metric.id)
                    split.note(series.key)
                    try take(place, metric, try member.engine.column(series, of: metric, on: member.plan))
                }
                try takeShares(of: split, known, in: question, take)
                continue
            }
            let bounds = try UsageBounds(question.path, question.members.map { members[$0].plan })
            guard bounds.instants.count > 1 else { continue }
            var request = SummaryRequest(
                of: selection(question), metrics: question.metrics,
                in: SummaryBounds(
                    instants: bounds.instants, dayNumbers: nil, resets: bounds.resets, now: context.now),
                knownAt: context.knownAt, limit: bounds.rowsOfPage)
            var split = SplitMetrics()
            repeat {
                let page = try await context.reader.summaries(request)
                for row in page.rows {
                    if question.path == .states { split.note(row.key) }
                    guard let (place, member, metric) = owner(of: row.key, in: question) else { continue }
                    let row = try bounds.merged(row, on: member.plan)
                    heard[place].insert(metric.id)
                    try take(
                        place, metric, try member.engine.column(row, of: metric, on: member.plan, &filling))
                }
                request.cursor = page.next
            } while request.cursor != nil
            if !split.isEmpty {
                try takeShares(of: split, try await samples(question, of: split), in: question, take)
            }
        }
        for (place, member) in members.enumerated() {
            for metric in asked[place].map(member.engine.catalog.defined)
            where heard[place].insert(metric.id).inserted {
                try take(place, metric, try member.engine.silence(of: metric, on: member.plan, &filling))
            }
        }
    }

    /// Reads the same metrics of each member.
    package func read(
        _ asked: [Metric], _ take: (Int, Metric, SeriesColumn) throws -> Void
    ) async throws {
        try await read(Array(repeating: asked, count: members.count), take)
    }

    /// Hands on what each series adds to a metric that has its own and others.
    private func takeShares(
        of split: SplitMetrics, _ series: [MetricSeries], in question: UsageQuestion,
        _ take: (Int, Metric, SeriesColumn) throws -> Void
    ) throws {
        for series in split.groups(of: series) {
            let known = series.filter { owner(of: $0, in: question) != nil }
            guard let (place, member, metric) = known.first.flatMap({ owner(of: $0.key, in: question) }),
                metric.source == .recorded
            else { continue }
            for share in try member.engine.shares(of: known, of: metric, on: member.plan) {
                try take(place, metric, share)
            }
        }
    }

    /// Whose series it is, and of which metric; nil if it was not asked for, or is not known yet.
    private func owner(of series: MetricSeries, in question: UsageQuestion) -> (Int, Member, Metric)? {
        guard let owner = owner(of: series.key, in: question),
            // A series of dates that begins after now is not known yet; one of instants is not read.
            series.timing == .instants || series.positions.first ?? .max < owner.1.plan.endDay
        else { return nil }
        return owner
    }

    /// Whose series it is, and of which metric; nil if it was not asked for of that tenant.
    private func owner(of key: SeriesKey, in question: UsageQuestion) -> (Int, Member, Metric)? {
        guard let place = places[key.tenant], let metric = question.metric(key.metric, of: place) else {
            return nil
        }
        return (place, members[place], metric)
    }

    private func selection(_ question: UsageQuestion) -> TenantSelection {
        if question.members.count == members.count { return everyone }
        return .set(Set(question.members.map { members[$0].engine.tenant.id }))
    }

    /// The recorded series of a question in the time of all its plans, each from its last sample before that; of some metrics
    /// and their tenants alone if they are named.
    private func samples(
        _ question: UsageQuestion, of split: SplitMetrics? = nil
    ) async throws -> [MetricSeries] {
        var time: UsageTimeSpan?
        let asked = split?.tenants.compactMap { places[$0] }
        for place in asked ?? question.members {
            guard let own = UsageTimeSpan(members[place].plan) else { continue }
            time = time?.union(own) ?? own
        }
        guard let time else { return [] }
        return try await context.reader.allSeries(
            SeriesRequest(
                of: split.map { .set($0.tenants) } ?? selection(question),
                metrics: split?.metrics ?? question.metrics, instants: time.instants,
                dates: try time.dates, includesPrevious: true, knownAt: context.knownAt))
    }
}
